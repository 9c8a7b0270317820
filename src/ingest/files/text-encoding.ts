import { isAscii, isUtf8 } from "node:buffer";
import { TouchstoneError } from "../../nouns/codes.ts";
import { byCommonCharacters } from "./common-characters.ts";
import { type LegacyEncoding, otherEncoding, passesForChinese } from "./legacy-encoding.ts";

/** Bytes looked at to tell an encoding, from the first byte that is not ASCII. */
const LOOKED_BYTES = 256 * 1024;
/** Of two-byte characters, how many may be no everyday Chinese before the guess is given up. */
const ODD_SHARE_MAX = 0.2;
/** Of the bytes at even (or odd) places, how many are zero in UTF-16 without a mark: digits, commas, line ends. */
const ZERO_SHARE_MIN = 0.3;

/** Names of encodings that are told apart without being asked. */
export type FoundEncoding = "utf-8" | "utf-16le" | "utf-16be" | "gb18030" | "big5" | LegacyEncoding;

/** A label such as `gbk`, `GB2312`, `utf16` or `shift_jis` → its canonical name. Throws `unknown_format`. */
export function encodingByLabel(label: string): string {
  const word = label
    .trim()
    .toLowerCase()
    .replace(/^utf-?16$/, "utf-16le")
    .replace(/^utf8$/, "utf-8");
  try {
    const { encoding } = new TextDecoder(word === "ansi" ? "gb18030" : word);
    return encoding === "gbk" ? "gb18030" : encoding;
  } catch (cause) {
    throw new TouchstoneError(
      "unknown_format",
      `no such encoding \`${label}\`: as in utf-8, gb18030 (also for GBK), utf-16, big5, shift_jis, windows-1252`,
      { cause },
    );
  }
}

/** The encoding that the first bytes of a file show by a mark or by the zeros of UTF-16; null where they do not. */
export function markedEncoding(head: Uint8Array): FoundEncoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return "utf-8";
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const looked = Math.min(head.length, 4096);
  const zeros = [0, 0];
  for (let at = 0; at < looked; at++) if (head[at] === 0) zeros[at & 1]!++;
  const half = looked / 2;
  if (looked < 4) return null;
  if (zeros[1]! > half * ZERO_SHARE_MIN && zeros[0]! * 8 < zeros[1]!) return "utf-16le";
  if (zeros[0]! > half * ZERO_SHARE_MIN && zeros[1]! * 8 < zeros[0]!) return "utf-16be";
  return null;
}

/**
 * The encoding of bytes that are not all ASCII: UTF-8 where they are valid, or where most of their characters are;
 * GB18030 or Big5 where nearly all of their pairs are everyday Chinese; else that of Russian, Korean, Japanese or of Latin
 * letters with marks; null where none fits.
 */
export function guessedEncoding(bytes: Uint8Array): Exclude<FoundEncoding, "utf-16le" | "utf-16be"> | null {
  const sample = bytes.subarray(0, LOOKED_BYTES);
  if (isUtf8(wholeCharacters(sample))) return "utf-8";
  const counted = countPairs(sample);
  if (counted.utf8 > counted.broken) return "utf-8";
  if (counted.pairs === 0) return otherEncoding(sample);
  const common = byCommonCharacters(sample);
  if (common !== null) return common;
  const other = passesForChinese(sample);
  if (other !== null) return other;
  if (counted.gbOdd <= counted.pairs * ODD_SHARE_MAX) return "gb18030";
  if (counted.big5Odd <= counted.pairs * ODD_SHARE_MAX) return "big5";
  return otherEncoding(sample);
}

/** Without the first bytes of a character that the sample cuts off. */
function wholeCharacters(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      if (needs > back) end = bytes.length - back;
      break;
    }
  }
  return bytes.subarray(0, end);
}

interface Pairs {
  /** Characters of two or more bytes that are valid UTF-8, and bytes that are not. */
  readonly utf8: number;
  readonly broken: number;
  /** Two-byte characters, and those of them that everyday GB2312 (punctuation, level 1 and 2) or Big5 lacks. */
  readonly pairs: number;
  readonly gbOdd: number;
  readonly big5Odd: number;
}

