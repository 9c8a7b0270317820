import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitCalibration, withCalibration } from "./calibrate.ts";
import { crossValidate, foldFigure } from "./cross-validate.ts";
import { findLeaks } from "./find-leaks.ts";
import { madeRows } from "./fixture-rows.ts";
import { stratifiedFolds } from "./folds.ts";
import { averagePrecision, f1Of, rocAuc } from "./ranking.ts";
import { scoreTable } from "./score-rows.ts";
import { createSeeded } from "./seeded.ts";
import { TRAIN_DEFAULTS, trainTrees } from "./trees/train-trees.ts";

const two = ["real", "bought"];
const QUICK = { ...TRAIN_DEFAULTS, rounds: 40, bags: 1 };

describe("ranking", () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), {
    minLength: 2,
    maxLength: 40,
  });

  it("has the AUC of all pairs compared", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const positives = list.filter(([, yes]) => yes);
        const negatives = list.filter(([, yes]) => !yes);
        fc.pre(positives.length > 0 && negatives.length > 0);
        let above = 0;
        for (const [p] of positives) for (const [n] of negatives) above += p > n ? 1 : p === n ? 0.5 : 0;
        const auc = rocAuc(
          list.map(([score]) => score),
          (i) => list[i]![1],
        );
        expect(auc).toBeCloseTo(above / (positives.length * negatives.length), 12);
      }),
    );
  });

  it("has the average precision of every threshold tried", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const all = list.filter(([, yes]) => yes).length;
        fc.pre(all > 0 && all < list.length);
        let area = 0;
        let recall = 0;
        for (const edge of [...new Set(list.map(([score]) => score))].sort((a, b) => b - a)) {
          const taken = list.filter(([score]) => score >= edge);
          const hits = taken.filter(([, yes]) => yes).length;
          area += (hits / all - recall) * (hits / taken.length);
          recall = hits / all;
        }
        const ap = averagePrecision(
          list.map(([score]) => score),
          (i) => list[i]![1],
        );
        expect(ap).toBeCloseTo(area, 12);
      }),
    );
  });

  it("cannot be measured with one class, and F1 is 0 where nothing is found", () => {
    expect(rocAuc([1, 2], () => true)).toBeNaN();
    expect(averagePrecision([1, 2], () => true)).toBeNaN();
    expect(
      f1Of(
        () => false,
        (i) => i === 0,
        5,
      ),
    ).toBe(0);
    expect(
      f1Of(
        (i) => i < 2,
        (i) => i === 0,
        5,
      ),
    ).toBeCloseTo(2 / 3, 12);
  });
});

describe("folds and figures", () => {
  it("measures on every row once, each class in every fold", () => {
    const labels = Int32Array.from({ length: 53 }, (_, i) => (i % 5 === 0 ? 1 : 0));
    const folds = stratifiedFolds(labels, 5, 3);
    const seen = folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b);
    expect(seen).toEqual([...labels.keys()]);
    for (const { train, test } of folds) {
      expect(train.length + test.length).toBe(53);
      expect(test.some((row) => labels[row] === 1)).toBe(true);
    }
  });

  it("gives an interval that narrows with more folds, and none from nothing", () => {
    const figure = foldFigure([0.8, 0.9, 0.85, 0.87, 0.83], 5);
    expect(figure.mean).toBeCloseTo(0.85, 12);
    // s = .03808, t(4) = 2.776, sqrt(1/5 + 1/4) = .6708
    expect(figure.high - figure.mean).toBeCloseTo(0.0709, 3);
    expect(foldFigure([Number.NaN], 5).mean).toBeNaN();
    expect(foldFigure([0.5], 5)).toEqual({ mean: 0.5, low: 0, high: 1 });
  });

  it("finds nothing in noise: no row is measured by a model that saw it", () => {
    const { table } = madeRows(600, 8, 2, 1);
    const random = createSeeded(77);
    const labels = Int32Array.from({ length: 600 }, () => random.below(2));
    const result = crossValidate(table, labels, two, QUICK, { folds: 5, repeats: 1 });
    expect(Math.abs(result.classes[1]!.auc.mean - 0.5)).toBeLessThan(0.08);
  });
});

