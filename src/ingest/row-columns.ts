import { kindCode, kindWords, TARGET_KINDS } from "../nouns/event.ts";
import {
  ENGAGEMENT_KEY_COLUMNS,
  ENGAGEMENT_NUMBER_COLUMNS,
  type EventRow,
  keyColumn,
  numberColumn,
} from "../nouns/event-row.ts";
import { combine, hashBytes, hashText } from "../nouns/hash.ts";
import { IPV6_ADDRESS_BITS, IPV6_SUBSCRIBER_BITS_MIN, readAddressText } from "./address-text.ts";
import { readIp, writeIp } from "./ip-address.ts";
import { createWordTable } from "./word-table.ts";

/** How values enter a row. Both decoding paths go through here, so that they cannot come to differ. */

export const ID = keyColumn("id");
export const ACTOR = keyColumn("actor");
export const TARGET = keyColumn("target");
export const TARGET_KIND = keyColumn("target_kind");
export const OWNER = keyColumn("owner");
export const IP = keyColumn("ip");
export const IP_PREFIX = keyColumn("ip_prefix");
export const IP_KIND = keyColumn("ip_kind");
export const ASN = keyColumn("asn");
export const DEVICE = keyColumn("device");
export const APP_VERSION = keyColumn("app_version");
export const USER_AGENT = keyColumn("user_agent");
export const SOURCE = keyColumn("source");
export const PARENT_SHARE = keyColumn("parent_share");
export const REGISTRATION_BATCH = keyColumn("registration_batch");
export const CONTENT = keyColumn("content");
export const PAYEE_ID = keyColumn("payee_id");

export const REGISTERED_AT_MS = numberColumn("registered_at_ms");
export const EMULATOR = numberColumn("emulator");
export const ROOTED = numberColumn("rooted");
export const DWELL_MS = numberColumn("dwell_ms");
export const PLAY_RATIO = numberColumn("play_ratio");
export const SCROLL_DEPTH = numberColumn("scroll_depth");
export const PRECEDING_EVENTS = numberColumn("preceding_events");
export const DURATION_MS = numberColumn("duration_ms");
export const ASN_NUMBER = numberColumn("asn");
export const AMOUNT = numberColumn("amount");
export const HOUR_UTC = numberColumn("hour_utc");

/** Largest number of any field: beyond it whole numbers are no longer exact. */
export const NUMBER_MAX = Number.MAX_SAFE_INTEGER;
/** Largest autonomous system number (RFC 6793). */
export const ASN_MAX = 4_294_967_295;

/** Word of the type field → kind code, −1 for none. */
export const typeCode = createWordTable(kindWords().map((word) => [word, kindCode(word)!] as const));
/** Word of `target.kind` → its index in `TARGET_KINDS`, −1 for none. */
export const targetKindIndex = createWordTable(TARGET_KINDS.map((kind, index) => [kind, index] as const));

const kindHashes = Int32Array.from([...TARGET_KINDS, "payee"].flatMap((kind) => hashText(kind)));
/** Index of the kind that a payment's payee is a target of. */
export const PAYEE_KIND = TARGET_KINDS.length;

const ENGAGEMENT_WORDS = ENGAGEMENT_KEY_COLUMNS.length * 2;
const ENGAGEMENT_NUMBERS = ENGAGEMENT_NUMBER_COLUMNS.length;

/** Makes every optional value of engagement absent, and those that payments share with it. */
export function clearRow(row: EventRow, bytes: Uint8Array, start: number, end: number): void {
  row.bytes = bytes;
  row.start = start;
  row.end = end;
  row.kind = 0;
  row.occurredAtMs = 0;
  row.late = 0;
  // Loops: a call of `fill` on arrays this short costs more than the stores.
  const { hash, span, num, ip } = row;
  for (let i = 0; i < ENGAGEMENT_WORDS; i++) hash[i] = 0;
  for (let i = 0; i < ENGAGEMENT_WORDS; i++) span[i] = 0;
  for (let i = 0; i < ENGAGEMENT_NUMBERS; i++) num[i] = Number.NaN;
  for (let i = 0; i < ip.length; i++) ip[i] = 0;
  row.ipVersion = 0;
}

/** Makes every value absent that only payments have. */
export function clearPaymentColumns(row: EventRow): void {
  row.hash.fill(0, ENGAGEMENT_WORDS);
  row.span.fill(0, ENGAGEMENT_WORDS);
  row.num.fill(Number.NaN, ENGAGEMENT_NUMBERS);
}

