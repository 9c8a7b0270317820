import { describe, expect, it } from "vitest";
import { lnFactorial } from "./gamma.ts";
import { lnPoissonTail } from "./poisson.ts";

describe("lnPoissonTail", () => {
  it.each([
    [3, 0.1],
    [5, 2],
    [40, 10],
    [200, 90],
  ])("P(X ≥ %i | mean %f): not below the sum of the tail, and close above it", (k, mean) => {
    let tail = 0;
    for (let x = k; x < k + 400; x++) tail += Math.exp(-mean + x * Math.log(mean) - lnFactorial(x));
    const ln = lnPoissonTail(k, mean);
    expect(ln).toBeGreaterThanOrEqual(Math.log(tail) - 1e-9);
    expect(ln).toBeLessThan(Math.log(tail) + 0.3);
  });
  it("says nothing below the mean, everything where nothing was expected", () => {
    expect(lnPoissonTail(5, 5)).toBe(0);
    expect(lnPoissonTail(3, 0)).toBe(Number.NEGATIVE_INFINITY);
  });
});

// scipy 1.17: poisson.logsf(k - 1, mean).
it.each([
  [5, 1, -5.610333982897155],
  [20, 4, -18.400826931106547],
  [3, 0.01, -15.614768151150606],
  [200, 100, -41.514473304592556],
])("ln P(X ≥ %i | mean %f) lies at most 0.02 above scipy's", (k, mean, ln) => {
  expect(lnPoissonTail(k, mean)).toBeGreaterThanOrEqual(ln - 1e-9);
  expect(lnPoissonTail(k, mean)).toBeLessThan(ln + 0.02);
});
