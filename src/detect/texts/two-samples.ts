/** Two ascending samples → Kolmogorov and Smirnov's largest distance D of their distribution functions and its chance. */
export interface TwoSamples {
  /** In [0, 1]; 0 = the same course. */
  readonly distance: number;
  /** Chance of such a distance or a larger one between two samples of one course, asymptotically. */
  readonly chance: number;
}

/** Terms of the series; the rest is below 1e-9 from where it is used. */
const TERMS = 40;

/**
 * Kolmogorov–Smirnov test of two ascending samples; asymptotic distribution with Stephens' correction (JRSS B 32, 1970).
 * Chance 1 for an empty sample. Linear time.
 */
export function compareSamples(a: Float64Array, b: Float64Array): TwoSamples {
  if (a.length === 0 || b.length === 0) return { distance: 0, chance: 1 };
  let distance = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const at = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === at) i++;
    while (j < b.length && b[j] === at) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  const size = Math.sqrt((a.length * b.length) / (a.length + b.length));
  const x = (size + 0.12 + 0.11 / size) * distance;
  if (x < 0.3) return { distance, chance: 1 };
  let sum = 0;
  for (let term = 1; term <= TERMS; term++) sum += (term % 2 ? 1 : -1) * Math.exp(-2 * term * term * x * x);
  return { distance, chance: Math.min(1, Math.max(0, 2 * sum)) };
}