/** Kind and id of a target → its two key columns. The kind's index counts into `TARGET_KINDS`, or is `PAYEE_KIND`. */
export function putTarget(row: EventRow, kindIndex: number, idLow: number, idHigh: number): void {
  const low = kindHashes[kindIndex * 2]!;
  const high = kindHashes[kindIndex * 2 + 1]!;
  row.hash[TARGET_KIND * 2] = low;
  row.hash[TARGET_KIND * 2 + 1] = high;
  combine(low, high, idLow, idHigh, row.hash, TARGET * 2);
}

const ipText = new Uint8Array(64);

/** Whether an IPv4 address is written in digits and dots alone: not as IPv6, not with escapes. */
function isDotted(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte !== 0x2e && (byte < 0x30 || byte > 0x39)) return false;
  }
  return end > start;
}

/**
 * Text of the `ip` field → the row's address and its key, so that one address has one key however it is written: the hash of the
 * canonical text (RFC 5952; mapped IPv4 as IPv4), of an IPv6 address that of its /64, which is one subscriber's or server's
 * (`2001:db8:1:2::/64`). A pseudonym (`h:…`) is a key without an address. False when it is neither: see `putAddressText`.
 */
export function putIp(row: EventRow, bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] === 0x68 && bytes[start + 1] === 0x3a && end - start > 2) {
    hashBytes(bytes, start, end, row.hash, IP * 2);
    return true;
  }
  const version = readIp(bytes, start, end, row.ip);
  if (version === 0) return false;
  row.ipVersion = version;
  if (version === 4 && isDotted(bytes, start, end)) {
    hashBytes(bytes, start, end, row.hash, IP * 2);
  } else putIpKey(row, version, version === 4 ? 32 : IPV6_ADDRESS_BITS);
  return true;
}

/** The key of the first `bits` bits of the row's address. */
function putIpKey(row: EventRow, version: 4 | 6, bits: number): void {
  const length = writeIp(row.ip, version, bits, ipText);
  hashBytes(ipText, 0, length, row.hash, IP * 2);
}

/**
 * What is more, or less, than an address where one belongs (a list, a port, a mask, a hash) → the row's address, or its network where
 * only that is known → where in the text it stands; null when it is nothing of these.
 */
export function putAddressText(
  row: EventRow,
  text: string,
): { readonly start: number; readonly end: number } | null {
  const found = readAddressText(text, row.ip);
  if (found === null) return null;
  const { version, bits } = found;
  if (version === 0) {
    const bytes = textEncoder.encode(text.slice(found.start, found.end));
    hashBytes(bytes, 0, bytes.length, row.hash, IP * 2);
    return found;
  }
  const whole = version === 4 ? bits === 32 : bits >= IPV6_SUBSCRIBER_BITS_MIN;
  if (whole) {
    row.ipVersion = version;
    putIpKey(row, version, version === 4 ? 32 : Math.min(bits, IPV6_ADDRESS_BITS));
    return found;
  }
  // A network alone: whose address it was is not known.
  if ((row.hash[IP_PREFIX * 2]! | row.hash[IP_PREFIX * 2 + 1]!) === 0) {
    const most = version === 4 ? 24 : 48;
    const length = writeIp(row.ip, version, Math.min(bits, most), ipText);
    hashBytes(ipText, 0, length, row.hash, IP_PREFIX * 2);
  }
  row.ip.fill(0);
  return { start: 0, end: 0 };
}
const textEncoder = new TextEncoder();

/**
 * Where the event names no `ip_prefix` but has an address: the hash of the text of its /24 (IPv4) or /48 (IPv6)
 * network, `203.0.113.0/24`. A sender who writes the same network in canonical form gets the same key.
 */
export function deriveIpPrefix(row: EventRow): void {
  if (row.ipVersion === 0 || (row.hash[IP_PREFIX * 2]! | row.hash[IP_PREFIX * 2 + 1]!) !== 0) return;
  const length = row.ipVersion === 4 ? writeSlash24(row) : writeIp(row.ip, 6, 48, ipText);
  hashBytes(ipText, 0, length, row.hash, IP_PREFIX * 2);
}

/** `203.0.113.9` as it stands in the event → `203.0.113.0/24` in `ipText`; by way of the number where it is written otherwise. */
function writeSlash24(row: EventRow): number {
  const { bytes, span } = row;
  const start = span[IP * 2]!;
  let end = span[IP * 2 + 1]!;
  // The text may be longer than the address, or written otherwise: then the number decides.
  if (!isDotted(bytes, start, end)) return writeIp(row.ip, 4, 24, ipText);
  while (bytes[end - 1] !== 0x2e) end--;
  let length = 0;
  for (let i = start; i < end; i++) ipText[length++] = bytes[i]!;
  ipText[length++] = 0x30;
  ipText[length++] = 0x2f;
  ipText[length++] = 0x32;
  ipText[length++] = 0x34;
  return length;
}
