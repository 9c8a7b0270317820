import { NumberMap } from "../kernels/number-map.ts";
import type { ReachBucket, ReachReport } from "../nouns/audit-report.ts";
import { DAY_MS, HOUR_MS } from "../nouns/durations.ts";
import { EVENT_TYPES, isEngagement, kindCode, RETRACTION_BIT } from "../nouns/event.ts";
import { type EventRow, keyColumn } from "../nouns/event-row.ts";
import { verdictCode } from "../nouns/verdict.ts";
import { FIRST_HOURS, REACH_TARGETS_MAX } from "./audit-limits.ts";
import { createCountTimeline } from "./count-timeline.ts";
import { rowKey } from "./row-key.ts";

const TARGET = keyColumn("target");
const SHARE = keyColumn("parent_share");
const VIEW = kindCode("view")!;
const LIVE_LIKE = kindCode("live_like")!;
const HOLD = verdictCode("hold");
const HALF_HOUR_MS = HOUR_MS / 2;

/** Columns of the timeline. A bucket's acts may be over a share, and on something new, and discarded, all at once. */
const VIEWS = 0;
const ACTS = 1;
const SHARED = 2;
const NEW = 3;
const DISCARDED = 4;
const COLUMNS = 5;

export interface ReachTally {
  /** Counts one decided event. Allocates once a target. */
  add(row: EventRow, verdict: number): void;
  /** `hourOf`: ms since 1970 → hour of the day where the reader is. */
  report(hourOf: (atMs: number) => number): ReachReport;
}

/** When engagement came, how it stands to views, and how it began: no verdict rests on it. */
export function createReachTally(): ReachTally {
  const timeline = createCountTimeline(COLUMNS);
  const byType = new Float64Array(EVENT_TYPES.length);
  /** Acts by half hours since 1970: the hour of the day depends on the zone, which may change its offset. */
  const byHalfHour = new Map<number, number>();
  const born = new NumberMap();
  const beginnings: Float64Array[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  let firstMs = Number.POSITIVE_INFINITY;

  return {
    add(row, verdict) {
      if (!isEngagement(row.kind)) return;
      const type = row.kind & (RETRACTION_BIT - 1);
      const atMs = row.occurredAtMs;
      firstMs = Math.min(firstMs, atMs);
      lastMs = Math.max(lastMs, atMs);
      if (row.kind & RETRACTION_BIT) {
        timeline.touch(atMs);
        return;
      }
      byType[type]!++;
      const target = rowKey(row, TARGET);
      let place = born.get(target);
      if (Number.isNaN(place) && beginnings.length < REACH_TARGETS_MAX) {
        place = beginnings.length;
        born.set(target, place);
        beginnings.push(Float64Array.of(atMs, ...new Array<number>(FIRST_HOURS).fill(0)));
      }
      if (type === VIEW || type === LIVE_LIKE) {
        timeline.add(atMs, VIEWS);
        return;
      }
      const beginning = Number.isNaN(place) ? undefined : beginnings[place]!;
      const ageMs = beginning === undefined ? Number.POSITIVE_INFINITY : atMs - beginning[0]!;
      timeline.add(atMs, ACTS);
      if (rowKey(row, SHARE) !== 0) timeline.add(atMs, SHARED);
      // What stands at the beginning of the file need not have begun there.
      if (ageMs < DAY_MS && beginning![0]! >= firstMs + DAY_MS) timeline.add(atMs, NEW);
      if (verdict >= HOLD) timeline.add(atMs, DISCARDED);
      const halfHour = Math.floor(atMs / HALF_HOUR_MS);
      byHalfHour.set(halfHour, (byHalfHour.get(halfHour) ?? 0) + 1);
      const sinceHours = Math.floor(ageMs / HOUR_MS);
      if (sinceHours >= 0 && sinceHours < FIRST_HOURS) beginning![1 + sinceHours]!++;
    },

    report(hourOf) {
      const hours = new Array<number>(24).fill(0);
      for (const [halfHour, acts] of byHalfHour) hours[hourOf(halfHour * HALF_HOUR_MS)]! += acts;
      const { from, width_ms, buckets } = timeline.timeline();
      return {
        by_type: Object.fromEntries(
          EVENT_TYPES.flatMap((type, i) => (byType[i]! > 0 ? [[type, byType[i]!]] : [])),
        ),
        hours,
        first_hours: firstHours(beginnings, firstMs, lastMs),
        from,
        width_ms,
        buckets: buckets.map(
          (counts): ReachBucket => ({
            views: counts[VIEWS]!,
            acts: counts[ACTS]!,
            over_share: counts[SHARED]!,
            on_new: counts[NEW]!,
            discarded: counts[DISCARDED]!,
          }),
        ),
      };
    },
  };
}

/** Acts a target needs in its first day, to be part of the curve: below, each one is a step of it. */
const CURVE_ACTS_MIN = 10;

/** Part of the first day's acts that came by each hour's end, median over targets that began and had a day within the file. */
function firstHours(
  beginnings: readonly Float64Array[],
  firstMs: number,
  lastMs: number,
): ReachReport["first_hours"] {
  const curves = beginnings.flatMap((beginning) => {
    // A target whose first event is at the very beginning of the file may be older than the file.
    if (beginning[0]! < firstMs + HOUR_MS || beginning[0]! + DAY_MS > lastMs) return [];
    const all = beginning.reduce((sum, n, i) => (i === 0 ? 0 : sum + n), 0);
    if (all < CURVE_ACTS_MIN) return [];
    let sum = 0;
    const curve = Array.from(beginning.subarray(1), (n) => {
      sum += n;
      return sum / all;
    });
    return [curve];
  });
  if (curves.length === 0) return null;
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
  return {
    targets: curves.length,
    by_hour: Array.from({ length: FIRST_HOURS }, (_, h) => median(curves.map((curve) => curve[h]!))),
  };
}
