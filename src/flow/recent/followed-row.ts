import { isEngagement } from "../../nouns/event.ts";
import {
  createEventRow,
  type EventRow,
  type KeyColumn,
  keyColumn,
  numberColumn,
} from "../../nouns/event-row.ts";

/**
 * The part of an event's row that those who follow the log read: campaigns, payee links, weeks. Whoever needs another column adds
 * it here; it is absent until then, wherever the row comes from. Some 120 bytes instead of a line of 500.
 *
 * Words of 32 bits: kind, IP version and marks · mask of keys · time (double) · a number (double) · keys (hash) · address ·
 * lengths of the texts · texts, filled up to 8 bytes. What is absent takes no room, but for the number.
 */
const ENGAGEMENT_KEYS = [
  "actor",
  "target",
  "owner",
  "ip",
  "ip_prefix",
  "ip_kind",
  "asn",
  "device",
  "user_agent",
  "source",
  "registration_batch",
] as const satisfies readonly KeyColumn[];
const PAYMENT_KEYS = [
  "id",
  "payer",
  "payee",
  "payee_id",
  "currency",
  "status",
  "refund_of",
] as const satisfies readonly KeyColumn[];

/** Columns of one family of events: places of their first words. */
interface Family {
  readonly keys: Int32Array;
  readonly texts: Int32Array;
  readonly number: number;
}

const ENGAGEMENT: Family = {
  keys: placesOf(ENGAGEMENT_KEYS),
  texts: placesOf(["target", "target_kind"]),
  number: numberColumn("registered_at_ms"),
};
const PAYMENT: Family = {
  keys: placesOf(PAYMENT_KEYS),
  texts: placesOf(["payee", "payer", "currency"]),
  number: numberColumn("amount"),
};
function placesOf(columns: readonly KeyColumn[]): Int32Array {
  return Int32Array.from(columns, (column) => keyColumn(column) * 2);
}

const OWNER = keyColumn("owner") * 2;
const IP_PREFIX = keyColumn("ip_prefix") * 2;

const HEAD_WORDS = 6;
const VERSION_SHIFT = 8;
/** The sender names the network itself: it is not derived from the address. */
const PREFIX_GIVEN = 1 << 16;
const TEXTS = 1 << 17;
/** Bytes of a row without its texts, at the most. */
const BYTES_MAX = (HEAD_WORDS + 2 * ENGAGEMENT_KEYS.length + 4 + 4) * 4 + 8;

/** One piece of memory as bytes, words and doubles. */
export interface FollowedMemory {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
}

export function createFollowedMemory(length: number): FollowedMemory {
  const buffer = new ArrayBuffer(Math.ceil(length / 8) * 8);
  return { bytes: new Uint8Array(buffer), words: new Int32Array(buffer), doubles: new Float64Array(buffer) };
}

/** Most bytes that a row may take. */
export function followedBytesMax({ start, end }: EventRow): number {
  return BYTES_MAX + end - start;
}

/** A decoded row → memory from `at` (a multiple of 8) on → where it ends, a multiple of 8. Allocates nothing. */
export function packFollowed(row: EventRow, { bytes, words, doubles }: FollowedMemory, at: number): number {
  const { hash, span, ip } = row;
  const head = at >> 2;
  const { keys, texts, number } = isEngagement(row.kind) ? ENGAGEMENT : PAYMENT;
  // Links alone name targets, and only those that somebody owns.
  const named = keys === PAYMENT.keys || (hash[OWNER]! | hash[OWNER + 1]!) !== 0;
  words[head] =
    row.kind |
    (row.ipVersion << VERSION_SHIFT) |
    (span[IP_PREFIX + 1] === 0 ? 0 : PREFIX_GIVEN) |
    (named ? TEXTS : 0);
  doubles[(head + 2) >> 1] = row.occurredAtMs;
  doubles[(head + 4) >> 1] = row.num[number]!;
  let mask = 0;
  let word = head + HEAD_WORDS;
  for (let i = 0; i < keys.length; i++) {
    const low = hash[keys[i]!]!;
    const high = hash[keys[i]! + 1]!;
    if ((low | high) === 0) continue;
    mask |= 1 << i;
    words[word] = low;
    words[word + 1] = high;
    word += 2;
  }
  words[head + 1] = mask;
  const addressWords = addressWordsOf(row.ipVersion);
  for (let i = 0; i < addressWords; i++) words[word++] = ip[i]!;
  let text = (word + (named ? texts.length : 0)) * 4;
  if (named) {
    for (let i = 0; i < texts.length; i++) {
      const from = span[texts[i]!]!;
      const length = Math.max(0, span[texts[i]! + 1]! - from);
      words[word++] = length;
      for (let b = 0; b < length; b++) bytes[text + b] = row.bytes[from + b]!;
      text += length;
    }
  }
  return (text + 7) & ~7;
}

/**
 * The row at `at` → a row that nothing else fills, whose texts stand in the memory → where the next one begins. What is not followed is
 * absent in it.
 */
export function unpackFollowed({ bytes, words, doubles }: FollowedMemory, at: number, row: EventRow): number {
  const { hash, span, ip } = row;
  const head = at >> 2;
  const marks = words[head]!;
  const mask = words[head + 1]!;
  const kind = marks & 0xff;
  const { keys, texts, number } = isEngagement(kind) ? ENGAGEMENT : PAYMENT;
  const others = keys === ENGAGEMENT.keys ? PAYMENT : ENGAGEMENT;
  row.kind = kind;
  row.occurredAtMs = doubles[(head + 2) >> 1]!;
  clear(row, others);
  row.num[number] = doubles[(head + 4) >> 1]!;
  let word = head + HEAD_WORDS;
  for (let i = 0; i < keys.length; i++) {
    const there = (mask & (1 << i)) !== 0;
    hash[keys[i]!] = there ? words[word]! : 0;
    hash[keys[i]! + 1] = there ? words[word + 1]! : 0;
    if (there) word += 2;
  }
  row.ipVersion = ((marks >> VERSION_SHIFT) & 0xff) as 0 | 4 | 6;
  const addressWords = addressWordsOf(row.ipVersion);
  for (let i = 0; i < 4; i++) ip[i] = i < addressWords ? words[word++]! : 0;
  const named = (marks & TEXTS) !== 0;
  let text = (word + (named ? texts.length : 0)) * 4;
  for (let i = 0; i < texts.length; i++) {
    const length = named ? words[word++]! : 0;
    span[texts[i]!] = text;
    span[texts[i]! + 1] = text + length;
    text += length;
  }
  span[IP_PREFIX + 1] = (marks & PREFIX_GIVEN) === 0 ? 0 : 1;
  row.bytes = bytes;
  row.start = at;
  row.end = text;
  return (text + 7) & ~7;
}

/** A row for `unpackFollowed`. */
export function createFollowedRow(): EventRow {
  return createEventRow();
}

/** Columns of a family that the row at hand is not of. */
function clear({ hash, span, num }: EventRow, { keys, texts, number }: Family): void {
  for (let i = 0; i < keys.length; i++) {
    hash[keys[i]!] = 0;
    hash[keys[i]! + 1] = 0;
  }
  for (let i = 0; i < texts.length; i++) {
    span[texts[i]!] = 0;
    span[texts[i]! + 1] = 0;
  }
  num[number] = Number.NaN;
}

const addressWordsOf = (version: 0 | 4 | 6): number => (version === 0 ? 0 : version === 4 ? 1 : 4);
