import { describe, expect, it } from "vitest";
import { takeRows } from "../feature-table.ts";
import { madeRows } from "../fixture-rows.ts";
import { rocAuc } from "../ranking.ts";
import { createRowScorer, scoreTable } from "../score-rows.ts";
import { TRAIN_DEFAULTS, type TrainOptions, trainTrees } from "./train-trees.ts";
import type { TreeModel } from "./tree-model.ts";

const QUICK: TrainOptions = { ...TRAIN_DEFAULTS, rounds: 60, bags: 1, heldOutShare: 0, learningRate: 0.15 };
const two = ["real", "bought"];

/** The slow obvious way: walk every tree, add, link. */
function plainScore(model: TreeModel, values: readonly number[]): number[] {
  const { trees } = model;
  const sums = [...model.base];
  trees.roots.forEach((root, tree) => {
    let node = root;
    while (trees.feature[node]! >= 0) {
      const value = values[trees.feature[node]!]!;
      const left = Number.isNaN(value) ? trees.missingLeft[node] === 1 : value <= trees.threshold[node]!;
      node = left ? node + 1 : trees.right[node]!;
    }
    sums[trees.outputs[tree]!]! += trees.value[node]!;
  });
  if (model.link === "logistic") {
    const p = 1 / (1 + Math.exp(-sums[0]!));
    return [1 - p, p];
  }
  const total = sums.reduce((all, sum) => all + Math.exp(sum), 0);
  return sums.map((sum) => Math.exp(sum) / total);
}

