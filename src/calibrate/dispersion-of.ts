/**
 * Hits and trials by window → how many times the variance of the hits over windows is what independent hits would have, at least 1: Pearson's statistic over its
 * degrees of freedom. Windows without trials do not count; 1 for fewer than two. O(windows).
 */
export function dispersionOf(hits: ArrayLike<number>, trials: ArrayLike<number>): number {
  let all = 0;
  let n = 0;
  let windows = 0;
  for (let i = 0; i < trials.length; i++) {
    if (trials[i]! === 0) continue;
    all += hits[i]!;
    n += trials[i]!;
    windows++;
  }
  if (windows < 2 || all === 0) return 1;
  const rate = all / n;
  let pearson = 0;
  for (let i = 0; i < trials.length; i++) {
    if (trials[i]! > 0) pearson += (hits[i]! - rate * trials[i]!) ** 2 / (rate * trials[i]!);
  }
  return Math.max(1, pearson / (windows - 1));
}
