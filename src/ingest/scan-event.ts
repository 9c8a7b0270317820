import { PAYMENT_CODE, RETRACTION_BIT } from "../nouns/event.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { ID_BYTES_MAX, TEXT_BYTES_MAX } from "../nouns/limits.ts";
import * as column from "./row-columns.ts";
import {
  closingQuote,
  GIVE_UP,
  lastNumber,
  look,
  matches,
  scanAsn,
  scanFlag,
  scanIp,
  scanKey,
  scanNumber,
  scanNumberColumn,
  scanTargetKind,
  scanTime,
  skipBlanks,
  skipNull,
  targetKind,
} from "./scan-value.ts";

/**
 * The fast path: one pass over the bytes of an ordinary engagement event. Takes only what the careful path
 * (`parse-event.ts`) takes and fills the same row; on anything unusual it gives up and leaves the answer to the other.
 */

/** Unknown fields of one object whose names are compared for duplicates here; more go to the careful path. */
const UNKNOWN_MAX = 8;
/** Where unknown names stand: the first half for the outer object, the second for the one inside it. */
const unknownNames = new Int32Array(UNKNOWN_MAX * 4);

/** What is done with a field's value. */
const KEY = 0;
const NUMBER = 1;
const FLAG = 2;
const REGISTERED_AT = 3;
const TARGET_KIND = 4;
const DURATION = 5;
const IP = 6;
const ASN = 7;
const TYPE = 8;
const AT = 9;
const RETRACTION = 10;
const OBJECT = 11;
const TARGET = 12;
const FRACTION = 13;

/** A field of the contract: its name, what to do, the row's column and the longest text. */
interface Field {
  readonly name: string;
  readonly does: number;
  readonly column: number;
  readonly bytesMax: number;
  readonly shape: Shape | null;
}

/** The fields of one object, side by side in typed arrays: this is read some thirty times an event. */
interface Shape {
  readonly count: number;
  /** Bytes of each name with `":` behind it. */
  readonly lengths: Int32Array;
  /** `NAME_WORDS` a field: that text as 4-byte words; the last one overlaps the one before. */
  readonly words: Int32Array;
  readonly does: Int32Array;
  readonly columns: Int32Array;
  readonly bytesMax: Int32Array;
  readonly shapes: readonly (Shape | null)[];
}

/** Words of the longest name, `registration_batch":`. */
const NAME_WORDS = 5;

function field(name: string, does: number, column = 0, bytesMax = 0, shape: Shape | null = null): Field {
  return { name, does, column, bytesMax, shape };
}

function shapeOf(...fields: readonly Field[]): Shape {
  const names = fields.map(({ name }) => new TextEncoder().encode(`${name}":`));
  const words = new Int32Array(fields.length * NAME_WORDS);
  for (const [f, bytes] of names.entries()) {
    const view = new DataView(bytes.buffer);
    for (let w = 0; w * 4 < bytes.length; w++) {
      words[f * NAME_WORDS + w] = view.getInt32(Math.min(w * 4, bytes.length - 4), true);
    }
  }
  return {
    count: fields.length,
    lengths: Int32Array.from(names, (bytes) => bytes.length),
    words,
    does: Int32Array.from(fields, ({ does }) => does),
    columns: Int32Array.from(fields, ({ column }) => column),
    bytesMax: Int32Array.from(fields, ({ bytesMax }) => bytesMax),
    shapes: fields.map(({ shape }) => shape),
  };
}

