import { VERDICTS, type Verdict } from "../nouns/verdict.ts";
import { BUCKETS_MAX } from "./audit-limits.ts";
import type { Timeline } from "./audit-report.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Widths counted in; each divides the next, so that widening merges whole buckets and no event need be kept. */
const FINE_MS = [
  SECOND,
  5 * SECOND,
  15 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  DAY,
  5 * DAY,
  25 * DAY,
] as const;

/**
 * Widths shown. Neighbours differ by 2.5 at most, so the narrowest that gives ≤ 240 buckets gives ≥ 96 (60 is promised),
 * unless the whole span is shorter than a minute.
 */
const SHOWN_MS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5, 10, 25, 50, 100, 200].map((n) => n * DAY),
];

/** Fine buckets held. Ten for each one shown, so that every shown width is a whole number of fine ones. */
const FINE_MAX = BUCKETS_MAX * 10;

export interface VerdictTimeline {
  /** Counts one event of any time; amortised O(1). */
  add(occurredAtMs: number, verdict: number): void;
  timeline(): Timeline;
}

/** Counts verdicts over a span of time that is not known beforehand, in at most 2,400 buckets of 4 counts. */
export function createVerdictTimeline(): VerdictTimeline {
  let level = 0;
  let buckets = new Map<number, Float64Array>();
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  let recentIndex = -1;
  let recent: Float64Array | undefined;

  function widen(): void {
    level++;
    const by = FINE_MS[level]! / FINE_MS[level - 1]!;
    const wider = new Map<number, Float64Array>();
    for (const [index, counts] of buckets) {
      const into = Math.floor(index / by);
      const sum = wider.get(into);
      if (sum === undefined) wider.set(into, counts);
      else for (let v = 0; v < counts.length; v++) sum[v]! += counts[v]!;
    }
    buckets = wider;
    first = Math.floor(first / by);
    last = Math.floor(last / by);
    recentIndex = -1;
  }

  return {
    add(occurredAtMs, verdict) {
      let index = Math.floor(occurredAtMs / FINE_MS[level]!);
      if (index !== recentIndex) {
        if (index < first) first = index;
        if (index > last) last = index;
        while (last - first >= FINE_MAX && level < FINE_MS.length - 1) {
          widen();
          index = Math.floor(occurredAtMs / FINE_MS[level]!);
        }
        recent = buckets.get(index);
        if (recent === undefined) {
          recent = new Float64Array(VERDICTS.length);
          buckets.set(index, recent);
        }
        recentIndex = index;
      }
      recent![verdict]!++;
    },
    timeline() {
      if (buckets.size === 0) return { from: null, width_ms: SECOND, buckets: [] };
      const fineMs = FINE_MS[level]!;
      const widthMs =
        SHOWN_MS.find(
          (ms) =>
            ms % fineMs === 0 &&
            Math.floor((last * fineMs) / ms) - Math.floor((first * fineMs) / ms) < BUCKETS_MAX,
        ) ?? SHOWN_MS.at(-1)!;
      const from = Math.floor((first * fineMs) / widthMs);
      const to = Math.floor((last * fineMs) / widthMs);
      const sums = Array.from({ length: to - from + 1 }, () => new Float64Array(VERDICTS.length));
      for (const [index, counts] of buckets) {
        const sum = sums[Math.floor((index * fineMs) / widthMs) - from]!;
        for (let v = 0; v < counts.length; v++) sum[v]! += counts[v]!;
      }
      return {
        from: new Date(from * widthMs).toISOString(),
        width_ms: widthMs,
        buckets: sums.map(verdictRecord),
      };
    },
  };
}

/** Four counts in order of severity → a record by verdict. */
export function verdictRecord(counts: ArrayLike<number>): Record<Verdict, number> {
  return { allow: counts[0] ?? 0, challenge: counts[1] ?? 0, hold: counts[2] ?? 0, reject: counts[3] ?? 0 };
}
