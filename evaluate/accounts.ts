import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runContext } from "../bench/machine.ts";
import { readNeighbourFeatures } from "../src/flow/accounts/account-neighbours.ts";
import { type AccountTable, readAccountTable } from "../src/flow/accounts/account-table.ts";
import { answersOf, crossValidate, type FoldFigure, foldFigure } from "../src/learn/cross-validate.ts";
import { type FeatureTable, onlyColumns, stackRows, takeRows } from "../src/learn/feature-table.ts";
import { type Fold, stratifiedFolds } from "../src/learn/folds.ts";
import { averagePrecision, rocAuc } from "../src/learn/ranking.ts";
import { createSeeded } from "../src/learn/seeded.ts";
import { TRAIN_DEFAULTS, type TrainOptions } from "../src/learn/trees/train-trees.ts";
import { ATTACK_FAMILIES } from "../src/simulate/truth.ts";
import { type FamilyResult, leaveFamilyOut } from "./account-families.ts";
import { aucBound, evidenceOf, profileEvidence, readOwnProfiles } from "./vk-profiles.ts";

/** How the protocols begin that the goal for bought accounts is about. */
export const VISIBLE = "accounts with visible friends";
export const NO_LEAK = "all accounts, an empty friend list says nothing";

/** One row of the page: a data set under one protocol. */
export interface AccountRow {
  readonly name: string;
  readonly protocol: string;
  readonly rows: number;
  readonly positives: number;
  readonly features: number;
  readonly auc: FoldFigure;
  readonly prAuc: FoldFigure;
  readonly f1: FoldFigure | null;
  /** The highest AUC there can be under the protocol, where something is kept from every method. */
  readonly aucMost?: number;
}

export interface AccountsEvaluation {
  readonly context: ReturnType<typeof runContext>;
  readonly seed: number;
  readonly real: readonly AccountRow[];
  readonly families: readonly FamilyResult[];
  /** Data sets that were not there. */
  readonly skipped: readonly string[];
}

/** Seeds for reporting, of folds and of worlds; never looked at while anything was tuned. */
export const FOLD_SEED = 8_117;
export const FAMILY_PLAN = { seeds: [8_201, 8_202, 8_203, 8_204, 8_205], eventsPerDay: 50_000 };

const DATA = "../shared/data/";
const CLASSES = ["real", "bought"];
const optionsOf = (seed: number): TrainOptions => ({ ...TRAIN_DEFAULTS, seed, bags: 2 });
const REPEATS = 2;

/**
 * The account model on real labels and on attack families it never saw. Reads real data where it is there; `seed` draws its folds. `families` null leaves the
 * simulated part out. About 4 CPU-minutes for the real part and 3 a seed for the simulated one.
 */
export async function evaluateAccounts(
  root: URL,
  seed: number,
  families: { readonly seeds: readonly number[]; readonly eventsPerDay: number } | null,
  progress: (what: string) => void = () => {},
): Promise<AccountsEvaluation> {
  const context = runContext();
  const skipped: string[] = [];
  const real: AccountRow[] = [];
  for (const [file, run] of [
    ["vk-bought-accounts/accounts.csv", vkRows],
    ["instagram-followers/labelled.csv", instagramRows],
    ["fake-stars/fake_accounts.csv", starRows],
  ] as const) {
    const path = fileURLToPath(new URL(`${DATA}${file}`, root));
    if (!existsSync(path)) skipped.push(file);
    else real.push(...(await run(path.slice(0, path.lastIndexOf("/") + 1), seed, progress)));
  }
  return {
    context,
    seed,
    real,
    families:
      families === null ? [] : leaveFamilyOut({ ...families, days: 2, families: ATTACK_FAMILIES }, progress),
    skipped,
  };
}

