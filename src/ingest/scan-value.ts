import type { EventRow } from "../nouns/event-row.ts";
import { hashBytes, hashTail, SEED_HIGH, SEED_LOW, stepHigh, stepLow } from "../nouns/hash.ts";
import { ID_BYTES_MAX, TIME_MS_MAX } from "../nouns/limits.ts";
import { readTimeInto } from "./event-time.ts";
import * as column from "./row-columns.ts";

/**
 * Values of the fast path (`scan-event.ts`): every function gets the place where its value begins and returns the place behind
 * it, or `GIVE_UP` for what only the careful path takes.
 */
export const GIVE_UP = -1;

/** Digits a number may have here: below 2^53 for sure, so the one division below rounds correctly (Clinger 1990). */
const DIGITS_MAX = 15;
/** Digits of the longest number read here at all: a double prints with at most 17. */
const LONG_DIGITS_MAX = 20;
const POWERS_OF_TEN = Float64Array.from({ length: DIGITS_MAX + 1 }, (_, n) => 10 ** n);

/** The number last read. */
export const lastNumber = new Float64Array(1);
/** Index of the kind of the target being read, −1 before it is known. */
export const targetKind = new Int32Array(1);

/** Whether the bytes at `at` are those of `text`. */
export function matches(bytes: Uint8Array, at: number, end: number, text: Uint8Array): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

/** A view of the bytes being scanned, kept between calls: a run of lines shares one buffer. */
let view: DataView = new DataView(new ArrayBuffer(0));
let viewed: Uint8Array | null = null;

/** The bytes as a view. */
export function look(bytes: Uint8Array): DataView {
  if (viewed !== bytes) {
    viewed = bytes;
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  return view;
}

export function skipBlanks(bytes: Uint8Array, at: number, end: number): number {
  while (at < end) {
    const byte = bytes[at]!;
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return at;
    at++;
  }
  return at;
}

/**
 * Bits that are set when one of a word's four bytes ends a plain string: a quote, a backslash or a control character
 * ("has a zero byte", "has a byte less than n": Anderson, Bit Twiddling Hacks). May also be set for a byte of 0x80 and more
 * behind such a one, never without one.
 */
function endsString(word: number): number {
  const quote = word ^ 0x22222222;
  const slash = word ^ 0x5c5c5c5c;
  return (
    (((quote - 0x01010101) & ~quote) | ((slash - 0x01010101) & ~slash) | ((word - 0x20202020) & ~word)) &
    0x80808080
  );
}

/** From a string's first character to its closing quote. */
export function closingQuote(bytes: Uint8Array, at: number, end: number): number {
  const view = look(bytes);
  for (const last = end - 4; at <= last && endsString(view.getInt32(at, true)) === 0; ) at += 4;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === 0x22) return at;
    if (byte < 0x20 || byte === 0x5c) return GIVE_UP;
  }
  return GIVE_UP;
}

export function skipNull(bytes: Uint8Array, at: number, end: number): number {
  return at + 4 <= end && bytes[at + 1] === 0x75 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6c
    ? at + 4
    : GIVE_UP;
}

/** Text, a whole number (its digits are the id) or null → a key column. */
export function scanKey(
  bytes: Uint8Array,
  at: number,
  end: number,
  row: EventRow,
  key: number,
  bytesMax: number,
): number {
  if (bytes[at] !== 0x22) {
    return bytes[at] === 0x6e ? skipNull(bytes, at, end) : scanWholeKey(bytes, at, end, row, key, bytesMax);
  }
  const start = at + 1;
  // One pass looks for the end and hashes, four bytes a step.
  const view = look(bytes);
  let low = SEED_LOW;
  let high = SEED_HIGH;
  let hashed = start;
  for (const last = end - 4; hashed <= last; hashed += 4) {
    const word = view.getInt32(hashed, true);
    if (endsString(word) !== 0) break;
    low = stepLow(low, word);
    high = stepHigh(high, word);
  }
  let stop = hashed;
  for (; stop < end; stop++) {
    const byte = bytes[stop]!;
    if (byte === 0x22) break;
    if (byte < 0x20 || byte === 0x5c) return GIVE_UP;
  }
  if (stop >= end || stop - start > bytesMax) return GIVE_UP;
  if (stop > start) {
    for (; hashed + 4 <= stop; hashed += 4) {
      const word = view.getInt32(hashed, true);
      low = stepLow(low, word);
      high = stepHigh(high, word);
    }
    hashTail(bytes, hashed, stop, low, high, stop - start, row.hash, key * 2);
    row.span[key * 2] = start;
    row.span[key * 2 + 1] = stop;
  }
  return stop + 1;
}

/** An id that is a whole number: the key is the hash of its digits, so that none is lost. */
function scanWholeKey(
  bytes: Uint8Array,
  at: number,
  end: number,
  row: EventRow,
  key: number,
  bytesMax: number,
): number {
  let stop = at;
  while (stop < end && bytes[stop]! >= 48 && bytes[stop]! <= 57) stop++;
  const length = stop - at;
  if (length === 0 || length > bytesMax || (length > 1 && bytes[at] === 0x30)) return GIVE_UP;
  const behind = stop < end ? bytes[stop]! : 0;
  if (behind === 0x2e || (behind | 0x20) === 0x65) return GIVE_UP;
  hashBytes(bytes, at, stop, row.hash, key * 2);
  row.span[key * 2] = at;
  row.span[key * 2 + 1] = stop;
  return stop;
}

