import fc from "fast-check";
import { expect, test } from "vitest";
import { benjaminiHochberg } from "./benjamini-hochberg.ts";
import { campaignProbability, falseAlarmRateOf, memberProbability } from "./cluster-false-alarms.ts";
import { isotonic, stepAt } from "./isotonic.ts";

test("steps never fall, and keep the weighted mean", () => {
  const point = fc.tuple(
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 0, max: 10 }),
    fc.integer({ min: 1, max: 5 }),
  );
  fc.assert(
    fc.property(fc.array(point, { minLength: 1 }), (points) => {
      const { from, value, weight } = isotonic(points);
      for (let i = 1; i < from.length; i++) {
        expect(value[i]!).toBeGreaterThan(value[i - 1]!);
        expect(from[i]!).toBeGreaterThan(from[i - 1]!);
      }
      const fitted = value.reduce((sum, v, i) => sum + v * weight[i]!, 0);
      expect(fitted).toBeCloseTo(
        points.reduce((sum, [, y, w]) => sum + y * w, 0),
        6,
      );
    }),
  );
});

test("a violated order is pooled, and steps are read off", () => {
  const steps = isotonic([
    [1, 0, 1],
    [2, 1, 1],
    [3, 0, 1],
    [4, 1, 2],
  ]);
  expect(steps).toEqual({ from: [1, 2, 4], value: [0, 0.5, 1], weight: [1, 2, 2] });
  expect([0, 1, 2.9, 3, 9].map((x) => stepAt(steps, x))).toEqual([0, 0, 0.5, 0.5, 1]);
  expect(stepAt(isotonic([]), 1)).toBeNaN();
});

test("Benjamini and Hochberg's own example reports four of fifteen", () => {
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ];
  expect(benjaminiHochberg(p, 0.05)).toEqual([0, 1, 2, 3]);
  expect(benjaminiHochberg([Number.NaN, 0.01, Number.NaN], 0.05)).toEqual([1]);
  expect(benjaminiHochberg([], 0.05)).toEqual([]);
});

test("a cluster's false-alarm rate counts what was found as high and as large, and never says none", () => {
  const steps = { from: [0.5, 0.9], value: [0.6, 0.95], weight: [5, 5] };
  const table = {
    provenance: "made up",
    millions: 2,
    falseClusters: [
      [0.6, 20],
      [0.9, 5],
    ] as const,
    truth: steps,
    membership: steps,
  };
  expect(falseAlarmRateOf(0.5, 1, table)).toEqual({ perMillionEvents: 1.5, atFloor: false });
  expect(falseAlarmRateOf(0.6, 20, table)).toEqual({ perMillionEvents: 1, atFloor: false });
  expect(falseAlarmRateOf(0.95, 1, table)).toEqual({ perMillionEvents: 0.5, atFloor: true });
  expect(campaignProbability(0.7, table)).toBe(0.6);
  expect(memberProbability(0.95, table)).toBe(0.95);
});

test("the shipped table is monotone and in range", () => {
  let before = 0;
  for (let score = 0.5; score <= 1; score += 0.01) {
    expect(falseAlarmRateOf(score, 30).perMillionEvents).toBeGreaterThan(0);
    expect(campaignProbability(score)).toBeGreaterThanOrEqual(before);
    before = campaignProbability(score);
    expect(memberProbability(score)).toBeLessThanOrEqual(1);
  }
});
