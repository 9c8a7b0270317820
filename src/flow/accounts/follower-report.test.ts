import { describe, expect, it } from "vitest";
import { drawList } from "../../../evaluate/followers/populations.ts";
import type { Follower } from "../../learn/batches/follower.ts";
import { lookAtProfiles } from "./follower-report.ts";

const judgedParts = (list: readonly Follower[]) => lookAtProfiles(list, false, 1).profiles;

const POPULATIONS = [9_901, 9_902, 9_903, 9_904, 9_905, 9_906, 9_907, 9_908];

describe("what profiles look like, in populations the model never saw", () => {
  it("holds the true shares in its intervals, and never names a bought share without a batch", () => {
    let held = 0;
    let asked = 0;
    for (const [i, seed] of POPULATIONS.entries()) {
      const list = drawList(seed, 800, [0, 0.1, 0.3, 0.6][i % 4]!);
      const { shares, people, outcome } = judgedParts(list);
      if (outcome === "unlike") continue;
      const part = (...kinds: string[]): number =>
        list.filter(({ kind }) => kinds.includes(kind)).length / list.length;
      for (const [truth, one] of [
        [part("active"), shares[0]!],
        [part("dormant"), shares[1]!],
        [part("dead"), shares[2]!],
        [part("bought"), shares[3]!],
        [part("active", "dormant"), people],
      ] as const) {
        asked++;
        if (one.low <= truth + 1e-9 && truth <= one.high + 1e-9) held++;
        if (one.share !== null) expect(one.high - one.low).toBeLessThanOrEqual(0.5);
      }
      expect(shares[3]).toMatchObject({ share: null, low: 0 });
    }
    expect(asked).toBeGreaterThanOrEqual(30);
    expect(held / asked).toBeGreaterThanOrEqual(0.9);
  });

  it("says nothing of lists without profiles, or like none it knows", () => {
    const list = drawList(9_911, 400, 0);
    const bare = list.map((one) => ({
      ...one,
      posts: Number.NaN,
      followers: Number.NaN,
      following: Number.NaN,
      hasPicture: null,
    }));
    expect(judgedParts(bare)).toMatchObject({
      outcome: "no_profile",
      people: { share: null, low: 0, high: 1 },
    });
    const odd = list.map((one) => ({
      ...one,
      posts: 7,
      followers: 9_000_000,
      following: 1,
      hasPicture: false,
    }));
    expect(judgedParts(odd).outcome).toBe("unlike");
  });
});
