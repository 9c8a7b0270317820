import { createSeeded, shuffle } from "./seeded.ts";

/** A split of rows: to learn from, and to measure on. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** Rows in `k` parts with the same mix of labels each, by chance; every row is measured on once. Deterministic by seed. */
export function stratifiedFolds(labels: Int32Array, k: number, seed: number): readonly Fold[] {
  const order = Int32Array.from(labels, (_, row) => row);
  shuffle(order, createSeeded(seed));
  const next = new Map<number, number>();
  const foldOf = new Int32Array(labels.length);
  for (const row of order) {
    const label = labels[row]!;
    // Classes begin at different folds, so that small ones do not all land in the first.
    const at = next.get(label) ?? label;
    foldOf[row] = at % k;
    next.set(label, at + 1);
  }
  return byFold(foldOf, k);
}

function byFold(foldOf: Int32Array, k: number): readonly Fold[] {
  return Array.from({ length: k }, (_, fold) => {
    const train: number[] = [];
    const test: number[] = [];
    for (let row = 0; row < foldOf.length; row++) (foldOf[row] === fold ? test : train).push(row);
    return { train: Int32Array.from(train), test: Int32Array.from(test) };
  });
}
