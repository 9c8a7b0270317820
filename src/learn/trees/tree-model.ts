/**
 * Trees as flat arrays, each tree in preorder: the left child stands behind its parent. A row goes left when its value is ≤ the
 * threshold (single precision), or when it is missing and the node says so.
 */
export interface Trees {
  /** Index of each tree's first node. */
  readonly roots: Int32Array;
  /** Which output each tree adds to. */
  readonly outputs: Int32Array;
  /** By node: column compared, −1 = leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  /** Right child; 0 for a leaf. */
  readonly right: Int32Array;
  /** 1: missing values go left. */
  readonly missingLeft: Uint8Array;
  /** What a leaf adds; 0 elsewhere. */
  readonly value: Float64Array;
}

/**
 * How sums become probabilities. logistic: one sum, of the second of two classes; softmax: one sum a class;
 * shares: the sums are the probabilities already (a forest).
 */
export type Link = "logistic" | "softmax" | "shares";

/** What a model is, apart from where it came from. */
export interface TreeModel {
  readonly features: readonly string[];
  /** At least two, in the order of the probabilities. */
  readonly classes: readonly string[];
  readonly link: Link;
  /** What each sum begins with. */
  readonly base: Float64Array;
  readonly trees: Trees;
}

/** Sums of a model: 1 for two classes under `logistic`, else one a class. */
export function outputCount(model: Pick<TreeModel, "link" | "classes">): number {
  return model.link === "logistic" ? 1 : model.classes.length;
}

/** Nodes while trees are being made. */
export interface TreeBuilder {
  readonly startTree: (output: number) => void;
  /** Returns the node's index; its left child must be added next. */
  readonly addSplit: (feature: number, threshold: number, missingLeft: boolean) => number;
  readonly setRight: (node: number, right: number) => void;
  readonly addLeaf: (value: number) => number;
  /** Nodes so far: the index the next one gets. */
  readonly size: () => number;
  readonly finish: () => Trees;
}

export function createTreeBuilder(): TreeBuilder {
  const roots: number[] = [];
  const outputs: number[] = [];
  const feature: number[] = [];
  const threshold: number[] = [];
  const right: number[] = [];
  const missingLeft: number[] = [];
  const value: number[] = [];
  const add = (f: number, t: number, m: number, v: number): number => {
    feature.push(f);
    threshold.push(t);
    right.push(0);
    missingLeft.push(m);
    value.push(v);
    return feature.length - 1;
  };
  return {
    startTree: (output) => {
      roots.push(feature.length);
      outputs.push(output);
    },
    addSplit: (f, t, left) => add(f, t, left ? 1 : 0, 0),
    setRight: (node, child) => {
      right[node] = child;
    },
    addLeaf: (v) => add(-1, 0, 0, v),
    size: () => feature.length,
    finish: () => ({
      roots: Int32Array.from(roots),
      outputs: Int32Array.from(outputs),
      feature: Int32Array.from(feature),
      threshold: Float32Array.from(threshold),
      right: Int32Array.from(right),
      missingLeft: Uint8Array.from(missingLeft),
      value: Float64Array.from(value),
    }),
  };
}
