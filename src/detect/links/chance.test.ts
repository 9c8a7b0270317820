import { describe, expect, it } from "vitest";
import { discoveryThreshold, lnFactorial, lnPoissonTail } from "./chance.ts";

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
  it("has factorials on both sides of the table's end", () => {
    let slow = 0;
    for (let k = 2; k <= 70; k++) {
      slow += Math.log(k);
      expect(lnFactorial(k)).toBeCloseTo(slow, 8);
    }
  });
});

describe("discoveryThreshold", () => {
  it("is the step-up rule of Benjamini and Hochberg", () => {
    // Their example, section 4: 15 tests, four of them discoveries at 0.05.
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
      0.759, 1,
    ];
    const lnP = Float64Array.from(p, Math.log);
    expect(discoveryThreshold(lnP, 15, 0.05)).toBe(Math.log(0.0095));
  });
  it("moves with the number of tests, and finds none in nothing", () => {
    const lnP = Float64Array.of(Math.log(1e-6));
    expect(discoveryThreshold(lnP, 1e3, 0.01)).toBe(lnP[0]);
    expect(discoveryThreshold(lnP, 1e5, 0.01)).toBe(Number.NEGATIVE_INFINITY);
    expect(discoveryThreshold(new Float64Array(0), 10, 0.01)).toBe(Number.NEGATIVE_INFINITY);
  });
});
