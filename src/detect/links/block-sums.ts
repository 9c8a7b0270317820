import { BLOCKS } from "./activity-null.ts";

/**
 * What an audience is expected to share with one act in each block: its actors by block times the chance of meeting, into `into` (`BLOCKS` long). Returns
 * the least of them.
 */
export function expectByBlock(
  blocks: Uint16Array,
  audience: number,
  coOccurrence: Float64Array,
  into: Float64Array,
): number {
  into.fill(0);
  for (let h = 0; h < BLOCKS; h++) {
    const actors = blocks[audience * BLOCKS + h]!;
    if (actors === 0) continue;
    for (let k = 0; k < BLOCKS; k++) into[k] = into[k]! + actors * coOccurrence[h * BLOCKS + k]!;
  }
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < BLOCKS; k++) if (into[k]! < least) least = into[k]!;
  return least;
}

/** The same summed over another audience: how many of its actors to expect. */
export function sumOverBlocks(blocks: Uint16Array, audience: number, byBlock: Float64Array): number {
  const from = audience * BLOCKS;
  let sum = 0;
  for (let k = 0; k < BLOCKS; k++) sum += blocks[from + k]! * byBlock[k]!;
  return sum;
}
