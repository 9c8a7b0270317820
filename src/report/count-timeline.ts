import { BUCKETS_MAX } from "./audit-limits.ts";

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

export interface CountTimeline {
  /** Counts one of a column at any time; amortised O(1). */
  add(occurredAtMs: number, column: number): void;
  /** Makes the span reach this time, and counts nothing. */
  touch(occurredAtMs: number): void;
  /** Bucket i covers [from + i × width_ms, from + (i + 1) × width_ms); `from` is RFC 3339, null without events. */
  timeline(): {
    readonly from: string | null;
    readonly width_ms: number;
    readonly buckets: readonly Float64Array[];
  };
}

/** Counts of `columns` kinds over a span of time that is not known beforehand, in at most 2,400 buckets. */
export function createCountTimeline(columns: number): CountTimeline {
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

  function bucketOf(occurredAtMs: number): Float64Array {
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
        recent = new Float64Array(columns);
        buckets.set(index, recent);
      }
      recentIndex = index;
    }
    return recent!;
  }

  return {
    add(occurredAtMs, column) {
      bucketOf(occurredAtMs)[column]!++;
    },
    touch(occurredAtMs) {
      bucketOf(occurredAtMs);
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
      const sums = Array.from({ length: to - from + 1 }, () => new Float64Array(columns));
      for (const [index, counts] of buckets) {
        const sum = sums[Math.floor((index * fineMs) / widthMs) - from]!;
        for (let v = 0; v < counts.length; v++) sum[v]! += counts[v]!;
      }
      return {
        from: new Date(from * widthMs).toISOString(),
        width_ms: widthMs,
        buckets: sums,
      };
    },
  };
}
