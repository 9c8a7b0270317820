import { describe, expect, it } from "vitest";
import type { Campaign } from "../../nouns/campaign.ts";
import { ReportedCampaigns } from "./detection-changes.ts";
import type { SeenCampaign } from "./near-line.ts";

function seen(id: string, change: Partial<Campaign> = {}, matchedPool: string | null = null): SeenCampaign {
  const members = ["00000001aaaaaaaa", "00000002aaaaaaaa"].map((key) => ({
    key,
    probability: 0.9,
    orders: 1,
    event: 1,
  }));
  const campaign = {
    id,
    score: 0.9,
    members,
    targets: [],
    events: Float64Array.of(1, 2, 3),
    visits: new Float64Array(0),
    lifecycle: [],
    ...change,
  } as unknown as Campaign;
  return { campaign, origin: "near_line", matchedPool };
}

describe("ReportedCampaigns", () => {
  it.each<[string, SeenCampaign, boolean]>([
    ["nothing", seen("a"), false],
    ["a score by less than a hundredth", seen("a", { score: 0.903 }), false],
    [
      "members in another order, surer",
      seen("a", { members: seen("a").campaign.members.toReversed() }),
      false,
    ],
    ["the score", seen("a", { score: 0.95 }), true],
    ["an event more", seen("a", { events: Float64Array.of(1, 2, 3, 4) }), true],
    ["another event", seen("a", { events: Float64Array.of(1, 2, 4) }), true],
    ["a member less", seen("a", { members: seen("a").campaign.members.slice(1) }), true],
    ["the pool it is known as", seen("a", {}, "p"), true],
    ["another campaign", seen("b"), true],
  ])("reports a change: %s", (_name, now, changed) => {
    const reported = new ReportedCampaigns([]);
    expect(reported.changed([seen("a")], 1_000)).toHaveLength(1);
    expect(reported.changed([now], 1_000)).toHaveLength(changed ? 1 : 0);
  });

  it("keeps to the size of a report and tells the rest next time; one campaign is always told", () => {
    const reported = new ReportedCampaigns([]);
    const all = ["a", "b", "c"].map((id) => seen(id)); // five each
    const told = [0, 1, 2, 3].map(() => reported.changed(all, 10).map(({ campaign }) => campaign.id));
    expect(told).toEqual([["a", "b"], ["c"], [], []]);
    expect(new ReportedCampaigns([]).changed(all, 1)).toHaveLength(1);
  });

  it("tells the end of what was told, once", () => {
    const reported = new ReportedCampaigns(["before"]);
    reported.changed([seen("a")], 100);
    expect(reported.ended(["a", "never-told", "before"])).toEqual(["a", "before"]);
    expect(reported.ended(["a"])).toEqual([]);
    expect(reported.changed([seen("a")], 100)).toHaveLength(1);
  });
});
