import type { ReachBucket, ReachReport, Spike, SpikeReason } from "../nouns/audit-report.ts";
import type { CampaignReport } from "../nouns/campaign-report.ts";
import type { CopiedTextReport } from "../nouns/copied-text-report.ts";
import type { OrdersReport } from "../nouns/order-report.ts";
import { SPIKES_MAX } from "./audit-limits.ts";

/** Times the usual from which a stretch stands out, and acts it needs: below, chance and habit make such stretches. */
const TIMES_MIN = 4;
const ACTS_MIN = 20;
/** Buckets of a file below which nothing is usual in it. */
const BUCKETS_MIN = 12;
/** Part of the acts of a stretch that one reason must hold for. */
const PART_MIN = 0.5;
/** Views must have grown at least half as much as acts, to explain them. */
const VIEWS_PART_MIN = 0.5;
/** Whoever likes a new post, or one that was shared, has seen it: where views are told, they must have grown by this part of it. */
const SEEN_PART_MIN = 0.25;
/** Part of a spike that a group's or a surge's window must cover, and length beyond which such a window explains nothing. */
const COVER_MIN = 0.5;
const WINDOW_TIMES_MAX = 12;

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Stretches in which far more engagement came than is usual in the same file, highest first, each with the reason that the
 * file gives: what was taken out, a group, handed-out comments or a surge found there, more views, new posts, shared links; `unknown` where it
 * gives none, or one that leaves a spike behind: half of a bought batch may fall on a new post. Usual is the median of the buckets that are not empty, so that a quiet night does not make a day a spike.
 */
export function findSpikes(
  reach: ReachReport,
  campaigns: readonly CampaignReport[],
  orders: OrdersReport,
  copied: readonly Pick<CopiedTextReport, "events_at_ms">[] = [],
): Spike[] {
  const { buckets, width_ms } = reach;
  if (buckets.length < BUCKETS_MIN || reach.from === null) return [];
  const fromMs = Date.parse(reach.from);
  const usual = median(buckets.map(({ acts }) => acts));
  const usualViews = median(buckets.map(({ views }) => views));
  const bar = Math.max(ACTS_MIN, TIMES_MIN * usual);
  const groups = campaigns.map(({ window }) => windowOf(window));
  const surges = orders.orders.map(({ window }) => windowOf(window));
  const spikes: Spike[] = [];
  for (let i = 0; i < buckets.length; i++) {
    if (buckets[i]!.acts < bar) continue;
    let end = i;
    while (end + 1 < buckets.length && buckets[end + 1]!.acts >= bar) end++;
    const own = buckets.slice(i, end + 1);
    const span: Window = { fromMs: fromMs + i * width_ms, toMs: fromMs + (end + 1) * width_ms };
    const acts = sum(own, "acts");
    const handedOut = countWithin(copied, span);
    const timesUsual = acts / Math.max(1, usual) / own.length;
    const timesViews = sum(own, "views") / Math.max(1, usualViews) / own.length;
    const seen = usualViews === 0 || timesViews >= SEEN_PART_MIN * timesUsual;
    /** Whether acts are the reason of the spike: what is left without them is none. */
    const explains = (column: "on_new" | "over_share"): boolean =>
      seen && sum(own, column) >= PART_MIN * acts && acts - sum(own, column) < bar * own.length;
    const [reason, figure] = reasonOf(own, acts, timesUsual, timesViews, explains, (by) => {
      // Handed-out comments are the reason where they are half of it, or where without them it were none.
      if (by === "copied_texts")
        return handedOut > 0 && (handedOut >= PART_MIN * acts || acts - handedOut < bar * own.length)
          ? handedOut / acts
          : null;
      return covers(by === "group" ? groups : surges, span) ? 1 : null;
    });
    spikes.push({
      from: new Date(span.fromMs).toISOString(),
      to: new Date(span.toMs).toISOString(),
      acts,
      times_usual: Math.round(timesUsual * 10) / 10,
      reason,
      figure,
    });
    i = end;
  }
  return spikes.sort((a, b) => b.acts - a.acts).slice(0, SPIKES_MAX);
}

function reasonOf(
  own: readonly ReachBucket[],
  acts: number,
  timesUsual: number,
  timesViews: number,
  explains: (column: "on_new" | "over_share") => boolean,
  covered: (by: "group" | "surge" | "copied_texts") => number | null,
): readonly [SpikeReason, number | null] {
  const part = (column: keyof ReachBucket): number => sum(own, column) / acts;
  if (part("discarded") >= PART_MIN) return ["discarded", part("discarded")];
  if (covered("group") !== null) return ["group", null];
  const copied = covered("copied_texts");
  if (copied !== null) return ["copied_texts", Math.min(1, copied)];
  if (covered("surge") !== null) return ["surge", null];
  if (timesViews >= TIMES_MIN && timesViews >= VIEWS_PART_MIN * timesUsual) return ["views", timesViews];
  if (explains("on_new")) return ["new_target", part("on_new")];
  if (explains("over_share")) return ["shares", part("over_share")];
  return ["unknown", null];
}

function countWithin(
  copied: readonly Pick<CopiedTextReport, "events_at_ms">[],
  { fromMs, toMs }: Window,
): number {
  let count = 0;
  for (const { events_at_ms } of copied)
    for (const atMs of events_at_ms) if (atMs >= fromMs && atMs < toMs) count++;
  return count;
}

function covers(windows: readonly Window[], { fromMs, toMs }: Window): boolean {
  return windows.some((window) => {
    const common = Math.min(toMs, window.toMs) - Math.max(fromMs, window.fromMs);
    return (
      common >= COVER_MIN * (toMs - fromMs) &&
      window.toMs - window.fromMs <= WINDOW_TIMES_MAX * (toMs - fromMs)
    );
  });
}

const windowOf = (window: { readonly from: string; readonly to: string }): Window => ({
  fromMs: Date.parse(window.from),
  toMs: Date.parse(window.to),
});

const sum = (buckets: readonly ReachBucket[], column: keyof ReachBucket): number =>
  buckets.reduce((all, bucket) => all + bucket[column], 0);

/** Of the values above 0; 0 where there are none. */
function median(values: readonly number[]): number {
  const some = values.filter((value) => value > 0).sort((a, b) => a - b);
  return some[some.length >> 1] ?? 0;
}
