import { describe, expect, it } from "vitest";
import type { CampaignTransition } from "../../nouns/campaign.ts";
import type { CampaignRecord } from "../../nouns/campaign-record.ts";
import type { KnownCampaign } from "../near-line/detector-settings.ts";
import type {
  DetectionHealth,
  DetectionReport,
  FoundCampaign,
  NightlyHealth,
} from "../reviewed-campaigns.ts";
import { CAMPAIGNS_NOW_MS, reportOf } from "./campaigns.fixture.ts";
import { ReportMerger } from "./report-merger.ts";

const HEALTH: DetectionHealth = reportOf("c", []).health;
const began: CampaignTransition = { atMs: 1, transition: "began", members: 5, other: null };
const grew = (atMs: number): CampaignTransition => ({ atMs, transition: "grew", members: 9, other: null });

/** `events` events of a campaign, as one of the two shows it. */
function found(
  id: string,
  events: number,
  score: number,
  lifecycle: readonly CampaignTransition[] = [began],
): FoundCampaign {
  const [one] = reportOf(id, [...Array(events).keys()], { score }).found;
  return { ...one!, campaign: { ...one!.campaign, lifecycle } };
}

function join(nights = true, record: Partial<CampaignRecord> | null = null) {
  const taken: DetectionReport[] = [];
  const remembered: KnownCampaign[] = [];
  const reports = new ReportMerger(
    {
      reviews: {
        take: async (report) => void taken.push(report),
        get: async () => record as CampaignRecord | null,
        health: () => HEALTH,
      },
      remember: (campaigns) => remembered.push(...campaigns),
    },
    nights,
  );
  const near = (shown: readonly FoundCampaign[], ended: readonly string[] = []) =>
    reports.nearLine({ ...reportOf("c", []), found: shown, ended });
  const night = (shown: readonly FoundCampaign[], ended: readonly string[] = []) =>
    reports.night({ newestMs: CAMPAIGNS_NOW_MS - 1_000, found: shown, ended });
  return { reports, near, night, taken, remembered, ended: () => taken.flatMap(({ ended }) => ended) };
}

describe("JoinedReports", () => {
  it("passes on what one of them shows as it is", async () => {
    const { reports, near, night, taken, ended } = join();
    await reports.held([]);
    await near([found("a", 3, 0.9)]);
    await night([found("b", 4, 0.8)]);
    await near([], ["a"]);
    await night([], ["b"]);
    expect(taken.flatMap((report) => report.found.map(({ campaign }) => campaign))).toEqual([
      found("a", 3, 0.9).campaign,
      found("b", 4, 0.8).campaign,
    ]);
    expect(ended()).toEqual(["a", "b"]);
    // The night's time lies behind the near-line detector's: time goes on.
    expect(taken.map(({ newestMs }) => newestMs)).toEqual(Array(4).fill(CAMPAIGNS_NOW_MS));
  });

  it.each([
    ["near-line first", ["near", "night"]],
    ["the night first", ["night", "near"]],
  ] as const)("lets a campaign of both end when neither shows it: %s", async (_, order) => {
    const { reports, near, night, ended } = join();
    await reports.held([]);
    await near([found("a", 3, 0.9)]);
    await night([found("a", 4, 0.8)]);
    const end = { near: () => near([], ["a"]), night: () => night([], ["a"]) };
    await end[order[0]]();
    expect(ended()).toEqual([]);
    await end[order[1]]();
    expect(ended()).toEqual(["a"]);
  });

  it("lets the one speak that shows more, and tells both stories", async () => {
    const { reports, near, night, taken } = join();
    await reports.held([]);
    await near([found("a", 3, 0.9, [began, grew(5)])]);
    await night([found("a", 8, 0.7, [began, grew(3)])]);
    await near([found("a", 4, 0.95, [began, grew(5), grew(7)])]);
    await near([found("a", 9, 0.96, [began, grew(5), grew(7)])]);
    const shown = taken.flatMap((report) => report.found.map(({ campaign }) => campaign));
    expect(shown.map(({ score }) => score)).toEqual([0.9, 0.7, 0.7, 0.96]);
    expect(shown.map(({ events }) => events.length)).toEqual([3, 8, 4, 9]);
    expect(shown.map(({ lifecycle }) => lifecycle.map(({ atMs }) => atMs))).toEqual([
      [1, 5],
      [1, 3, 5],
      [1, 3, 5, 7],
      [1, 3, 5, 7],
    ]);
  });

  it("ends nothing near-line after a start until it is known what the nights show", async () => {
    const { reports, near, ended } = join();
    await near([], ["a", "b", "c"]);
    await near([found("c", 3, 0.9)]);
    expect(ended()).toEqual([]);
    await reports.held([{ id: "a", events: 9 }]);
    expect(ended()).toEqual(["b"]);
    await near([], ["a", "c"]);
    expect(ended()).toEqual(["b", "c"]);
  });

  it("takes what the night said before the start from the reviews", async () => {
    const kept = { score: 0.7, lifecycle: [began, grew(3)] };
    const { reports, near, taken } = join(true, kept);
    await reports.held([{ id: "a", events: 9 }]);
    await near([found("a", 4, 0.95, [began, grew(5)])]);
    await near([found("a", 10, 0.96, [began, grew(5)])]);
    const shown = taken.flatMap((report) => report.found.map(({ campaign }) => campaign));
    expect(shown.map(({ score }) => score)).toEqual([0.7, 0.96]);
    expect(shown[0]!.lifecycle.map(({ atMs }) => atMs)).toEqual([1, 3, 5]);
  });

  it("waits for no nights where there are none", async () => {
    const { near, ended } = join(false);
    await near([], ["a"]);
    expect(ended()).toEqual(["a"]);
  });

  it("tells the near-line detector of what a night found, and the reviews how the nights do", async () => {
    const { reports, near, night, remembered, taken } = join();
    await night([found("a", 4, 0.8)]);
    expect(remembered).toMatchObject([{ id: "a", live: false, confirmed: false, lifecycle: [began] }]);
    expect(remembered[0]!.members).toHaveLength(1);
    const health: NightlyHealth = {
      state: "reading",
      reason: "",
      position: 7,
      acts: 1,
      evicted: 0,
      bytes: 9,
      last: null,
      nextMs: 5,
    };
    await reports.nightlyHealth(health);
    await near([]);
    expect(taken.map((report) => report.health.nightly)).toEqual([undefined, health, health]);
  });

  it("keeps a lifecycle within its length", async () => {
    const { reports, near, night, taken } = join();
    await reports.held([]);
    await near([found("a", 3, 0.9, [began, ...Array.from({ length: 90 }, (_, i) => grew(10 + 2 * i))])]);
    await night([found("a", 3, 0.9, [began, ...Array.from({ length: 90 }, (_, i) => grew(11 + 2 * i))])]);
    const { lifecycle } = taken.at(-1)!.found[0]!.campaign;
    expect(lifecycle).toHaveLength(100);
    expect([lifecycle[0]!.atMs, lifecycle.at(-1)!.atMs]).toEqual([1, 11 + 2 * 89]);
  });
});
