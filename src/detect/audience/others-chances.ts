import { type ArrivalNull, massAt, othersShare } from "./arrival-null.ts";
import type { Audience } from "./gather-audiences.ts";

/**
 * Expected number of `places` (ascending, of one target) between the i-th and the j-th, by the
 * arrivals of all others of each kind; others are neither at `places` nor at `passed`.
 */
export function othersChances(
  audience: Audience,
  nul: ArrivalNull,
  target: number,
  places: readonly number[],
  passed: readonly number[] = [],
): (i: number, j: number) => number {
  const { kinds, before, kindOf } = nul;
  // Mass of others before the i-th place, by kind.
  const mass = new Float64Array(places.length * kinds);
  const own = new Float64Array(kinds);
  const all = new Float64Array(kinds);
  places.forEach((p, i) => {
    for (let c = 0; c < kinds; c++) {
      mass[i * kinds + c] = before[(p + target) * kinds + c]! - own[c]!;
      own[c]! += massAt(nul, p, target, c);
      all[c]! += kindOf[p * kinds + c]!;
    }
  });
  // Those who are passed over stand between the places: their mass goes as well.
  for (const p of passed) {
    const next = places.findIndex((place) => place > p);
    for (let c = 0; c < kinds; c++) {
      const one = massAt(nul, p, target, c);
      own[c]! += one;
      if (next >= 0) for (let i = next; i < places.length; i++) mass[i * kinds + c]! -= one;
    }
  }
  const others =
    audience.targetStart[target + 1]! - audience.targetStart[target]! - places.length - passed.length;
  return (i, j) => {
    let expected = 0;
    for (let c = 0; c < kinds; c++) {
      const within = mass[j * kinds + c]! - mass[i * kinds + c]!;
      expected += all[c]! * othersShare(within, 1 - own[c]!, others);
    }
    return expected;
  };
}
