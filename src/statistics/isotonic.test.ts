import fc from "fast-check";
import { expect, test } from "vitest";
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

// scipy 1.17: optimize.isotonic_regression(y, weights=w).x
test("is scipy's fit of weighted points", () => {
  const y = [1, 3, 2, 4, 3.5, 3, 6];
  const w = [1, 1, 2, 1, 1, 1, 3];
  const steps = isotonic(y.map((value, i) => [i, value, w[i]!] as const));
  const fitted = y.map((_, i) => stepAt(steps, i));
  for (const [i, value] of [1, 7 / 3, 7 / 3, 3.5, 3.5, 3.5, 6].entries())
    expect(fitted[i]).toBeCloseTo(value, 12);
});
