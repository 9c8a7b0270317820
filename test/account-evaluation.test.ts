import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { aucBound, evidenceOf, profileEvidence, readOwnProfiles } from "../evaluate/vk-profiles.ts";
import type { FeatureTable } from "../src/learn/feature-table.ts";
import { stratifiedFolds } from "../src/learn/folds.ts";
import { rocAuc } from "../src/learn/ranking.ts";
import { createSeeded } from "../src/learn/seeded.ts";
import { TRAIN_DEFAULTS } from "../src/learn/trees/train-trees.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-vk-"));
afterAll(() => rmSync(folder, { recursive: true }));

const CLASSES = ["real", "bought"];
const OPTIONS = { ...TRAIN_DEFAULTS, rounds: 40, bags: 1, seed: 31, columnShare: 1 };

test("own profiles are those that another account's list shows; closed values are missing", async () => {
  const columns =
    "friends_count,groups_count,followers_count,subscriptions_count,albums_count,photos_count,posts_count,how_old_is_account";
  const path = join(folder, "friends.csv");
  writeFileSync(
    path,
    `account,friend,${columns}\na,b,1,2,3,4,5,6,7,0.5\na,stranger,9,9,9,9,9,9,9,0.9\nb,c,-1,-1,-1,-1,-1,-1,-1,0.25\n`,
  );
  const { names, columns: values } = await readOwnProfiles(path, ["a", "b", "c"]);
  expect(names).toEqual(columns.split(",").map((name) => `own.${name}`));
  const row = (r: number): number[] => values.map((column) => column[r]!);
  expect(row(0).every(Number.isNaN)).toBe(true);
  expect(row(1)).toEqual([1, 2, 3, 4, 5, 6, 7, 0.5]);
  expect(row(2).slice(0, -1).every(Number.isNaN)).toBe(true);
  expect(row(2).at(-1)).toBe(0.25);
});

describe("the highest AUC there can be", () => {
  test.each([
    ["all known", [0, 1, 0, 1], [1, 1, 1, 1]],
    ["none known", [0, 1, 0, 1], [0, 0, 0, 0]],
    ["some of each", [0, 0, 0, 1, 1, 1, 1], [1, 0, 0, 1, 1, 0, 0]],
    ["unknown of one class", [0, 0, 1, 1], [1, 1, 0, 1]],
  ])("%s: as a perfect ranking has it", (_, list, known) => {
    const labels = Int32Array.from(list);
    const perfect = list.map((label, i) => (known[i] === 1 ? (label === 1 ? 2 : 0) : 1));
    const auc = rocAuc(perfect, (i) => labels[i] === 1);
    expect(aucBound(labels, (row) => known[row] === 1)).toBeCloseTo(auc, 12);
  });
});

describe("evidence", () => {
  const random = createSeeded(4);
  const labels = Int32Array.from({ length: 400 }, (_, row) => row % 2);
  const [fold] = stratifiedFolds(labels, 4, 31);

  test("being seen says nothing by itself: rows seen are judged against rows seen", () => {
    // Nine in ten bought are seen, one in ten of the others; the column says nothing.
    const seen = Array.from(labels, (label) => random.unit() < (label === 1 ? 0.9 : 0.1));
    const table: FeatureTable = {
      names: ["noise"],
      rowCount: 400,
      columns: [Float32Array.from(labels, () => random.unit())],
    };
    const evidence = evidenceOf(table, labels, CLASSES, OPTIONS, fold!, (row) => seen[row]!);
    expect([...evidence.keys()].every((row) => seen[row] && fold!.test.includes(row))).toBe(true);
    const mean = [...evidence.values()].reduce((sum, one) => sum + one, 0) / evidence.size;
    expect(Math.abs(mean)).toBeLessThan(0.5);
  });

  test("a closed profile is judged by its age alone, and closedness says nothing", () => {
    // Bought accounts are closed more often; ages say nothing; counts tell the open ones.
    const closed = Array.from(labels, (label) => random.unit() < (label === 1 ? 0.8 : 0.2));
    const names = ["own.friends_count", "own.how_old_is_account"];
    const profiles: FeatureTable = {
      names,
      rowCount: 400,
      columns: [
        Float32Array.from(labels, (label, row) => (closed[row] ? Number.NaN : label + 0.2 * random.unit())),
        Float32Array.from(labels, () => random.unit()),
      ],
    };
    const evidence = profileEvidence(profiles, labels, CLASSES, OPTIONS, fold!);
    const meanOf = (keeps: (row: number) => boolean): number => {
      const own = [...evidence].filter(([row]) => keeps(row)).map(([, value]) => value);
      return own.reduce((sum, one) => sum + one, 0) / own.length;
    };
    expect(evidence.size).toBe(100);
    expect(Math.abs(meanOf((row) => closed[row]!))).toBeLessThan(0.5);
    expect(meanOf((row) => !closed[row]! && labels[row] === 1)).toBeGreaterThan(1);
    expect(meanOf((row) => !closed[row]! && labels[row] === 0)).toBeLessThan(-1);
  });
});
