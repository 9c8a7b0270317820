import { readIp, writeIp } from "./ip-address.ts";

/** An address as it is meant by a text that is more than an address. */
export interface AddressText {
  /** 4 or 6: the words of the address or network; 0: an opaque key (a hash), equal where it is equal. */
  readonly version: 0 | 4 | 6;
  /** Bits of the network that the text gives; 32 or 128 for one address. */
  readonly bits: number;
  /** Where the part that is meant stands in the text. */
  readonly start: number;
  readonly end: number;
}

/** IPv6 networks up to this length are one subscriber's or server's: an address, to whoever counts people (RFC 6177). */
export const IPV6_ADDRESS_BITS = 64;
/** Shorter prefixes than this one are networks of many subscribers. */
export const IPV6_SUBSCRIBER_BITS_MIN = 49;

/** A digest or a keyed hash: letters and digits only, a digit among them. Shorter ones are words or numbers of rows. */
const OPAQUE = /^(?=[^0-9]*[0-9])[A-Za-z0-9+/_=-]{5,}$/;

/**
 * What somebody's tool put where an address belongs → the address meant: the first public one of an `X-Forwarded-For` list (else the
 * first one), without port, brackets, zone or `for=`; a mask is read as what it says (`203.0.113.9/24` is an address with its mask,
 * `203.0.113.0/24` a network); a hash is a key without an address. Its words go to `words`. Null when it is none of these.
 */
export function readAddressText(text: string, words: Uint32Array): AddressText | null {
  let first: AddressText | null = null;
  for (let at = 0; at <= text.length; ) {
    let stop = text.indexOf(",", at);
    if (stop < 0) stop = text.length;
    const found = readOne(text, at, stop, words);
    if (found !== null) {
      if (found.version !== 0 && isPublic(found.version, words)) return found;
      first ??= found;
    }
    at = stop + 1;
  }
  if (first === null || first.version === 0) return first;
  return readOne(text, first.start, first.end, words) === null ? null : { ...first };
}

/** One entry of a list, text[from, to). */
function readOne(text: string, from: number, to: number, words: Uint32Array): AddressText | null {
  let entry = text.slice(from, to);
  let at = from;
  const cut = (count: number): void => {
    entry = entry.slice(count);
    at += count;
  };
  cut(entry.length - entry.trimStart().length);
  entry = entry.trimEnd();
  const forward = /^for="?/i.exec(entry);
  if (forward !== null) {
    cut(forward[0].length);
    entry = entry.replace(/"?(?:;.*)?$/, "");
  }
  if (entry.startsWith('"')) {
    cut(1);
    entry = entry.replace(/"$/, "");
  }
  let mask: number | null = null;
  const bracket = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(entry);
  if (bracket !== null) {
    cut(1);
    entry = bracket[1]!;
  } else if (/^[\d.]+:\d{1,5}$/.test(entry)) entry = entry.slice(0, entry.indexOf(":"));
  const slash = entry.lastIndexOf("/");
  if (slash >= 0 && /^\d{1,3}$/.test(entry.slice(slash + 1))) {
    mask = Number(entry.slice(slash + 1));
    entry = entry.slice(0, slash);
  }
  const zone = entry.indexOf("%");
  if (zone > 0) entry = entry.slice(0, zone);
  const bytes = Buffer.from(entry);
  const version = readIp(bytes, 0, bytes.length, words);
  const end = at + entry.length;
  if (version === 0) {
    if (mask !== null || zone > 0 || !OPAQUE.test(entry)) return null;
    return { version: 0, bits: 0, start: at, end };
  }
  const width = version === 4 ? 32 : 128;
  // A mask of a mapped IPv4 address counts from the front of the IPv6 form.
  const bits = mask === null ? width : version === 4 && entry.includes(":") ? mask - 96 : mask;
  if (bits < 0 || bits > width) return null;
  return { version, bits: hasHostBits(words, version, bits) ? width : bits, start: at, end };
}

/** Whether an address has bits set behind its mask: then it is one address, told with its network's mask. */
function hasHostBits(words: Uint32Array, version: 4 | 6, bits: number): boolean {
  const count = version === 4 ? 1 : 4;
  for (let w = 0; w < count; w++) {
    const kept = Math.min(32, Math.max(0, bits - w * 32));
    const host = kept === 32 ? 0 : kept === 0 ? 0xffffffff : 0xffffffff >>> kept;
    if ((words[w]! & host) !== 0) return true;
  }
  return false;
}

/** Whether an address is one of the public internet's: not private, shared, loopback, link-local, multicast or unspecified. */
function isPublic(version: 4 | 6, words: Uint32Array): boolean {
  const head = words[0]!;
  if (version === 6) {
    const top = head >>> 16;
    return (
      (top & 0xfe00) !== 0xfc00 && (top & 0xffc0) !== 0xfe80 && top >= 0x100 && (top & 0xff00) !== 0xff00
    );
  }
  const a = head >>> 24;
  const b = (head >>> 16) & 255;
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if (a === 172 && b >= 16 && b < 32) return false;
  if (a === 100 && b >= 64 && b < 128) return false;
  return !(a === 192 && b === 168) && !(a === 169 && b === 254);
}

/**
 * The canonical texts of what an address's text means: `key` of the address (an IPv6 one by its /64) or hash, null where only a network
 * is known; `prefix` of its /24 or /48 network, null for a hash. Null when the text is no address. What a row's keys are hashes of.
 */
export function addressKeys(
  text: string,
): { readonly key: string | null; readonly prefix: string | null } | null {
  const words = new Uint32Array(4);
  const found = readAddressText(text, words);
  if (found === null) return null;
  const { version, bits } = found;
  if (version === 0) return { key: text.slice(found.start, found.end), prefix: null };
  const out = Buffer.alloc(64);
  const written = (length: number) => out.toString("latin1", 0, writeIp(words, version, length, out));
  const whole = version === 4 ? bits === 32 : bits >= IPV6_SUBSCRIBER_BITS_MIN;
  return {
    key: whole ? written(version === 4 ? 32 : Math.min(bits, IPV6_ADDRESS_BITS)) : null,
    prefix: written(Math.min(bits, version === 4 ? 24 : 48)),
  };
}
