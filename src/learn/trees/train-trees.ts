import type { FeatureTable } from "../feature-table.ts";
import { joinTrees } from "../model-parts.ts";
import { createSeeded, type Seeded, shuffle } from "../seeded.ts";
import { type Bins, cutIntoBins } from "./bins.ts";
import { createTreeGrower } from "./grow-tree.ts";
import { createTreeBuilder, type TreeBuilder, type TreeModel, type Trees } from "./tree-model.ts";

export interface TrainOptions {
  /** Boosting rounds at the most, 1 to 5,000; early stopping usually ends before. */
  readonly rounds: number;
  readonly learningRate: number;
  readonly depthMax: number;
  readonly leavesMax: number;
  readonly l2: number;
  readonly childWeightMin: number;
  /** Part of the rows each tree sees, in (0, 1]. */
  readonly rowShare: number;
  /** Part of the columns each tree sees, in (0, 1]. */
  readonly columnShare: number;
  /** Part of each class held out to know when to stop, in [0, 0.5]; 0 = all rounds. */
  readonly heldOutShare: number;
  /** Rounds without a lower loss on the held-out part before stopping. */
  readonly patience: number;
  /** Models averaged, each with rows held out and chance of its own, 1 to 50. */
  readonly bags: number;
  /** Whole number in [0, 2^32). The same seed, rows and options give the same model. */
  readonly seed: number;
  /** By name of a column: 1 = more of it may only raise the second class, −1 = only lower it. Two classes only. */
  readonly monotone: Readonly<Record<string, 1 | -1>>;
}

export const TRAIN_DEFAULTS: TrainOptions = {
  rounds: 600,
  learningRate: 0.06,
  depthMax: 5,
  leavesMax: 24,
  l2: 2,
  childWeightMin: 2,
  rowShare: 0.7,
  columnShare: 0.6,
  heldOutShare: 0.15,
  patience: 40,
  bags: 4,
  seed: 1,
  monotone: {},
};

export interface Trained {
  readonly model: TreeModel;
  /** By column: what its splits gained, as part of the whole; sums to 1 where there was any. */
  readonly importance: Float64Array;
  /** Rounds kept, by bag. */
  readonly rounds: readonly number[];
}

/**
 * Boosted trees for two or more classes. `labels[row]` is an index into `classes`; every class must have a row (checked by whoever
 * reads the data; here an assertion). Deterministic. Cost: about rows × columns × trees × depth × 1 ns and half a byte a
 * cell of memory above the table's own.
 */
export function trainTrees(
  table: FeatureTable,
  labels: Int32Array,
  classes: readonly string[],
  options: TrainOptions,
): Trained {
  const k = classes.length;
  if (labels.length !== table.rowCount) throw new Error("one label a row");
  const counts = new Float64Array(k);
  for (let row = 0; row < labels.length; row++) counts[labels[row]!] = counts[labels[row]!]! + 1;
  if (k < 2 || counts.some((count) => count === 0)) throw new Error("every class needs a row");
  const outputs = k === 2 ? 1 : k;
  const base = new Float64Array(outputs);
  if (k === 2) base[0] = Math.log(counts[1]! / counts[0]!);
  else for (let c = 0; c < k; c++) base[c] = Math.log(counts[c]! / labels.length);
  base.forEach((sum, i) => {
    base[i] = Math.fround(sum);
  });
  const bins = cutIntoBins(table);
  const gains = new Float64Array(table.columns.length);
  const builders: Trees[] = [];
  const rounds: number[] = [];
  for (let bag = 0; bag < options.bags; bag++) {
    const random = createSeeded((options.seed + bag * 0x9e3779b1) >>> 0);
    const one = boost({ table, bins, labels, counts, base, options, random, gains });
    builders.push(one.trees);
    rounds.push(one.rounds);
  }
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  return {
    model: {
      features: table.names,
      classes,
      link: k === 2 ? "logistic" : "softmax",
      base,
      trees: joinTrees(builders, 1 / options.bags),
    },
    importance: total > 0 ? gains.map((gain) => gain / total) : gains,
    rounds,
  };
}

interface BoostWork {
  readonly table: FeatureTable;
  readonly bins: Bins;
  readonly labels: Int32Array;
  readonly counts: Float64Array;
  readonly base: Float64Array;
  readonly options: TrainOptions;
  readonly random: Seeded;
  readonly gains: Float64Array;
}

