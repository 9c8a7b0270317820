/** One leaf of a tree while it grows. */
export interface Leaf {
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

/** A leaf without a split; `sums`: gradient, hessian, and between what the leaf may say. */
export function newLeaf(from: number, to: number, depth: number, sums: readonly number[]): Leaf {
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