describe("calibration", () => {
  it.each([2, 3])("brings back probabilities that were bent (%i classes)", (classes) => {
    const random = createSeeded(classes);
    const labels = new Int32Array(6000);
    const bent = new Float64Array(6000 * classes);
    for (let row = 0; row < 6000; row++) {
      const sums = Array.from({ length: classes }, () => 1.5 * random.normal());
      const truth = sums.map((sum) => Math.exp(sum));
      const total = truth.reduce((all, one) => all + one, 0);
      let at = random.unit() * total;
      let label = 0;
      while (label < classes - 1 && at > truth[label]!) at -= truth[label++]!;
      labels[row] = label;
      const over = sums.map((sum, c) => Math.exp(2.5 * sum + (c === 0 ? 1 : 0)));
      const all = over.reduce((sum, one) => sum + one, 0);
      over.forEach((one, c) => {
        bent[row * classes + c] = one / all;
      });
    }
    const fitted = fitCalibration(bent, labels, classes);
    expect(fitted.scale).toBeCloseTo(0.4, 1);
    expect(fitted.shifts[1]! - fitted.shifts[0]!).toBeCloseTo(0.4, 0);
    expect(fitted.logLossAfter).toBeLessThan(fitted.logLossBefore - 0.05);
  });

  it.each([2, 3])("stands in the leaves: the model says what was asked for (%i classes)", (classes) => {
    const { table, labels } = madeRows(400, 4, classes, 3);
    const { model } = trainTrees(table, labels, ["a", "b", "c"].slice(0, classes), QUICK);
    const calibration = { scale: 0.5, shifts: [0, 0.7, -0.3], logLossBefore: 0, logLossAfter: 0 };
    const before = scoreTable(model, table);
    const after = scoreTable(withCalibration(model, calibration), table);
    for (let row = 0; row < 400; row++) {
      const want = Array.from({ length: classes }, (_, c) =>
        Math.exp(0.5 * Math.log(before[row * classes + c]!) + calibration.shifts[c]!),
      );
      const total = want.reduce((sum, one) => sum + one, 0);
      want.forEach((one, c) => {
        expect(after[row * classes + c]).toBeCloseTo(one / total, 5);
      });
    }
  });
});

describe("findLeaks", () => {
  const rows = 400;
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 2);
  const random = createSeeded(4);
  const noise = Float32Array.from({ length: rows }, () => random.normal());
  const find = (column: Float32Array) =>
    findLeaks({ names: ["x"], rowCount: rows, columns: [column] }, labels, two);

  it("names a column that is the label, either way round, and leaves noise alone", () => {
    expect(find(noise)).toEqual([]);
    for (const sign of [1, -1]) {
      const [leak] = find(noise.map((one, row) => one + sign * 9 * labels[row]!));
      expect(leak).toMatchObject({ feature: "x", class: "bought", by: "value" });
    }
  });

  it("names a column whose being missing tells the class, from an eighth of the rows on", () => {
    const gone = (share: number) =>
      noise.map((one, row) => (labels[row] === 1 && row % 200 < 200 * share ? Number.NaN : one));
    expect(find(gone(0.1))).toEqual([]);
    expect(find(gone(0.2))[0]).toMatchObject({ by: "missing", missingShareOthers: 0 });
  });

  it("says once what several columns say by being missing together", () => {
    const gone = noise.map((one, row) => (labels[row] === 1 && row % 200 < 80 ? Number.NaN : one));
    const leaks = findLeaks(
      { names: ["x", "y", "z"], rowCount: rows, columns: [gone, noise, gone] },
      labels,
      two,
    );
    expect(leaks).toMatchObject([{ feature: "x", by: "missing", alike: ["z"] }]);
  });
});
