import { lnGamma } from "../src/statistics/gamma.ts";

/** Half of what a two-sided interval of 95 % leaves out. */
const OUTSIDE = 0.025;

/**
 * Exact 95 % interval of the mean of a Poisson count (Garwood, Biometrika 28, 1936): the means at which a count this high, or this low, comes once in forty times.
 * Alarms that come in clusters count as fewer: with a dispersion d ≥ 1 (`dispersionOf`), `hits / d` independent clusters of d each (quasi-Poisson: McCullagh &
 * Nelder 1989, ch. 9). Exact for d = 1. For no hits [0, 3.69 · d].
 */
export function countInterval(hits: number, dispersion = 1): readonly [low: number, high: number] {
  const clusters = hits / dispersion;
  const low = clusters === 0 ? 0 : meanWhere((mean) => lowerGamma(clusters, mean) >= OUTSIDE, clusters);
  const high = meanWhere((mean) => lowerGamma(clusters + 1, mean) >= 1 - OUTSIDE, clusters);
  return [low * dispersion, high * dispersion];
}

/** The least mean at which it holds, of a condition that holds from one mean on. */
function meanWhere(holds: (mean: number) => boolean, clusters: number): number {
  let low = 0;
  // Ten standard deviations above, and more than the 3.69 of no hits.
  let high = clusters + 10 * Math.sqrt(clusters) + 10;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Regularised lower incomplete gamma function P(a, x): for whole a the chance of a Poisson count of mean x to be a or more. */
function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(a * Math.log(x) - x - lnGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 10_000 && term > 1e-15 * sum; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return front * sum;
  }
  // Continued fraction by Lentz's method (Numerical Recipes, section 6.2).
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 10_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return 1 - front * fraction;
}
