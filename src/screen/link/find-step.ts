import type { CurvePart } from "./item-curves.ts";
import type { PlatformCourse } from "./platform-course.ts";

/** The stretch of a curve that rose most above its expected course. */
export interface CurveStep {
  /** ln of the likelihood of its events at their own rate to that at the expected one, ≥ 0. */
  readonly score: number;
  /** First bin, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly expected: number;
  readonly fed: number;
  readonly known: number;
}

/** How many times its expected rate a step may run at: a slow drip on a busy item to a burst on a dead one. */
const RATIOS = [2, 6, 30, 200] as const;

/**
 * Bins of one curve → its step within [from, to); null where nothing came. `rate`: events of the item for each event of its type on the platform. The sum of ln-likelihood ratios is followed
 * and begun anew at zero (Page, Biometrika 41, 1954) at four ratios. O(bins).
 */
export function findStep(
  part: CurvePart,
  course: PlatformCourse,
  type: number,
  rate: number,
  from: number,
  to: number,
): CurveStep | null {
  let first = 0;
  while (first < part.count && part.bins[first]! < from) first++;
  let best: readonly [first: number, last: number] | null = null;
  let bestRun = 0;
  for (const ratio of RATIOS) {
    const ln = Math.log(ratio);
    let run = 0;
    let began = first;
    let seenTo = from;
    for (let i = first; i < part.count && part.bins[i]! < to; i++) {
      const bin = part.bins[i]!;
      run -= (ratio - 1) * rate * course.between(type, seenTo, bin);
      if (run <= 0) {
        run = 0;
        began = i;
      }
      run += part.counts[i]! * ln - (ratio - 1) * rate * course.between(type, bin, bin + 1);
      seenTo = bin + 1;
      if (run > bestRun || best === null) {
        bestRun = run;
        best = [began, i];
      }
    }
  }
  if (best === null) return null;
  const [began, last] = best;
  const begin = part.bins[began]!;
  const end = part.bins[last]! + 1;
  const expected = Math.max(1e-9, rate * course.between(type, begin, end));
  let count = 0;
  let fed = 0;
  let known = 0;
  for (let i = began; i <= last; i++) {
    count += part.counts[i]!;
    fed += part.fed[i]!;
    known += part.known[i]!;
  }
  const score = count <= expected ? 0 : count * Math.log(count / expected) - (count - expected);
  return { score, from: begin, to: end, count, expected, fed, known };
}
