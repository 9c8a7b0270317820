import type { FeatureTable } from "../feature-table.ts";

/** Bin of a missing value; values take 0 to 254. */
export const MISSING_BIN = 255;
/** Slots of a histogram: 255 bins of values and the missing one. */
export const BIN_SLOTS = 256;
/** Values looked at to place the edges: more move an edge of 1/255 by less than a thousandth of the rows. */
const SAMPLE_MAX = 200_000;

/** A table cut into at most 255 bins a column, by quantiles. */
export interface Bins {
  readonly rowCount: number;
  /** By column: upper edges, ascending; a value lies in the first bin whose edge is not below it, or behind the last. */
  readonly edges: readonly Float32Array[];
  /** By column: bin of every row. */
  readonly codes: readonly Uint8Array[];
}

/**
 * Cuts columns into bins of about equal numbers of rows. Edges lie midway between neighbouring values, so that a tree's thresholds
 * split values never seen as a reader would. O(rows × columns × 8); deterministic.
 */
export function cutIntoBins(table: FeatureTable, binsMax = MISSING_BIN): Bins {
  const edges = table.columns.map((column) => placeEdges(column, Math.min(binsMax, MISSING_BIN)));
  return { rowCount: table.rowCount, edges, codes: table.columns.map((c, i) => codesOf(c, edges[i]!)) };
}

function placeEdges(column: Float32Array, binsMax: number): Float32Array {
  const step = Math.max(1, Math.ceil(column.length / SAMPLE_MAX));
  const values = new Float32Array(Math.ceil(column.length / step));
  let count = 0;
  for (let row = 0; row < column.length; row += step) {
    const value = column[row]!;
    if (!Number.isNaN(value)) values[count++] = value;
  }
  const sorted = values.subarray(0, count).sort();
  let distinct = count > 0 ? 1 : 0;
  for (let i = 1; i < count; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  // A bin closes when it is full, so values that come often get bins of their own and the rest share what is left.
  const everyOne = distinct <= binsMax;
  const edges: number[] = [];
  let inBin = 0;
  let full = count / binsMax;
  for (let i = 1; i < count && edges.length < binsMax - 1; i++) {
    inBin++;
    const below = sorted[i - 1]!;
    const above = sorted[i]!;
    if (below === above || !(everyOne || inBin >= full)) continue;
    const middle = Math.fround((below + above) / 2);
    edges.push(middle >= above || middle < below ? below : middle);
    inBin = 0;
    full = (count - i) / (binsMax - edges.length);
  }
  return Float32Array.from(edges);
}

function codesOf(column: Float32Array, edges: Float32Array): Uint8Array {
  const codes = new Uint8Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    codes[row] = Number.isNaN(value) ? MISSING_BIN : binOf(value, edges);
  }
  return codes;
}

function binOf(value: number, edges: Float32Array): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
