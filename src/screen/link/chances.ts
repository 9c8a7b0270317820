/** P(X ≥ k) for X ~ Binomial(n, p), summed. k and n whole, 0 ≤ k ≤ n; O(n − k). */
export function binomialTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  let ln = 0;
  for (let i = 0; i < k; i++) ln += Math.log((n - i) / (i + 1));
  ln += k * Math.log(p) + (n - k) * Math.log1p(-p);
  let term = Math.exp(ln);
  let sum = term;
  for (let i = k; i < n && term > sum * 1e-12; i++) {
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
    sum += term;
  }
  return Math.min(1, sum);
}

/** Chance that at least one of `tests` is as small as `p` where all are chance (Šidák, JASA 62, 1967). */
export function leastOf(p: number, tests: number): number {
  return -Math.expm1(tests * Math.log1p(-Math.min(p, 1 - 1e-12)));
}

/**
 * p-values → for each the false-discovery rate at which it would be reported: Benjamini & Hochberg (JRSS B 57, 1995), adjusted. NaN (not measured) is no test and stays NaN. O(n log n).
 */
export function falseDiscoveryRates(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((_, i) => i).filter((i) => !Number.isNaN(pValues[i]!));
  order.sort((a, b) => pValues[b]! - pValues[a]!);
  const rates = pValues.map(() => Number.NaN);
  let least = 1;
  order.forEach((i, place) => {
    least = Math.min(least, (pValues[i]! * order.length) / (order.length - place));
    rates[i] = least;
  });
  return rates;
}
