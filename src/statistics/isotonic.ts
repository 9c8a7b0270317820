/** A monotone map as steps: `value[i]` holds from `from[i]` up to the next; below the first, `value[0]`. Ascending in both. */
export interface MonotoneSteps {
  readonly from: readonly number[];
  readonly value: readonly number[];
  /** Weight of the points in each step. */
  readonly weight: readonly number[];
}

/**
 * Points (x, y, weight) → the non-decreasing steps nearest to them in weighted squares: pool adjacent violators (Ayer et al., Ann. Math. Stat. 26, 1955). Equal x
 * are one point. O(n log n). Empty for no points.
 */
export function isotonic(
  points: readonly (readonly [x: number, y: number, weight: number])[],
): MonotoneSteps {
  const sorted = [...points].sort((a, b) => a[0] - b[0]);
  const from: number[] = [];
  const sum: number[] = [];
  const weight: number[] = [];
  const last = (): number => from.length - 1;
  for (const [x, y, w] of sorted) {
    if (last() >= 0 && from[last()] === x) {
      sum[last()]! += y * w;
      weight[last()]! += w;
    } else {
      from.push(x);
      sum.push(y * w);
      weight.push(w);
    }
    while (from.length > 1) {
      const a = last() - 1;
      const b = last();
      if (sum[a]! * weight[b]! < sum[b]! * weight[a]!) break;
      sum[a]! += sum[b]!;
      weight[a]! += weight[b]!;
      from.pop();
      sum.pop();
      weight.pop();
    }
  }
  return { from, value: sum.map((total, i) => total / weight[i]!), weight };
}

/** The value of the steps at x; NaN for no steps. O(log steps). */
export function stepAt(steps: MonotoneSteps, x: number): number {
  let low = 0;
  let high = steps.from.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps.from[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return steps.value[Math.max(0, low - 1)] ?? Number.NaN;
}
