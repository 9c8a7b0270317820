import { expect, it } from "vitest";
import type { ReachBucket, ReachReport } from "../nouns/audit-report.ts";
import type { CampaignReport } from "../nouns/campaign-report.ts";
import { HOUR_MS } from "../nouns/durations.ts";
import { spikeWords } from "../words/spike-words.ts";
import { createZone } from "../words/zone.ts";
import { SAMPLE_META } from "./audit.fixture.ts";
import { NO_ORDERS, sampleOrder } from "./orders.fixture.ts";
import { findSpikes } from "./spikes.ts";

const FROM = "2026-11-22T00:00:00.000Z";

/** A day of hours with ten acts and a hundred views each; hour 12 as given. */
function reach(noon: Partial<ReachBucket>): ReachReport {
  const usual: ReachBucket = { views: 100, acts: 10, over_share: 0, on_new: 0, discarded: 0 };
  const buckets = Array.from({ length: 24 }, (_, hour) => (hour === 12 ? { ...usual, ...noon } : usual));
  return { by_type: {}, hours: [], first_hours: null, from: FROM, width_ms: HOUR_MS, buckets };
}
const noonWindow = { from: "2026-11-22T12:00:00.000Z", to: "2026-11-22T13:00:00.000Z" };
const group: CampaignReport = { ...SAMPLE_META.campaigns[0]!, window: noonWindow };
const longGroup: CampaignReport = { ...group, window: { from: FROM, to: "2026-11-23T00:00:00.000Z" } };

it.each<[string, Partial<ReachBucket>, readonly CampaignReport[], boolean, string | null]>([
  ["nothing stands out", { acts: 39 }, [], false, null],
  ["no reason is given", { acts: 100 }, [], false, "unknown"],
  ["half was taken out", { acts: 100, discarded: 50 }, [], false, "discarded"],
  ["less than half was", { acts: 100, discarded: 49 }, [], false, "unknown"],
  ["a group was at work", { acts: 100 }, [group], false, "group"],
  ["a group of the whole day says nothing of an hour", { acts: 100 }, [longGroup], false, "unknown"],
  ["a surge was found", { acts: 100 }, [], true, "surge"],
  ["more people saw it", { acts: 100, views: 600 }, [], false, "views"],
  ["views grew far less than acts", { acts: 100, views: 300 }, [], false, "unknown"],
  ["it was on new posts", { acts: 100, on_new: 70, views: 300 }, [], false, "new_target"],
  ["new posts that nobody saw more often", { acts: 100, on_new: 100 }, [], false, "unknown"],
  ["new posts, and as much again on old ones", { acts: 100, on_new: 60, views: 300 }, [], false, "unknown"],
  ["it came over links", { acts: 100, over_share: 70, views: 300 }, [], false, "shares"],
])("%s", (_, noon, campaigns, surge, reason) => {
  const orders = surge ? { ...NO_ORDERS, orders: [{ ...sampleOrder("v"), window: noonWindow }] } : NO_ORDERS;
  const spikes = findSpikes(reach(noon), campaigns, orders);
  expect(spikes.map((spike) => spike.reason)).toEqual(reason === null ? [] : [reason]);
  if (reason !== null) expect(spikes[0]).toMatchObject({ ...noonWindow, acts: 100, times_usual: 10 });
});

it.each([
  ["half of it", 100, 50, "copied_texts"],
  ["without them it were none", 50, 12, "copied_texts"],
  ["a few of many", 100, 40, "new_target"],
  ["none then", 100, 0, "new_target"],
])("handed-out comments are no innocent reason: %s", (_, acts, copied, reason) => {
  const atMs = Date.parse(noonWindow.from);
  const group = { events_at_ms: [...Array<number>(copied).fill(atMs + 60_000), atMs - 1, atMs + HOUR_MS] };
  const [spike] = findSpikes(reach({ acts, on_new: 0.93 * acts, views: 300 }), [], NO_ORDERS, [group]);
  expect(spike!.reason).toBe(reason);
  const words = spikeWords(spike!, createZone("UTC")!);
  expect(words.zh).not.toContain("发布未满");
});

it("joins neighbours, and knows nothing usual in a short file", () => {
  const file = reach({ acts: 100 });
  const buckets = file.buckets.map((bucket, i) => (i === 13 ? { ...bucket, acts: 60 } : bucket));
  const [spike] = findSpikes({ ...file, buckets }, [], NO_ORDERS);
  expect(spike).toMatchObject({ acts: 160, times_usual: 8, to: "2026-11-22T14:00:00.000Z" });
  expect(findSpikes({ ...file, buckets: buckets.slice(6, 17) }, [], NO_ORDERS)).toEqual([]);
});

it("is told on the clock of the zone, with its reason", () => {
  const [spike] = findSpikes(reach({ acts: 100, views: 600 }), [], NO_ORDERS);
  expect(spikeWords(spike!, createZone("Asia/Shanghai")!)).toEqual({
    zh: "2026-11-22 20:00 – 21:00：100 次互动，为平常的 10 倍；同时浏览增至平常的 6.0 倍：看的人多了",
    en: "2026-11-22 20:00 – 21:00: 100 acts, 10 times the usual; views came 6.0 times as often as usual: more people saw it",
  });
});
