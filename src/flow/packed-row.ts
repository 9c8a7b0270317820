import { isEngagement } from "../nouns/event.ts";
import {
  createEventRow,
  ENGAGEMENT_KEY_COLUMNS,
  ENGAGEMENT_NUMBER_COLUMNS,
  type EventRow,
  keyColumn,
} from "../nouns/event-row.ts";

/**
 * An event's row as one run of bytes: what is decoded once can wait, be sorted and lie on disk without its text being read
 * again. Only values that are there take room: about 100 bytes and the line, or the texts, of an ordinary event.
 *
 * Words of 32 bits: length in bytes · kind · IP version and lateness · 2 masks of key columns · mask of number columns ·
 * length of the text · 0 · time (double) · key columns (hash, span) · number columns (double) · address · text.
 */

/** Words before the columns. */
const HEAD_WORDS = 10;
const KEY_WORDS = 4;
const IP_WORDS = 4;
const ALIGNED_BYTES = 8;

const ROOM = createEventRow();
const KEYS = ROOM.hash.length / 2;
const NUMBERS = ROOM.num.length;
const ENGAGEMENT_KEYS = ENGAGEMENT_KEY_COLUMNS.length;
const ENGAGEMENT_NUMBERS = ENGAGEMENT_NUMBER_COLUMNS.length;
const ID = keyColumn("id");

/** Bytes of a packed row without its text, at the most. */
export const PACKED_HEAD_BYTES_MAX =
  (HEAD_WORDS + KEYS * KEY_WORDS + NUMBERS * 2 + IP_WORDS) * 4 + ALIGNED_BYTES;

/** One piece of memory as bytes, words and doubles. */
export interface PackedMemory {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
}

/** Memory for packed rows, a multiple of 8 bytes. */
export function createPackedMemory(length: number): PackedMemory {
  return viewsOf(new Uint8Array(length));
}

/** Bytes that begin their buffer as packed memory. */
export function viewsOf(bytes: Uint8Array): PackedMemory {
  const { buffer } = bytes;
  const length = bytes.length - (bytes.length % ALIGNED_BYTES);
  return {
    bytes,
    words: new Int32Array(buffer, 0, length / 4),
    doubles: new Float64Array(buffer, 0, length / 8),
  };
}

/** Most bytes that a row may need. */
export function packedBytesMax(row: EventRow): number {
  return PACKED_HEAD_BYTES_MAX + row.end - row.start + ALIGNED_BYTES;
}

/** Bytes of the packed row that begins at `at`, a multiple of 8. */
export function packedLength({ words }: PackedMemory, at: number): number {
  return words[at >> 2]!;
}

/** When the packed row at `at` happened, in ms. */
export function packedTimeMs({ doubles }: PackedMemory, at: number): number {
  return doubles[(at >> 3) + HEAD_WORDS / 2 - 1]!;
}

/**
 * What orders events of one time, whole and below 2^53: views before what they lead to, acts before what takes them back,
 * then 48 bits of the id's hash.
 */
export function packedTie({ words }: PackedMemory, at: number): number {
  const head = at >> 2;
  return tie(words[head + 1]!, words[head + HEAD_WORDS]!, words[head + HEAD_WORDS + 1]!);
}

/** The same of a row. */
export function tieOf(row: EventRow): number {
  return tie(row.kind, row.hash[ID * 2]!, row.hash[ID * 2 + 1]!);
}

function tie(kind: number, low: number, high: number): number {
  return kind * 2 ** 48 + (high & 0xffff) * 2 ** 32 + (low >>> 0);
}

/**
 * A row → memory from `at` (a multiple of 8) on → its length, a multiple of 8. There must be room for `packedBytesMax`.
 * `whole`: with all of its line; else an event of engagement keeps the texts of its columns alone, which is a third of it.
 */
