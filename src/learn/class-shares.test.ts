import { describe, expect, it } from "vitest";
import { measureAnswers } from "./answer-cells.ts";
import { estimateShares as estimate, type SharesAnswer } from "./class-shares.ts";
import { createSeeded, type Seeded } from "./seeded.ts";

/** Answers of a made-up model of `classes` classes that is right about `skill` of the way: probabilities of accounts of class `truth`. */
function answer(truth: number, classes: number, skill: number, random: Seeded): number[] {
  const sums = Array.from({ length: classes }, (_, c) =>
    Math.exp((c === truth ? skill : 0) + random.normal()),
  );
  const total = sums.reduce((sum, one) => sum + one, 0);
  return sums.map((one) => one / total);
}

function accounts(counts: readonly number[], skill: number, random: Seeded) {
  const labels = counts.flatMap((count, c) => new Array<number>(count).fill(c));
  return {
    labels: Int32Array.from(labels),
    probabilities: Float64Array.from(labels.flatMap((label) => answer(label, counts.length, skill, random))),
  };
}

/** Of a model in one part. */
const estimateShares = (
  probabilities: Float64Array,
  cells: ReturnType<typeof measureAnswers>,
  seed: number,
): SharesAnswer => estimate(probabilities, [{ probabilities, cells }], seed);

describe("estimateShares", () => {
  it("corrects for the model's error where plain counting is far off", () => {
    const random = createSeeded(1);
    const known = accounts([2000, 2000], 1.5, random);
    const cells = measureAnswers(known.probabilities, known.labels, 2);
    const { probabilities } = accounts([9500, 500], 1.5, random);
    const { shares, fit } = estimateShares(probabilities, cells, 1);
    expect(Math.abs(shares[1]!.called - 0.05)).toBeGreaterThan(0.08);
    expect(Math.abs(shares[1]!.share - 0.05)).toBeLessThan(0.03);
    expect(shares[0]!.share + shares[1]!.share).toBeCloseTo(1, 9);
    expect(fit).toBeGreaterThan(0.01);
  });

  const cases: readonly (readonly [learned: readonly number[], audited: readonly number[]])[] = [
    [
      [300, 300],
      [450, 50],
    ],
    [
      [300, 300],
      [500, 0],
    ],
    [
      [400, 200, 100],
      [250, 150, 100],
    ],
    [
      [150, 150, 150, 150],
      [100, 300, 50, 50],
    ],
  ];
  it.each(cases)(
    "covers the truth about as often as it says (%j learned, %j audited)",
    (learned, audited) => {
      const random = createSeeded(learned.length * 31 + audited[0]!);
      const total = audited.reduce((sum, count) => sum + count, 0);
      const runs = 30;
      const covered = audited.map(() => 0);
      for (let run = 0; run < runs; run++) {
        const known = accounts(learned, 2, random);
        const cells = measureAnswers(known.probabilities, known.labels, learned.length);
        const { probabilities } = accounts(audited, 2, random);
        estimateShares(probabilities, cells, run).shares.forEach(({ low, high }, c) => {
          const truth = audited[c]! / total;
          if (low <= truth + 1e-4 && truth - 1e-4 <= high) covered[c]!++;
        });
      }
      // 30 runs at 95 %: fewer than 24 would come by chance three times in ten thousand.
      for (const count of covered) expect(count).toBeGreaterThanOrEqual(24);
    },
  );

  it("is wider with fewer accounts learned from, though as many are audited", () => {
    const width = (learned: number): number => {
      const random = createSeeded(5);
      const known = accounts([learned, learned], 1.5, random);
      const cells = measureAnswers(known.probabilities, known.labels, 2);
      const { low, high } = estimateShares(accounts([4000, 1000], 1.5, random).probabilities, cells, 1)
        .shares[1]!;
      return high - low;
    };
    expect(width(60)).toBeGreaterThan(2 * width(6000));
  });

  it("says when the accounts are of another kind than those learned from", () => {
    const random = createSeeded(9);
    const known = accounts([2000, 2000], 3, random);
    const cells = measureAnswers(known.probabilities, known.labels, 2);
    // Everybody lukewarm: no mixture of sure answers looks like that.
    const lukewarm = Float64Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 0.51 : 0.49));
    expect(estimateShares(lukewarm, cells, 1).fit).toBeLessThan(0.01);
  });

  it("answers for nobody at all, and the same for the same seed", () => {
    const known = accounts([50, 50], 2, createSeeded(1));
    const cells = measureAnswers(known.probabilities, known.labels, 2);
    const nobody = estimateShares(new Float64Array(0), cells, 1);
    expect(nobody.shares.every(({ low, high }) => low <= high)).toBe(true);
    const one = estimateShares(known.probabilities, cells, 7);
    expect(estimateShares(known.probabilities, cells, 7)).toEqual(one);
  });
});
