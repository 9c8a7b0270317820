import { lnFactorial } from "./chance.ts";

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
