import { nodeHash, splitOf } from "./tree-hash.ts";

/** Root of the subtree over entries [first, end), of which a tree of `size` consists. */
export type SubtreeHash = (first: number, end: number) => Uint8Array;

/**
 * Hashes that lead from entry `index` to the root of a tree of `size`, the leaf's sibling first (RFC 6962, section 2.1.1).
 * Throws when the entry is not in the tree.
 */
export function inclusionProof(index: number, size: number, subtree: SubtreeHash): readonly Uint8Array[] {
  if (index < 0 || index >= size) throw new RangeError(`entry \`${index}\` of a tree of \`${size}\``);
  const path: Uint8Array[] = [];
  let first = 0;
  let end = size;
  while (end - first > 1) {
    const split = first + splitOf(end - first);
    if (index < split) {
      path.push(subtree(split, end));
      end = split;
    } else {
      path.push(subtree(first, split));
      first = split;
    }
  }
  return path.reverse();
}

/** Whether `leaf`, a leaf's hash, is entry `index` of the tree with this size and root (RFC 9162, section 2.1.3.2). */
export function provesInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (index < 0 || index >= size) return false;
  let place = index;
  let last = size - 1;
  let hash = leaf;
  for (const each of proof) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(each, hash);
      while (place % 2 === 0 && place !== 0) {
        place = Math.floor(place / 2);
        last = Math.floor(last / 2);
      }
    } else hash = nodeHash(hash, each);
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && same(hash, root);
}

/**
 * Hashes that show a tree of `size` to go on from its first `old` entries (RFC 6962, section 2.1.2). Empty for `old` 0 and for
 * `old` = `size`. Throws when the tree is smaller.
 */
export function consistencyProof(old: number, size: number, subtree: SubtreeHash): readonly Uint8Array[] {
  if (old < 0 || old > size) throw new RangeError(`from \`${old}\` to a tree of \`${size}\``);
  if (old === 0 || old === size) return [];
  const path: Uint8Array[] = [];
  let first = 0;
  let end = size;
  // Whether the old tree ends in a subtree of its own, which the reader knows already.
  let known = true;
  while (old !== end) {
    const split = first + splitOf(end - first);
    if (old <= split) {
      path.push(subtree(split, end));
      end = split;
    } else {
      path.push(subtree(first, split));
      first = split;
      known = false;
    }
  }
  if (!known) path.push(subtree(first, end));
  return path.reverse();
}

/** Whether the tree with the new size and root goes on from the one with the old (RFC 9162, section 2.1.4.2). */
export function provesConsistency(
  old: number,
  size: number,
  oldRoot: Uint8Array,
  root: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (old < 0 || old > size) return false;
  if (old === size) return proof.length === 0 && same(oldRoot, root);
  if (old === 0) return proof.length === 0;
  const isWhole = Number.isInteger(Math.log2(old)) && 2 ** Math.round(Math.log2(old)) === old;
  const path = isWhole ? [oldRoot, ...proof] : proof;
  const start = path[0];
  if (start === undefined) return false;
  let place = old - 1;
  let last = size - 1;
  while (place % 2 === 1) {
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  let before = start;
  let now = start;
  for (const each of path.slice(1)) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      before = nodeHash(each, before);
      now = nodeHash(each, now);
      while (place % 2 === 0 && place !== 0) {
        place = Math.floor(place / 2);
        last = Math.floor(last / 2);
      }
    } else now = nodeHash(now, each);
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && same(before, oldRoot) && same(now, root);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
