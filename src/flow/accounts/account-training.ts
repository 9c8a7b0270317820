import { createHash } from "node:crypto";
import { trimCell } from "../../kernels/text/trim-cell.ts";
import { CLASS_ROWS_MIN, CLASSES_MAX, MEASURED_ROWS_MAX } from "../../learn/account-limits.ts";
import { type CrossValidation, crossValidate } from "../../learn/cross-validate.ts";
import { type FeatureTable, takeRows } from "../../learn/feature-table.ts";
import { findLeaks, type LeakWarning } from "../../learn/find-leaks.ts";
import { createSeeded, shuffle } from "../../learn/seeded.ts";
import { trainParts } from "../../learn/train-parts.ts";
import { TRAIN_DEFAULTS, type TrainOptions } from "../../learn/trees/train-trees.ts";
import { learnedTwice, lookAt, type ViewOnlyRows } from "../../learn/view-only-augmentation.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { encodeAccountModel } from "./account-card.ts";
import { readTableRows } from "./account-rows.ts";
import { type AccountTable, findId } from "./account-table.ts";

/** Above it one model of many rows is as good as several averaged, and larger steps lose nothing that shows. */
const BAGGED_ROWS_MAX = 30_000;
const MANY_ROWS = { bags: 1, learningRate: 0.15, rounds: 300, patience: 20 };

export interface TrainingPlan {
  readonly folds: number;
  readonly repeats: number;
  readonly seed: number;
  readonly version: string;
  readonly missing: readonly string[];
}

export interface TrainedAccounts {
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  readonly classes: readonly string[];
  readonly rows: number;
  readonly unlabelled: number;
  readonly measured: CrossValidation;
  /** By gain, highest first, with the part of the whole. */
  readonly topFeatures: readonly { readonly name: string; readonly part: number }[];
  readonly leaks: readonly LeakWarning[];
  readonly trees: number;
}

/** A file of accounts and labels → label by account. Label column: the one asked for, `label`, `class`, or the only other one. Throws `bad_labels`. */
export async function readLabels(
  path: string,
  accounts: AccountTable,
  labelColumn: string | undefined,
): Promise<{ readonly labels: readonly (string | null)[]; readonly warnings: readonly string[] }> {
  const rowOf = new Map(accounts.accounts.map((account, row) => [account, row]));
  const labels: (string | null)[] = accounts.accounts.map(() => null);
  let idAt = -1;
  let labelAt = -1;
  let begun = false;
  let strangers = 0;
  let conflicts = 0;
  let found = 0;
  let stranger = "";
  for await (const run of readTableRows(path)) {
    if (!begun && run.columns.length > 0) {
      begun = true;
      idAt = Math.max(0, findId(run.columns, undefined, path));
      const others = run.columns.flatMap((_, i) => (i === idAt ? [] : [i]));
      const named = [labelColumn ?? "label", "class"].map((name) => run.columns.indexOf(name));
      labelAt =
        named.find((at) => at >= 0) ?? (labelColumn === undefined && others.length === 1 ? others[0]! : -1);
      if (labelAt < 0) {
        const shown = run.columns.map((name) => `\`${name}\``).join(", ");
        throw new TouchstoneError(
          "bad_labels",
          `\`${path}\` has the columns ${shown}: say which is the label (--label-column)`,
        );
      }
    }
    for (const { texts } of run.rows) {
      const account = trimCell(texts[idAt] ?? "");
      const label = trimCell(texts[labelAt] ?? "");
      const row = rowOf.get(account);
      if (label === "") continue;
      if (row === undefined) {
        if (strangers++ === 0) stranger = account;
      } else if (labels[row] !== null && labels[row] !== label) conflicts++;
      else {
        labels[row] = label;
        found++;
      }
    }
  }
  if (found === 0) {
    throw new TouchstoneError(
      "bad_labels",
      `none of the accounts in \`${path}\`, such as \`${stranger}\`, is in \`${accounts.path}\`, which holds \`${accounts.accounts[0]}\``,
    );
  }
  const warnings: string[] = [];
  if (strangers > 0)
    warnings.push(`${strangers} labels are of accounts that are not in the table, first \`${stranger}\``);
  if (conflicts > 0)
    warnings.push(`${conflicts} labels contradict an earlier one of the same account, which was kept`);
  return { labels, warnings };
}

/**
 * Labelled accounts → a model file, and how good it is. Figures, calibration and error table come from models that had not seen the rows
 * they are measured on. `second`: accounts of the table seen another way, which are learned from too and never measured on. Throws `bad_training_data` for one class, too
 * few or too many, or no feature. Deterministic by seed.
 */
