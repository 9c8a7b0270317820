/**
 * ln P(X ≥ k) for X ~ Poisson(mean), from above: the first term of the tail times its geometric bound, exact to
 * k / (k − mean); 0 where k ≤ mean + 1. k whole, mean ≥ 0.
 */
export function lnPoissonTail(k: number, mean: number): number {
  if (k <= mean + 1) return 0;
  if (mean <= 0) return Number.NEGATIVE_INFINITY;
  return Math.min(0, -mean + k * Math.log(mean) - lnFactorial(k) - Math.log1p(-mean / (k + 1)));
}

/** ln k!, by Stirling's series above the table; error below 1e-10. */
export function lnFactorial(k: number): number {
  if (k < LN_FACTORIALS.length) return LN_FACTORIALS[k]!;
  return k * Math.log(k) - k + 0.5 * Math.log(2 * Math.PI * k) + 1 / (12 * k) - 1 / (360 * k ** 3);
}

const LN_FACTORIALS = new Float64Array(64);
for (let k = 2; k < LN_FACTORIALS.length; k++) LN_FACTORIALS[k] = LN_FACTORIALS[k - 1]! + Math.log(k);

/**
 * Benjamini-Hochberg (JRSS B 57, 1995): the largest ln p that may be called a discovery at false-discovery rate `rate` when `tests`
 * tests were made, of which only those in `lnP` came out small enough to be listed; −Infinity when none may. The threshold
 * moves with the number of tests, which is what lets one setting serve 10^5 events and 10^7. O(m log m).
 */
export function discoveryThreshold(lnP: Float64Array, tests: number, rate: number): number {
  const sorted = lnP.slice().sort();
  for (let rank = sorted.length; rank > 0; rank--) {
    if (sorted[rank - 1]! <= Math.log((rate * rank) / tests)) return sorted[rank - 1]!;
  }
  return Number.NEGATIVE_INFINITY;
}
