/** ln Γ(x) for x > 0 (Stirling's series from 8 on, the recurrence below); relative error under 1e-12. */
export function lnGamma(x: number): number {
  let shift = 0;
  let at = x;
  while (at < 8) shift += Math.log(at++);
  const square = 1 / (at * at);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / at;
  return (at - 0.5) * Math.log(at) - at + 0.9189385332046727 + series - shift;
}

/** ln k!, by Stirling's series above the table; error below 1e-10. */
export function lnFactorial(k: number): number {
  if (k < LN_FACTORIALS.length) return LN_FACTORIALS[k]!;
  return k * Math.log(k) - k + 0.5 * Math.log(2 * Math.PI * k) + 1 / (12 * k) - 1 / (360 * k ** 3);
}

const LN_FACTORIALS = new Float64Array(64);
for (let k = 2; k < LN_FACTORIALS.length; k++) LN_FACTORIALS[k] = LN_FACTORIALS[k - 1]! + Math.log(k);
