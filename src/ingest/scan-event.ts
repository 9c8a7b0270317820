import { PAYMENT_CODE, RETRACTION_BIT } from "../nouns/event.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { hashBytes, hashTail, SEED_HIGH, SEED_LOW, stepHigh, stepLow } from "../nouns/hash.ts";
import { ID_BYTES_MAX, TEXT_BYTES_MAX, TIME_MS_MAX } from "../nouns/limits.ts";
import { readTimeInto } from "./event-time.ts";
import * as column from "./row-columns.ts";

/**
 * The fast path: one pass over the bytes of an ordinary engagement event. Takes only what the careful path
 * (`parse-event.ts`) takes and fills the same row; on anything unusual it gives up (`GIVE_UP`) and leaves the answer to
 * the other. Every function gets the place where its value begins and returns the place behind it.
 */

const GIVE_UP = -1;
/** Unknown fields of one object whose names are compared for duplicates here; more go to the careful path. */
const UNKNOWN_MAX = 8;
/** Digits a number may have here: below 2^53 for sure, so the one division below rounds correctly (Clinger 1990). */
const DIGITS_MAX = 15;

/** Digits of the longest number read here at all: a double prints with at most 17. */
const LONG_DIGITS_MAX = 20;

const POWERS_OF_TEN = Float64Array.from({ length: DIGITS_MAX + 1 }, (_, n) => 10 ** n);

/** Where unknown names stand: the first half for the outer object, the second for the one inside it. */
const unknownNames = new Int32Array(UNKNOWN_MAX * 4);
/** The number last read. */
const lastNumber = new Float64Array(1);
/** Index of the kind of the target being read, −1 before it is known. */
const targetKind = new Int32Array(1);

/** A field's name with `":` behind it, as the 4-byte words it is compared by; the last word overlaps the one before. */
interface Name {
  readonly length: number;
  readonly words: Int32Array;
}

function name(text: string): Name {
  const bytes = new TextEncoder().encode(`${text}":`);
  const view = new DataView(bytes.buffer);
  const words = new Int32Array(Math.ceil(bytes.length / 4));
  for (let w = 0; w < words.length; w++) {
    words[w] = view.getInt32(Math.min(w * 4, bytes.length - 4), true);
  }
  return { length: bytes.length, words };
}
const NAME_ID = name("id");
const NAME_TYPE = name("type");
const NAME_AT = name("at");
const NAME_ACTOR = name("actor");
const NAME_TARGET = name("target");
const NAME_CONTEXT = name("context");
const NAME_BEHAVIOR = name("behavior");
const NAME_CONTENT = name("content");
const NAME_RETRACTION = name("retraction");
const NAME_REGISTERED_AT = name("registered_at");
const NAME_REGISTRATION_BATCH = name("registration_batch");
const NAME_KIND = name("kind");
const NAME_OWNER = name("owner");
const NAME_DURATION_MS = name("duration_ms");
const NAME_IP = name("ip");
const NAME_IP_PREFIX = name("ip_prefix");
const NAME_IP_KIND = name("ip_kind");
const NAME_ASN = name("asn");
const NAME_DEVICE = name("device");
const NAME_EMULATOR = name("emulator");
const NAME_ROOTED = name("rooted");
const NAME_APP_VERSION = name("app_version");
const NAME_USER_AGENT = name("user_agent");
const NAME_SOURCE = name("source");
const NAME_PARENT_SHARE = name("parent_share");
const NAME_DWELL_MS = name("dwell_ms");
const NAME_PLAY_RATIO = name("play_ratio");
const NAME_SCROLL_DEPTH = name("scroll_depth");
const NAME_PRECEDING_EVENTS = name("preceding_events");
const NAME_TEXT = name("text");

const NAMES_TOP = [
  NAME_ID,
  NAME_TYPE,
  NAME_AT,
  NAME_ACTOR,
  NAME_TARGET,
  NAME_CONTEXT,
  NAME_BEHAVIOR,
  NAME_CONTENT,
  NAME_RETRACTION,
];
const NAMES_ACTOR = [NAME_ID, NAME_REGISTERED_AT, NAME_REGISTRATION_BATCH];
const NAMES_TARGET = [NAME_KIND, NAME_ID, NAME_OWNER, NAME_DURATION_MS];
const NAMES_CONTEXT = [
  NAME_IP,
  NAME_IP_PREFIX,
  NAME_IP_KIND,
  NAME_ASN,
  NAME_DEVICE,
  NAME_EMULATOR,
  NAME_ROOTED,
  NAME_APP_VERSION,
  NAME_USER_AGENT,
  NAME_SOURCE,
  NAME_PARENT_SHARE,
];
const NAMES_BEHAVIOR = [NAME_DWELL_MS, NAME_PLAY_RATIO, NAME_SCROLL_DEPTH, NAME_PRECEDING_EVENTS];
const NAMES_CONTENT = [NAME_TEXT];

