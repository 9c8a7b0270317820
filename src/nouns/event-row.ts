import type { EventFamily } from "./event.ts";

/**
 * One decoded event in the form the hot path reads: identifiers as 64-bit hashes, numbers as doubles, no objects.
 * One row is reused for millions of events; whoever needs a value later must copy it.
 */

/**
 * Identifier columns. Each is two words in `EventRow.hash`; both words 0 means the event has no such value. A row has places for
 * all families of events: those of engagement first, so that decoding engagement clears no others; then those that payments have
 * beside the ones they share (id, ip, device …). Places of another family than the row's hold what an earlier event left there.
 */
export const ENGAGEMENT_KEY_COLUMNS = [
  "id",
  "actor",
  "target", // kind and id together
  "target_kind",
  "owner",
  "ip",
  "ip_prefix",
  "ip_kind",
  "asn",
  "device",
  "app_version",
  "user_agent",
  "source",
  "parent_share",
  "registration_batch",
  "content", // text of a comment
] as const;
const PAYMENT_ONLY_KEY_COLUMNS = [
  "payee_id", // the payee's id alone: equal to `payer` where one account does both
  "payee_kind",
  "licence",
  "category",
  "code_kind",
  "payee_device", // what the payee's account is worked from; the payer's stands under "device"
  "currency",
  "channel",
  "scene",
  "remark",
  "remark_label", // what the remark reader made of it
  "order",
  "purpose",
  "mcc",
  "name_check",
  "status",
  "refund_of", // of a complaint: the payment it is about
  "reason", // of a complaint
] as const;
/** Names that payments give to places of engagement: payer and actor are one place, payee and target another. */
const PAYMENT_ALIASES = { payer: "actor", payee: "target" } as const;
/** Places that payments share with engagement under one name. */
const SHARED_KEY_COLUMNS = ["id", "ip", "ip_prefix", "ip_kind", "asn", "device"] as const;

const PLACES = [...ENGAGEMENT_KEY_COLUMNS, ...PAYMENT_ONLY_KEY_COLUMNS] as const;
/** Columns of payments and complaints. */
export const PAYMENT_KEY_COLUMNS = [
  "payer",
  "payee",
  ...SHARED_KEY_COLUMNS,
  ...PAYMENT_ONLY_KEY_COLUMNS,
] as const;
export type KeyColumn = (typeof ENGAGEMENT_KEY_COLUMNS)[number] | (typeof PAYMENT_KEY_COLUMNS)[number];
/** Every name of a key column, each once. */
export const KEY_COLUMNS: readonly KeyColumn[] = [...PLACES, "payer", "payee"];

/** Number columns of `EventRow.num`; NaN means the event has no such value. Booleans are 0 and 1. Places as of key columns. */
export const ENGAGEMENT_NUMBER_COLUMNS = [
  "registered_at_ms",
  "emulator",
  "rooted",
  "dwell_ms",
  "play_ratio",
  "scroll_depth",
  "preceding_events",
  "duration_ms",
  "asn",
] as const;
const PAYMENT_ONLY_NUMBER_COLUMNS = [
  "amount", // in the currency's major unit: 6.6 for 660 fen
  "opened_at_ms", // when the payee's account was opened
  "certified",
  "hour_utc", // of the event's own time, in [0, 24)
  "remark_score", // in [0, 1]; NaN without a remark, or without a reader of remarks
] as const;
/** Number columns of payments and complaints. */
export const PAYMENT_NUMBER_COLUMNS = [...PAYMENT_ONLY_NUMBER_COLUMNS, "asn"] as const;
export const NUMBER_COLUMNS = [...ENGAGEMENT_NUMBER_COLUMNS, ...PAYMENT_ONLY_NUMBER_COLUMNS] as const;
export type NumberColumn = (typeof NUMBER_COLUMNS)[number];

/** Whether events of a family have a column of that name. */
export function familyHas(family: EventFamily, column: KeyColumn | NumberColumn): boolean {
  return COLUMNS_OF[family].has(column);
}

