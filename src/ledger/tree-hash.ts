import { hash } from "node:crypto";

/** Bytes of a hash of the tree: SHA-256. */
export const HASH_BYTES = 32;
/** Levels that a tree of any size has at most: sizes are safe integers. */
const LEVELS_MAX = 53;

/** Reused by every node: hashing allocates the result alone. */
const NODE = Buffer.alloc(1 + 2 * HASH_BYTES);
NODE[0] = 0x01;

/** Hash of a leaf: SHA-256(0x00 ‖ entry) (RFC 6962, section 2.1). */
export function leafHash(entry: Uint8Array | string): Buffer {
  const bytes = typeof entry === "string" ? Buffer.from(entry) : entry;
  const prefixed = Buffer.allocUnsafe(bytes.length + 1);
  prefixed[0] = 0x00;
  prefixed.set(bytes, 1);
  return hash("sha256", prefixed, "buffer");
}

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  NODE.set(left, 1);
  NODE.set(right, 1 + HASH_BYTES);
  return hash("sha256", NODE, "buffer");
}

/** Root of the tree without an entry: SHA-256 of nothing. */
export const EMPTY_ROOT: Buffer = hash("sha256", "", "buffer");

/** Largest power of two below `size`, for size ≥ 2: where RFC 6962 splits a tree. */
export function splitOf(size: number): number {
  let split = 2 ** Math.floor(Math.log2(size - 1));
  // Logarithms of large numbers round.
  while (split >= size) split /= 2;
  while (split * 2 < size) split *= 2;
  return split;
}

/** Root of consecutive hashes that are a whole tree by themselves; of none, the empty root. */
export function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  const tree = createTree();
  for (const each of hashes) tree.push(each);
  return tree.root();
}

/** A tree as it grows: keeps the roots of its whole subtrees, at most 53 hashes. */
export interface GrowingTree {
  readonly size: number;
  /** Appends a leaf's hash. Costs one hash, spread over many calls. */
  push(hash: Uint8Array): void;
  /** Root of what was appended so far. Costs at most 53 hashes. */
  root(): Uint8Array;
  /** Roots of the whole subtrees, the largest first: one for every bit of the size. */
  peaks(): readonly Uint8Array[];
}

/** A tree of `size` entries whose whole subtrees have the roots `peaks`, the largest first; by default without any. */
export function createTree(size = 0, peaks: readonly Uint8Array[] = []): GrowingTree {
  const levels: (Uint8Array | null)[] = [];
  let count = size;
  let next = 0;
  for (let level = LEVELS_MAX - 1; level >= 0; level--) {
    if (Math.floor(size / 2 ** level) % 2 === 0) continue;
    const peak = peaks[next++];
    if (peak === undefined) throw new Error(`a tree of \`${size}\` has more peaks than \`${peaks.length}\``);
    levels[level] = peak;
  }
  if (next !== peaks.length)
    throw new Error(`a tree of \`${size}\` has fewer peaks than \`${peaks.length}\``);
  const present = (): Uint8Array[] => levels.filter((each) => each !== null && each !== undefined);
  return {
    get size() {
      return count;
    },
    push(leaf) {
      let carried = leaf;
      let level = 0;
      for (let below = levels[0]; below !== null && below !== undefined; below = levels[++level]) {
        carried = nodeHash(below, carried);
        levels[level] = null;
      }
      levels[level] = carried;
      count++;
    },
    root() {
      const peaksUp = present();
      const first = peaksUp[0];
      if (first === undefined) return EMPTY_ROOT;
      return peaksUp.slice(1).reduce((right, left) => nodeHash(left, right), first);
    },
    peaks: () => present().reverse(),
  };
}