function boost(work: BoostWork): { trees: Trees; rounds: number } {
  const { table, bins, labels, counts, base, options, random, gains } = work;
  const rowCount = labels.length;
  const outputs = base.length;
  const columnCount = table.columns.length;
  const { learning, heldOut } = holdOut(labels, counts, options.heldOutShare, random);
  const monotone = table.names.some((name) => options.monotone[name] !== undefined)
    ? Int8Array.from(table.names, (name) => options.monotone[name] ?? 0)
    : null;
  if (monotone !== null && outputs > 1) throw new Error("monotone columns need two classes");
  const grower = createTreeGrower(bins, { ...options, monotone });
  const builder: TreeBuilder = createTreeBuilder();
  const sums = new Float64Array(rowCount * outputs);
  for (let i = 0; i < sums.length; i++) sums[i] = base[i % outputs]!;
  const gradient = new Float64Array(rowCount * outputs);
  const hessian = new Float64Array(rowCount * outputs);
  const columns = Int32Array.from({ length: columnCount }, (_, i) => i);
  const rowsEach = Math.max(1, Math.round(learning.length * options.rowShare));
  const columnsEach = Math.max(1, Math.round(columnCount * options.columnShare));
  const nodesAfter: number[] = [];
  let best = Number.POSITIVE_INFINITY;
  let bestRounds = 0;
  for (let round = 0; round < options.rounds; round++) {
    derive(sums, labels, outputs, gradient, hessian);
    if (rowsEach < learning.length) shuffle(learning, random);
    if (columnsEach < columnCount) shuffle(columns, random);
    const rows = learning.slice(0, rowsEach);
    // In order, neighbours in memory are read together.
    if (rowsEach < learning.length) rows.sort();
    for (let output = 0; output < outputs; output++) {
      grower.grow({
        rows: output === 0 ? rows : rows.slice().sort(),
        gradient: gradient.subarray(output * rowCount, (output + 1) * rowCount),
        hessian: hessian.subarray(output * rowCount, (output + 1) * rowCount),
        columns: columns.slice(0, columnsEach).sort(),
        builder,
        output,
        sums,
        sumsAt: output,
        stride: outputs,
        gains,
      });
    }
    nodesAfter.push(builder.size());
    if (heldOut.length === 0) {
      bestRounds = round + 1;
      continue;
    }
    const loss = lossOf(sums, labels, outputs, heldOut);
    if (loss < best - 1e-7) {
      best = loss;
      bestRounds = round + 1;
    } else if (round + 1 - bestRounds >= options.patience) break;
  }
  const trees = builder.finish();
  return {
    trees: firstTrees(trees, bestRounds * outputs, nodesAfter[bestRounds - 1] ?? 0),
    rounds: bestRounds,
  };
}

/** Rows to learn from and rows to stop by, each class in the same parts; a class keeps at least one row on either side it can. */
function holdOut(labels: Int32Array, counts: Float64Array, share: number, random: Seeded) {
  const order = Int32Array.from(labels, (_, row) => row);
  shuffle(order, random);
  const left = counts.map((count) => Math.min(count - 1, Math.round(count * share)));
  const heldOut: number[] = [];
  const learning: number[] = [];
  for (const row of order) {
    const label = labels[row]!;
    if (left[label]! > 0) {
      left[label] = left[label]! - 1;
      heldOut.push(row);
    } else learning.push(row);
  }
  return { learning: Int32Array.from(learning).sort(), heldOut: Int32Array.from(heldOut) };
}

/** Derivatives of the log loss. Softmax: the diagonal of the second derivative × k / (k − 1), as in LightGBM. */
function derive(
  sums: Float64Array,
  labels: Int32Array,
  outputs: number,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  const rowCount = labels.length;
  if (outputs === 1) {
    for (let row = 0; row < rowCount; row++) {
      const p = 1 / (1 + Math.exp(-sums[row]!));
      gradient[row] = p - labels[row]!;
      hessian[row] = Math.max(p * (1 - p), 1e-12);
    }
    return;
  }
  const factor = outputs / (outputs - 1);
  for (let row = 0; row < rowCount; row++) {
    const at = row * outputs;
    let top = sums[at]!;
    for (let o = 1; o < outputs; o++) if (sums[at + o]! > top) top = sums[at + o]!;
    let total = 0;
    for (let o = 0; o < outputs; o++) total += Math.exp(sums[at + o]! - top);
    for (let o = 0; o < outputs; o++) {
      const p = Math.exp(sums[at + o]! - top) / total;
      gradient[o * rowCount + row] = p - (labels[row] === o ? 1 : 0);
      hessian[o * rowCount + row] = Math.max(factor * p * (1 - p), 1e-12);
    }
  }
}

function lossOf(sums: Float64Array, labels: Int32Array, outputs: number, rows: Int32Array): number {
  let loss = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const at = row * outputs;
    if (outputs === 1) {
      const sum = labels[row] === 1 ? sums[at]! : -sums[at]!;
      loss += sum > 0 ? Math.log1p(Math.exp(-sum)) : Math.log1p(Math.exp(sum)) - sum;
      continue;
    }
    let top = sums[at]!;
    for (let o = 1; o < outputs; o++) if (sums[at + o]! > top) top = sums[at + o]!;
    let total = 0;
    for (let o = 0; o < outputs; o++) total += Math.exp(sums[at + o]! - top);
    loss += Math.log(total) + top - sums[at + labels[row]!]!;
  }
  return loss / rows.length;
}

function firstTrees(trees: Trees, count: number, nodes: number): Trees {
  return {
    roots: trees.roots.slice(0, count),
    outputs: trees.outputs.slice(0, count),
    feature: trees.feature.slice(0, nodes),
    threshold: trees.threshold.slice(0, nodes),
    right: trees.right.slice(0, nodes),
    missingLeft: trees.missingLeft.slice(0, nodes),
    value: trees.value.slice(0, nodes),
  };
}
