import { describe, expect, it } from "vitest";
import { lnBinomialTail } from "./binomial-tail.ts";

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