function validated(
  name: string,
  protocol: string,
  table: FeatureTable,
  labels: Int32Array,
  seed: number,
  repeats = REPEATS,
): AccountRow {
  const result = crossValidate(table, labels, CLASSES, optionsOf(seed), { folds: 5, repeats });
  const { rows, auc, prAuc, f1 } = result.classes[1]!;
  return {
    name,
    protocol,
    rows: labels.length,
    positives: rows,
    features: table.names.length,
    auc,
    prAuc,
    f1,
  };
}

/** Draws of the bootstrap where there are too few folds for an interval over them. */
const DRAWS = 300;

/** One fold after the other, whatever they are: figures are the means over folds, intervals a bootstrap over the accounts measured. */
function foldRow(
  name: string,
  protocol: string,
  table: FeatureTable,
  labels: Int32Array,
  seed: number,
  folds: readonly Fold[],
): AccountRow {
  const measured = folds.map((fold) => {
    const answers = answersOf(table, labels, CLASSES, optionsOf(seed), fold);
    return Array.from(fold.test, (row, i) => ({ score: answers[i * 2 + 1]!, label: labels[row]! }));
  });
  const random = createSeeded(seed);
  const figure = (of: typeof rocAuc): FoldFigure => {
    const mean = (lists: typeof measured): number =>
      lists.reduce(
        (sum, list) =>
          sum +
          of(
            list.map(({ score }) => score),
            (i) => list[i]!.label === 1,
          ),
        0,
      ) / lists.length;
    const drawn = Float64Array.from({ length: DRAWS }, () =>
      mean(measured.map((list) => list.map(() => list[random.below(list.length)]!))),
    ).sort();
    return {
      mean: mean(measured),
      low: drawn[Math.floor(DRAWS * 0.025)]!,
      high: drawn[Math.ceil(DRAWS * 0.975) - 1]!,
    };
  };
  return {
    name,
    protocol,
    rows: folds.reduce((sum, fold) => sum + fold.test.length, 0) / folds.length,
    positives: measured.flat().reduce((sum, { label }) => sum + label, 0) / folds.length,
    features: table.names.length,
    auc: figure(rocAuc),
    prAuc: figure(averagePrecision),
    f1: null,
  };
}

async function vkRows(folder: string, seed: number, progress: (what: string) => void): Promise<AccountRow[]> {
  progress("VK: reading");
  const rejected = (): void => {}; // accounts sold in two lots stand twice; the first row is kept
  const ignore = ["group", "friends_listed"];
  const accounts = await readAccountTable(`${folder}accounts.csv`, {
    labelColumn: "bought",
    ignore,
    rejected,
  });
  const labels = Int32Array.from(accounts.labels!, Number);
  const friends = `${folder}friends.csv.gz`;
  const missing = ["-1", "-2"];
  const all = await readNeighbourFeatures(friends, accounts.accounts, { missing, rejected, sharing: true });
  const visible = Int32Array.from(labels.keys()).filter((row) => all.columns[0]![row]! > 0);
  const lots = vkLots(`${folder}accounts.csv`, accounts);
  const truth = Int32Array.from(visible, (row) => labels[row]!);
  const lotsOf = Array.from(visible, (row) => lots[row]!);
  const withSharing = takeRows(all, visible);
  const plain = onlyColumns(withSharing, (name) => !name.startsWith("neighbours.shared"));
  const rows: AccountRow[] = [];
  const name = "VK bought accounts";
  const add = (what: string, make: () => AccountRow): void => {
    progress(`VK: ${what}`);
    rows.push(make());
  };
  add("visible", () => validated(name, `${VISIBLE}, 5 folds`, plain, truth, seed));
  add("without age", () =>
    validated(
      name,
      "the same without the age of friends' accounts",
      onlyColumns(plain, (one) => !one.includes("how_old_is_account")),
      truth,
      seed,
    ),
  );
  add("means", () =>
    validated(
      name,
      "the same with plain means of friends only",
      onlyColumns(plain, (one) => one.endsWith(".mean")),
      truth,
      seed,
    ),
  );
  add("sharing", () =>
    validated(name, "the same and how many accounts of the table share friends", withSharing, truth, seed),
  );
  const others = onlyColumns(all, (one) => !one.startsWith("neighbours.shared"));
  add("all", () =>
    validated(name, "all accounts, an empty friend list counts as it stands (leak)", others, labels, seed),
  );
  const profiles = await readOwnProfiles(friends, accounts.accounts);
  add("all, neutral", () => neutralRow(name, others, labels, seed, visible, null));
  add("all, neutral, own profiles", () => neutralRow(name, others, labels, seed, visible, profiles));
  add("list only", () =>
    validated(
      name,
      "all accounts, nothing but whether the friend list is empty (what the leak alone gives)",
      emptiness(others),
      labels,
      seed,
    ),
  );
  for (const seller of ["OLENI", "PARIK"]) {
    add(seller, () =>
      foldRow(
        name,
        `seller ${seller} left out: learned from the other seller and half of the real accounts`,
        plain,
        truth,
        seed,
        leftOut(seed, truth, (row) => lotsOf[row]!.some((lot) => lot.startsWith(seller))),
      ),
    );
  }
  for (const lot of ["OLENI_LOW", "OLENI_MID", "PARIK_LOW", "PARIK_MID", "PARIK_HIGH"]) {
    add(lot, () =>
      foldRow(
        name,
        `lot ${lot} left out`,
        plain,
        truth,
        seed,
        leftOut(seed, truth, (row) => lotsOf[row]!.includes(lot)),
      ),
    );
  }
  for (const group of ["BIGFEST", "LENTACH", "TNULL", "TPROGER", "VELO"]) {
    add(group, () =>
      foldRow(
        name,
        `real members of ${group} left out: learned from the others and half of the bought accounts`,
        plain,
        truth,
        seed,
        leftOut(seed, truth, (row) => lotsOf[row]!.includes(`USERS_${group}`), 0),
      ),
    );
  }
  return rows;
}

