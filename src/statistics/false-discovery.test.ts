import { describe, expect, it, test } from "vitest";
import { benjaminiHochberg, discoveryThreshold, falseDiscoveryRates } from "./false-discovery.ts";

test("Benjamini and Hochberg's own example reports four of fifteen", () => {
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ];
  expect(benjaminiHochberg(p, 0.05)).toEqual([0, 1, 2, 3]);
  expect(benjaminiHochberg([Number.NaN, 0.01, Number.NaN], 0.05)).toEqual([1]);
  expect(benjaminiHochberg([], 0.05)).toEqual([]);
});

it("adjusts as Benjamini and Hochberg do, whatever the order; what was not measured is no test", () => {
  const rates = falseDiscoveryRates([0.04, Number.NaN, 0.01, 0.03, 0.5]);
  expect(rates[1]).toBeNaN();
  const sorted = [rates[2], rates[3], rates[0], rates[4]].map((rate) => rate?.toFixed(6));
  expect(sorted).toEqual(["0.040000", "0.053333", "0.053333", "0.500000"]);
  expect(falseDiscoveryRates([])).toEqual([]);
});

// scipy 1.17: stats.false_discovery_control(p).
it("adjusts as scipy does", () => {
  const p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212];
  const adjusted = [0.009, 0.036, 0.0756, 0.0756, 0.0756, 0.09, 0.09514285714285714, 0.212, 0.212];
  for (const [i, rate] of falseDiscoveryRates(p).entries()) expect(rate).toBeCloseTo(adjusted[i]!, 12);
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
