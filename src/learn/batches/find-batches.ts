import { BATCH_MIN, BATCH_PART_MIN } from "./batch-limits.ts";
import { type CandidateBatch, candidateBatches } from "./candidate-batches.ts";
import type { FollowerList } from "./follower-list.ts";
import { type BatchSize, sizeBatch } from "./size-batch.ts";
import { type BatchWeight, weighBatch } from "./weigh-batch.ts";

/** A batch with what speaks for it; `size` where it is more likely than not that it was made as one. */
export interface FoundBatch {
  readonly batch: CandidateBatch;
  readonly weight: BatchWeight;
  /** Members that the smooth course and batches told before leave unexplained. */
  readonly excess: number;
  readonly size: BatchSize | null;
}

/** From here on a batch counts, and its accounts are named. */
export const COUNTED = 0.5;
/** Below, a batch is what happens in honest lists: not told. A batch of registration alone is at 0.15. */
const TOLD = 0.1;
/** Candidates are weighed anew once a batch took this part of them, or of the list they are compared with. */
const TOUCHED = 0.05;
/** A batch this likely makes further ones likelier. */
const SURE = 0.8;
const ROUNDS_MAX = 30;

/**
 * Batches of a list, the likeliest first: each is sized, its accounts are set aside, and the others are weighed anew without them. The list as a
 * whole is looked at last of equals. `otherWays`: whether batches are also counted in other ways, for the interval. O(batches × n log n).
 */
export function findBatches(
  list: FollowerList,
  reference: FollowerList | null,
  otherWays = true,
): readonly FoundBatch[] {
  const n = list.rows.length;
  const taken = new Uint8Array(n);
  const free = new Float64Array(n).fill(1);
  const excessMin = Math.max(BATCH_MIN, BATCH_PART_MIN * n);
  const found: FoundBatch[] = [];
  let sure = false;
  interface Open {
    readonly batch: CandidateBatch;
    weight: BatchWeight;
    excess: number;
  }
  let open: Open[] = candidateBatches(list).map((batch) => ({
    batch,
    weight: weighBatch(list, batch, taken, reference),
    excess: batch.members.length - batch.expected,
  }));
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const best = open.reduce<Open | null>(
      (first, one) => (first === null || one.weight.probability > first.weight.probability ? one : first),
      null,
    );
    if (best === null || best.weight.probability < COUNTED) break;
    const size = sizeBatch(list, best.batch, best.weight.nameMarks, free, otherWays);
    open = open.filter((one) => one !== best);
    if (size.count < excessMin) continue;
    found.push({ batch: best.batch, weight: best.weight, excess: best.excess, size });
    const before = sure;
    sure ||= best.weight.probability >= SURE;
    let gone = 0;
    const newly = new Uint8Array(n);
    for (let row = 0; row < n; row++) {
      free[row] = Math.max(0, free[row]! - size.probability[row]!);
      if (free[row]! >= 0.5 || taken[row] === 1) continue;
      taken[row] = 1;
      newly[row] = 1;
      gone++;
    }
    const changed = gone > TOUCHED * n || sure !== before;
    open = open.flatMap((one) => {
      let lost = 0;
      let left = 0;
      for (const row of one.batch.members) {
        if (newly[row] === 1) lost++;
        else if (taken[row] === 0) left++;
      }
      const excess = left - one.batch.expected;
      if (excess < excessMin) return [];
      if (!changed && lost <= TOUCHED * (lost + left)) return [{ ...one, excess }];
      return [{ batch: one.batch, weight: weighBatch(list, one.batch, taken, reference, sure), excess }];
    });
  }
  const doubtful = open
    // A burst of arrivals alone is a viral day, names alone are a fashion. Accounts registered together could be either.
    .filter(({ batch: { seed, closed }, weight: { kinds } }) =>
      seed === "registered" && !closed ? true : seed !== "list" && kinds >= 2,
    )
    .filter(({ weight }) => weight.probability >= TOLD)
    .sort((a, b) => b.excess - a.excess);
  return [...found, ...doubtful.map((one) => ({ ...one, size: null }))];
}
