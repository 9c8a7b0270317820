/** Chance that at least one of `tests` is as small as `p` where all are chance (Šidák, JASA 62, 1967). */
export function leastOf(p: number, tests: number): number {
  return -Math.expm1(tests * Math.log1p(-Math.min(p, 1 - 1e-12)));
}
