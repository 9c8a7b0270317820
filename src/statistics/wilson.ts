/** 97.5 % quantile of the normal distribution: a two-sided interval of 95 %. */
const Z = 1.959963984540054;

/**
 * Interval of a share, 95 %, in [0, 1]: Wilson, "Probable inference, the law of succession, and statistical inference",
 * JASA 22 (1927). Chosen over the normal approximation because it stays sensible at 0 of n and at small n. [0, 1] for n = 0.
 * `dispersion` ≥ 1 says how many times the variance of independent hits theirs is: counts are divided by it, so that hits that
 * come in clusters do not pass for independent ones (quasi-Poisson: McCullagh & Nelder 1989, ch. 9).
 */
export function wilsonInterval(
  hits: number,
  n: number,
  dispersion = 1,
): readonly [low: number, high: number] {
  if (n === 0) return [0, 1];
  const share = hits / n;
  const own = n / dispersion;
  // At the ends the formula gives exactly 0 and 1 in real numbers; rounding must not say otherwise.
  return [
    hits === 0 ? 0 : Math.max(0, wilsonBound(share, own, -Z)),
    hits === n ? 1 : Math.min(1, wilsonBound(share, own, Z)),
  ];
}

/** One end of Wilson's interval of a share of n > 0: the upper one `z` deviations up, the lower one for `z` below 0. */
export function wilsonBound(share: number, n: number, z: number): number {
  const square = (z * z) / n;
  return (share + square / 2 + z * Math.sqrt((share * (1 - share)) / n + square / (4 * n))) / (1 + square);
}