// In the order senders write them: the field after the one last found is tried first.
const ACTOR_SHAPE = shapeOf(
  field("id", KEY, column.ACTOR, ID_BYTES_MAX),
  field("registered_at", REGISTERED_AT),
  field("registration_batch", KEY, column.REGISTRATION_BATCH, ID_BYTES_MAX),
);
const TARGET_SHAPE = shapeOf(
  field("kind", TARGET_KIND),
  field("id", KEY, column.TARGET, ID_BYTES_MAX),
  field("owner", KEY, column.OWNER, ID_BYTES_MAX),
  field("duration_ms", DURATION, column.DURATION_MS),
);
const CONTEXT_SHAPE = shapeOf(
  field("ip", IP),
  field("ip_prefix", KEY, column.IP_PREFIX, ID_BYTES_MAX),
  field("ip_kind", KEY, column.IP_KIND, ID_BYTES_MAX),
  field("asn", ASN),
  field("device", KEY, column.DEVICE, ID_BYTES_MAX),
  field("emulator", FLAG, column.EMULATOR),
  field("rooted", FLAG, column.ROOTED),
  field("app_version", KEY, column.APP_VERSION, ID_BYTES_MAX),
  field("user_agent", KEY, column.USER_AGENT, ID_BYTES_MAX),
  field("source", KEY, column.SOURCE, ID_BYTES_MAX),
  field("parent_share", KEY, column.PARENT_SHARE, ID_BYTES_MAX),
);
const BEHAVIOR_SHAPE = shapeOf(
  field("dwell_ms", NUMBER, column.DWELL_MS),
  field("play_ratio", NUMBER, column.PLAY_RATIO),
  field("scroll_depth", FRACTION, column.SCROLL_DEPTH),
  field("preceding_events", NUMBER, column.PRECEDING_EVENTS),
);
const CONTENT_SHAPE = shapeOf(field("text", KEY, column.CONTENT, TEXT_BYTES_MAX));
const EVENT_SHAPE = shapeOf(
  field("id", KEY, column.ID, ID_BYTES_MAX),
  field("type", TYPE),
  field("at", AT),
  field("actor", OBJECT, 0, 0, ACTOR_SHAPE),
  field("target", TARGET, 0, 0, TARGET_SHAPE),
  field("context", OBJECT, 0, 0, CONTEXT_SHAPE),
  field("behavior", OBJECT, 0, 0, BEHAVIOR_SHAPE),
  field("content", OBJECT, 0, 0, CONTENT_SHAPE),
  field("retraction", RETRACTION),
);
/** id, type, at, actor, target: bits 0 to 4 of the event's fields. */
const REQUIRED = 0b11111;

function isName(view: DataView, at: number, end: number, shape: Shape, n: number): boolean {
  const length = shape.lengths[n]!;
  if (at + length > end) return false;
  const words = shape.words;
  const first = n * NAME_WORDS;
  if (view.getInt32(at, true) !== words[first]) return false;
  const last = (length - 1) >> 2;
  for (let w = 1; w < last; w++) if (view.getInt32(at + w * 4, true) !== words[first + w]) return false;
  return view.getInt32(at + length - 4, true) === words[first + last];
}

/**
 * Index of the name that begins at `at` (behind its quote), or −1. Senders write fields in one order nearly always:
 * the one after the last found is tried first.
 */