function matches(bytes: Uint8Array, at: number, end: number, text: Uint8Array): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

/** A view of the bytes being scanned, kept between calls: a run of lines shares one buffer. */
let view: DataView = new DataView(new ArrayBuffer(0));
let viewed: Uint8Array | null = null;

function look(bytes: Uint8Array): DataView {
  if (viewed !== bytes) {
    viewed = bytes;
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  return view;
}

function isName(view: DataView, at: number, end: number, name: Name): boolean {
  const length = name.length;
  if (at + length > end) return false;
  const words = name.words;
  if (view.getInt32(at, true) !== words[0]) return false;
  const last = words.length - 1;
  for (let w = 1; w < last; w++) if (view.getInt32(at + w * 4, true) !== words[w]) return false;
  return view.getInt32(at + length - 4, true) === words[last];
}

/**
 * Index of the name that begins at `at` (behind its quote), or −1. Senders write fields in one order nearly always:
 * the one after the last found is tried first.
 */
function findName(view: DataView, at: number, end: number, names: readonly Name[], hint: number): number {
  for (let n = hint; n < names.length; n++) if (isName(view, at, end, names[n]!)) return n;
  for (let n = 0; n < hint; n++) if (isName(view, at, end, names[n]!)) return n;
  return -1;
}

function skipBlanks(bytes: Uint8Array, at: number, end: number): number {
  while (at < end) {
    const byte = bytes[at]!;
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return at;
    at++;
  }
  return at;
}

/** Behind a name's colon: on to the value. A blank before the colon is for the careful path. */
function toValue(bytes: Uint8Array, at: number, end: number): number {
  if (at < end && bytes[at]! > 0x20) return at;
  at = skipBlanks(bytes, at, end);
  return at < end ? at : GIVE_UP;
}

/** Behind a value: over the comma to the next name's opening quote, or to the closing brace. */
function toNext(bytes: Uint8Array, at: number, end: number): number {
  if (at < 0) return GIVE_UP;
  if (at + 1 < end && bytes[at] === 0x2c && bytes[at + 1] === 0x22) return at + 1;
  at = skipBlanks(bytes, at, end);
  if (at >= end) return GIVE_UP;
  if (bytes[at] === 0x7d) return at;
  if (bytes[at] !== 0x2c) return GIVE_UP;
  at = skipBlanks(bytes, at + 1, end);
  return at < end && bytes[at] === 0x22 ? at : GIVE_UP;
}

/** Into an object: to the first name's opening quote, or to the closing brace. */
function enter(bytes: Uint8Array, at: number, end: number): number {
  at = skipBlanks(bytes, at + 1, end);
  if (at >= end) return GIVE_UP;
  return bytes[at] === 0x22 || bytes[at] === 0x7d ? at : GIVE_UP;
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
function closingQuote(bytes: Uint8Array, at: number, end: number): number {
  const view = look(bytes);
  for (const last = end - 4; at <= last && endsString(view.getInt32(at, true)) === 0; ) at += 4;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === 0x22) return at;
    if (byte < 0x20 || byte === 0x5c) return GIVE_UP;
  }
  return GIVE_UP;
}

function skipNull(bytes: Uint8Array, at: number, end: number): number {
  return at + 4 <= end && bytes[at + 1] === 0x75 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6c
    ? at + 4
    : GIVE_UP;
}

