/** Words of other languages in the names of columns, without accents → the English ones that are looked for. */
const WORDS: readonly (readonly [english: string, words: string])[] = [
  [
    "user",
    "benutzer nutzer nutzers utilisateur utilisatrice usuario usuaria utente gebruiker uzytkownik kullanici pengguna пользователь ユーザー 사용자",
  ],
  [
    "username",
    "benutzername nutzername nomutilisateur nombreusuario nomeusuario nomeutente gebruikersnaam ユーザー名",
  ],
  ["author", "autor autora auteur autore verfasser автор 投稿者 작성자"],
  [
    "comment",
    "kommentar kommentare commentaire commentaires comentario comentarios commento opmerking reactie komentarz yorum komentar комментарий コメント 댓글",
  ],
  [
    "post",
    "beitrag beitrage publication publicacion publicacao publicazione postagem bericht gonderi публикация 投稿 게시물",
  ],
  ["video", "видео 動画 비디오 동영상"],
  [
    "time",
    "uhrzeit zeit zeitpunkt zeitstempel heure hora horario ora tijd czas saat waktu время 日時 時刻 시간 일시 작성일",
  ],
  ["date", "datum fecha tanggal tarih дата 日付 날짜"],
  ["name", "nom nombre nome naam nazwa имя 名前 이름"],
  ["like", "gefallt jaime megusta mipiace curtida curtidas vindik begeni suka лайк いいね 좋아요"],
  [
    "follower",
    "abonnent abonnenten abonne abonnes seguidor seguidora seguidores volger takipci pengikut подписчик フォロワー 팔로워",
  ],
  ["text", "texte texto testo inhalt contenu contenido conteudo текст 本文 내용"],
  ["link", "lien enlace collegamento ссылка リンク 링크"],
  ["share", "geteilt teilen partage compartir compartido condiviso シェア 공유"],
];

const ENGLISH = new Map(
  WORDS.flatMap(([english, words]) => words.split(" ").map((word) => [word, english] as const)),
);

/** A word of a column's name → the English word for it; the word itself where it is none of another language. */
export function englishWord(token: string): string {
  return ENGLISH.get(token) ?? token;
}
