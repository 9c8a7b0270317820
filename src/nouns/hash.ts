/**
 * 64-bit non-cryptographic hash of a value's UTF-8 bytes, as two 32-bit words; never both 0 (that means absent).
 * Two multiply-rotate lanes with MurmurHash3's constants and finaliser (Appleby, 2011, public domain); at 10 M keys the
 * chance of any collision is about 3e-6. Not a defence against crafted collisions: identifiers that an attacker chooses
 * freely should be hashed with a key at the border.
 */

const SEED_LOW = 0x9747b28c | 0;
const SEED_HIGH = 0x3c6ef372 | 0;

/** Hash of bytes[start, end) into out[at] (low) and out[at + 1] (high). About 1 ns a byte; allocates nothing. */
export function hashBytes(bytes: Uint8Array, start: number, end: number, out: Int32Array, at: number): void {
  let low = SEED_LOW;
  let high = SEED_HIGH;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    low = Math.imul(((low << 15) | (low >>> 17)) ^ byte, 0xcc9e2d51);
    high = Math.imul(((high << 13) | (high >>> 19)) ^ byte, 0x1b873593);
  }
  finish(low ^ (end - start), high, out, at);
}

/** Hash of a text's UTF-8 bytes, the same as `hashBytes` over them. Allocates: for compiling, not for events. */
export function hashText(text: string): readonly [low: number, high: number] {
  const bytes = new TextEncoder().encode(text);
  const out = new Int32Array(2);
  hashBytes(bytes, 0, bytes.length, out, 0);
  return [out[0]!, out[1]!];
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