/** Text or null → a key column. */
function scanKey(
  bytes: Uint8Array,
  at: number,
  end: number,
  row: EventRow,
  key: number,
  bytesMax: number,
): number {
  if (bytes[at] !== 0x22) return bytes[at] === 0x6e ? skipNull(bytes, at, end) : GIVE_UP;
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

/** A plain number without sign or exponent → `lastNumber`. */
function scanNumber(bytes: Uint8Array, at: number, end: number): number {
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
function scanNumberColumn(
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
function scanFlag(bytes: Uint8Array, at: number, end: number, row: EventRow, key: number): number {
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
function scanTime(bytes: Uint8Array, at: number, end: number): number {
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

/** A field the contract does not know: its name is compared with the object's other unknown ones, its value skipped. */
function skipUnknown(bytes: Uint8Array, at: number, end: number, base: number, count: number): number {
  const stop = closingQuote(bytes, at, end);
  if (stop < 0 || count >= UNKNOWN_MAX) return GIVE_UP;
  const length = stop - at;
  next: for (let u = 0; u < count; u++) {
    const start = unknownNames[base + u * 2]!;
    if (unknownNames[base + u * 2 + 1] !== length) continue;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== bytes[at + i]) continue next;
    return GIVE_UP;
  }
  unknownNames[base + count * 2] = at;
  unknownNames[base + count * 2 + 1] = length;
  if (stop + 1 >= end || bytes[stop + 1] !== 0x3a) return GIVE_UP;
  const value = toValue(bytes, stop + 2, end);
  if (value < 0) return GIVE_UP;
  const first = bytes[value]!;
  if (first === 0x22) {
    const close = closingQuote(bytes, value + 1, end);
    return close < 0 ? GIVE_UP : close + 1;
  }
  if (first === 0x6e) return skipNull(bytes, value, end);
  if (first === 0x74) return matches(bytes, value, end, TRUE) ? value + 4 : GIVE_UP;
  if (first === 0x66) return matches(bytes, value, end, FALSE) ? value + 5 : GIVE_UP;
  return scanNumber(bytes, first === 0x2d ? value + 1 : value, end);
}
const TRUE = new TextEncoder().encode("true");
const FALSE = new TextEncoder().encode("false");

const INNER = UNKNOWN_MAX * 2;

function scanActor(bytes: Uint8Array, at: number, end: number, row: EventRow): number {
  if (bytes[at] !== 0x7b) return bytes[at] === 0x6e ? skipNull(bytes, at, end) : GIVE_UP;
  let seen = 0;
  let unknown = 0;
  let hint = 0;
  for (at = enter(bytes, at, end); at >= 0 && bytes[at] !== 0x7d; at = toNext(bytes, at, end)) {
    const found = findName(look(bytes), at + 1, end, NAMES_ACTOR, hint);
    if (found < 0) {
      at = skipUnknown(bytes, at + 1, end, INNER, unknown++);
      continue;
    }
    if (seen & (1 << found)) return GIVE_UP;
    seen |= 1 << found;
    hint = found + 1;
    at = toValue(bytes, at + 1 + NAMES_ACTOR[found]!.length, end);
    if (at < 0) return GIVE_UP;
    switch (found) {
      case 0:
        at = scanKey(bytes, at, end, row, column.ACTOR, ID_BYTES_MAX);
        break;
      case 1:
        if (bytes[at] === 0x6e) at = skipNull(bytes, at, end);
        else {
          at = scanTime(bytes, at, end);
          if (at >= 0) row.num[column.REGISTERED_AT_MS] = lastNumber[0]!;
        }
        break;
      default:
        at = scanKey(bytes, at, end, row, column.REGISTRATION_BATCH, ID_BYTES_MAX);
    }
  }
  return at < 0 ? GIVE_UP : at + 1;
}

function scanTarget(bytes: Uint8Array, at: number, end: number, row: EventRow): number {
  if (bytes[at] !== 0x7b) return bytes[at] === 0x6e ? skipNull(bytes, at, end) : GIVE_UP;
  let seen = 0;
  let unknown = 0;
  let hint = 0;
  targetKind[0] = -1;
  for (at = enter(bytes, at, end); at >= 0 && bytes[at] !== 0x7d; at = toNext(bytes, at, end)) {
    const found = findName(look(bytes), at + 1, end, NAMES_TARGET, hint);
    if (found < 0) {
      at = skipUnknown(bytes, at + 1, end, INNER, unknown++);
      continue;
    }
    if (seen & (1 << found)) return GIVE_UP;
    seen |= 1 << found;
    hint = found + 1;
    at = toValue(bytes, at + 1 + NAMES_TARGET[found]!.length, end);
    if (at < 0) return GIVE_UP;
    switch (found) {
      case 0:
        at = scanTargetKind(bytes, at, end, row);
        break;
      case 1:
        at = scanKey(bytes, at, end, row, column.TARGET, ID_BYTES_MAX);
        break;
      case 2:
        at = scanKey(bytes, at, end, row, column.OWNER, ID_BYTES_MAX);
        break;
      default:
        at = scanNumberColumn(bytes, at, end, row, column.DURATION_MS, column.NUMBER_MAX);
        if (row.num[column.DURATION_MS] === 0) return GIVE_UP;
    }
  }
  const idLow = row.hash[column.TARGET * 2]!;
  const idHigh = row.hash[column.TARGET * 2 + 1]!;
  if (at < 0 || targetKind[0]! < 0 || (idLow | idHigh) === 0) return GIVE_UP;
  column.putTarget(row, targetKind[0]!, idLow, idHigh);
  return at + 1;
}

function scanTargetKind(bytes: Uint8Array, at: number, end: number, row: EventRow): number {
  if (bytes[at] !== 0x22) return GIVE_UP;
  const stop = closingQuote(bytes, at + 1, end);
  if (stop < 0) return GIVE_UP;
  targetKind[0] = column.targetKindIndex(bytes, at + 1, stop);
  if (targetKind[0]! < 0) return GIVE_UP;
  row.span[column.TARGET_KIND * 2] = at + 1;
  row.span[column.TARGET_KIND * 2 + 1] = stop;
  return stop + 1;
}

function scanIp(bytes: Uint8Array, at: number, end: number, row: EventRow): number {
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
function scanAsn(bytes: Uint8Array, at: number, end: number, row: EventRow): number {
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

function scanContext(bytes: Uint8Array, at: number, end: number, row: EventRow): number {
  if (bytes[at] !== 0x7b) return bytes[at] === 0x6e ? skipNull(bytes, at, end) : GIVE_UP;
  let seen = 0;
  let unknown = 0;
  let hint = 0;
  for (at = enter(bytes, at, end); at >= 0 && bytes[at] !== 0x7d; at = toNext(bytes, at, end)) {
    const found = findName(look(bytes), at + 1, end, NAMES_CONTEXT, hint);
    if (found < 0) {
      at = skipUnknown(bytes, at + 1, end, INNER, unknown++);
      continue;
    }
    if (seen & (1 << found)) return GIVE_UP;
    seen |= 1 << found;
    hint = found + 1;
    at = toValue(bytes, at + 1 + NAMES_CONTEXT[found]!.length, end);
    if (at < 0) return GIVE_UP;
    switch (found) {
      case 0:
        at = scanIp(bytes, at, end, row);
        break;
      case 1:
        at = scanKey(bytes, at, end, row, column.IP_PREFIX, ID_BYTES_MAX);
        break;
      case 2:
        at = scanKey(bytes, at, end, row, column.IP_KIND, ID_BYTES_MAX);
        break;
      case 3:
        at = scanAsn(bytes, at, end, row);
        break;
      case 4:
        at = scanKey(bytes, at, end, row, column.DEVICE, ID_BYTES_MAX);
        break;
      case 5:
        at = scanFlag(bytes, at, end, row, column.EMULATOR);
        break;
      case 6:
        at = scanFlag(bytes, at, end, row, column.ROOTED);
        break;
      case 7:
        at = scanKey(bytes, at, end, row, column.APP_VERSION, ID_BYTES_MAX);
        break;
      case 8:
        at = scanKey(bytes, at, end, row, column.USER_AGENT, ID_BYTES_MAX);
        break;
      case 9:
        at = scanKey(bytes, at, end, row, column.SOURCE, ID_BYTES_MAX);
        break;
      default:
        at = scanKey(bytes, at, end, row, column.PARENT_SHARE, ID_BYTES_MAX);
    }
  }
  return at < 0 ? GIVE_UP : at + 1;
}

function scanBehavior(bytes: Uint8Array, at: number, end: number, row: EventRow): number {
  if (bytes[at] !== 0x7b) return bytes[at] === 0x6e ? skipNull(bytes, at, end) : GIVE_UP;
  let seen = 0;
  let unknown = 0;
  let hint = 0;
  for (at = enter(bytes, at, end); at >= 0 && bytes[at] !== 0x7d; at = toNext(bytes, at, end)) {
    const found = findName(look(bytes), at + 1, end, NAMES_BEHAVIOR, hint);
    if (found < 0) {
      at = skipUnknown(bytes, at + 1, end, INNER, unknown++);
      continue;
    }
    if (seen & (1 << found)) return GIVE_UP;
    seen |= 1 << found;
    hint = found + 1;
    at = toValue(bytes, at + 1 + NAMES_BEHAVIOR[found]!.length, end);
    if (at < 0) return GIVE_UP;
    switch (found) {
      case 0:
        at = scanNumberColumn(bytes, at, end, row, column.DWELL_MS, column.NUMBER_MAX);
        break;
      case 1:
        at = scanNumberColumn(bytes, at, end, row, column.PLAY_RATIO, column.NUMBER_MAX);
        break;
      case 2:
        at = scanNumberColumn(bytes, at, end, row, column.SCROLL_DEPTH, 1);
        break;
      default:
        at = scanNumberColumn(bytes, at, end, row, column.PRECEDING_EVENTS, column.NUMBER_MAX);
    }
  }
  return at < 0 ? GIVE_UP : at + 1;
}

function scanContent(bytes: Uint8Array, at: number, end: number, row: EventRow): number {
  if (bytes[at] !== 0x7b) return bytes[at] === 0x6e ? skipNull(bytes, at, end) : GIVE_UP;
  let seen = 0;
  let unknown = 0;
  let hint = 0;
  for (at = enter(bytes, at, end); at >= 0 && bytes[at] !== 0x7d; at = toNext(bytes, at, end)) {
    const found = findName(look(bytes), at + 1, end, NAMES_CONTENT, hint);
    if (found < 0) {
      at = skipUnknown(bytes, at + 1, end, INNER, unknown++);
      continue;
    }
    if (seen & (1 << found)) return GIVE_UP;
    seen |= 1 << found;
    hint = found + 1;
    at = toValue(bytes, at + 1 + NAMES_CONTENT[found]!.length, end);
    if (at < 0) return GIVE_UP;
    at = scanKey(bytes, at, end, row, column.CONTENT, TEXT_BYTES_MAX);
  }
  return at < 0 ? GIVE_UP : at + 1;
}

/**
 * bytes[start, end) → a filled row and true, or false when the careful path must answer (the row is then half filled).
 * Allocates nothing.
 */
export function scanEvent(bytes: Uint8Array, start: number, end: number, row: EventRow): boolean {
  column.clearRow(row, bytes, start, end);
  let seen = 0;
  let unknown = 0;
  let hint = 0;
  let retraction = 0;
  let at = skipBlanks(bytes, start, end);
  if (at >= end || bytes[at] !== 0x7b) return false;
  for (at = enter(bytes, at, end); at >= 0 && bytes[at] !== 0x7d; at = toNext(bytes, at, end)) {
    const found = findName(look(bytes), at + 1, end, NAMES_TOP, hint);
    if (found < 0) {
      at = skipUnknown(bytes, at + 1, end, 0, unknown++);
      continue;
    }
    if (seen & (1 << found)) return false;
    seen |= 1 << found;
    hint = found + 1;
    at = toValue(bytes, at + 1 + NAMES_TOP[found]!.length, end);
    if (at < 0) return false;
    switch (found) {
      case 0:
        at = scanKey(bytes, at, end, row, column.ID, ID_BYTES_MAX);
        break;
      case 1: {
        if (bytes[at] !== 0x22) return false;
        const stop = closingQuote(bytes, at + 1, end);
        if (stop < 0) return false;
        row.kind = column.typeCode(bytes, at + 1, stop);
        if (row.kind < 0 || row.kind === PAYMENT_CODE) return false;
        at = stop + 1;
        break;
      }
      case 2:
        at = scanTime(bytes, at, end);
        if (at < 0) return false;
        row.occurredAtMs = lastNumber[0]!;
        break;
      case 3:
        at = scanActor(bytes, at, end, row);
        break;
      case 4:
        at = scanTarget(bytes, at, end, row);
        break;
      case 5:
        at = scanContext(bytes, at, end, row);
        break;
      case 6:
        at = scanBehavior(bytes, at, end, row);
        break;
      case 7:
        at = scanContent(bytes, at, end, row);
        break;
      default:
        if (bytes[at] === 0x6e) at = skipNull(bytes, at, end);
        else if (matches(bytes, at, end, TRUE)) {
          retraction = RETRACTION_BIT;
          at += 4;
        } else at = matches(bytes, at, end, FALSE) ? at + 5 : GIVE_UP;
    }
  }
  if (at < 0 || skipBlanks(bytes, at + 1, end) !== end) return false;
  if ((seen & REQUIRED) !== REQUIRED) return false;
  const hash = row.hash;
  if ((hash[column.ID * 2]! | hash[column.ID * 2 + 1]!) === 0) return false;
  if ((hash[column.ACTOR * 2]! | hash[column.ACTOR * 2 + 1]!) === 0) return false;
  if ((hash[column.TARGET * 2]! | hash[column.TARGET * 2 + 1]!) === 0) return false;
  row.kind |= retraction;
  column.deriveIpPrefix(row);
  return true;
}

/** id, type, at, actor, target: bits 0 to 4 of `NAMES_TOP`. */
const REQUIRED = 0b11111;
