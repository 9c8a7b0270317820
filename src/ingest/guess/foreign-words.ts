/** Words of other languages in the names of columns, without accents → the English ones that are looked for. */
const WORDS: readonly (readonly [english: string, words: string])[] = [
  [
    "user",
    "benutzer nutzer nutzers utilisateur utilisatrice usuario usuaria utente gebruiker uzytkownik kullanici pengguna пользователь ユーザー ユーザ アカウント 使用者 会員 사용자 유저 회원 이용자",
  ],
  [
    "username",
    "benutzername nutzername nomutilisateur nombreusuario nomeusuario nomeutente gebruikersnaam ユーザー名",
  ],
  ["author", "autor autora auteur autore verfasser автор 投稿者 작성자 글쓴이"],
  [
    "comment",
    "kommentar kommentare commentaire commentaires comentario comentarios commento opmerking reactie komentarz yorum komentar комментарий コメント 返信 댓글 답글 코멘트",
  ],
  [
    "post",
    "beitrag beitrage publication publicacion publicacao publicazione postagem bericht gonderi публикация 投稿 게시물 게시글 포스트",
  ],
  ["video", "видео 動画 动画 비디오 동영상 영상"],
  [
    "time",
    "uhrzeit zeit zeitpunkt zeitstempel heure hora horario ora tijd czas saat waktu время 日時 日时 時刻 时刻 시간 일시 작성일 시각",
  ],
  ["date", "datum fecha tanggal tarih дата 日付 날짜 일자"],
  ["name", "nom nombre nome naam nazwa имя 名前 이름"],
  ["nickname", "ニックネーム 닉네임 별명"],
  ["id", "番号 아이디 번호"],
  ["follow", "フォロー 팔로우"],
  ["subscriber", "登録者 구독자"],
  ["subscribe", "チャンネル登録 구독"],
  ["view", "視聴 视聴 再生 조회 시청"],
  ["channel", "チャンネル 채널"],
  ["url", "アドレス 주소"],
  ["like", "gefallt jaime megusta mipiace curtida curtidas vindik begeni suka лайк いいね 좋아요"],
  [
    "follower",
    "abonnent abonnenten abonne abonnes seguidor seguidora seguidores volger takipci pengikut подписчик フォロワー 팔로워",
  ],
  ["text", "texte texto testo inhalt contenu contenido conteudo текст 本文 내용 본문"],
  ["link", "lien enlace collegamento ссылка リンク 링크"],
  ["share", "geteilt teilen partage compartir compartido condiviso シェア 공유"],
];

const ENGLISH = new Map(
  WORDS.flatMap(([english, words]) => words.split(" ").map((word) => [word, english] as const)),
);

/** Words of scripts that are written without blanks, the longest first. */
const UNSPACED = [...ENGLISH.keys()]
  .filter((word) => /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(word))
  .sort((a, b) => b.length - a.length);

/** A run of Japanese or Korean that is written without blanks → the English words for those in it, and what is left between them. */
export function englishWords(token: string): readonly string[] {
  if (ENGLISH.has(token) || !/[\u3040-\u30ff\uac00-\ud7af]/.test(token)) return [englishWord(token)];
  const words: string[] = [];
  let left = "";
  for (let at = 0; at < token.length; ) {
    const word = UNSPACED.find((one) => token.startsWith(one, at));
    if (word === undefined) {
      left += token[at++];
      continue;
    }
    if (left !== "") words.push(left);
    left = "";
    words.push(englishWord(word));
    at += word.length;
  }
  return left === "" ? words : [...words, left];
}

/** A word of a column's name → the English word for it; the word itself where it is none of another language. */
export function englishWord(token: string): string {
  return ENGLISH.get(token) ?? token;
}
