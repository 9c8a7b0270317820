import { describe, expect, it } from "vitest";
import { binomialTail, falseDiscoveryRates, leastOf } from "./chances.ts";

describe("binomialTail", () => {
  it.each([
    [0, 5, 0.2, 1],
    [1, 3, 0.5, 0.875],
    [3, 3, 0.1, 0.001],
    [2, 4, 0, 0],
    [2, 4, 1, 1],
  ])("P(X ≥ %i) of %i at %f is %f", (k, n, p, expected) => {
    expect(binomialTail(k, n, p)).toBeCloseTo(expected, 10);
  });
  it("keeps its digits far out", () => {
    expect(binomialTail(30, 50, 0.003) / (4.7129212e13 * 0.003 ** 30 * 0.997 ** 20)).toBeCloseTo(1, 2);
  });
});

it("corrects the least of several", () => {
  expect(leastOf(0.01, 1)).toBeCloseTo(0.01, 12);
  expect(leastOf(0.01, 10)).toBeCloseTo(1 - 0.99 ** 10, 12);
  expect(leastOf(1, 3)).toBeLessThanOrEqual(1);
});

it("adjusts as Benjamini and Hochberg do, whatever the order; what was not measured is no test", () => {
  const rates = falseDiscoveryRates([0.04, Number.NaN, 0.01, 0.03, 0.5]);
  expect(rates[1]).toBeNaN();
  const sorted = [rates[2], rates[3], rates[0], rates[4]].map((rate) => rate?.toFixed(6));
  expect(sorted).toEqual(["0.040000", "0.053333", "0.053333", "0.500000"]);
  expect(falseDiscoveryRates([])).toEqual([]);
});