const COLUMNS_OF: Readonly<Record<EventFamily, ReadonlySet<string>>> = {
  engagement: new Set<string>([...ENGAGEMENT_KEY_COLUMNS, ...ENGAGEMENT_NUMBER_COLUMNS]),
  payment: new Set<string>([...PAYMENT_KEY_COLUMNS, ...PAYMENT_NUMBER_COLUMNS]),
};

export interface EventRow {
  /** The bytes the event was decoded from; the line is `bytes[start, end)`. Borrowed: valid until the next decode. */
  bytes: Uint8Array;
  start: number;
  end: number;
  /** Type and retraction bit, see `kindCode`. */
  kind: number;
  /** Event time, whole milliseconds since 1970 UTC, in [0, 4102444800000). */
  occurredAtMs: number;
  /** 1 when it arrived more than the lateness bound behind the newest event; its windows are not measurable. */
  late: 0 | 1;
  /** 2 words per key column: hash[2c] low, hash[2c + 1] high. */
  readonly hash: Int32Array;
  /** Where each key column's value stands in `bytes`: span[2c] start, span[2c + 1] end, without the quotes; 0,0 = absent or derived. */
  readonly span: Int32Array;
  /** Target id alone, without its kind (`span` of the target column is its kind-less id). */
  readonly num: Float64Array;
  /** IPv4 or IPv6 address as network-order words (IPv4 in word 0), and 0, 4 or 6 for which it is. */
  readonly ip: Uint32Array;
  ipVersion: 0 | 4 | 6;
  /**
   * Bit i: what question i of the policy about lists asks of is on its list (`listed`), or is not (`unlisted`); neither: the event lacks it, or
   * nobody knows the lists. Set by the judge, where the policy asks any.
   */
  listed: number;
  unlisted: number;
  /**
   * Bit c: of all events that are read, this one alone has the value of key column c, so that no window need be held for it.
   * 0 where nobody looked ahead: online always.
   */
  lone: number;
}

/** An empty row, to be filled by a decoder. */
export function createEventRow(): EventRow {
  return {
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    kind: 0,
    occurredAtMs: 0,
    late: 0,
    hash: new Int32Array(PLACES.length * 2),
    span: new Int32Array(PLACES.length * 2),
    num: new Float64Array(NUMBER_COLUMNS.length).fill(Number.NaN),
    ip: new Uint32Array(4),
    ipVersion: 0,
    listed: 0,
    unlisted: 0,
    lone: 0,
  };
}

/** Name of a key column → its index. */
export function keyColumn(name: KeyColumn): number {
  const place = name === "payer" || name === "payee" ? PAYMENT_ALIASES[name] : name;
  return PLACES.indexOf(place);
}

/** Name of a number column → its index. */
export function numberColumn(name: NumberColumn): number {
  return NUMBER_COLUMNS.indexOf(name);
}

const textDecoder = new TextDecoder("utf-8");

/** A key column's text as it stood in the event, or null where absent or derived. Allocates: for edges, never per event. */
export function keyText(row: EventRow, column: number): string | null {
  const start = row.span[column * 2]!;
  const end = row.span[column * 2 + 1]!;
  if (end <= start) return null;
  return asciiText(row.bytes, start, end) ?? plainText(row.bytes.subarray(start, end));
}

/** Ids are short and ASCII as a rule: read so, a text costs a fifth of what a decoder asks. Null for one that is not. */
function asciiText(bytes: Uint8Array, start: number, end: number): string | null {
  if (end - start > ASCII_BYTES_MAX) return null;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte >= 0x80 || byte === BACKSLASH) return null;
  }
  return latin1Slice.call(bytes, start, end);
}

const ASCII_BYTES_MAX = 128;
const BACKSLASH = 0x5c;
const { latin1Slice } = Buffer.prototype as unknown as {
  readonly latin1Slice: (this: Uint8Array, start: number, end: number) => string;
};

/** Bytes of a JSON string, without its quotes → the text. */
export function plainText(bytes: Uint8Array): string {
  const raw = textDecoder.decode(bytes);
  return raw.includes("\\") ? (JSON.parse(`"${raw}"`) as string) : raw;
}