export function packRow(
  row: EventRow,
  { bytes, words, doubles }: PackedMemory,
  at: number,
  whole = true,
): number {
  const { hash, span, num, start, kind } = row;
  const head = at >> 2;
  const all = !isEngagement(kind);
  const keys = all ? KEYS : ENGAGEMENT_KEYS;
  const numbers = all ? NUMBERS : ENGAGEMENT_NUMBERS;
  let word = head + HEAD_WORDS;
  let low = 0;
  let high = 0;
  /** Bytes of the texts alone, behind one that says that there is no line. */
  let textBytes = 1;
  for (let key = 0; key < keys; key++) {
    const a = hash[key * 2]!;
    const b = hash[key * 2 + 1]!;
    const to = span[key * 2 + 1]!;
    textBytes += to - span[key * 2]!;
    // The id is the first, and always there.
    if ((a | b | to) === 0 && key !== ID) continue;
    if (key < 32) low |= 1 << key;
    else high |= 1 << (key - 32);
    words[word] = a;
    words[word + 1] = b;
    words[word + 2] = to === 0 ? 0 : span[key * 2]! - start;
    words[word + 3] = to === 0 ? 0 : to - start;
    word += KEY_WORDS;
  }
  let mask = 0;
  for (let n = 0; n < numbers; n++) {
    const value = num[n]!;
    if (Number.isNaN(value)) continue;
    mask |= 1 << n;
    doubles[word >> 1] = value;
    word += 2;
  }
  if (row.ipVersion !== 0) {
    for (let i = 0; i < IP_WORDS; i++) words[word + i] = row.ip[i]!;
    word += IP_WORDS;
  }
  const text = word * 4;
  // Columns of one text, as a payment's, may be more than the line; where they are all of it, as in rows made of columns, they lie side by side already.
  const alone = !whole && !all && textBytes < row.end - start;
  const length = alone ? textBytes : row.end - start;
  if (alone) packTexts(row, { bytes, words }, head + HEAD_WORDS, text);
  else copyBytes(row.bytes, start, row.end, bytes, text);
  const total = (text + length - at + ALIGNED_BYTES - 1) & ~(ALIGNED_BYTES - 1);
  words[head] = total;
  words[head + 1] = kind;
  words[head + 2] = row.ipVersion;
  words[head + 3] = low;
  words[head + 4] = high;
  words[head + 5] = mask;
  words[head + 6] = length;
  words[head + 7] = 0;
  doubles[(head + 8) >> 1] = row.occurredAtMs;
  return total;
}

/** The texts of a packed row's columns, one behind the other from `text` on, and where they stand into its columns. */
function packTexts(
  row: EventRow,
  { bytes, words }: Pick<PackedMemory, "bytes" | "words">,
  columns: number,
  text: number,
): void {
  bytes[text] = 0; // never that of a line: whoever needs one sees that there is none
  let at = text + 1;
  let word = columns;
  const { hash, span } = row;
  for (let key = 0; key < ENGAGEMENT_KEYS; key++) {
    const from = span[key * 2]!;
    const to = span[key * 2 + 1]!;
    if ((hash[key * 2]! | hash[key * 2 + 1]! | to) === 0 && key !== ID) continue;
    if (to !== 0) {
      words[word + 2] = at - text;
      words[word + 3] = at - text + to - from;
      copyBytes(row.bytes, from, to, bytes, at);
      at += to - from;
    }
    word += KEY_WORDS;
  }
}

/** Bytes from where on a call of `set`, and the view it needs, is faster than a loop. */
const LOOPED_BYTES_MAX = 192;

function copyBytes(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  const length = end - start;
  if (length >= LOOPED_BYTES_MAX) to.set(from.subarray(start, end), at);
  else for (let i = 0; i < length; i++) to[at + i] = from[start + i]!;
}

/** The packed row at `at` → a row, whose texts stand in the memory. */
export function unpackRow({ bytes, words, doubles }: PackedMemory, at: number, row: EventRow): void {
  const head = at >> 2;
  const kind = words[head + 1]!;
  const low = words[head + 3]!;
  const high = words[head + 4]!;
  const mask = words[head + 5]!;
  const ipVersion = words[head + 2]! as 0 | 4 | 6;
  const all = !isEngagement(kind);
  const keys = all ? KEYS : ENGAGEMENT_KEYS;
  const numbers = all ? NUMBERS : ENGAGEMENT_NUMBERS;
  const { hash, span, num, ip } = row;
  let text = head + HEAD_WORDS + ipWords(ipVersion);
  for (let bits = low; bits !== 0; bits &= bits - 1) text += KEY_WORDS;
  for (let bits = high; bits !== 0; bits &= bits - 1) text += KEY_WORDS;
  for (let bits = mask; bits !== 0; bits &= bits - 1) text += 2;
  const start = text * 4;
  row.bytes = bytes;
  row.start = start;
  row.end = start + words[head + 6]!;
  row.kind = kind;
  row.occurredAtMs = doubles[(head + 8) >> 1]!;
  row.late = 0;
  row.lone = 0;
  row.ipVersion = ipVersion;
  let word = head + HEAD_WORDS;
  for (let key = 0; key < keys; key++) {
    const there = key < 32 ? low & (1 << key) : high & (1 << (key - 32));
    if (there === 0) {
      hash[key * 2] = 0;
      hash[key * 2 + 1] = 0;
      span[key * 2] = 0;
      span[key * 2 + 1] = 0;
      continue;
    }
    hash[key * 2] = words[word]!;
    hash[key * 2 + 1] = words[word + 1]!;
    const to = words[word + 3]!;
    span[key * 2] = to === 0 ? 0 : start + words[word + 2]!;
    span[key * 2 + 1] = to === 0 ? 0 : start + to;
    word += KEY_WORDS;
  }
  for (let n = 0; n < numbers; n++) {
    if ((mask & (1 << n)) === 0) num[n] = Number.NaN;
    else {
      num[n] = doubles[word >> 1]!;
      word += 2;
    }
  }
  for (let i = 0; i < IP_WORDS; i++) ip[i] = ipVersion === 0 ? 0 : words[word + i]!;
}

const ipWords = (version: 0 | 4 | 6): number => (version === 0 ? 0 : IP_WORDS);
