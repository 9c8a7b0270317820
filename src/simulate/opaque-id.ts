/**
 * Whole numbers → opaque identifiers. A keyed Feistel network over 48 bits is a bijection, so ids never collide, are all of
 * one length, and say nothing about the order or the maker of what they name: an attacker's account looks like any other.
 */
export type OpaqueId = (index: number) => string;

const HEX: readonly string[] = Array.from({ length: 65536 }, (_, i) => i.toString(16).padStart(4, "0"));
const ROUNDS = 4;

/** A seed, a namespace and a one-letter prefix → the naming of indices in [0, 2^48). 13 characters each. */
export function createOpaqueId(seed: number, namespace: string, prefix: string): OpaqueId {
  const keys = new Int32Array(ROUNDS);
  let key = seed | 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < namespace.length; i++) key = mix(key ^ namespace.charCodeAt(i));
    key = mix(key + 0x6d2b79f5);
    keys[round] = key;
  }
  return (index) => {
    let left = Math.floor(index / 16777216) & 0xffffff;
    let right = index & 0xffffff;
    for (let round = 0; round < ROUNDS; round++) {
      const next = left ^ (mix(right ^ keys[round]!) & 0xffffff);
      left = right;
      right = next;
    }
    return prefix + HEX[left >>> 8]! + HEX[((left & 0xff) << 8) | (right >>> 16)]! + HEX[right & 0xffff]!;
  };
}

/** A 32-bit word → another, every bit depending on every bit (MurmurHash3's finaliser, Appleby 2011, public domain). */
export function mix(word: number): number {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) | 0;
}

/** Two whole numbers → a fixed number in [0, 1): a property of a person or pair that needs no memory. */
export function hashUnit(a: number, b: number): number {
  return (mix(mix(a + 0x7f4a7c15) ^ b) >>> 0) / 4294967296;
}
