import { describe, expect, it } from "vitest";
import { columnsOf } from "../columns/fixture-columns.ts";
import { learnArrivals, massAt, othersShare, withoutHabits } from "./arrival-null.ts";
import { fanLikes } from "./fixture-audience.ts";
import { gatherArrivals, gatherAudiences } from "./gather-audiences.ts";

const columns = columnsOf(fanLikes({ seed: 1, fans: 400, videos: 12 }));
const [audience] = gatherAudiences(columns, gatherArrivals(columns));
if (audience === undefined) throw new Error("the fixture has one audience");

describe("learnArrivals", () => {
  it.each([
    ["all", undefined],
    ["some left out", Uint8Array.from(audience.actor, (_, u) => (u % 3 === 0 ? 1 : 0))],
  ] as const)("gives each target's arrivals as shares of one, by kind: %s", (_, left) => {
    const nul = learnArrivals(audience, left ? { left } : {});
    for (let t = 0; t < audience.target.length; t++) {
      for (let c = 0; c < nul.kinds; c++) {
        let sum = 0;
        for (let p = audience.targetStart[t]!; p < audience.targetStart[t + 1]!; p++) {
          const mass = massAt(nul, p, t, c);
          if (left?.[audience.accountOf[p]!]) expect(mass).toBe(0);
          else expect(mass).toBeGreaterThan(0);
          sum += mass;
        }
        expect(sum).toBeCloseTo(1, 9);
      }
    }
    for (let p = 0; p < audience.place.length; p++) {
      const kinds = nul.kindOf.subarray(p * nul.kinds, (p + 1) * nul.kinds);
      expect(kinds.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
    }
  });

  it("explains a person's act by that person's other acts better than without habits", () => {
    const nul = learnArrivals(audience);
    const flat = withoutHabits(nul);
    const lnLikelihood = (kindOf: Float32Array): number => {
      let sum = 0;
      for (let p = 0; p < audience.place.length; p++) {
        let chance = 0;
        for (let c = 0; c < nul.kinds; c++)
          chance += kindOf[p * nul.kinds + c]! * massAt(nul, p, audience.targetOf[p]!, c);
        sum += Math.log(chance);
      }
      return sum / audience.place.length;
    };
    expect(lnLikelihood(nul.kindOf)).toBeGreaterThan(lnLikelihood(flat.kindOf) + 0.1);
  });
});

describe("othersShare", () => {
  it.each([
    ["no others say nothing", 0, 0, 0, 0.5],
    ["one other, elsewhere", 0, 1, 1, 0.25],
    ["a hundred others, half of them within", 0.5, 1, 100, 50.5 / 101],
    ["rounding below zero", -1e-12, 1, 10, 0.5 / 11],
  ])("%s", (_, within, all, others, expected) => {
    expect(othersShare(within, all, others)).toBeCloseTo(expected, 9);
  });
});
