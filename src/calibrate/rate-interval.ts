/** 97.5 % quantile of the normal distribution: a two-sided interval of 95 %. */
const Z = 1.959963984540054;

/**
 * Interval of a rate, 95 %, in [0, 1]: Wilson's (JASA 22, 1927) on counts divided by the dispersion, so that alarms that come in clusters do not pass for
 * independent ones (quasi-Poisson: McCullagh & Nelder 1989, ch. 9). `dispersion` ≥ 1, see `dispersionOf`. [0, 1] for n = 0.
 */
export function rateInterval(hits: number, n: number, dispersion = 1): readonly [low: number, high: number] {
  if (n === 0) return [0, 1];
  const own = n / dispersion;
  const share = hits / n;
  const centre = share + (Z * Z) / (2 * own);
  const half = Z * Math.sqrt((share * (1 - share)) / own + (Z * Z) / (4 * own * own));
  const scale = 1 + (Z * Z) / own;
  return [
    hits === 0 ? 0 : Math.max(0, (centre - half) / scale),
    hits === n ? 1 : Math.min(1, (centre + half) / scale),
  ];
}

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
