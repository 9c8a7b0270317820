import { describe, expect, it } from "vitest";
import type { Cluster } from "../nouns/campaign.ts";
import { createCampaignRegistry } from "./campaign-registry.ts";

/** A cluster of accounts `from` to `to`. */
function cluster(from: number, to: number): Cluster {
  return {
    score: 0.9,
    fromMs: 1000,
    toMs: 2000,
    members: Array.from({ length: to - from }, (_, i) => ({
      key: `k${from + i}`,
      probability: 0.9,
      orders: 2,
      event: i,
    })),
    targets: [],
    owners: [],
    events: new Float64Array(0),
    visits: new Float64Array(0),
    evidence: {
      sharedOrders: 1,
      sharedOrdersExpected: 0,
      ownersEffective: 3,
      purity: 1,
      density: 1,
      returnRatio: null,
      reciprocity: null,
      inCampaignShare: 1,
      unrelatedActs: 0,
      viewsPerMember: 0,
      retractedShare: 0,
      gapVariation: null,
      gapSpectrum: [],
      common: [],
      ageMedianDays: null,
    },
    reasons: [],
  };
}

describe("createCampaignBook", () => {
  it("keeps the id while members come and go, and writes down growth", () => {
    const registry = createCampaignRegistry();
    const [first] = registry.update([cluster(0, 100)], 1);
    const [second] = registry.update([cluster(30, 160)], 2);
    const [third] = registry.update([cluster(80, 180)], 3);
    expect(second!.id).toBe(first!.id);
    expect(third!.id).toBe(first!.id);
    expect(third!.lifecycle.map(({ transition }) => transition)).toEqual(["began", "grew", "shrank"]);
    expect(registry.ended()).toEqual([]);
  });

  it("gives the larger part of a split the id, the other a new one that names its parent", () => {
    const registry = createCampaignRegistry();
    const [whole] = registry.update([cluster(0, 100)], 1);
    const [small, large] = registry.update([cluster(0, 35), cluster(35, 100)], 2);
    expect(large!.id).toBe(whole!.id);
    expect(small!.id).not.toBe(whole!.id);
    expect(small!.lifecycle).toEqual([{ atMs: 2, transition: "split", members: 35, other: whole!.id }]);
  });

  it("writes a merger into both stories", () => {
    const registry = createCampaignRegistry();
    const [large, small] = registry.update([cluster(0, 60), cluster(60, 100)], 1);
    const [one] = registry.update([cluster(0, 100)], 2);
    expect(one!.id).toBe(large!.id);
    expect(one!.lifecycle.at(-1)).toEqual({ atMs: 2, transition: "merged", members: 100, other: small!.id });
    expect(
      registry
        .ended()
        .map(({ id, lifecycle }) => [id, lifecycle.at(-1)!.transition, lifecycle.at(-1)!.other]),
    ).toEqual([[small!.id, "merged", large!.id]]);
  });

  it("knows a pool that comes back, within its memory and not after", () => {
    const registry = createCampaignRegistry({ memoryMs: 1000 });
    const [first] = registry.update([cluster(0, 50)], 1);
    expect(registry.update([], 2)).toEqual([]);
    expect(registry.ended().map(({ id }) => id)).toEqual([first!.id]);
    expect(registry.matchedPool("k7")).toEqual([first!.id]);
    expect(registry.update([cluster(10, 60)], 900)[0]!.id).toBe(first!.id);
    registry.update([], 1000);
    registry.update([], 3000);
    expect(registry.matchedPool("k7")).toEqual([]);
    expect(registry.update([cluster(10, 60)], 3001)[0]!.lifecycle).toHaveLength(1);
  });

  it("does not mistake a shared lot for the same pool", () => {
    const registry = createCampaignRegistry();
    const [first] = registry.update([cluster(0, 100)], 1);
    const [, other] = registry.update([cluster(0, 100), cluster(80, 200)], 2);
    expect(other!.id).not.toBe(first!.id);
    expect(other!.lifecycle[0]!.transition).toBe("began");
  });

  it("forgets the longest unseen beyond its limit", () => {
    const registry = createCampaignRegistry({ campaignsMax: 2 });
    for (let i = 0; i < 3; i++) registry.update([cluster(i * 100, i * 100 + 50)], i);
    expect(registry.matchedPool("k1")).toEqual([]);
    expect(registry.matchedPool("k101")).toHaveLength(1);
  });

  it("goes on with the ids of an earlier registry", () => {
    const before = createCampaignRegistry();
    const [first] = before.update([cluster(0, 100)], 1);
    const after = createCampaignRegistry();
    after.restore([{ ...first!, seenAtMs: 1, live: true }]);
    const [second] = after.update([cluster(20, 160)], 2);
    expect(second!.id).toBe(first!.id);
    expect(second!.lifecycle.map(({ transition }) => transition)).toEqual(["began", "grew"]);
  });

  it("ends what it took over and no longer sees, and leaves alone what it knows already", () => {
    const registry = createCampaignRegistry();
    const [known] = registry.update([cluster(0, 50)], 1);
    registry.restore([
      { ...cluster(200, 260), id: known!.id, seenAtMs: 1, live: true, lifecycle: [] },
      { ...cluster(300, 360), id: "c-old", seenAtMs: 1, live: true, lifecycle: [] },
      { ...cluster(400, 460), id: "c-over", seenAtMs: 1, live: false, lifecycle: [] },
    ]);
    expect(registry.update([cluster(0, 50)], 2)[0]!.id).toBe(known!.id);
    expect(registry.ended().map(({ id }) => id)).toEqual(["c-old"]);
    expect(registry.matchedPool("k200")).toEqual([]);
  });

  it("goes on with a campaign for a while after its latest act, unless another holds its members now", () => {
    const registry = createCampaignRegistry({ lingerMs: 1000 });
    const [large, small] = registry.update([cluster(0, 60), cluster(60, 100)], 2000);
    registry.update([], 2999);
    expect(registry.ended()).toEqual([]);
    registry.update([cluster(0, 100)], 2999);
    expect(registry.ended().map(({ id }) => id)).toEqual([small!.id]);
    registry.update([], 3000);
    expect(registry.ended().map(({ id, lifecycle }) => [id, lifecycle.at(-1)!.transition])).toEqual([
      [large!.id, "ended"],
    ]);
  });
});
