import { type DenseBlock, densestBlock, type WeightedEdges } from "./dense-block.ts";
import { STRETCHES, type SynchronousEdges } from "./synchrony.ts";

/** Blocks looked for in one window: each costs two peels. */
const BLOCKS_MAX = 16;
/** How many times denser than its twin's densest a block must be: the twin of a graph without any block comes within some percent of it. */
const DENSER_MIN = 1.03;

/**
 * Blocks denser than chance, densest first: peel, take the block's edges out, and again (as FRAUDAR and M-Zoom do), until what is left holds no block clearly
 * denser than its own twin does, in which those who acted within the same stretch of time are exchanged at random. That keeps everybody's activity, every
 * audience and the platform's activity at that time, and needs no known answer to say when to stop, which the papers leave open. Deterministic in `seed` (not 0). O(blocks · peel).
 */
export function denseBlocks(
  edges: SynchronousEdges,
  blocksMax = BLOCKS_MAX,
  seed = 1,
): readonly DenseBlock[] {
  const found: DenseBlock[] = [];
  const random = xorshift(seed);
  let left: SynchronousEdges = edges;
  while (found.length < blocksMax) {
    const block = densestBlock(left);
    if (block === null || densestBlock(rewired(left, random), block.density / DENSER_MIN) !== null) break;
    found.push(block);
    left = without(left, block);
  }
  return found;
}

/** The same edges among the same ends, with the rows of each stretch of time shuffled (Fisher-Yates). */
function rewired(edges: SynchronousEdges, random: () => number): WeightedEdges {
  const { stretch } = edges;
  const start = new Int32Array(STRETCHES + 1);
  for (const own of stretch) start[own + 1]!++;
  for (let s = 0; s < STRETCHES; s++) start[s + 1]! += start[s]!;
  const fill = start.slice(0, STRETCHES);
  const byStretch = new Int32Array(stretch.length);
  for (let e = 0; e < stretch.length; e++) byStretch[fill[stretch[e]!]!++] = e;
  const row = edges.row.slice();
  for (let s = 0; s < STRETCHES; s++) {
    for (let i = start[s + 1]! - 1; i > start[s]!; i--) {
      const a = byStretch[i]!;
      const b = byStretch[start[s]! + Math.floor((i + 1 - start[s]!) * random())]!;
      const moved = row[a]!;
      row[a] = row[b]!;
      row[b] = moved;
    }
  }
  return { ...edges, row };
}

/** The edges that are not within the block. O(edges). */
export function without(edges: SynchronousEdges, block: DenseBlock): SynchronousEdges {
  const inRows = new Uint8Array(edges.rowCount);
  const inColumns = new Uint8Array(edges.columnCount);
  for (const row of block.rows) inRows[row] = 1;
  for (const column of block.columns) inColumns[column] = 1;
  const keep = new Int32Array(edges.row.length);
  let count = 0;
  for (let e = 0; e < edges.row.length; e++) {
    if ((inRows[edges.row[e]!]! & inColumns[edges.column[e]!]!) === 0) keep[count++] = e;
  }
  const kept = keep.subarray(0, count);
  return {
    ...edges,
    row: kept.map((e) => edges.row[e]!),
    column: kept.map((e) => edges.column[e]!),
    weight: Float32Array.from(kept, (e) => edges.weight[e]!),
    stretch: Uint8Array.from(kept, (e) => edges.stretch[e]!),
  };
}

/** Marsaglia's xorshift32 (JSS 8(14), 2003) in [0, 1). */
function xorshift(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
