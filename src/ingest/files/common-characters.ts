/** The characters that people of one language write most, and those that stand in the names of columns. */
interface Language {
  readonly encodings: readonly ("gb18030" | "big5" | "shift_jis" | "euc-jp" | "euc-kr")[];
  readonly characters: string;
  /** Further characters that count: kana are Japanese, lone letters Korean, whatever they say. */
  readonly also?: RegExp;
}

const LANGUAGES: readonly Language[] = [
  {
    encodings: ["gb18030"],
    characters:
      "的一是了我不在人有这他个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日者意无力它与长把机十第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应向头文体美相见被什二等产或新己身果加月话合回特代内信表化老给世位次度门先通教儿原东声提立及比员解水名真论处走各入几口认条平系气题活更别打女变总何电数安少报才结反受目太量再感务做接场件计管期直户频评赞享称昵视链粉丝注收藏转账号编帖笔记浏览播放送礼喜欢支持厉害棒哈呢吧啊呀哦商品类型",
  },
  {
    encodings: ["big5"],
    characters:
      "的一是了我不在人有這他個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日者意無力它與長把機戶頻評讚享稱暱視鏈粉絲註收藏轉帳號編影片留言內容使間按觀名連結貼文喜歡支持厲害棒真很最",
  },
  {
    encodings: ["shift_jis", "euc-jp"],
    characters: "日時名動画投稿者会員番号本文内容人年月見今何思行言気好話新作品楽面白最高良者数用前後",
    also: /[\u3040-\u30ff]/,
  },
  {
    encodings: ["euc-kr"],
    characters:
      "이다는을를의가에고하지기니어도사인로서나시한자그리아대정있수보해일전라부음세장만주관구동신들면우여것스상조비선영거마제모원미오러려데요습까네좋과계진짜너무감합댓글작성간용내닉팔워물게추천회번호날짜름유튜브채널독자확말재은재밌최고응원김박홍길민지현준호혜경희숙순철남녀빈",
    also: /[\u3131-\u318e]/, // laughter: ㅋㅋㅋ, ㅎㅎ
  },
];

/** Bytes looked at: the names of the columns and some dozen rows. */
const LOOKED_BYTES = 16 * 1024;
/** Fewest characters that can speak for a language. */
const CHARACTERS_MIN = 4;
/** Share of its characters that a text of a language has among the common ones: half and more; a wrong reading a tenth. */
const SHARE_MIN = 0.35;
/** How much better than the next the best reading must be. */
const LEAD_MIN = 1.5;

/**
 * Bytes that are no UTF-8 → the encoding of Chinese, Japanese or Korean by which they read as what people write; null where none
 * stands out. Names of columns alone are enough, where the shapes of the bytes would fit several encodings.
 */
export function byCommonCharacters(bytes: Uint8Array): Language["encodings"][number] | null {
  const scores = LANGUAGES.flatMap(({ encodings, characters, also }) => {
    const common = new Set(characters);
    return encodings.map((encoding) => ({ encoding, score: shareOf(bytes, encoding, common, also) }));
  }).sort((a, b) => b.score - a.score);
  const [best, next] = scores;
  return best!.score >= SHARE_MIN && best!.score >= LEAD_MIN * next!.score ? best!.encoding : null;
}

function shareOf(
  bytes: Uint8Array,
  encoding: string,
  common: ReadonlySet<string>,
  also: RegExp | undefined,
): number {
  const text = new TextDecoder(encoding).decode(bytes.subarray(0, LOOKED_BYTES));
  let all = 0;
  let known = 0;
  for (const character of text) {
    // Signs of full width stand in texts of all these languages.
    if (character.charCodeAt(0) < 0x80 || /[\u3000-\u303f\uff00-\uff60]/.test(character)) continue;
    all++;
    if (common.has(character) || also?.test(character) === true) known++;
  }
  return all < CHARACTERS_MIN ? 0 : known / all;
}
