import { lnFactorial } from "./gamma.ts";

/**
 * ln P(X ≥ k) for X ~ Poisson(mean), from above: the first term of the tail times its geometric bound, exact to
 * k / (k − mean); 0 where k ≤ mean + 1. k whole, mean ≥ 0.
 */
export function lnPoissonTail(k: number, mean: number): number {
  if (k <= mean + 1) return 0;
  if (mean <= 0) return Number.NEGATIVE_INFINITY;
  return Math.min(0, -mean + k * Math.log(mean) - lnFactorial(k) - Math.log1p(-mean / (k + 1)));
}
