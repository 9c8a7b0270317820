import type { SubtreeHash } from "./proofs.ts";
import { hashesOf, type TreeEdges } from "./tile-tree.ts";
import { decodeBundle, levelsOf, levelWidth, TILE_WIDTH, type Tile } from "./tiles.ts";
import { HASH_BYTES, nodeHash, rootOf, splitOf } from "./tree-hash.ts";

/** Bytes of a tile's file; null when it is not there. */
export type ReadTile = (tile: Tile) => Uint8Array | null;

/**
 * Roots of subtrees of the tree of `size`, read from its tiles. The function throws where a tile is missing or short. Cost: one
 * tile for each whole subtree asked for.
 */
export function subtreeReader(read: ReadTile, size: number): SubtreeHash {
  const subtree: SubtreeHash = (first, end) => {
    const width = end - first;
    if (width > 1 && splitOf(width) * 2 !== width) {
      const split = first + splitOf(width);
      return nodeHash(subtree(first, split), subtree(split, end));
    }
    // A whole subtree: on the highest level where it is at least one hash.
    const level = Math.floor(Math.log2(width) / 8);
    const unit = TILE_WIDTH ** level;
    const place = first / unit;
    const hashes = tileHashes(read, level, Math.floor(place / TILE_WIDTH), size);
    const at = place % TILE_WIDTH;
    return rootOf(hashes.slice(at, at + width / unit));
  };
  return subtree;
}

/** What stands in the partial tiles of a tree of `size`; null when one is missing or short. */
export function readEdges(read: ReadTile, size: number): TreeEdges | null {
  try {
    const levels = levelsOf(size).map((level) => {
      const width = levelWidth(level, size) % TILE_WIDTH;
      const index = Math.floor(levelWidth(level, size) / TILE_WIDTH);
      return width === 0 ? [] : tileHashes(read, level, index, size).map((hash) => Uint8Array.from(hash));
    });
    const width = size % TILE_WIDTH;
    if (width === 0) return { levels, entries: [] };
    const bytes = read({ level: "entries", index: Math.floor(size / TILE_WIDTH), width });
    const bundle = bytes === null ? null : decodeBundle(bytes);
    if (bundle === null || !bundle.whole || bundle.entries.length !== width) return null;
    return { levels, entries: bundle.entries };
  } catch {
    return null;
  }
}

function tileHashes(read: ReadTile, level: number, index: number, size: number): readonly Uint8Array[] {
  const width = Math.min(TILE_WIDTH, levelWidth(level, size) - index * TILE_WIDTH);
  const bytes = read({ level, index, width });
  if (bytes === null || bytes.length !== width * HASH_BYTES)
    throw new Error(`tile \`${index}\` of level \`${level}\` of a tree of \`${size}\` cannot be read`);
  return hashesOf(bytes);
}