export function trainAccounts(
  table: FeatureTable,
  labels: readonly (string | null)[],
  plan: TrainingPlan,
  progress: (done: number, all: number) => void = () => {},
  second: ViewOnlyRows | null = null,
): TrainedAccounts {
  const rows = labels.flatMap((label, row) => (label === null ? [] : [row]));
  const classes = classesOf(labels);
  if (table.columns.length === 0) {
    throw new TouchstoneError(
      "bad_training_data",
      "no column holds numbers; text and empty columns say nothing to trees",
    );
  }
  const learned = takeRows(table, rows);
  const truth = Int32Array.from(rows, (row) => classes.indexOf(labels[row]!));
  const again = second === null ? null : lookAt(second, rows);
  const all = learnedTwice(learned, truth, again);
  const options: TrainOptions = {
    ...TRAIN_DEFAULTS,
    seed: plan.seed,
    ...(all.labels.length > BAGGED_ROWS_MAX ? MANY_ROWS : {}),
  };
  const sampled = sample(truth, classes.length, plan.seed);
  const measuredTable = sampled === null ? learned : takeRows(learned, sampled);
  const measuredTruth = sampled === null ? truth : Int32Array.from(sampled, (row) => truth[row]!);
  const models = plan.folds * plan.repeats + 1;
  const measured = crossValidate(
    measuredTable,
    measuredTruth,
    classes,
    options,
    plan,
    (done) => progress(done, models),
    again === null || sampled === null ? again : lookAt(again, sampled),
  );
  const kept = trainParts(learned, truth, again, classes, options, plan.seed);
  progress(models, models);
  const { importance } = kept;
  const order = [...importance.keys()].sort((a, b) => importance[b]! - importance[a]!);
  return {
    bytes: encodeAccountModel(kept.model, {
      version: plan.version,
      trainingSha256: hashOf(all.table, all.labels, classes),
      rows: rows.length,
      missing: plan.missing,
      calibration: kept.calibration,
      parts: kept.parts,
      figures: measured.classes,
    }),
    classes,
    rows: rows.length,
    unlabelled: labels.length - rows.length,
    measured,
    topFeatures: order
      .filter((f) => importance[f]! > 0)
      .slice(0, 15)
      .map((f) => ({ name: learned.names[f]!, part: importance[f]! })),
    leaks: findLeaks(measuredTable, measuredTruth, classes),
    trees: kept.model.trees.roots.length,
  };
}

/** Classes in the order of their names, `0` and `false` first as negatives are. */
function classesOf(labels: readonly (string | null)[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const label of labels) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  const classes = [...counts.keys()].sort();
  const refuse = (why: string): TouchstoneError => new TouchstoneError("bad_training_data", why);
  if (classes.length === 0) throw refuse("no account has a label");
  if (classes.length === 1) {
    throw refuse(`\`${classes[0]}\` is the only label: accounts of another class are needed beside it`);
  }
  if (classes.length > CLASSES_MAX) {
    throw refuse(
      `${classes.length} different labels, such as \`${classes[0]}\`; ${CLASSES_MAX} are the limit: is it the label's column?`,
    );
  }
  const small = classes.find((name) => counts.get(name)! < CLASS_ROWS_MIN);
  if (small !== undefined) {
    throw refuse(
      `class \`${small}\` has ${counts.get(small)} accounts; ${CLASS_ROWS_MIN} are needed to measure anything: label more, or join it with another`,
    );
  }
  return classes;
}

/** Rows to measure on where there are too many, each class in proportion but whole where it is small; null = all. */
function sample(truth: Int32Array, classes: number, seed: number): Int32Array | null {
  if (truth.length <= MEASURED_ROWS_MAX) return null;
  const order = Int32Array.from(truth, (_, row) => row);
  shuffle(order, createSeeded(seed));
  const share = MEASURED_ROWS_MAX / truth.length;
  const counts = new Float64Array(classes);
  for (const label of truth) counts[label] = counts[label]! + 1;
  const left = counts.map((count) => Math.max(Math.min(count, 1000), Math.round(count * share)));
  return Int32Array.from(
    order.filter((row) => {
      const label = truth[row]!;
      left[label] = left[label]! - 1;
      return left[label]! >= 0;
    }),
  ).sort();
}

function hashOf(table: FeatureTable, truth: Int32Array, classes: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify([table.names, classes]));
  for (const column of table.columns)
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.update(new Uint8Array(truth.buffer, truth.byteOffset, truth.byteLength)).digest("hex");
}
