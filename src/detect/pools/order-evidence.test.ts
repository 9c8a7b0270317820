import { describe, expect, it } from "vitest";
import { seeded } from "../columns/fixture-columns.ts";
import { weighOrder } from "./order-evidence.ts";

/** Visitors one by one → the evidence, with plain sums over every beginning: no blocks skipped, no running products. */
function slowEvidence(member: readonly boolean[], shares: readonly number[], membersMin: number): number {
  const beginnings = [{ after: -1, weight: 0.75 }];
  let best = 0;
  let members = 0;
  member.forEach((came, i) => {
    if (!came) return;
    members++;
    let sum = 0;
    for (const { after, weight } of beginnings) {
      for (const [part, believed] of [
        [0.9, 0.6],
        [0.5, 0.25],
        [0.2, 0.15],
      ] as const) {
        let product = weight * believed;
        for (let j = after + 1; j <= i; j++) {
          const share = shares[j]!;
          if (part / (1 - part) < (5 * share) / (1 - share)) continue;
          product *= member[j] ? part / share : (1 - part) / (1 - share);
        }
        sum += product;
      }
    }
    if (members >= membersMin) best = Math.max(best, Math.log(sum));
    beginnings.push({ after: i, weight: 0.25 / (members * (members + 1)) });
  });
  return best;
}

/** Visitors in blocks of given sizes. */
function audienceOf(sizes: readonly number[]): { readonly size: number; readonly blockStart: Int32Array } {
  const blockStart = new Int32Array(sizes.length + 1);
  sizes.forEach((size, b) => {
    blockStart[b + 1] = blockStart[b]! + size;
  });
  return { size: blockStart.at(-1)!, blockStart };
}

const placesOf = (member: readonly boolean[]): number[] => member.flatMap((came, i) => (came ? [i] : []));

describe("weighOrder", () => {
  it("gives the evidence that a slow reference gives", () => {
    const random = seeded(3);
    for (let round = 0; round < 200; round++) {
      const sizes = Array.from({ length: 1 + Math.floor(6 * random()) }, () => Math.floor(12 * random()));
      const audience = audienceOf(sizes);
      const shares = Float64Array.from(sizes, () => 0.002 + 0.3 * random() ** 2);
      const dense = random();
      const member = Array.from({ length: audience.size }, () => random() < dense);
      const each = sizes.flatMap((size, b) => Array.from({ length: size }, () => shares[b]!));
      const { lnEvidence } = weighOrder(audience, placesOf(member), shares, () => true, 4);
      expect(lnEvidence).toBeCloseTo(slowEvidence(member, each, 4), 9);
    }
  });
  it("says nothing with one member too few, and tells the run with enough", () => {
    const shares = Float64Array.of(0.01);
    expect(weighOrder(audienceOf([3]), [0, 1, 2], shares, () => true, 4).lnEvidence).toBe(0);
    const found = weighOrder(audienceOf([30]), [3, 20, 21, 22, 23], shares, () => true, 4);
    expect(found.lnEvidence).toBeGreaterThan(8);
    expect(found.to).toBe(23);
    expect(found.from).toBeGreaterThanOrEqual(3);
  });
  it("passes over members that say nothing", () => {
    const shares = Float64Array.of(0.01);
    const all = weighOrder(audienceOf([8]), [0, 1, 2, 3, 4, 5, 6, 7], shares, () => true, 4);
    const half = weighOrder(audienceOf([8]), [0, 1, 2, 3, 4, 5, 6, 7], shares, (place) => place % 2 === 0, 4);
    const four = weighOrder(audienceOf([4]), [0, 1, 2, 3], shares, () => true, 4);
    expect(half.lnEvidence).toBeCloseTo(four.lnEvidence, 9);
    expect(half.lnEvidence).toBeLessThan(all.lnEvidence);
  });
  it("passes any height by chance as seldom as it says, though it is read after every visitor", () => {
    const random = seeded(5);
    const runs = 4_000;
    let passed = 0;
    for (let run = 0; run < runs; run++) {
      const member = Array.from({ length: 60 }, () => random() < 0.08);
      const { lnEvidence } = weighOrder(
        audienceOf([60]),
        placesOf(member),
        Float64Array.of(0.08),
        () => true,
        4,
      );
      if (lnEvidence >= Math.log(100)) passed++;
    }
    expect(passed / runs).toBeLessThanOrEqual(0.01 + 3 * Math.sqrt(0.01 / runs));
  });
  it("holds with a million visitors, and where members are all there are", () => {
    const viral = audienceOf([1_000_000]);
    const few = Array.from({ length: 1_000 }, (_, i) => i * 1_000);
    expect(weighOrder(viral, few, Float64Array.of(0.001), () => true, 4).lnEvidence).toBe(0);
    const full = Array.from({ length: 10_000 }, (_, i) => i);
    expect(weighOrder(audienceOf([10_000]), full, Float64Array.of(1e-6), () => true, 4).lnEvidence).toBe(500);
  });
});
