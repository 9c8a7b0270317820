import { readTableRows } from "../src/flow/accounts/account-rows.ts";
import { answersOf } from "../src/learn/cross-validate.ts";
import { type FeatureTable, onlyColumns } from "../src/learn/feature-table.ts";
import type { Fold } from "../src/learn/folds.ts";
import type { TrainOptions } from "../src/learn/trees/train-trees.ts";

const NUMBERS = [
  "friends_count",
  "groups_count",
  "followers_count",
  "subscriptions_count",
  "albums_count",
  "photos_count",
  "posts_count",
  "how_old_is_account",
] as const;
const AGE = "own.how_old_is_account";

/** Accounts' own profiles, as far as the friend list of another account of the table shows them; NaN elsewhere, and where a profile is closed. Who lists them is not kept. */
export async function readOwnProfiles(friends: string, accounts: readonly string[]): Promise<FeatureTable> {
  const rowOf = new Map(accounts.map((account, row) => [account, row]));
  const columns = NUMBERS.map(() => new Float32Array(accounts.length).fill(Number.NaN));
  for await (const run of readTableRows(friends)) {
    const friendAt = run.columns.indexOf("friend");
    const places = NUMBERS.map((name) => run.columns.indexOf(name));
    for (const { texts } of run.rows) {
      const row = rowOf.get(texts[friendAt] ?? "");
      if (row === undefined) continue;
      columns.forEach((column, c) => {
        const value = Number(texts[places[c]!]);
        column[row] = value < 0 ? Number.NaN : value;
      });
    }
  }
  return { names: NUMBERS.map((name) => `own.${name}`), rowCount: accounts.length, columns };
}

/**
 * What a model says of the test rows it can see, as log-odds above those it began with; nothing for the others. Only rows it can see are learned from, so that being
 * seen or not says nothing by itself, and several such answers may be added.
 */
export function evidenceOf(
  table: FeatureTable,
  labels: Int32Array,
  classes: readonly string[],
  options: TrainOptions,
  fold: Fold,
  sees: (row: number) => boolean,
): ReadonlyMap<number, number> {
  const seen = { train: fold.train.filter(sees), test: fold.test.filter(sees) };
  const answers = answersOf(table, labels, classes, options, seen);
  const prior = seen.train.reduce((sum, row) => sum + labels[row]!, 0) / seen.train.length;
  return new Map(Array.from(seen.test, (row, i) => [row, logOdds(answers[i * 2 + 1]!) - logOdds(prior)]));
}

/** Evidence from own profiles: all of one that is open; of a closed one the age alone, by a model that saw nothing else, because being closed goes with an empty friend list. */
export function profileEvidence(
  profiles: FeatureTable,
  labels: Int32Array,
  classes: readonly string[],
  options: TrainOptions,
  fold: Fold,
): ReadonlyMap<number, number> {
  const known = (name: string) => {
    const column = profiles.columns[profiles.names.indexOf(name)]!;
    return (row: number): boolean => !Number.isNaN(column[row]!);
  };
  const onlyAge = onlyColumns(profiles, (name) => name === AGE);
  return new Map([
    ...evidenceOf(onlyAge, labels, classes, options, fold, known(AGE)),
    ...evidenceOf(profiles, labels, classes, options, fold, known("own.friends_count")),
  ]);
}

function logOdds(share: number): number {
  const inside = Math.min(1 - 1e-9, Math.max(1e-9, share));
  return Math.log(inside / (1 - inside));
}

/** The highest AUC there can be when rows of which nothing is known all get one score: everything else perfectly told. */
export function aucBound(labels: Int32Array, known: (row: number) => boolean): number {
  const counts = [0, 0];
  const unknown = [0, 0];
  labels.forEach((label, row) => {
    counts[label]!++;
    if (!known(row)) unknown[label]!++;
  });
  return 1 - (unknown[0]! * unknown[1]!) / (2 * counts[0]! * counts[1]!);
}