/** A plain number without sign or exponent → `lastNumber`. */
export function scanNumber(bytes: Uint8Array, at: number, end: number): number {
  const start = at;
  let value = 0;
  let byte = 0;
  for (; at < end; at++) {
    byte = bytes[at]!;
    if (byte < 48 || byte > 57) break;
    value = value * 10 + (byte - 48);
  }
  let digits = at - start;
  if (digits === 0 || (digits > 1 && bytes[start] === 0x30)) return GIVE_UP;
  if (at < end && byte === 0x2e) {
    const from = ++at;
    for (; at < end; at++) {
      byte = bytes[at]!;
      if (byte < 48 || byte > 57) break;
      value = value * 10 + (byte - 48);
    }
    if (at === from) return GIVE_UP;
    digits += at - from;
    if (digits <= DIGITS_MAX) value /= POWERS_OF_TEN[at - from]!;
  }
  if (digits > LONG_DIGITS_MAX || (at < end && (byte | 0x20) === 0x65)) return GIVE_UP;
  if (digits > DIGITS_MAX) readLongNumber(bytes, start, at);
  else lastNumber[0] = value;
  return at;
}

/** A ratio that some program divided and printed: 16 or 17 digits, rounded as the language does it. The one value here that allocates. */
function readLongNumber(bytes: Uint8Array, start: number, end: number): void {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
  lastNumber[0] = Number(text);
}

/** A number in [0, max] or null → a number column. */
export function scanNumberColumn(
  bytes: Uint8Array,
  at: number,
  end: number,
  row: EventRow,
  key: number,
  max: number,
): number {
  if (bytes[at] === 0x6e) return skipNull(bytes, at, end);
  const next = scanNumber(bytes, at, end);
  if (next < 0) return GIVE_UP;
  const value = lastNumber[0]!;
  if (value > max) return GIVE_UP;
  row.num[key] = value;
  return next;
}

/** true, false or null → a number column. */
export function scanFlag(bytes: Uint8Array, at: number, end: number, row: EventRow, key: number): number {
  const first = bytes[at];
  if (first === 0x66) {
    if (
      at + 5 <= end &&
      bytes[at + 1] === 0x61 &&
      bytes[at + 2] === 0x6c &&
      bytes[at + 3] === 0x73 &&
      bytes[at + 4] === 0x65
    ) {
      row.num[key] = 0;
      return at + 5;
    }
    return GIVE_UP;
  }
  if (first === 0x74) {
    if (at + 4 <= end && bytes[at + 1] === 0x72 && bytes[at + 2] === 0x75 && bytes[at + 3] === 0x65) {
      row.num[key] = 1;
      return at + 4;
    }
    return GIVE_UP;
  }
  return first === 0x6e ? skipNull(bytes, at, end) : GIVE_UP;
}

/** A time → `lastNumber`. */
export function scanTime(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === 0x22) {
    // Whatever reads as a time holds no quote, so in the usual form the closing quote need not be searched.
    let stop = at + 21;
    if (stop >= end || bytes[stop] !== 0x22) {
      stop = at + 25;
      if (stop >= end || bytes[stop] !== 0x22) stop = closingQuote(bytes, at + 1, end);
    }
    if (stop < 0) return GIVE_UP;
    return readTimeInto(bytes, at + 1, stop, lastNumber) ? stop + 1 : GIVE_UP;
  }
  const next = scanNumber(bytes, at, end);
  return next >= 0 && lastNumber[0]! < TIME_MS_MAX && Number.isInteger(lastNumber[0]) ? next : GIVE_UP;
}

export function scanTargetKind(bytes: Uint8Array, at: number, end: number, row: EventRow): number {
  if (bytes[at] !== 0x22) return GIVE_UP;
  const stop = closingQuote(bytes, at + 1, end);
  if (stop < 0) return GIVE_UP;
  targetKind[0] = column.targetKindIndex(bytes, at + 1, stop);
  if (targetKind[0]! < 0) return GIVE_UP;
  row.span[column.TARGET_KIND * 2] = at + 1;
  row.span[column.TARGET_KIND * 2 + 1] = stop;
  return stop + 1;
}

export function scanIp(bytes: Uint8Array, at: number, end: number, row: EventRow): number {
  if (bytes[at] !== 0x22) return bytes[at] === 0x6e ? skipNull(bytes, at, end) : GIVE_UP;
  const stop = closingQuote(bytes, at + 1, end);
  if (stop < 0 || stop - at > ID_BYTES_MAX) return GIVE_UP;
  if (stop > at + 1) {
    if (!column.putIp(row, bytes, at + 1, stop)) return GIVE_UP;
    row.span[column.IP * 2] = at + 1;
    row.span[column.IP * 2 + 1] = stop;
  }
  return stop + 1;
}

/** Behind the digits of a plain whole number the text is the canonical decimal, so the key is the hash of the bytes. */
export function scanAsn(bytes: Uint8Array, at: number, end: number, row: EventRow): number {
  if (bytes[at] === 0x6e) return skipNull(bytes, at, end);
  const next = scanNumber(bytes, at, end);
  if (next < 0 || lastNumber[0]! > column.ASN_MAX) return GIVE_UP;
  for (let i = at; i < next; i++) if (bytes[i] === 0x2e) return GIVE_UP;
  row.num[column.ASN_NUMBER] = lastNumber[0]!;
  hashBytes(bytes, at, next, row.hash, column.ASN * 2);
  row.span[column.ASN * 2] = at;
  row.span[column.ASN * 2 + 1] = next;
  return next;
}
