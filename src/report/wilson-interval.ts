/** 97.5 % quantile of the normal distribution: a two-sided interval of 95 %. */
const Z = 1.959963984540054;

/**
 * Interval of a share, 95 %, in [0, 1]: Wilson, "Probable inference, the law of succession, and statistical inference",
 * JASA 22 (1927). Chosen over the normal approximation because it stays sensible at 0 of n and at small n. [0, 1] for n = 0.
 */
export function wilsonInterval(hits: number, n: number): readonly [low: number, high: number] {
  if (n === 0) return [0, 1];
  const share = hits / n;
  const centre = share + (Z * Z) / (2 * n);
  const half = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  // At the ends the formula gives exactly 0 and 1 in real numbers; rounding must not say otherwise.
  return [
    hits === 0 ? 0 : Math.max(0, (centre - half) / scale),
    hits === n ? 1 : Math.min(1, (centre + half) / scale),
  ];
}
