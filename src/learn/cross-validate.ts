import { callOf } from "./answer-cells.ts";
import { type FeatureTable, takeRows } from "./feature-table.ts";
import { type Fold, stratifiedFolds } from "./folds.ts";
import { averagePrecision, f1Of, rocAuc } from "./ranking.ts";
import { scoreTable } from "./score-rows.ts";
import { type TrainOptions, trainTrees } from "./trees/train-trees.ts";
import { learnedTwice, lookAt, type ViewOnlyRows } from "./view-only-augmentation.ts";

/** A figure over folds, with an interval of 95 %. */
export interface FoldFigure {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** How well one class is told from the others. */
export interface ClassFigures {
  readonly name: string;
  readonly rows: number;
  readonly auc: FoldFigure;
  readonly prAuc: FoldFigure;
  readonly f1: FoldFigure;
}

export interface CrossValidation {
  readonly folds: number;
  readonly repeats: number;
  readonly classes: readonly ClassFigures[];
  /** Probabilities of every row by models that had not seen it, the mean over repeats; [row × classes + class]. */
  readonly probabilities: Float64Array;
}

/**
 * Repeated stratified cross-validation. Every fold's model is trained from nothing on the other folds. Intervals: Student's t with the
 * variance of Nadeau and Bengio, "Inference for the generalization error" (Machine Learning 52, 2003), which counts that folds share rows.
 * A class with fewer rows than folds gives NaN where it is missing from a fold. `progress(done, all)` counts models. `second`: rows also learned from, each in the fold
 * of the row it is of; nothing is measured on them.
 */
export function crossValidate(
  table: FeatureTable,
  labels: Int32Array,
  classes: readonly string[],
  options: TrainOptions,
  plan: { readonly folds: number; readonly repeats: number },
  progress: (done: number, all: number) => void = () => {},
  second: ViewOnlyRows | null = null,
): CrossValidation {
  const k = classes.length;
  const probabilities = new Float64Array(labels.length * k);
  const perFold: { readonly auc: number[]; readonly prAuc: number[]; readonly f1: number[] }[] = classes.map(
    () => ({ auc: [], prAuc: [], f1: [] }),
  );
  let done = 0;
  for (let repeat = 0; repeat < plan.repeats; repeat++) {
    const seed = (options.seed + repeat * 7919) >>> 0;
    for (const fold of stratifiedFolds(labels, plan.folds, seed)) {
      const answers = answersOf(table, labels, classes, { ...options, seed }, fold, second);
      fold.test.forEach((row, i) => {
        for (let c = 0; c < k; c++) {
          probabilities[row * k + c] = probabilities[row * k + c]! + answers[i * k + c]! / plan.repeats;
        }
      });
      classes.forEach((_, c) => {
        const scores = Float64Array.from(fold.test, (_row, i) => answers[i * k + c]!);
        const positive = (i: number): boolean => labels[fold.test[i]!] === c;
        perFold[c]!.auc.push(rocAuc(scores, positive));
        perFold[c]!.prAuc.push(averagePrecision(scores, positive));
        perFold[c]!.f1.push(f1Of((i) => callOf(answers, i, k) === c, positive, fold.test.length));
      });
      progress(++done, plan.folds * plan.repeats);
    }
  }
  return {
    ...plan,
    probabilities,
    classes: classes.map((name, c) => ({
      name,
      rows: labels.reduce((sum, label) => sum + (label === c ? 1 : 0), 0),
      auc: foldFigure(perFold[c]!.auc, plan.folds),
      prAuc: foldFigure(perFold[c]!.prAuc, plan.folds),
      f1: foldFigure(perFold[c]!.f1, plan.folds),
    })),
  };
}

/** Probabilities of a fold's test rows, in their order, by a model of its train rows. A class without train rows gets 0. */
export function answersOf(
  table: FeatureTable,
  labels: Int32Array,
  classes: readonly string[],
  options: TrainOptions,
  fold: Fold,
  second: ViewOnlyRows | null = null,
): Float64Array {
  const present = classes.map((_, c) => fold.train.some((row) => labels[row] === c));
  const kept = classes.flatMap((_, c) => (present[c] ? [c] : []));
  const learned = learnedTwice(
    takeRows(table, fold.train),
    Int32Array.from(fold.train, (row) => kept.indexOf(labels[row]!)),
    second === null ? null : lookAt(second, fold.train),
  );
  const trained = trainTrees(
    learned.table,
    learned.labels,
    kept.map((c) => classes[c]!),
    options,
  );
  const answers = scoreTable(trained.model, takeRows(table, fold.test));
  if (kept.length === classes.length) return answers;
  const out = new Float64Array(fold.test.length * classes.length);
  for (let i = 0; i < fold.test.length; i++) {
    kept.forEach((c, at) => {
      out[i * classes.length + c] = answers[i * kept.length + at]!;
    });
  }
  return out;
}

/** Values of `repeats × folds` folds → mean and interval; folds where the value could not be measured are left out. */
export function foldFigure(values: readonly number[], folds: number): FoldFigure {
  const known = values.filter((value) => !Number.isNaN(value));
  const n = known.length;
  if (n === 0) return { mean: Number.NaN, low: Number.NaN, high: Number.NaN };
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, low: 0, high: 1 };
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = studentQuantile(n - 1) * Math.sqrt(variance * (1 / n + 1 / (folds - 1)));
  return { mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half) };
}

/** Two-sided 95 % quantile of Student's t: the expansion of Abramowitz and Stegun 26.7.5; under 1 % off from 3 degrees on. */
function studentQuantile(degrees: number): number {
  if (degrees === 1) return 12.706;
  if (degrees === 2) return 4.303;
  const z = 1.959963984540054;
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + g1 / degrees + g2 / degrees ** 2 + g3 / degrees ** 3;
}
