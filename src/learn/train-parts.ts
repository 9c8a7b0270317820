import { type AnswerCells, measureAnswers } from "./answer-cells.ts";
import { type Calibration, fitCalibration, withCalibration } from "./calibrate.ts";
import { type FeatureTable, takeRows } from "./feature-table.ts";
import { stratifiedFolds } from "./folds.ts";
import { joinModels, partsOf } from "./model-parts.ts";
import { scoreTable } from "./score-rows.ts";
import { type TrainOptions, trainTrees } from "./trees/train-trees.ts";
import type { TreeModel } from "./trees/tree-model.ts";
import { learnedTwice, lookAt, type ViewOnlyRows } from "./view-only-augmentation.ts";

/** Parts of a model: each leaves out as many rows as the figures' folds do. */
const PARTS = 5;

/** A model made of parts, and how each part answers on the rows it left out. */
export interface TrainedParts {
  readonly model: TreeModel;
  readonly calibration: Calibration;
  readonly parts: readonly { readonly trees: number; readonly answers: AnswerCells }[];
  /** By column, as part of the whole gain. */
  readonly importance: Float64Array;
}

/**
 * A model as the mean of five, each learned without a fifth of the rows and measured on it. So every row is learned from, and the error tables
 * are those of the very trees that are kept: what another model of the same data answers is a little off, and in a long list it shows. `options.bags` counts
 * for all parts together, at least one each. Labels index `classes`, each with at least five rows. Deterministic by seed.
 */
export function trainParts(
  table: FeatureTable,
  labels: Int32Array,
  second: ViewOnlyRows | null,
  classes: readonly string[],
  options: TrainOptions,
  seed: number,
): TrainedParts {
  const folds = stratifiedFolds(labels, PARTS, seed);
  const bags = Math.max(1, Math.floor(options.bags / PARTS));
  const trained = folds.map(({ train }, fold) => {
    const learned = learnedTwice(
      takeRows(table, train),
      Int32Array.from(train, (row) => labels[row]!),
      second === null ? null : lookAt(second, train),
    );
    // Chance of its own, so that the parts draw other rows and columns.
    const own = { ...options, bags, seed: (options.seed + fold * 0x85ebca6b) >>> 0 };
    return trainTrees(learned.table, learned.labels, classes, own);
  });
  const joined = joinModels(trained.map(({ model }) => model));
  const treeCounts = trained.map(({ model }) => model.trees.roots.length);
  const k = classes.length;
  const leftOut = folds.map(({ test }) => takeRows(table, test));
  const truth = folds.map(({ test }) => Int32Array.from(test, (row) => labels[row]!));
  const raw = partsOf(joined, treeCounts).map((part, p) => scoreTable(part, leftOut[p]!));
  const calibration = fitCalibration(
    Float64Array.from(raw.flatMap((list) => [...list])),
    Int32Array.from(truth.flatMap((list) => [...list])),
    k,
  );
  const model = withCalibration(joined, calibration);
  const parts = partsOf(model, treeCounts).map((part, p) => ({
    trees: treeCounts[p]!,
    answers: measureAnswers(scoreTable(part, leftOut[p]!), truth[p]!, k),
  }));
  const importance = new Float64Array(table.columns.length);
  for (const { importance: own } of trained)
    own.forEach((gain, f) => {
      importance[f] = importance[f]! + gain / trained.length;
    });
  return { model, calibration, parts, importance };
}
