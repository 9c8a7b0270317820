import { encodeBundle, levelWidth, TILE_WIDTH, type Tile } from "./tiles.ts";
import { EMPTY_ROOT, HASH_BYTES, nodeHash, rootOf } from "./tree-hash.ts";

/** A tile and what is in its file. */
export interface TileFile {
  readonly tile: Tile;
  readonly bytes: Uint8Array;
}

/** What stands in the last, partial tiles of a tree: hashes of each level, the lowest first, and entries. */
export interface TreeEdges {
  readonly levels: readonly (readonly Uint8Array[])[];
  readonly entries: readonly Uint8Array[];
}

/** A tree as it grows in tiles. Memory: one tile a level. */
export interface TileTree {
  readonly size: number;
  /** Appends an entry and its leaf's hash; whole tiles that it fills go to `onTile`. */
  push(entry: Uint8Array, leaf: Uint8Array): void;
  root(): Uint8Array;
  /** The partial tiles at the right edge, of hashes and of entries. */
  partials(): readonly TileFile[];
}

/** Goes on from a tree of `size` whose partial tiles are `edges`. */
export function createTileTree(size: number, edges: TreeEdges, onTile: (file: TileFile) => void): TileTree {
  const levels = edges.levels.map((hashes) => [...hashes]);
  let entries = [...edges.entries];
  let count = size;

  function add(level: number, hash: Uint8Array): void {
    levels[level] ??= [];
    const hashes = levels[level];
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    const index = levelWidth(level + 1, count) - 1;
    onTile({ tile: { level, index, width: TILE_WIDTH }, bytes: Buffer.concat(hashes) });
    levels[level] = [];
    add(level + 1, rootOf(hashes));
  }

  return {
    get size() {
      return count;
    },
    push(entry, leaf) {
      count++;
      entries.push(entry);
      if (entries.length === TILE_WIDTH) {
        const tile = { level: "entries", index: count / TILE_WIDTH - 1, width: TILE_WIDTH } as const;
        onTile({ tile, bytes: encodeBundle(entries) });
        entries = [];
      }
      add(0, leaf);
    },
    root: () => rootOfLevels(levels),
    partials() {
      const index = (level: number) => Math.floor(levelWidth(level, count) / TILE_WIDTH);
      const files = levels.flatMap((hashes, level): TileFile[] => {
        const tile = { level, index: index(level), width: hashes.length };
        return hashes.length === 0 ? [] : [{ tile, bytes: Buffer.concat(hashes) }];
      });
      if (entries.length === 0) return files;
      const tile = { level: "entries", index: index(0), width: entries.length } as const;
      return [...files, { tile, bytes: encodeBundle(entries) }];
    },
  };
}

/** Root of a tree from the hashes in the partial tile of each level, the lowest level first. */
export function rootOfLevels(levels: readonly (readonly Uint8Array[])[]): Uint8Array {
  const peaks = [...levels].reverse().flatMap(peaksOf);
  return (
    peaks.reduceRight<Uint8Array | null>(
      (right, left) => (right === null ? left : nodeHash(left, right)),
      null,
    ) ?? EMPTY_ROOT
  );
}

/** Hashes of one level → roots of the whole subtrees that they make, the largest first. */
function peaksOf(hashes: readonly Uint8Array[]): readonly Uint8Array[] {
  const peaks: Uint8Array[] = [];
  let at = 0;
  for (let width = TILE_WIDTH / 2; width >= 1; width /= 2) {
    if (hashes.length - at < width) continue;
    peaks.push(rootOf(hashes.slice(at, at + width)));
    at += width;
  }
  return peaks;
}

/** A tile's bytes → its hashes. */
export function hashesOf(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: Math.floor(bytes.length / HASH_BYTES) }, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}
