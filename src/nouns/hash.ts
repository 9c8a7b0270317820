/**
 * 64-bit non-cryptographic hash of a value's UTF-8 bytes, as two 32-bit words; never both 0 (that means absent).
 * Two lanes of MurmurHash3 x86_32 (Appleby, 2011, public domain) with the constants of its 128-bit form, four bytes a step,
 * crossed at the end; at 10 M keys the chance of any collision is about 3e-6. Not a defence against crafted collisions:
 * identifiers that an attacker chooses freely should be hashed with a key at the border.
 */

export const SEED_LOW = 0x9747b28c | 0;
export const SEED_HIGH = 0x3c6ef372 | 0;

/** Hash of bytes[start, end) into out[at] (low) and out[at + 1] (high). About 0.7 ns a byte; allocates nothing. */
export function hashBytes(bytes: Uint8Array, start: number, end: number, out: Int32Array, at: number): void {
  let low = SEED_LOW;
  let high = SEED_HIGH;
  let i = start;
  for (const last = end - 4; i <= last; i += 4) {
    const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    low = stepLow(low, word);
    high = stepHigh(high, word);
  }
  hashTail(bytes, i, end, low, high, end - start, out, at);
}

/** One lane's step over four bytes, little endian. */
export function stepLow(low: number, word: number): number {
  const k = Math.imul(word, 0xcc9e2d51);
  const mixed = low ^ Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

/** The other lane's. */
export function stepHigh(high: number, word: number): number {
  const k = Math.imul(word, 0x239b961b);
  const mixed = high ^ Math.imul((k << 16) | (k >>> 16), 0xab0e9789);
  return (Math.imul((mixed << 17) | (mixed >>> 15), 5) + 0x0bcaa747) | 0;
}

/** The last 0 to 3 bytes, bytes[i, end), and the finish of a hash of `length` bytes in all. */
export function hashTail(
  bytes: Uint8Array,
  i: number,
  end: number,
  low: number,
  high: number,
  length: number,
  out: Int32Array,
  at: number,
): void {
  if (i < end) {
    let word = bytes[i]!;
    if (i + 1 < end) word |= bytes[i + 1]! << 8;
    if (i + 2 < end) word |= bytes[i + 2]! << 16;
    low = stepLow(low, word);
    high = stepHigh(high, word);
  }
  finish(low ^ length, high ^ length, out, at);
}

/** Hash of a text's UTF-8 bytes, the same as `hashBytes` over them. Allocates: for compiling, not for events. */
export function hashText(text: string): readonly [low: number, high: number] {
  const bytes = new TextEncoder().encode(text);
  const out = new Int32Array(2);
  hashBytes(bytes, 0, bytes.length, out, 0);
  return [out[0]!, out[1]!];
}

/** Hash of a text as the records hold keys: 16 hexadecimal digits, high word first. */
export function hashHex(text: string): string {
  const [low, high] = hashText(text);
  return [high, low].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Hash of two hashes, order mattering, into out[at], out[at + 1]. */
export function combine(
  lowA: number,
  highA: number,
  lowB: number,
  highB: number,
  out: Int32Array,
  at: number,
): void {
  const low = Math.imul(((lowA << 15) | (lowA >>> 17)) ^ lowB, 0xcc9e2d51) + highB;
  const high = Math.imul(((highA << 13) | (highA >>> 19)) ^ highB, 0x1b873593) + lowB;
  finish(low | 0, high | 0, out, at);
}

function finish(low: number, high: number, out: Int32Array, at: number): void {
  let a = low ^ (high >>> 16);
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b);
  a = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  a ^= a >>> 16;
  let b = high ^ Math.imul(a, 0x9e3779b1);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b);
  b = Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b ^= b >>> 16;
  if (a === 0 && b === 0) a = 1;
  out[at] = a;
  out[at + 1] = b;
}