/** Two folds: everything of one kind is only measured on; of the other class one half learns and the other half measures, by turns. */
function leftOut(
  seed: number,
  labels: Int32Array,
  kind: (row: number) => boolean,
  label = 1,
): readonly Fold[] {
  return stratifiedFolds(labels, 2, seed).map(({ test }) => {
    const half = new Set(test);
    const all = Array.from(labels.keys());
    const measured = (row: number): boolean => (labels[row] === label ? kind(row) : half.has(row));
    const learned = (row: number): boolean => (labels[row] === label ? !kind(row) : !half.has(row));
    return { train: Int32Array.from(all.filter(learned)), test: Int32Array.from(all.filter(measured)) };
  });
}

/**
 * Who lists no friends is judged by the base rate: it says nothing, and costs. With `profiles`, own profiles that other accounts' lists show speak for those who have
 * one, listed friends or not; being shown says nothing either.
 */
function neutralRow(
  name: string,
  table: FeatureTable,
  labels: Int32Array,
  seed: number,
  visible: Int32Array,
  profiles: FeatureTable | null,
): AccountRow {
  const seen = new Set(visible);
  const aucs: number[] = [];
  const precisions: number[] = [];
  const options = optionsOf(seed);
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (const fold of stratifiedFolds(labels, 5, seed + repeat)) {
      const friends = evidenceOf(table, labels, CLASSES, options, fold, (row) => seen.has(row));
      const own = profiles === null ? null : profileEvidence(profiles, labels, CLASSES, options, fold);
      const scores = Float64Array.from(fold.test, (row) => (friends.get(row) ?? 0) + (own?.get(row) ?? 0));
      const positive = (i: number): boolean => labels[fold.test[i]!] === 1;
      aucs.push(rocAuc(scores, positive));
      precisions.push(averagePrecision(scores, positive));
    }
  }
  const shown = (row: number): boolean =>
    profiles?.columns.some((column) => !Number.isNaN(column[row]!)) ?? false;
  return {
    name,
    protocol:
      profiles === null
        ? `${NO_LEAK} (no leak)`
        : `${NO_LEAK}, own profiles where others' lists show them (no leak)`,
    rows: labels.length,
    positives: labels.reduce((sum, label) => sum + label, 0),
    features: table.names.length + (profiles?.names.length ?? 0),
    auc: foldFigure(aucs, 5),
    prAuc: foldFigure(precisions, 5),
    f1: null,
    aucMost: aucBound(labels, (row) => seen.has(row) || shown(row)),
  };
}

