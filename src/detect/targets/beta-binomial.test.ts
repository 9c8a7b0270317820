import { describe, expect, it } from "vitest";
import { lnGamma } from "../../statistics/gamma.ts";
import { seeded } from "../columns/fixture-columns.ts";
import {
  fitBetaBinomial,
  fitBetaBinomialRobustly,
  lnBetaBinomial,
  lnOddsAbove,
  lnOddsBelow,
  usualRates,
} from "./beta-binomial.ts";

/** P(k of n) by integrating over the rate: slow, and plain. */
function integrated(k: number, n: number, mean: number, spread: number): number {
  const size = (1 - spread) / spread;
  const a = mean * size;
  const b = (1 - mean) * size;
  let total = 0;
  let hit = 0;
  for (let step = 0; step < 200_000; step++) {
    const rate = (step + 0.5) / 200_000;
    const weight = rate ** (a - 1) * (1 - rate) ** (b - 1);
    total += weight;
    hit += weight * rate ** k * (1 - rate) ** (n - k);
  }
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return (ways * hit) / total;
}

/** A rate of a beta distribution, by cutting and trying. */
function drawRate(random: () => number, mean: number, spread: number): number {
  const size = (1 - spread) / spread;
  const gamma = (shape: number): number => {
    // Marsaglia & Tsang 2000, with their trick for shapes below one.
    if (shape < 1) return gamma(shape + 1) * random() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      const v = (1 + normal / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - random()) < 0.5 * normal * normal + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  const x = gamma(mean * size);
  return x / (x + gamma((1 - mean) * size));
}

function drawHits(random: () => number, n: number, rate: number): number {
  let hits = 0;
  for (let i = 0; i < n; i++) if (random() < rate) hits++;
  return hits;
}

describe("lnGamma", () => {
  it.each([
    [1, 0],
    [0.5, Math.log(Math.sqrt(Math.PI))],
    [10, Math.log(362_880)],
    [7.999, 8.523_145_78],
  ])("of %d", (x, expected) => expect(lnGamma(x)).toBeCloseTo(expected, 6));

  it("holds its recurrence on both sides of the series' edge", () => {
    for (const x of [0.01, 0.7, 7.5, 8, 8.5, 123.4])
      expect(lnGamma(x + 1) - lnGamma(x)).toBeCloseTo(Math.log(x), 10);
  });
});

describe("lnBetaBinomial", () => {
  it.each([
    [0, 30, 0.3, 0.1],
    [12, 30, 0.3, 0.1],
    [30, 30, 0.6, 0.2],
    [1, 1, 0.4, 0.25],
  ])("answers what integration answers: %d of %d", (k, n, mean, spread) =>
    expect(Math.exp(lnBetaBinomial(k, n, { mean, spread }))).toBeCloseTo(integrated(k, n, mean, spread), 6),
  );

  it("sums to one", () => {
    let sum = 0;
    for (let k = 0; k <= 40; k++) sum += Math.exp(lnBetaBinomial(k, 40, { mean: 0.02, spread: 0.016 }));
    expect(sum).toBeCloseTo(1, 10);
  });
});

describe("fitUsual", () => {
  const random = seeded(5);
  const trials = Array.from({ length: 3000 }, () => 20 + Math.floor(60 * random()));
  const hits = trials.map((n) => drawHits(random, n, drawRate(random, 0.05, 0.04)));

  it("finds mean and spread again", () => {
    const usual = fitBetaBinomial(hits, trials, 0.001, () => true)!;
    expect(usual.mean).toBeCloseTo(0.05, 2);
    expect(usual.spread).toBeGreaterThan(0.03);
    expect(usual.spread).toBeLessThan(0.05);
  });

  it("never tells less spread than it is asked for, and nothing without trials", () => {
    expect(fitBetaBinomial([1, 1, 1], [20, 20, 20], 0.016, () => true)!.spread).toBe(0.016);
    expect(fitBetaBinomial([], [], 0.016, () => true)).toBeNull();
    expect(fitBetaBinomial([1], [20], 0.016, () => false)).toBeNull();
  });

  it("is not moved by one target in seven that was bought", () => {
    const bought = hits.map((own, at) => (at % 7 === 0 ? Math.round(0.7 * trials[at]!) : own));
    expect(fitBetaBinomial(bought, trials, 0.001, () => true)!.mean).toBeGreaterThan(0.12);
    const usual = fitBetaBinomialRobustly(bought, trials, 0.001)!;
    expect(usual.mean).toBeCloseTo(0.05, 2);
    expect(usual.spread).toBeLessThan(0.06);
  });
});

describe("odds", () => {
  const usual = { mean: 0.05, spread: 0.04 };

  it("are e-values: above one on average only where what is measured is not usual", () => {
    for (const n of [20, 200]) {
      let above = 0;
      let below = 0;
      for (let k = 0; k <= n; k++) {
        const chance = Math.exp(lnBetaBinomial(k, n, usual));
        above += chance * Math.exp(lnOddsAbove(k, n, usual));
        below += chance * Math.exp(lnOddsBelow(k, n, usual, { mean: 0.01, spread: 0.04 }));
      }
      expect(above).toBeLessThanOrEqual(1 + 1e-9);
      expect(below).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it("take sides", () => {
    expect(lnOddsAbove(30, 60, usual)).toBeGreaterThan(8);
    expect(lnOddsAbove(0, 60, usual)).toBeLessThanOrEqual(0);
    expect(lnOddsBelow(0, 400, { mean: 0.3, spread: 0.1 }, { mean: 0.03, spread: 0.1 })).toBeGreaterThan(2);
    expect(lnOddsBelow(200, 400, { mean: 0.3, spread: 0.1 }, { mean: 0.03, spread: 0.1 })).toBeLessThan(0);
  });
});

it("usualRates are those below which the part asked for lies", () => {
  const random = seeded(9);
  const rates = Array.from({ length: 20_000 }, () => drawRate(random, 0.1, 0.05)).sort((a, b) => a - b);
  const asked = [0.025, 0.5, 0.975];
  usualRates({ mean: 0.1, spread: 0.05 }, asked).forEach((rate, at) => {
    expect(rate).toBeCloseTo(rates[Math.floor(asked[at]! * rates.length)]!, 2);
  });
});