function findName(view: DataView, at: number, end: number, shape: Shape, hint: number): number {
  for (let n = hint; n < shape.count; n++) if (isName(view, at, end, shape, n)) return n;
  for (let n = 0; n < hint; n++) if (isName(view, at, end, shape, n)) return n;
  return -1;
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

/** Bits of the fields found in the object last finished, by their place in its list. */
let lastSeen = 0;

/** An object whose opening brace stands at `at`; `unknownBase`: where the names of its unknown fields are kept. */
function scanObject(
  bytes: Uint8Array,
  at: number,
  end: number,
  row: EventRow,
  shape: Shape,
  unknownBase: number,
): number {
  const view = look(bytes);
  let seen = 0;
  let unknown = 0;
  let hint = 0;
  for (at = enter(bytes, at, end); at >= 0 && bytes[at] !== 0x7d; at = toNext(bytes, at, end)) {
    const found = findName(view, at + 1, end, shape, hint);
    if (found < 0) {
      at = skipUnknown(bytes, at + 1, end, unknownBase, unknown++);
      continue;
    }
    if (seen & (1 << found)) return GIVE_UP;
    seen |= 1 << found;
    hint = found + 1;
    at = toValue(bytes, at + 1 + shape.lengths[found]!, end);
    if (at < 0) return GIVE_UP;
    switch (shape.does[found]) {
      case KEY:
        at = scanKey(bytes, at, end, row, shape.columns[found]!, shape.bytesMax[found]!);
        break;
      case NUMBER:
        at = scanNumberColumn(bytes, at, end, row, shape.columns[found]!, column.NUMBER_MAX);
        break;
      case FLAG:
        at = scanFlag(bytes, at, end, row, shape.columns[found]!);
        break;
      default:
        at = scanSpecial(bytes, at, end, row, shape, found);
    }
  }
  lastSeen = seen;
  return at < 0 ? GIVE_UP : at + 1;
}

/** The fields that are no plain text, number or flag. */
function scanSpecial(
  bytes: Uint8Array,
  at: number,
  end: number,
  row: EventRow,
  shape: Shape,
  found: number,
): number {
  const isNull = bytes[at] === 0x6e;
  switch (shape.does[found]) {
    case OBJECT:
      if (bytes[at] !== 0x7b) return isNull ? skipNull(bytes, at, end) : GIVE_UP;
      return scanObject(bytes, at, end, row, shape.shapes[found]!, UNKNOWN_MAX * 2);
    case TARGET:
      return scanTarget(bytes, at, end, row);
    case IP:
      return scanIp(bytes, at, end, row);
    case ASN:
      return scanAsn(bytes, at, end, row);
    case TARGET_KIND:
      return scanTargetKind(bytes, at, end, row);
    case FRACTION:
      return scanNumberColumn(bytes, at, end, row, shape.columns[found]!, 1);
    case DURATION:
      at = scanNumberColumn(bytes, at, end, row, shape.columns[found]!, column.NUMBER_MAX);
      return row.num[column.DURATION_MS] === 0 ? GIVE_UP : at;
    case REGISTERED_AT:
      if (isNull) return skipNull(bytes, at, end);
      at = scanTime(bytes, at, end);
      if (at >= 0) row.num[column.REGISTERED_AT_MS] = lastNumber[0]!;
      return at;
    case AT:
      at = scanTime(bytes, at, end);
      if (at >= 0) row.occurredAtMs = lastNumber[0]!;
      return at;
    case TYPE: {
      if (bytes[at] !== 0x22) return GIVE_UP;
      const stop = closingQuote(bytes, at + 1, end);
      const code = stop < 0 ? -1 : column.typeCode(bytes, at + 1, stop);
      if (code < 0 || code === PAYMENT_CODE) return GIVE_UP;
      row.kind |= code;
      return stop + 1;
    }
    default: // retraction
      if (isNull) return skipNull(bytes, at, end);
      if (matches(bytes, at, end, FALSE)) return at + 5;
      if (!matches(bytes, at, end, TRUE)) return GIVE_UP;
      row.kind |= RETRACTION_BIT;
      return at + 4;
  }
}

function scanTarget(bytes: Uint8Array, at: number, end: number, row: EventRow): number {
  if (bytes[at] !== 0x7b) return GIVE_UP;
  targetKind[0] = -1;
  at = scanObject(bytes, at, end, row, TARGET_SHAPE, UNKNOWN_MAX * 2);
  const idLow = row.hash[column.TARGET * 2]!;
  const idHigh = row.hash[column.TARGET * 2 + 1]!;
  if (at < 0 || targetKind[0]! < 0 || (idLow | idHigh) === 0) return GIVE_UP;
  column.putTarget(row, targetKind[0]!, idLow, idHigh);
  return at;
}

/**
 * bytes[start, end) → a filled row and true, or false when the careful path must answer (the row is then half filled).
 * Allocates nothing.
 */
export function scanEvent(bytes: Uint8Array, start: number, end: number, row: EventRow): boolean {
  column.clearRow(row, bytes, start, end);
  let at = skipBlanks(bytes, start, end);
  if (at >= end || bytes[at] !== 0x7b) return false;
  at = scanObject(bytes, at, end, row, EVENT_SHAPE, 0);
  if (at < 0 || skipBlanks(bytes, at, end) !== end) return false;
  if ((lastSeen & REQUIRED) !== REQUIRED) return false;
  const hash = row.hash;
  if ((hash[column.ID * 2]! | hash[column.ID * 2 + 1]!) === 0) return false;
  if ((hash[column.ACTOR * 2]! | hash[column.ACTOR * 2 + 1]!) === 0) return false;
  column.deriveIpPrefix(row);
  return true;
}
