import { expect, test } from "vitest";
import { seeded } from "./calibrate.fixture.ts";
import { RankBaselines } from "./rank-baselines.ts";
import { binOf } from "./score-bins.ts";

test("ranks are those of a plain list of weighted scores", () => {
  const halfLife = 1000;
  const baselines = new RankBaselines(2, halfLife);
  const random = seeded(3);
  const list: { bin: number; at: number }[] = [];
  for (let t = 0; t < 4000; t++) {
    const bin = binOf(Math.exp(3 * random()));
    if (list.length > 0 && t % 37 === 0) {
      const chance = random();
      const weigh = (keep: (other: number) => boolean): number =>
        list.reduce((sum, one) => sum + (keep(one.bin) ? 2 ** ((one.at - t) / halfLife) : 0), 0);
      const all = weigh(() => true);
      const above = weigh((other) => other > bin);
      const expected = (above + (1 - chance) * (weigh((other) => other === bin) + 1)) / (all + 1);
      // Beyond the third largest the fitted tail speaks.
      if (above > 3) expect(baselines.survival(1, bin, chance)).toBeCloseTo(expected, 9);
      expect(baselines.count(1)).toBeCloseTo(all, 6);
    }
    baselines.add(1, bin, baselines.unit);
    list.push({ bin, at: t });
    baselines.advance(1);
  }
  expect(baselines.count(0)).toBe(0);
});

test("weights are scaled back before they overflow, and nothing is lost by it", () => {
  const baselines = new RankBaselines(1, 1);
  for (let i = 0; i < 5000; i++) {
    baselines.add(0, binOf(i % 7), baselines.unit);
    baselines.advance(1);
  }
  expect(baselines.count(0)).toBeCloseTo(1, 6);
});

test("what is removed was never there", () => {
  const one = new RankBaselines(1, 1000);
  const two = new RankBaselines(1, 1000);
  for (let i = 0; i < 500; i++) {
    one.add(0, binOf(i), one.unit);
    two.add(0, binOf(i), two.unit);
  }
  for (let i = 0; i < 40; i++) two.add(0, binOf(1e6), two.unit);
  for (let i = 0; i < 60; i++) two.remove(0, binOf(1e6), two.unit);
  for (const score of [3, 200, 450]) {
    expect(two.survival(0, binOf(score), 0.5)).toBeCloseTo(one.survival(0, binOf(score), 0.5), 9);
  }
});

test("an exponential tail is extrapolated to a tenth of the smallest rank within a factor of three", () => {
  const baselines = new RankBaselines(1, 1e12);
  const random = seeded(5);
  for (let i = 0; i < 20_000; i++) baselines.add(0, binOf(-Math.log(1 - random())), 1);
  const p = baselines.survival(0, binOf(12.2), 0.5); // e^-12.2 = 5e-6; the rank ends at 5e-5
  expect(p).toBeGreaterThan(1.7e-6);
  expect(p).toBeLessThan(1.5e-5);
});

test.each([1, 10, 500, 20_000])(
  "without tails, the strangest of %d scores is the first of them all, and no less",
  (n) => {
    const ranks = new RankBaselines(1, 1e12, false);
    const random = seeded(9);
    for (let i = 0; i < n; i++) ranks.add(0, binOf(Math.exp(random())), ranks.unit);
    for (const chance of [0, 0.25, 0.9]) {
      expect(ranks.survival(0, binOf(1e9), chance)).toBeCloseTo((1 - chance) / (n + 1), 12);
    }
  },
);