function emptiness(table: FeatureTable): FeatureTable {
  const empty = table.columns[0]!.map((count) => (count > 0 ? 0 : 1));
  return { names: ["empty"], rowCount: table.rowCount, columns: [empty] };
}

/** Lots and communities an account stands in; an account may have been sold in several. */
function vkLots(path: string, accounts: AccountTable): readonly string[][] {
  const lots = new Map<string, string[]>();
  const [, ...lines] = readFileSync(path, "utf8").trim().split("\n");
  for (const line of lines) {
    const [account = "", , lot = ""] = line.split(",");
    lots.set(account, [...(lots.get(account) ?? []), lot]);
  }
  return accounts.accounts.map((account) => lots.get(account)!);
}

async function instagramRows(
  folder: string,
  seed: number,
  progress: (what: string) => void,
): Promise<AccountRow[]> {
  progress("Instagram followers");
  const rejected = (): void => {};
  const accounts = await readAccountTable(`${folder}labelled.csv`, { labelColumn: "rating", rejected });
  const labels = Int32Array.from(accounts.labels!, (label) => (label === "True" ? 1 : 0));
  return [validated("Instagram followers", "5 folds", accounts.values.table(Number.NaN), labels, seed)];
}

/**
 * GitHub accounts by the rule that labelled them. StarScout flags an account for low activity (one star or two, on one day, and little else) or
 * for starring in lockstep; the file does not say which. An empty profile (no repository, follower or following) is what low activity looks
 * like in it, so the positives are split by that, and each part is set against all sampled accounts.
 */
async function starRows(
  folder: string,
  seed: number,
  progress: (what: string) => void,
): Promise<AccountRow[]> {
  progress("GitHub accounts");
  const rejected = (): void => {};
  const ignore = ["label_fake", "deleted"];
  const read = (file: string) => readAccountTable(`${folder}${file}`, { ignore, rejected });
  const fake = await read("fake_accounts.csv");
  const sampled = await read("sample_accounts.csv");
  const asOf = Math.max(fake.values.newestMs(), sampled.values.newestMs());
  const both = stackRows([fake, sampled].map(({ values }) => values.table(asOf)));
  const doubtful = new Set(fake.accounts);
  const isFake = (row: number): boolean => row < fake.accounts.length;
  const column = (name: string): Float32Array => both.columns[both.names.indexOf(name)]!;
  const activity = ["public_repos", "followers", "following"].map(column);
  // A deleted account has no profile: what is missing would be the label. An account in both files has no label.
  const known = Array.from({ length: both.rowCount }, (_, row) => row).filter(
    (row) =>
      activity.every((values) => !Number.isNaN(values[row]!)) &&
      (isFake(row) || !doubtful.has(sampled.accounts[row - fake.accounts.length]!)),
  );
  const empty = (row: number): boolean => activity.every((values) => values[row] === 0);
  return [true, false].flatMap((kind) => {
    const part = known.filter((row) => !isFake(row) || empty(row) === kind);
    const labels = Int32Array.from(part, (row) => (isFake(row) ? 1 : 0));
    const table = takeRows(both, part);
    const what = kind
      ? "flagged accounts with an empty profile (as the low-activity rule has it)"
      : "flagged accounts with something on their profile (as the lockstep rule has it)";
    const about = onlyColumns(table, (name) => name.startsWith("has_") || name.startsWith("login_"));
    return [
      validated("GitHub stars", `${what}, 5 folds`, table, labels, seed, 1),
      validated("GitHub stars", `the same, from name and self-description alone`, about, labels, seed, 1),
    ];
  });
}
