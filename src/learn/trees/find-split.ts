import { type Bins, MISSING_BIN } from "./bins.ts";
import { HISTOGRAM_WIDTH } from "./histograms.ts";
import type { Leaf } from "./leaf.ts";

/** What bounds a split. */
export interface SplitOptions {
  /** L2 penalty on what a leaf says, ≥ 0. */
  readonly l2: number;
  /** Least sum of second derivatives in a leaf, > 0: about its rows × p × (1 − p). */
  readonly childWeightMin: number;
  /** By column: 1 = more of it may only raise the sum, −1 = only lower it, 0 = free. */
  readonly monotone: Int8Array | null;
}

/** A split must gain more than rounding can make up. */
const GAIN_MIN = 1e-9;

/** What a leaf with these sums says, within what the splits above allow. */
export function sayOfLeaf(gradient: number, hessian: number, leaf: Leaf, l2: number): number {
  return Math.min(leaf.high, Math.max(leaf.low, -gradient / (hessian + l2)));
}

/** Twice what the loss falls by when a leaf says `value`. */
function lossFall(gradient: number, hessian: number, value: number, l2: number): number {
  return -(2 * gradient * value + (hessian + l2) * value * value);
}

/** Writes the best split of a leaf into it; gain 0 where none gains. */
export function findSplit(leaf: Leaf, columns: Int32Array, bins: Bins, options: SplitOptions): void {
  leaf.gain = 0;
  const { l2, monotone } = options;
  const whole =
    monotone !== null
      ? lossFall(leaf.gradient, leaf.hessian, sayOfLeaf(leaf.gradient, leaf.hessian, leaf, l2), l2)
      : (leaf.gradient * leaf.gradient) / (leaf.hessian + l2);
  for (let c = 0; c < columns.length; c++) splitBy(leaf, columns[c]!, whole, bins, options);
}

/** Takes the best split by one column, where it gains more than the leaf's best so far. */
function splitBy(leaf: Leaf, feature: number, whole: number, bins: Bins, options: SplitOptions): void {
  const histogram = leaf.histogram!;
  const at = feature * HISTOGRAM_WIDTH;
  const missingGradient = histogram[at + MISSING_BIN * 2]!;
  const missingHessian = histogram[at + MISSING_BIN * 2 + 1]!;
  const anyMissing = missingHessian > 1e-12;
  const lastBin = bins.edges[feature]!.length;
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
      const gain = gainOf(leaf, feature, leftGradient, leftHessian, options) - whole;
      if (!(gain > leaf.gain) || gain < GAIN_MIN) continue;
      leaf.gain = gain;
      leaf.feature = feature;
      leaf.bin = bin;
      // Where nothing is missing yet, a missing value later goes with the heavier side.
      leaf.missingLeft = anyMissing ? way === 1 : leftHessian >= leaf.hessian - leftHessian;
      leaf.leftGradient = leftGradient;
      leaf.leftHessian = leftHessian;
    }
  }
}

/** What both sides gain, less what the leaf had; −Infinity where the split is not allowed. */
function gainOf(
  leaf: Leaf,
  feature: number,
  leftGradient: number,
  leftHessian: number,
  options: SplitOptions,
): number {
  const { l2, childWeightMin, monotone } = options;
  const rightGradient = leaf.gradient - leftGradient;
  const rightHessian = leaf.hessian - leftHessian;
  if (leftHessian < childWeightMin || rightHessian < childWeightMin) return Number.NEGATIVE_INFINITY;
  if (monotone === null) {
    return (
      (leftGradient * leftGradient) / (leftHessian + l2) +
      (rightGradient * rightGradient) / (rightHessian + l2)
    );
  }
  const direction = monotone[feature]!;
  const left = sayOfLeaf(leftGradient, leftHessian, leaf, l2);
  const right = sayOfLeaf(rightGradient, rightHessian, leaf, l2);
  if ((direction > 0 && left > right) || (direction < 0 && left < right)) return Number.NEGATIVE_INFINITY;
  return lossFall(leftGradient, leftHessian, left, l2) + lossFall(rightGradient, rightHessian, right, l2);
}
