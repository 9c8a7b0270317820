import { type Bins, MISSING_BIN } from "./bins.ts";
import { findSplit, type SplitOptions, sayOfLeaf } from "./find-split.ts";
import { createHistograms, type HistogramRows, type Histograms } from "./histograms.ts";
import { type Leaf, newLeaf } from "./leaf.ts";
import type { TreeBuilder } from "./tree-model.ts";

/** Bounds of one tree. */
export interface GrowthOptions extends SplitOptions {
  /** Splits on the way to a leaf, 1 to 30. */
  readonly depthMax: number;
  /** Leaves of a tree, 2 to 4096; the split that gains most comes first. */
  readonly leavesMax: number;
  readonly learningRate: number;
}

/** Grows trees over the same bins; memory is kept from one to the next. */
export interface TreeGrower {
  /**
   * One tree from the rows given (reordered by it), their derivatives by row, and the columns it may use. Appends it to `builder`
   * and adds its say to `sums[row × stride]` of every row of the bins. `gains` gathers what each column gained.
   */
  readonly grow: (work: GrowthWork) => void;
}

export interface GrowthWork extends HistogramRows {
  readonly builder: TreeBuilder;
  readonly output: number;
  readonly sums: Float64Array;
  readonly sumsAt: number;
  readonly stride: number;
  readonly gains: Float64Array;
}

/** Every value lies at or below it: the largest single-precision number. */
const FLOAT_MAX = 3.4028234663852886e38;

/** What a grower keeps from tree to tree. */
interface Ground {
  readonly bins: Bins;
  readonly options: GrowthOptions;
  readonly histograms: Histograms;
  readonly scratch: Int32Array;
}

/**
 * Histogram trees, best split first: Friedman, "Greedy function approximation" (2001), with the second-order gain and the learned
 * direction of missing values of Chen and Guestrin, "XGBoost" (KDD 2016), and histograms as in Ke et al., "LightGBM"
 * (NeurIPS 2017): the larger child's histogram is the parent's less the smaller's. About 1.2 ns a row, column and level.
 */
export function createTreeGrower(bins: Bins, options: GrowthOptions): TreeGrower {
  const scratch = new Int32Array(bins.rowCount);
  const ground: Ground = { bins, options, histograms: createHistograms(bins), scratch };
  /** Number of the last tree that learned from a row. */
  const learnedIn = new Int32Array(bins.rowCount);
  let trees = 0;
  return {
    grow: (work) => {
      const root = rootOf(work);
      const leaves = splitBestFirst(root, work, ground);
      work.builder.startTree(work.output);
      write(root, work.builder, ground);
      // Rows that were learned from lie in their leaves already; the others walk down.
      trees++;
      const { rows, sums, sumsAt, stride } = work;
      for (const leaf of leaves) {
        const value = leafValue(leaf, options);
        for (let i = leaf.from; i < leaf.to; i++) {
          const at = rows[i]! * stride + sumsAt;
          sums[at] = sums[at]! + value;
          learnedIn[rows[i]!] = trees;
        }
      }
      for (let row = 0; row < bins.rowCount; row++) {
        if (learnedIn[row] === trees) continue;
        const at = row * stride + sumsAt;
        sums[at] = sums[at]! + leafValue(leafOf(root, row, bins), options);
      }
    },
  };
}

function rootOf(work: GrowthWork): Leaf {
  const { rows, gradient, hessian } = work;
  let sumGradient = 0;
  let sumHessian = 0;
  for (let i = 0; i < rows.length; i++) {
    sumGradient += gradient[rows[i]!]!;
    sumHessian += hessian[rows[i]!]!;
  }
  const unbounded = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return newLeaf(0, rows.length, 0, [sumGradient, sumHessian, ...unbounded]);
}

