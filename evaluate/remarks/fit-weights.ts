/** One remark's facts by number, its truth, and how much it counts. */
export interface FitRow {
  readonly at: readonly number[];
  readonly part: readonly number[];
  readonly bought: boolean;
  readonly counts: number;
}
/** What is fitted: where a weight starts, how far it may move (a standard deviation), and the side of 0 it stays on. */
export interface FitWeight {
  readonly start: number;
  readonly spread: number;
  readonly sign: -1 | 0 | 1;
}

const STEPS_MAX = 60;
const MOVED_MIN = 1e-5;

/**
 * Logistic regression with a normal prior around the weights that were argued, not around 0, and with signs kept: a word of the trade
 * never speaks for ordinary life. Minimises Σ counts × log-loss + Σ (w − start)² / 2 spread², by cyclic coordinate descent with Newton
 * steps (Genkin, Lewis, Madigan 2007, without their trust region: the steps are halved instead). Deterministic.
 */
export function fitWeights(rows: readonly FitRow[], weights: readonly FitWeight[]): Float64Array {
  const fitted = Float64Array.from(weights, ({ start }) => start);
  const columns: { row: number; part: number }[][] = weights.map(() => []);
  const logit = new Float64Array(rows.length);
  for (const [row, { at, part }] of rows.entries()) {
    for (const [i, weight] of at.entries()) {
      columns[weight]!.push({ row, part: part[i]! });
      logit[row]! += part[i]! * fitted[weight]!;
    }
  }
  for (let step = 0; step < STEPS_MAX; step++) {
    let moved = 0;
    for (const [number, column] of columns.entries()) {
      const { start, spread, sign } = weights[number]!;
      let slope = (fitted[number]! - start) / spread ** 2;
      let bend = 1 / spread ** 2;
      for (const { row, part } of column) {
        const { bought, counts } = rows[row]!;
        const chance = 1 / (1 + Math.exp(-logit[row]!));
        slope += counts * part * (chance - Number(bought));
        bend += counts * part * part * Math.max(chance * (1 - chance), 0.01);
      }
      let next = fitted[number]! - Math.max(-1, Math.min(1, slope / bend));
      if (sign !== 0 && next * sign < 0) next = 0;
      const by = next - fitted[number]!;
      if (by === 0) continue;
      fitted[number] = next;
      moved = Math.max(moved, Math.abs(by));
      for (const { row, part } of column) logit[row]! += part * by;
    }
    if (moved < MOVED_MIN) break;
  }
  return fitted;
}
