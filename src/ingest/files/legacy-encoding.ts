/** Encodings of one language's machines, as older tools and spreadsheets outside China save them. */
export type LegacyEncoding =
  | "windows-1252"
  | "windows-1250"
  | "windows-1251"
  | "koi8-r"
  | "shift_jis"
  | "euc-jp"
  | "euc-kr";

/** Bytes beyond ASCII that a language must show: fewer are a name or two, which fit several encodings. */
const CYRILLIC_BYTES_MIN = 12;
/** Small letters among Russian letters; of the bytes of Chinese pairs a fifth (windows-1251) or half (KOI8-R) lie there. */
const SMALL_SHARE_MIN = 0.7;
const LETTERS_SHARE_MIN = 0.97;
/** Different syllables by which Korean is told: of Chinese characters four in ten lie beyond the syllables. */
const SYLLABLES_MIN = 30;
const BEYOND_SYLLABLES_MAX = 0.02;
/** Kana among the characters of Japanese; Chinese texts have next to none. */
const KANA_SHARE_MIN = 0.25;
const KANA_MIN = 4;
const PAIRED_SHARE_MIN = 0.95;
/** Latin letters with marks stand alone among ASCII letters. */
const ALONE_SHARE_MIN = 0.8;
const IN_WORD_SHARE_MIN = 0.5;
/** Signs of windows-1252 within words, as `³` in `Mi³osz`, are letters of windows-1250. */
const SIGNS_IN_WORDS_MIN = 0.1;

/**
 * Bytes whose Cyrillic, Korean or Japanese letters would pass for Chinese characters → their encoding, or null. One pass.
 */
export function passesForChinese(bytes: Uint8Array): LegacyEncoding | null {
  return cyrillic(bytes) ?? eastAsian(bytes);
}

function cyrillic(bytes: Uint8Array): LegacyEncoding | null {
  let high = 0;
  let letters = 0;
  let from0xe0 = 0;
  for (const byte of bytes) {
    if (byte < 0x80) continue;
    high++;
    if (byte >= 0xc0 || byte === 0xa8 || byte === 0xb8) letters++; // with Ё and ё of windows-1251
    if (byte >= 0xe0) from0xe0++;
  }
  if (high < CYRILLIC_BYTES_MIN || letters < LETTERS_SHARE_MIN * high) return null;
  // Letters with marks of Western Europe lie there as well, but each stands alone.
  if (alone(bytes).share > 1 - ALONE_SHARE_MIN) return null;
  if (from0xe0 >= SMALL_SHARE_MIN * letters) return "windows-1251";
  return letters - from0xe0 >= SMALL_SHARE_MIN * letters ? "koi8-r" : null;
}

function eastAsian(bytes: Uint8Array): LegacyEncoding | null {
  let high = 0;
  let pairs = 0;
  let kana = 0;
  let beyond = 0;
  const syllables = new Set<number>();
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at]!;
    if (lead < 0x80) continue;
    high++;
    const trail = bytes[at + 1] ?? 0;
    if (lead < 0xa1 || trail < 0xa1) continue;
    pairs++;
    if (lead === 0xa4 || lead === 0xa5) kana++;
    else if (lead >= 0xb0 && lead <= 0xc8) syllables.add(lead * 256 + trail);
    else if (lead > 0xc8) beyond++;
    at++;
  }
  if (pairs < PAIRED_SHARE_MIN * high) return null;
  if (kana >= KANA_SHARE_MIN * pairs && kana >= KANA_MIN) return "euc-jp";
  return syllables.size >= SYLLABLES_MIN && beyond <= BEYOND_SYLLABLES_MAX * pairs ? "euc-kr" : null;
}

/**
 * Bytes that are neither UTF-8 nor Chinese → the encoding of Western or Central Europe or of Japan that they fit; null where
 * they fit none: some bytes of a file are damaged more often than a tool writes one letter alone.
 */
export function otherEncoding(bytes: Uint8Array): LegacyEncoding | null {
  return shiftJis(bytes) ?? latin(bytes);
}

function shiftJis(bytes: Uint8Array): LegacyEncoding | null {
  let high = 0;
  let pairs = 0;
  let kana = 0;
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at]!;
    if (lead < 0x80) continue;
    high++;
    if (lead >= 0xa1 && lead <= 0xdf) {
      pairs++; // kana of half width
      continue;
    }
    const trail = bytes[at + 1] ?? 0;
    const leads = (lead >= 0x81 && lead <= 0x9f) || (lead >= 0xe0 && lead <= 0xfc);
    if (!leads || trail < 0x40 || trail === 0x7f || trail > 0xfc) continue;
    pairs++;
    if (lead === 0x82 || lead === 0x83) kana++;
    at++;
  }
  const japanese = pairs >= PAIRED_SHARE_MIN * high && kana >= KANA_SHARE_MIN * pairs;
  return japanese && kana > 1 ? "shift_jis" : null;
}

function latin(bytes: Uint8Array): LegacyEncoding | null {
  const { share, letters, signs } = alone(bytes);
  if (letters + signs === 0 || share < ALONE_SHARE_MIN) return null;
  return signs >= SIGNS_IN_WORDS_MIN * (letters + signs) ? "windows-1250" : "windows-1252";
}

/** Bytes beyond ASCII that stand alone, or by twos, at ASCII letters: what share they are, letters and signs of windows-1252. */
function alone(bytes: Uint8Array): {
  readonly share: number;
  readonly letters: number;
  readonly signs: number;
} {
  let high = 0;
  let apart = 0;
  let letters = 0;
  let signs = 0;
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at]! < 0x80) {
      at++;
      continue;
    }
    let end = at;
    while (end < bytes.length && bytes[end]! >= 0x80) end++;
    high += end - at;
    const before = isLetter(bytes[at - 1] ?? 0x20);
    const after = isLetter(bytes[end] ?? 0x20);
    // Two together are the end or the middle of a word, as in `Straße` or `grüße`.
    if (end - at === 1 || (end - at === 2 && before)) {
      apart += end - at;
      for (const byte of bytes.subarray(at, end)) {
        if (isLatinLetter(byte) && (before || after)) letters++;
        else if (before && (after || CENTRAL.includes(byte))) signs++;
      }
    }
    at = end;
  }
  const read = letters + signs;
  // Quotes, dashes and currency signs stand at words; many of the bytes must still be letters.
  const share = apart === 0 || read < IN_WORD_SHARE_MIN * apart ? 0 : apart / high;
  return { share, letters, signs };
}

/** Small letters of windows-1250 that end words, signs of windows-1252. */
const CENTRAL = [0xb3, 0xb9, 0xbe, 0xbf];

const isLetter = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);

/** Letters of windows-1252 beyond ASCII; 8A, 8C, 8E, 9A, 9C, 9E and 9F are letters in windows-1250 as well. */
const isLatinLetter = (byte: number): boolean =>
  (byte >= 0xc0 && byte !== 0xd7 && byte !== 0xf7) ||
  [0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e, 0x9f].includes(byte);