function countPairs(bytes: Uint8Array): Pairs {
  let utf8 = 0;
  let broken = 0;
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!;
    const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    if (length === 1) at++;
    else if (length > 0 && isUtf8(bytes.subarray(at, at + length)) && at + length <= bytes.length) {
      utf8++;
      at += length;
    } else {
      broken++;
      at++;
    }
  }
  let pairs = 0;
  let gbOdd = 0;
  let big5Odd = 0;
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at]!;
    if (lead < 0x80) continue;
    const trail = bytes[at + 1];
    if (trail === undefined) break; // cut off
    pairs++;
    if (lead >= 0x81 && lead <= 0xfe && trail >= 0x30 && trail <= 0x39) {
      at += 3; // four bytes of GB18030: emoji and rare characters, no evidence either way
      continue;
    }
    const gb = trail >= 0xa1 && ((lead >= 0xa1 && lead <= 0xa3) || (lead >= 0xb0 && lead <= 0xf7));
    const big5 =
      lead >= 0xa1 && lead <= 0xf9 && ((trail >= 0x40 && trail <= 0x7e) || (trail >= 0xa1 && trail <= 0xfe));
    if (!gb) gbOdd++;
    if (!big5 || lead > 0xc6) big5Odd++; // level 1 of Big5 ends at C6: what people write
    at++;
  }
  return { utf8, broken, pairs, gbOdd, big5Odd };
}

/**
 * Pieces of a text file in `given` (or any encoding that is found) → the same text as UTF-8, streamed. Without `given`, ASCII
 * passes until the first other byte, which decides; so an English header above Chinese rows is no trap. A byte that is no
 * character of the encoding comes out as one that is not UTF-8, so that its record alone is rejected. `told` hears the
 * encoding once. Line ends of the old Macintosh (`\r` alone) become `\n`.
 */
export async function* utf8Pieces(
  pieces: AsyncIterable<Uint8Array>,
  given: string | null,
  told: (encoding: string) => void,
): AsyncGenerator<Buffer> {
  let encoding = given;
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let first = true;
  let loneReturns = false;
  const settle = (found: string): void => {
    encoding = found;
    if (found !== "utf-8") decoder = new TextDecoder(found);
    told(found);
  };
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    if (first) {
      const marked = markedEncoding(piece);
      // A mark is sure; `--encoding gbk` over a folder in which one file is UTF-8 with a mark must not spoil that one.
      if (marked !== null && (given === null || piece[0]! >= 0xef)) settle(marked);
      else if (given !== null) settle(given);
    }
    if (encoding === null && !isAscii(piece)) settle(guessedEncoding(fromFirstOther(piece)) ?? "utf-8");
    let out = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const reader = decoder as InstanceType<typeof TextDecoder> | null;
    if (reader !== null) out = marked255(reader.decode(piece, { stream: true }));
    if (first) loneReturns = !out.includes(10) && out.includes(13) && out.indexOf(13) < out.length - 1;
    first = false;
    if (out.length > 0) yield loneReturns ? withLineFeeds(out) : out;
  }
  const rest = (decoder as InstanceType<typeof TextDecoder> | null)?.decode() ?? "";
  if (rest !== "") yield marked255(rest);
  if (encoding === null) told("utf-8");
}

/** From the letter before the first byte that is not ASCII: it tells a word from a sign. */
function fromFirstOther(piece: Uint8Array): Uint8Array {
  let at = 0;
  while (at < piece.length && piece[at]! < 0x80) at++;
  return piece.subarray(Math.max(0, at - 1));
}

/** Text → UTF-8, with a byte 255 for each character that could not be decoded. */
function marked255(text: string): Buffer {
  if (!text.includes("\ufffd")) return Buffer.from(text);
  const parts = text.split("\ufffd").map((part) => Buffer.from(part));
  return Buffer.concat(parts.flatMap((part, place) => (place === 0 ? [part] : [DAMAGED, part])));
}
const DAMAGED = Buffer.from([0xff]);

function withLineFeeds(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = copy.indexOf(13); at >= 0; at = copy.indexOf(13, at + 1)) copy[at] = 10;
  return copy;
}
