const INITIALS: Readonly<Record<string, string>> = {
  zh: "ㄓ",
  ch: "ㄔ",
  sh: "ㄕ",
  b: "ㄅ",
  p: "ㄆ",
  m: "ㄇ",
  f: "ㄈ",
  d: "ㄉ",
  t: "ㄊ",
  n: "ㄋ",
  l: "ㄌ",
  g: "ㄍ",
  k: "ㄎ",
  h: "ㄏ",
  j: "ㄐ",
  q: "ㄑ",
  x: "ㄒ",
  r: "ㄖ",
  z: "ㄗ",
  c: "ㄘ",
  s: "ㄙ",
};
const FINALS: Readonly<Record<string, string>> = {
  a: "ㄚ",
  o: "ㄛ",
  e: "ㄜ",
  ai: "ㄞ",
  ei: "ㄟ",
  ao: "ㄠ",
  ou: "ㄡ",
  an: "ㄢ",
  en: "ㄣ",
  ang: "ㄤ",
  eng: "ㄥ",
  er: "ㄦ",
  i: "ㄧ",
  ia: "ㄧㄚ",
  ie: "ㄧㄝ",
  iao: "ㄧㄠ",
  iu: "ㄧㄡ",
  ian: "ㄧㄢ",
  in: "ㄧㄣ",
  iang: "ㄧㄤ",
  ing: "ㄧㄥ",
  iong: "ㄩㄥ",
  u: "ㄨ",
  ua: "ㄨㄚ",
  uo: "ㄨㄛ",
  uai: "ㄨㄞ",
  ui: "ㄨㄟ",
  uan: "ㄨㄢ",
  un: "ㄨㄣ",
  uang: "ㄨㄤ",
  ong: "ㄨㄥ",
  ueng: "ㄨㄥ",
  v: "ㄩ",
  ve: "ㄩㄝ",
  van: "ㄩㄢ",
  vn: "ㄩㄣ",
};
/** Syllables that begin with y or w are written without an initial. */
const BARE: Readonly<Record<string, string>> = {
  yi: "i",
  ya: "ia",
  ye: "ie",
  yao: "iao",
  you: "iu",
  yan: "ian",
  yin: "in",
  yang: "iang",
  ying: "ing",
  yong: "iong",
  yu: "v",
  yue: "ve",
  yuan: "van",
  yun: "vn",
  wu: "u",
  wa: "ua",
  wo: "uo",
  wai: "uai",
  wei: "ui",
  wan: "uan",
  wen: "un",
  wang: "uang",
  weng: "ueng",
};

/** A syllable of pinyin without its tone (ü as v) → the same in zhuyin (ㄗㄢ for zan); null where there is none. */
export function zhuyinOf(syllable: string): string | null {
  const bare = BARE[syllable];
  if (bare !== undefined) return FINALS[bare] ?? null;
  if (FINALS[syllable] !== undefined) return FINALS[syllable];
  const letters = /^(zh|ch|sh|[bpmfdtnlgkhjqxrzcs])(.+)$/.exec(syllable);
  if (letters === null) return null;
  const initial = INITIALS[letters[1]!]!;
  let final = letters[2]!;
  // After these an i is no sound of its own: 之, 子.
  if (final === "i" && /^(zh|ch|sh|r|z|c|s)$/.test(letters[1]!)) return initial;
  if (/^[jqx]$/.test(letters[1]!) && final.startsWith("u")) final = `v${final.slice(1)}`;
  return FINALS[final] === undefined ? null : initial + FINALS[final];
}
