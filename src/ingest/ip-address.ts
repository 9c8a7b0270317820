/** IPv4 and IPv6 text ↔ words, without allocating. Canonical text follows RFC 5952. */

const groups = new Uint16Array(8);

/**
 * Address text in bytes[start, end) → 4 or 6 and its words in network order in `words` (IPv4 in word 0, the others 0);
 * 0 when it is no address. IPv4-mapped IPv6 (`::ffff:203.0.113.9`) is IPv4. Zones (`%eth0`), ports and leading zeros
 * in IPv4 (octal to some, decimal to others) are refused.
 */
export function readIp(bytes: Uint8Array, start: number, end: number, words: Uint32Array): 0 | 4 | 6 {
  const v4 = readIpv4(bytes, start, end);
  if (v4 >= 0) {
    words[0] = v4;
    words[1] = 0;
    words[2] = 0;
    words[3] = 0;
    return 4;
  }
  if (!readGroups(bytes, start, end)) return 0;
  const mapped =
    groups[0] === 0 &&
    groups[1] === 0 &&
    groups[2] === 0 &&
    groups[3] === 0 &&
    groups[4] === 0 &&
    groups[5] === 0xffff;
  if (mapped) {
    words[0] = groups[6]! * 65536 + groups[7]!;
    words[1] = 0;
    words[2] = 0;
    words[3] = 0;
    return 4;
  }
  for (let w = 0; w < 4; w++) words[w] = groups[w * 2]! * 65536 + groups[w * 2 + 1]!;
  return 6;
}

/** Dotted quad → its number, or −1. */
function readIpv4(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 7 || end - start > 15) return -1;
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === 0x2e) {
      if (octet < 0 || dots === 3) return -1;
      value = value * 256 + octet;
      octet = -1;
      dots++;
      continue;
    }
    const digit = byte - 48;
    if (digit < 0 || digit > 9 || octet === 0) return -1;
    octet = octet < 0 ? digit : octet * 10 + digit;
    if (octet > 255) return -1;
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1;
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 0x20;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** IPv6 text → `groups`. */
function readGroups(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2 || end - start > 45) return false;
  groups.fill(0);
  let count = 0;
  let gapAt = -1;
  let i = start;
  if (bytes[i] === 0x3a) {
    if (bytes[i + 1] !== 0x3a) return false;
    gapAt = 0;
    i += 2;
  }
  while (i < end) {
    if (count === 8) return false;
    let value = 0;
    let digits = 0;
    const groupStart = i;
    for (; i < end; i++) {
      const digit = hexDigit(bytes[i]!);
      if (digit < 0) break;
      value = value * 16 + digit;
      if (++digits > 4) return false;
    }
    if (i < end && bytes[i] === 0x2e) {
      const v4 = readIpv4(bytes, groupStart, end);
      if (v4 < 0 || count > 6) return false;
      groups[count++] = Math.floor(v4 / 65536);
      groups[count++] = v4 % 65536;
      i = end;
      break;
    }
    if (digits === 0) return false;
    groups[count++] = value;
    if (i === end) break;
    if (bytes[i] !== 0x3a) return false;
    i++;
    if (i === end) return false;
    if (bytes[i] === 0x3a) {
      if (gapAt >= 0) return false;
      gapAt = count;
      i++;
    }
  }
  if (gapAt < 0) return count === 8;
  if (count === 8) return false;
  for (let from = count - 1, to = 7; from >= gapAt; from--, to--) {
    groups[to] = groups[from]!;
    groups[from] = 0;
  }
  return true;
}

function writeDecimal(value: number, out: Uint8Array, at: number): number {
  if (value >= 100) out[at++] = 48 + Math.trunc(value / 100);
  if (value >= 10) out[at++] = 48 + (Math.trunc(value / 10) % 10);
  out[at++] = 48 + (value % 10);
  return at;
}

/**
 * Canonical text of an address, or of the network of its first `bits` bits with `/bits` behind it (whole address: pass
 * 32 or 128, nothing is put behind). Returns the length written to `out`.
 */
export function writeIp(words: Uint32Array, version: 4 | 6, bits: number, out: Uint8Array): number {
  let at = 0;
  if (version === 4) {
    const value = words[0]!;
    for (let octet = 0; octet < 4; octet++) {
      if (octet > 0) out[at++] = 0x2e;
      at = writeDecimal((value >>> (24 - octet * 8)) & 255 & keptBits(bits - octet * 8, 8), out, at);
    }
    return bits < 32 ? writePrefixLength(bits, out, at) : at;
  }
  for (let g = 0; g < 8; g++) {
    const word = words[g >> 1]!;
    groups[g] = (g & 1 ? word & 0xffff : word >>> 16) & keptBits(bits - g * 16, 16);
  }
  let runAt = -1;
  let runLength = 1;
  for (let g = 0; g < 8; ) {
    let stop = g;
    while (stop < 8 && groups[stop] === 0) stop++;
    if (stop - g > runLength) {
      runAt = g;
      runLength = stop - g;
    }
    g = stop + 1;
  }
  for (let g = 0; g < 8; g++) {
    if (g === runAt) {
      out[at++] = 0x3a;
      out[at++] = 0x3a;
      g += runLength - 1;
      continue;
    }
    if (g > 0 && !(runAt >= 0 && g === runAt + runLength)) out[at++] = 0x3a;
    const value = groups[g]!;
    for (let shift = value > 0xfff ? 12 : value > 0xff ? 8 : value > 0xf ? 4 : 0; shift >= 0; shift -= 4) {
      const digit = (value >> shift) & 15;
      out[at++] = digit < 10 ? 48 + digit : 87 + digit;
    }
  }
  return bits < 128 ? writePrefixLength(bits, out, at) : at;
}

/** A mask of `width` bits whose first `bits` are set. */
function keptBits(bits: number, width: number): number {
  const full = (1 << width) - 1;
  return bits >= width ? full : bits <= 0 ? 0 : full & ~(full >>> bits);
}

function writePrefixLength(bits: number, out: Uint8Array, at: number): number {
  out[at++] = 0x2f;
  return writeDecimal(bits, out, at);
}
