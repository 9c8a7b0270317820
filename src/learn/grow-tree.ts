import { BIN_SLOTS, type Bins, MISSING_BIN } from "./bins.ts";
import type { TreeBuilder } from "./tree-model.ts";

/** Bounds of one tree. */
export interface GrowthOptions {
  /** Splits on the way to a leaf, 1 to 30. */
  readonly depthMax: number;
  /** Leaves of a tree, 2 to 4096; the split that gains most comes first. */
  readonly leavesMax: number;
  /** L2 penalty on what a leaf says, ≥ 0. */
  readonly l2: number;
  /** Least sum of second derivatives in a leaf, > 0: about its rows × p × (1 − p). */
  readonly childWeightMin: number;
  /** By column: 1 = more of it may only raise the sum, −1 = only lower it, 0 = free. */
  readonly monotone: Int8Array | null;
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

export interface GrowthWork {
  readonly rows: Int32Array;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  readonly columns: Int32Array;
  readonly builder: TreeBuilder;
  readonly output: number;
  readonly sums: Float64Array;
  readonly sumsAt: number;
  readonly stride: number;
  readonly gains: Float64Array;
}

interface Leaf {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly gradient: number;
  readonly hessian: number;
  /** What the leaf may say, from monotone splits above it. */
  readonly low: number;
  readonly high: number;
  histogram: Float64Array | null;
  /** Best split; gain 0 = none. */
  gain: number;
  feature: number;
  bin: number;
  missingLeft: boolean;
  leftGradient: number;
  leftHessian: number;
  left: Leaf | null;
  right: Leaf | null;
}

/** Every value lies at or below it: the largest single-precision number. */
const FLOAT_MAX = 3.4028234663852886e38;
/** A split must gain more than rounding can make up. */
const GAIN_MIN = 1e-9;

/**
 * Histogram trees, best split first: Friedman, "Greedy function approximation" (2001), with the second-order gain and the learned
 * direction of missing values of Chen and Guestrin, "XGBoost" (KDD 2016), and histograms as in Ke et al., "LightGBM"
 * (NeurIPS 2017): the larger child's histogram is the parent's less the smaller's. About 1.2 ns a row, column and level.
 */
export function createTreeGrower(bins: Bins, options: GrowthOptions): TreeGrower {
  const { l2, childWeightMin, monotone, depthMax, leavesMax, learningRate } = options;
  const width = BIN_SLOTS * 2;
  const pool: Float64Array[] = [];
  const scratch = new Int32Array(bins.rowCount);
  /** Number of the last tree that learned from a row. */
  const learnedIn = new Int32Array(bins.rowCount);
  let trees = 0;
  const pairs = new Float64Array(bins.rowCount * 2);

  function histogramOf(leaf: Leaf, work: GrowthWork): Float64Array {
    const histogram = pool.pop() ?? new Float64Array(bins.codes.length * width);
    const { rows, gradient, hessian, columns } = work;
    const { from } = leaf;
    const count = leaf.to - from;
    for (let i = 0; i < count; i++) {
      const row = rows[from + i]!;
      pairs[i * 2] = gradient[row]!;
      pairs[i * 2 + 1] = hessian[row]!;
    }
    // Two columns a pass: rows and derivatives are read once, and the two chains of sums do not wait for each other.
    for (let c = 0; c < columns.length; c += 2) {
      const first = columns[c]!;
      const second = columns[c + 1] ?? first;
      const atFirst = first * width;
      const atSecond = second * width;
      const codesFirst = bins.codes[first]!;
      const codesSecond = bins.codes[second]!;
      histogram.fill(0, atFirst, atFirst + width);
      histogram.fill(0, atSecond, atSecond + width);
      if (first === second) {
        for (let i = 0; i < count; i++) {
          const slot = atFirst + (codesFirst[rows[from + i]!]! << 1);
          histogram[slot] = histogram[slot]! + pairs[i * 2]!;
          histogram[slot + 1] = histogram[slot + 1]! + pairs[i * 2 + 1]!;
        }
        continue;
      }
      for (let i = 0; i < count; i++) {
        const row = rows[from + i]!;
        const g = pairs[i * 2]!;
        const h = pairs[i * 2 + 1]!;
        const slot = atFirst + (codesFirst[row]! << 1);
        const other = atSecond + (codesSecond[row]! << 1);
        histogram[slot] = histogram[slot]! + g;
        histogram[slot + 1] = histogram[slot + 1]! + h;
        histogram[other] = histogram[other]! + g;
        histogram[other + 1] = histogram[other + 1]! + h;
      }
    }
    return histogram;
  }

  /** The parent's histogram turned into the sibling's. */
  function subtract(parent: Float64Array, child: Float64Array, columns: Int32Array): Float64Array {
    for (let c = 0; c < columns.length; c++) {
      const from = columns[c]! * width;
      for (let i = from; i < from + width; i++) parent[i] = parent[i]! - child[i]!;
    }
    return parent;
  }

  const say = (gradient: number, hessian: number, leaf: Leaf): number =>
    Math.min(leaf.high, Math.max(leaf.low, -gradient / (hessian + l2)));
  /** Twice what the loss falls by when a leaf says `value`. */
  const fall = (gradient: number, hessian: number, value: number): number =>
    -(2 * gradient * value + (hessian + l2) * value * value);

  function findSplit(leaf: Leaf, columns: Int32Array): void {
    leaf.gain = 0;
    const histogram = leaf.histogram!;
    const bounded = monotone !== null;
    const whole = bounded
      ? fall(leaf.gradient, leaf.hessian, say(leaf.gradient, leaf.hessian, leaf))
      : (leaf.gradient * leaf.gradient) / (leaf.hessian + l2);
    for (let c = 0; c < columns.length; c++) {
      const feature = columns[c]!;
      const at = feature * width;
      const missingGradient = histogram[at + MISSING_BIN * 2]!;
      const missingHessian = histogram[at + MISSING_BIN * 2 + 1]!;
      const anyMissing = missingHessian > 1e-12;
      const lastBin = bins.edges[feature]!.length;
      const direction = monotone === null ? 0 : monotone[feature]!;
      let sumGradient = 0;
      let sumHessian = 0;
      // Behind the last bin nothing but the missing rows is left.
      const end = anyMissing ? lastBin : lastBin - 1;
      for (let bin = 0; bin <= end; bin++) {
        sumGradient += histogram[at + bin * 2]!;
        sumHessian += histogram[at + bin * 2 + 1]!;
        for (let way = anyMissing && bin < lastBin ? 1 : 0; way >= 0; way--) {
          const leftGradient = way === 1 ? sumGradient + missingGradient : sumGradient;
          const leftHessian = way === 1 ? sumHessian + missingHessian : sumHessian;
          const rightGradient = leaf.gradient - leftGradient;
          const rightHessian = leaf.hessian - leftHessian;
          if (leftHessian < childWeightMin || rightHessian < childWeightMin) continue;
          let gain: number;
          if (bounded) {
            const left = say(leftGradient, leftHessian, leaf);
            const right = say(rightGradient, rightHessian, leaf);
            if ((direction > 0 && left > right) || (direction < 0 && left < right)) continue;
            gain = fall(leftGradient, leftHessian, left) + fall(rightGradient, rightHessian, right) - whole;
          } else {
            gain =
              (leftGradient * leftGradient) / (leftHessian + l2) +
              (rightGradient * rightGradient) / (rightHessian + l2) -
              whole;
          }
          if (gain <= leaf.gain || gain < GAIN_MIN) continue;
          leaf.gain = gain;
          leaf.feature = feature;
          leaf.bin = bin;
          // Where nothing is missing yet, a missing value later goes with the heavier side.
          leaf.missingLeft = anyMissing ? way === 1 : leftHessian >= rightHessian;
          leaf.leftGradient = leftGradient;
          leaf.leftHessian = leftHessian;
        }
      }
    }
  }

  /** Rows of the leaf with those that go left first, their order kept. Returns where the right ones begin. */
  function part(leaf: Leaf, rows: Int32Array): number {
    const codes = bins.codes[leaf.feature]!;
    let left = leaf.from;
    let right = 0;
    for (let i = leaf.from; i < leaf.to; i++) {
      const row = rows[i]!;
      const code = codes[row]!;
      if (code === MISSING_BIN ? leaf.missingLeft : code <= leaf.bin) rows[left++] = row;
      else scratch[right++] = row;
    }
    rows.set(scratch.subarray(0, right), left);
    return left;
  }

  function newLeaf(from: number, to: number, depth: number, sums: readonly number[]): Leaf {
    const [gradient = 0, hessian = 0, low = 0, high = 0] = sums;
    return {
      from,
      to,
      depth,
      gradient,
      hessian,
      low,
      high,
      histogram: null,
      gain: 0,
      feature: -1,
      bin: 0,
      missingLeft: false,
      leftGradient: 0,
      leftHessian: 0,
      left: null,
      right: null,
    };
  }

  function split(leaf: Leaf, work: GrowthWork): readonly [Leaf, Leaf] {
    const { rows } = work;
    const middle = part(leaf, rows);
    const rightGradient = leaf.gradient - leaf.leftGradient;
    const rightHessian = leaf.hessian - leaf.leftHessian;
    let [leftHigh, rightLow] = [leaf.high, leaf.low];
    let [leftLow, rightHigh] = [leaf.low, leaf.high];
    const direction = monotone === null ? 0 : monotone[leaf.feature]!;
    if (direction !== 0) {
      const between =
        (say(leaf.leftGradient, leaf.leftHessian, leaf) + say(rightGradient, rightHessian, leaf)) / 2;
      if (direction > 0) leftHigh = rightLow = between;
      else leftLow = rightHigh = between;
    }
    const depth = leaf.depth + 1;
    const left = newLeaf(leaf.from, middle, depth, [leaf.leftGradient, leaf.leftHessian, leftLow, leftHigh]);
    const right = newLeaf(middle, leaf.to, depth, [rightGradient, rightHessian, rightLow, rightHigh]);
    if (depth < depthMax) {
      const [small, large] = left.to - left.from <= right.to - right.from ? [left, right] : [right, left];
      small.histogram = histogramOf(small, work);
      large.histogram = subtract(leaf.histogram!, small.histogram, work.columns);
      findSplit(left, work.columns);
      findSplit(right, work.columns);
    } else pool.push(leaf.histogram!);
    leaf.histogram = null;
    leaf.left = left;
    leaf.right = right;
    work.gains[leaf.feature] = work.gains[leaf.feature]! + leaf.gain;
    return [left, right];
  }

  function write(leaf: Leaf, builder: TreeBuilder): void {
    if (leaf.left === null) {
      builder.addLeaf(learningRate * say(leaf.gradient, leaf.hessian, leaf));
      return;
    }
    const edges = bins.edges[leaf.feature]!;
    const threshold = leaf.bin < edges.length ? edges[leaf.bin]! : FLOAT_MAX;
    const node = builder.addSplit(leaf.feature, threshold, leaf.missingLeft);
    write(leaf.left, builder);
    builder.setRight(node, builder.size());
    write(leaf.right!, builder);
  }

  /** What the tree says of a row, by its bins. */
  function sayOf(root: Leaf, row: number): number {
    let leaf = root;
    while (leaf.left !== null) {
      const code = bins.codes[leaf.feature]![row]!;
      const left = code === MISSING_BIN ? leaf.missingLeft : code <= leaf.bin;
      leaf = left ? leaf.left : leaf.right!;
    }
    return learningRate * say(leaf.gradient, leaf.hessian, leaf);
  }

  return {
    grow: (work) => {
      const { rows, gradient, hessian, columns, builder, sums, stride } = work;
      let sumGradient = 0;
      let sumHessian = 0;
      for (let i = 0; i < rows.length; i++) {
        sumGradient += gradient[rows[i]!]!;
        sumHessian += hessian[rows[i]!]!;
      }
      const root = newLeaf(0, rows.length, 0, [
        sumGradient,
        sumHessian,
        Number.NEGATIVE_INFINITY,
        Number.POSITIVE_INFINITY,
      ]);
      root.histogram = histogramOf(root, work);
      findSplit(root, columns);
      const open = [root];
      for (let leaves = 1; leaves < leavesMax; leaves++) {
        let best = -1;
        for (let i = 0; i < open.length; i++) {
          if (open[i]!.gain > 0 && (best < 0 || open[i]!.gain > open[best]!.gain)) best = i;
        }
        if (best < 0) break;
        const [left, right] = split(open[best]!, work);
        open[best] = left;
        open.push(right);
      }
      for (const leaf of open) if (leaf.histogram !== null) pool.push(leaf.histogram);
      builder.startTree(work.output);
      write(root, builder);
      // Rows that were learned from lie in their leaves already; the others walk down.
      trees++;
      for (const leaf of open) {
        const value = learningRate * say(leaf.gradient, leaf.hessian, leaf);
        for (let i = leaf.from; i < leaf.to; i++) {
          const row = rows[i]!;
          const at = row * stride + work.sumsAt;
          sums[at] = sums[at]! + value;
          learnedIn[row] = trees;
        }
      }
      for (let row = 0; row < bins.rowCount; row++) {
        if (learnedIn[row] === trees) continue;
        const at = row * stride + work.sumsAt;
        sums[at] = sums[at]! + sayOf(root, row);
      }
    },
  };
}