/** Splits the leaf that gains most until none gains or there are enough; the leaves at the end. */
function splitBestFirst(root: Leaf, work: GrowthWork, ground: Ground): readonly Leaf[] {
  const { bins, options, histograms } = ground;
  root.histogram = histograms.of(root.from, root.to, work);
  findSplit(root, work.columns, bins, options);
  const open = [root];
  for (let leaves = 1; leaves < options.leavesMax; leaves++) {
    let best = -1;
    for (let i = 0; i < open.length; i++) {
      if (open[i]!.gain > 0 && (best < 0 || open[i]!.gain > open[best]!.gain)) best = i;
    }
    if (best < 0) break;
    const [left, right] = split(open[best]!, work, ground);
    open[best] = left;
    open.push(right);
  }
  for (const leaf of open) if (leaf.histogram !== null) histograms.giveBack(leaf.histogram);
  return open;
}

function split(leaf: Leaf, work: GrowthWork, ground: Ground): readonly [Leaf, Leaf] {
  const { options, histograms } = ground;
  const { l2, monotone } = options;
  const middle = part(leaf, work.rows, ground);
  const rightGradient = leaf.gradient - leaf.leftGradient;
  const rightHessian = leaf.hessian - leaf.leftHessian;
  let [leftHigh, rightLow] = [leaf.high, leaf.low];
  let [leftLow, rightHigh] = [leaf.low, leaf.high];
  const direction = monotone === null ? 0 : monotone[leaf.feature]!;
  if (direction !== 0) {
    const leftSays = sayOfLeaf(leaf.leftGradient, leaf.leftHessian, leaf, l2);
    const between = (leftSays + sayOfLeaf(rightGradient, rightHessian, leaf, l2)) / 2;
    if (direction > 0) leftHigh = rightLow = between;
    else leftLow = rightHigh = between;
  }
  const depth = leaf.depth + 1;
  const left = newLeaf(leaf.from, middle, depth, [leaf.leftGradient, leaf.leftHessian, leftLow, leftHigh]);
  const right = newLeaf(middle, leaf.to, depth, [rightGradient, rightHessian, rightLow, rightHigh]);
  if (depth < options.depthMax) {
    const [small, large] = left.to - left.from <= right.to - right.from ? [left, right] : [right, left];
    small.histogram = histograms.of(small.from, small.to, work);
    large.histogram = histograms.subtract(leaf.histogram!, small.histogram, work.columns);
    findSplit(left, work.columns, ground.bins, options);
    findSplit(right, work.columns, ground.bins, options);
  } else histograms.giveBack(leaf.histogram!);
  leaf.histogram = null;
  leaf.left = left;
  leaf.right = right;
  work.gains[leaf.feature] = work.gains[leaf.feature]! + leaf.gain;
  return [left, right];
}

/** Rows of the leaf with those that go left first, their order kept. Returns where the right ones begin. */
function part(leaf: Leaf, rows: Int32Array, { bins, scratch }: Ground): number {
  const codes = bins.codes[leaf.feature]!;
  let left = leaf.from;
  let right = 0;
  for (let i = leaf.from; i < leaf.to; i++) {
    const row = rows[i]!;
    if (goesLeft(leaf, codes[row]!)) rows[left++] = row;
    else scratch[right++] = row;
  }
  rows.set(scratch.subarray(0, right), left);
  return left;
}

function goesLeft(leaf: Leaf, code: number): boolean {
  return code === MISSING_BIN ? leaf.missingLeft : code <= leaf.bin;
}

/** The leaf that a row falls into, by its bins. */
function leafOf(root: Leaf, row: number, bins: Bins): Leaf {
  let leaf = root;
  while (leaf.left !== null) {
    leaf = goesLeft(leaf, bins.codes[leaf.feature]![row]!) ? leaf.left : leaf.right!;
  }
  return leaf;
}

function leafValue(leaf: Leaf, { learningRate, l2 }: GrowthOptions): number {
  return learningRate * sayOfLeaf(leaf.gradient, leaf.hessian, leaf, l2);
}

function write(leaf: Leaf, builder: TreeBuilder, ground: Ground): void {
  if (leaf.left === null) {
    builder.addLeaf(leafValue(leaf, ground.options));
    return;
  }
  const edges = ground.bins.edges[leaf.feature]!;
  const threshold = leaf.bin < edges.length ? edges[leaf.bin]! : FLOAT_MAX;
  const node = builder.addSplit(leaf.feature, threshold, leaf.missingLeft);
  write(leaf.left, builder, ground);
  builder.setRight(node, builder.size());
  write(leaf.right!, builder, ground);
}
