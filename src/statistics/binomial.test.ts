import { describe, expect, it } from "vitest";
import { binomialBelow, binomialTail, lnBinomialTail } from "./binomial.ts";

/** The tail, term by term. */
function exactTail(k: number, n: number, p: number): number {
  let sum = 0;
  for (let i = k; i <= n; i++) {
    let term = p ** i * (1 - p) ** (n - i);
    for (let j = 1; j <= i; j++) term *= (n - i + j) / j;
    sum += term;
  }
  return Math.log(sum);
}

describe("lnBinomialTail", () => {
  it.each([
    [4, 4, 0.01],
    [5, 20, 0.02],
    [20, 20, 0.33],
    [30, 60, 0.2],
  ])("bounds P(X ≥ %i) of %i at %f from above, and closely", (k, n, p) => {
    const exact = exactTail(k, n, p);
    expect(lnBinomialTail(k, n, p)).toBeGreaterThanOrEqual(exact - 1e-9);
    expect(lnBinomialTail(k, n, p)).toBeLessThan(exact + 0.2);
  });
  it("says nothing of what is expected, and is certain of what cannot be", () => {
    expect(lnBinomialTail(3, 10, 0.2)).toBe(0);
    expect(lnBinomialTail(0, 0, 0.5)).toBe(0);
    expect(lnBinomialTail(2, 10, 0)).toBe(Number.NEGATIVE_INFINITY);
  });
});

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

// scipy 1.17: binom.sf(k - 1, n, p) and binom.cdf(k, n, p).
describe("both tails, to the last digits", () => {
  it.each([
    [3, 10, 0.2, 0.32220047360000015],
    [50, 400, 0.1, 0.06009736360795153],
    [190, 200, 0.9, 0.008071249955102708],
    [7, 7, 0.3, 0.00021869999999999995],
  ])("P(X ≥ %i) of %i at %f", (k, n, p, tail) => expect(binomialTail(k, n, p) / tail).toBeCloseTo(1, 9));
  it.each([
    [0, 10, 0.2, 0.1073741824],
    [3, 10, 0.2, 0.8791261183999999],
    [30, 400, 0.1, 0.05239124657858224],
    [5, 5, 0.4, 1],
  ])("P(X ≤ %i) of %i at %f", (k, n, p, tail) => expect(binomialBelow(k, n, p) / tail).toBeCloseTo(1, 9));
});
