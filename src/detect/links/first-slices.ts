import type { AudienceSlices } from "./audience-slices.ts";

const FIRST_SLICES = new WeakMap<AudienceSlices, Int32Array>();

/** First audience slice by target; audience slices stand in order of target. */
export function firstSlices(slices: AudienceSlices, targetCount: number): Int32Array {
  let first = FIRST_SLICES.get(slices);
  if (first === undefined) {
    first = new Int32Array(targetCount).fill(-1);
    for (let t = slices.count - 1; t >= 0; t--) first[slices.target[t]!] = t;
    FIRST_SLICES.set(slices, first);
  }
  return first;
}
