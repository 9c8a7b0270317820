/** Excesses over a threshold as a generalised Pareto distribution: P(X > x) = (1 + shape · x / scale)^(−1 / shape). */
export interface ParetoTail {
  readonly shape: number;
  readonly scale: number;
}

/** Tails heavier than 0.9 have no mean to fit by; bounded ones are cut at −0.4 so that no score beyond the largest seen gets a p-value of nothing. */
const SHAPE_MIN = -0.4;
const SHAPE_MAX = 0.9;
/** Below it no p-value is told apart. */
const SURVIVAL_MIN = 1e-12;

/**
 * Fits by probability-weighted moments (Hosking & Wallis, Technometrics 29, 1987), which hold up at fifty excesses where maximum likelihood does not: `mean` is
 * E[X] and `weighted` is E[X · P(X' > X)] of the excesses X. Without spread the answer is the exponential tail of that mean.
 */
export function paretoTail(mean: number, weighted: number): ParetoTail {
  const rest = mean - 2 * weighted;
  const shape = rest > 1e-9 * mean ? 2 - mean / rest : SHAPE_MIN;
  const cut = Math.min(SHAPE_MAX, Math.max(SHAPE_MIN, Number.isFinite(shape) ? shape : 0));
  return { shape: cut, scale: Math.max(1e-12, mean * (1 - cut)) };
}

/** P(excess > x), in [1e-12, 1]. */
export function paretoSurvival(shape: number, scale: number, x: number): number {
  if (!(x > 0)) return 1;
  if (Math.abs(shape) < 1e-6) return Math.max(SURVIVAL_MIN, Math.exp(-x / scale));
  const base = 1 + (shape * x) / scale;
  return base <= 0 ? SURVIVAL_MIN : Math.max(SURVIVAL_MIN, base ** (-1 / shape));
}
