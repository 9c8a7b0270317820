/** How far out an account lies among all accounts, in the directions that tell work from use. */
export interface OutlierScore {
  /** Mean of −ln(share of accounts at least as far out) over the columns that are known. */
  readonly mean: Float32Array;
  readonly max: Float32Array;
}

/**
 * Tail ranks of columns, each in its one direction (1: high is far out; −1: low is), put together: Li et al., "ECOD: unsupervised outlier
 * detection using empirical cumulative distribution functions" (TKDE 2022), one-sided because the direction is known. No label is
 * looked at, so that a kind of attack nobody has labelled yet still stands out. O(columns × rows × log rows).
 */
export function outlierScoreOf(
  columns: readonly { readonly column: Float32Array; readonly direction: 1 | -1 }[],
  rowCount: number,
): OutlierScore {
  const sums = new Float64Array(rowCount);
  const known = new Float64Array(rowCount);
  const max = new Float32Array(rowCount).fill(Number.NaN);
  for (const { column, direction } of columns) {
    const rows: number[] = [];
    for (let row = 0; row < rowCount; row++) if (!Number.isNaN(column[row]!)) rows.push(row);
    rows.sort((a, b) => (column[b]! - column[a]!) * direction);
    for (let i = 0; i < rows.length; ) {
      let end = i + 1;
      while (end < rows.length && column[rows[end]!] === column[rows[i]!]) end++;
      const outlierScore = -Math.log(end / rows.length);
      for (; i < end; i++) {
        const row = rows[i]!;
        sums[row] = sums[row]! + outlierScore;
        known[row] = known[row]! + 1;
        if (!(max[row]! >= outlierScore)) max[row] = outlierScore;
      }
    }
  }
  return {
    mean: Float32Array.from(sums, (sum, row) => (known[row]! > 0 ? sum / known[row]! : Number.NaN)),
    max,
  };
}