/** Every split of one column tried on every pair of neighbouring values: the first tree's root must be the best of all. */
function bestSplitGain(
  columns: readonly Float32Array[],
  labels: Int32Array,
  l2: number,
  least: number,
): number {
  const rate = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  const h = rate * (1 - rate);
  let best = 0;
  for (const column of columns) {
    const values = [...new Set(column)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
    for (const edge of values) {
      for (const missingLeft of [true, false]) {
        const part = [0, 0, 0, 0];
        column.forEach((value, row) => {
          const left = Number.isNaN(value) ? missingLeft : value <= edge;
          part[left ? 0 : 2]! += rate - labels[row]!;
          part[left ? 1 : 3]! += h;
        });
        const [gl = 0, hl = 0, gr = 0, hr = 0] = part;
        if (hl < least || hr < least) continue;
        const gain = gl ** 2 / (hl + l2) + gr ** 2 / (hr + l2) - (gl + gr) ** 2 / (hl + hr + l2);
        best = Math.max(best, gain);
      }
    }
  }
  return best;
}

describe("trainTrees", () => {
  it("learns an interaction and a curve, for two classes and for more", () => {
    const train = madeRows(4000, 6, 2, 1);
    const test = madeRows(2000, 6, 2, 2);
    const { model, importance } = trainTrees(train.table, train.labels, two, QUICK);
    const p = scoreTable(model, test.table);
    const auc = rocAuc(
      test.labels.map((_, row) => p[row * 2 + 1]! * 1e9),
      (row) => test.labels[row] === 1,
    );
    expect(auc).toBeGreaterThan(0.95);
    expect(importance[0]! + importance[1]! + importance[2]!).toBeGreaterThan(0.9);

    const four = madeRows(4000, 6, 4, 1);
    const unseen = madeRows(2000, 6, 4, 2);
    const names = ["active", "dormant", "dead", "bought"];
    const q = scoreTable(trainTrees(four.table, four.labels, names, QUICK).model, unseen.table);
    let right = 0;
    for (let row = 0; row < 2000; row++) {
      const row4 = [...q.subarray(row * 4, row * 4 + 4)];
      expect(row4.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
      if (row4.indexOf(Math.max(...row4)) === unseen.labels[row]) right++;
    }
    expect(right / 2000).toBeGreaterThan(0.65);
  });

  it.each([2, 4])("scores what walking the trees plainly scores (%i classes)", (classes) => {
    const { table, labels } = madeRows(800, 5, classes, 7);
    const { model } = trainTrees(table, labels, ["a", "b", "c", "d"].slice(0, classes), QUICK);
    const fast = scoreTable(model, table);
    for (let row = 0; row < 800; row++) {
      const slow = plainScore(
        model,
        table.columns.map((column) => column[row]!),
      );
      slow.forEach((one, c) => {
        expect(fast[row * classes + c]).toBeCloseTo(one, 12);
      });
    }
  });

  it("takes for its first split the best of all, missing values tried on either side", () => {
    for (const seed of [1, 2, 3]) {
      const { table, labels } = madeRows(150, 3, 2, seed);
      // One round, one split: what falls is what the best split gains.
      const options = { ...QUICK, rounds: 1, leavesMax: 2, rowShare: 1, columnShare: 1, learningRate: 1 };
      const { model } = trainTrees(table, labels, two, options);
      const rate = labels.reduce((sum, label) => sum + label, 0) / labels.length;
      const { trees } = model;
      const sums = [0, 0, 0, 0];
      table.columns[trees.feature[0]!]!.forEach((value, row) => {
        const left = Number.isNaN(value) ? trees.missingLeft[0] === 1 : value <= trees.threshold[0]!;
        sums[left ? 0 : 2]! += rate - labels[row]!;
        sums[left ? 1 : 3]! += rate * (1 - rate);
      });
      const [gl = 0, hl = 0, gr = 0, hr = 0] = sums;
      const { l2, childWeightMin } = options;
      const gain = gl ** 2 / (hl + l2) + gr ** 2 / (hr + l2) - (gl + gr) ** 2 / (hl + hr + l2);
      expect(gain).toBeCloseTo(bestSplitGain(table.columns, labels, l2, childWeightMin), 4);
    }
  });

  it("splits on a value's being missing alone", () => {
    const labels = Int32Array.from({ length: 400 }, (_, row) => row % 2);
    const column = Float32Array.from(labels, (label) => (label === 1 ? Number.NaN : 3));
    const { model } = trainTrees({ names: ["x"], rowCount: 400, columns: [column] }, labels, two, QUICK);
    const [real, bought] = [3, Number.NaN].map((value) => plainScore(model, [value])[1]!);
    expect(real).toBeLessThan(0.05);
    expect(bought).toBeGreaterThan(0.95);
  });

  it("gives the rate of the class where nothing can be learned: all missing, or all the same", () => {
    const labels = Int32Array.from({ length: 100 }, (_, row) => (row < 25 ? 1 : 0));
    for (const value of [Number.NaN, 7]) {
      const table = { names: ["x"], rowCount: 100, columns: [new Float32Array(100).fill(value)] };
      const { model, importance } = trainTrees(table, labels, two, { ...QUICK, rowShare: 1 });
      expect(scoreTable(model, table)[1]).toBeCloseTo(0.25, 5);
      expect([...importance]).toEqual([0]);
    }
  });

  it("is the same for the same seed, and another for another", () => {
    const { table, labels } = madeRows(500, 4, 2, 3);
    const options = { ...TRAIN_DEFAULTS, rounds: 30, bags: 2 };
    const first = trainTrees(table, labels, two, options);
    expect(trainTrees(table, labels, two, options)).toEqual(first);
    expect(trainTrees(table, labels, two, { ...options, seed: 2 })).not.toEqual(first);
  });

  it("stops early on noise", () => {
    const { table } = madeRows(600, 5, 2, 3);
    const { labels } = madeRows(600, 5, 2, 99);
    const { rounds } = trainTrees(table, labels, two, { ...TRAIN_DEFAULTS, rounds: 600, bags: 1 });
    expect(rounds[0]).toBeLessThan(60);
  });

  it("keeps a monotone column monotone", () => {
    const { table } = madeRows(1500, 3, 2, 4);
    // A wavy truth: without the constraint the model would wave too.
    const labels = Int32Array.from(table.columns[0]!, (x) =>
      Math.sin(4 * (x || 0)) + 0.4 * (x || 0) > 0 ? 1 : 0,
    );
    const rises = (options: TrainOptions): boolean => {
      const { score } = createRowScorer(trainTrees(table, labels, two, options).model);
      const out = new Float64Array(2);
      for (const other of [-1, 0, 1]) {
        let before = 0;
        for (let x = -3; x <= 3; x += 0.05) {
          score(Float32Array.from([x, other, 0]), 0, out, 0);
          if (out[1]! < before - 1e-6) return false;
          before = out[1]!;
        }
      }
      return true;
    };
    expect(rises(QUICK)).toBe(false);
    expect(rises({ ...QUICK, monotone: { f0: 1 } })).toBe(true);
  });

  it("refuses one class, as an assertion", () => {
    const { table } = madeRows(10, 2, 2, 1);
    expect(() => trainTrees(table, new Int32Array(10), two, QUICK)).toThrow("every class needs a row");
    expect(() => trainTrees(takeRows(table, [1]), new Int32Array(10), two, QUICK)).toThrow("one label a row");
  });
});
