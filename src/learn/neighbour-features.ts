import { NEIGHBOURS_MAX } from "./account-limits.ts";
import type { FeatureTable } from "./feature-table.ts";

const QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9] as const;
/** How an aggregate's column is called, behind `neighbours.<column>.`. */
const STATISTICS = [
  "mean",
  "sd",
  "mean_log",
  "sd_log",
  ...QUANTILES.map((q) => `q${q * 100}`),
  "share_missing",
  "share_zero",
  "distinct_share",
] as const;

/** Neighbours by account: the account's row (−1 = not among them) and the neighbour's values, side by side. */
export interface Neighbours {
  /** Row of the account in its table, by neighbour. */
  readonly account: Int32Array;
  /** Code of who the neighbour is; null where the table does not say. */
  readonly identity: Int32Array | null;
  readonly values: FeatureTable;
  /**
   * Also count how many accounts of the table share a neighbour. It depends on which accounts the table holds, and how many, so a model that
   * uses it can be applied to a table put together the same way only.
   */
  readonly sharing?: boolean;
}

/** How an account's neighbours are called as a feature. */
export const NEIGHBOUR_COUNT = "neighbours.count";

/**
 * What each account's neighbours are like: how many, and for every column of theirs mean, deviation, the same of the logarithm,
 * five quantiles, the shares missing and zero, and how many values differ. NaN where an account has none to measure. Neighbour aggregates with trees beat graph networks on
 * fraud benchmarks: Tang et al., "GADBench" (NeurIPS 2023). O(neighbours × columns × log).
 */
export function neighbourFeatures(accountCount: number, neighbours: Neighbours): FeatureTable {
  const { account, values, identity } = neighbours;
  const { starts, order } = group(accountCount, account, identity);
  const names: string[] = [NEIGHBOUR_COUNT];
  const counts = new Float32Array(accountCount);
  for (let row = 0; row < accountCount; row++) counts[row] = starts[row + 1]! - starts[row]!;
  const columns: Float32Array[] = [counts];
  const scratch = new Float32Array(NEIGHBOURS_MAX);
  values.names.forEach((name, c) => {
    const column = values.columns[c]!;
    const out = STATISTICS.map(() => new Float32Array(accountCount).fill(Number.NaN));
    for (let row = 0; row < accountCount; row++) {
      const from = starts[row]!;
      const to = Math.min(starts[row + 1]!, from + NEIGHBOURS_MAX);
      if (to === from) continue;
      let count = 0;
      for (let i = from; i < to; i++) {
        const value = column[order[i]!]!;
        if (!Number.isNaN(value)) scratch[count++] = value;
      }
      out[9]![row] = (to - from - count) / (to - from);
      if (count > 0) summarise(scratch.subarray(0, count).sort(), row, out);
    }
    names.push(...STATISTICS.map((statistic) => `neighbours.${name}.${statistic}`));
    columns.push(...out);
  });
  if (identity !== null && neighbours.sharing === true) {
    const shared = sharedNeighbours(accountCount, starts, order, identity);
    names.push(...shared.names);
    columns.push(...shared.columns);
  }
  return { names, rowCount: accountCount, columns };
}

/** Statistics of sorted values into the columns of `out`. */
function summarise(sorted: Float32Array, row: number, out: readonly Float32Array[]): void {
  const n = sorted.length;
  let sum = 0;
  let squares = 0;
  let logs = 0;
  let logSquares = 0;
  let zeros = 0;
  let distinct = 0;
  for (let i = 0; i < n; i++) {
    const value = sorted[i]!;
    const log = Math.sign(value) * Math.log1p(Math.abs(value));
    sum += value;
    squares += value * value;
    logs += log;
    logSquares += log * log;
    if (value === 0) zeros++;
    if (i === 0 || value !== sorted[i - 1]) distinct++;
  }
  const deviation = (squared: number, total: number): number =>
    n < 2 ? Number.NaN : Math.sqrt(Math.max(0, squared / n - (total / n) ** 2));
  out[0]![row] = sum / n;
  out[1]![row] = deviation(squares, sum);
  out[2]![row] = logs / n;
  out[3]![row] = deviation(logSquares, logs);
  for (let q = 0; q < QUANTILES.length; q++) {
    out[4 + q]![row] = sorted[Math.min(n - 1, Math.floor(QUANTILES[q]! * n))]!;
  }
  out[10]![row] = zeros / n;
  out[11]![row] = distinct / n;
}

/** How many other accounts of the table have the same neighbours: pools befriend each other and the same strangers. */
function sharedNeighbours(
  accountCount: number,
  starts: Int32Array,
  order: Int32Array,
  identity: Int32Array,
): FeatureTable {
  let identities = 0;
  for (const code of identity) if (code >= identities) identities = code + 1;
  const holders = new Int32Array(identities);
  for (const at of order) if (identity[at]! >= 0) holders[identity[at]!] = holders[identity[at]!]! + 1;
  const share = new Float32Array(accountCount).fill(Number.NaN);
  const most = new Float32Array(accountCount).fill(Number.NaN);
  const meanLog = new Float32Array(accountCount).fill(Number.NaN);
  for (let row = 0; row < accountCount; row++) {
    let known = 0;
    let shared = 0;
    let top = 0;
    let logs = 0;
    for (let i = starts[row]!; i < starts[row + 1]!; i++) {
      const code = identity[order[i]!]!;
      if (code < 0) continue;
      const others = holders[code]! - 1;
      known++;
      if (others > 0) shared++;
      if (others > top) top = others;
      logs += Math.log1p(others);
    }
    if (known === 0) continue;
    share[row] = shared / known;
    most[row] = top;
    meanLog[row] = logs / known;
  }
  return {
    names: ["neighbours.shared_share", "neighbours.shared_most", "neighbours.shared_mean_log"],
    rowCount: accountCount,
    columns: [share, most, meanLog],
  };
}

/**
 * Neighbours in order of their account: those of account a are order[starts[a], starts[a + 1]). A neighbour listed twice for one account
 * counts once: tables put together from several crawls repeat whole lists, and the repetition would tell which accounts were crawled twice.
 */
function group(
  accountCount: number,
  account: Int32Array,
  identity: Int32Array | null,
): { starts: Int32Array; order: Int32Array } {
  const ends = new Int32Array(accountCount + 1);
  for (const row of account) if (row >= 0) ends[row + 1] = ends[row + 1]! + 1;
  for (let row = 0; row < accountCount; row++) ends[row + 1] = ends[row + 1]! + ends[row]!;
  const next = ends.slice(0, accountCount);
  const all = new Int32Array(ends[accountCount]!);
  for (let i = 0; i < account.length; i++) {
    const row = account[i]!;
    if (row < 0) continue;
    all[next[row]!] = i;
    next[row] = next[row]! + 1;
  }
  if (identity === null) return { starts: ends, order: all };
  let codes = 0;
  for (const code of identity) if (code >= codes) codes = code + 1;
  const seenBy = new Int32Array(codes).fill(-1);
  const starts = new Int32Array(accountCount + 1);
  let kept = 0;
  for (let row = 0; row < accountCount; row++) {
    for (let i = ends[row]!; i < ends[row + 1]!; i++) {
      const code = identity[all[i]!]!;
      if (code >= 0) {
        if (seenBy[code] === row) continue;
        seenBy[code] = row;
      }
      all[kept++] = all[i]!;
    }
    starts[row + 1] = kept;
  }
  return { starts, order: all.subarray(0, kept) };
}
