import { lnFactorial } from "./gamma.ts";

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

/** P(X ≤ hits) for X ~ Binomial(n, p), summed. hits and n whole, 0 ≤ hits ≤ n, 0 ≤ p; O(hits). */
export function binomialBelow(hits: number, n: number, p: number): number {
  if (p >= 1) return hits >= n ? 1 : 0;
  let term = n * Math.log1p(-p);
  let sum = 0;
  for (let i = 0; i <= hits; i++) {
    sum += Math.exp(term);
    term += Math.log(((n - i) / (i + 1)) * (p / (1 - p)));
  }
  return Math.min(1, sum);
}

/**
 * ln P(X ≥ k) for X ~ Binomial(n, p), from above: the first term times its geometric bound; 0 where k ≤ n · p + 1. It also bounds the sum of n
 * unlike chances of mean p (Hoeffding, Ann. Math. Stat. 27, 1956). k and n whole, 0 ≤ k ≤ n, p in [0, 1]. Sharper than Poisson where k is most of n.
 */
export function lnBinomialTail(k: number, n: number, p: number): number {
  if (k <= n * p + 1) return 0;
  if (p <= 0) return Number.NEGATIVE_INFINITY;
  const ln =
    lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
  const ratio = ((n - k) / (k + 1)) * (p / (1 - p));
  return Math.min(0, ln - Math.log1p(-Math.min(0.999, ratio)));
}
