import type { Timeline } from "../nouns/audit-report.ts";
import { VERDICTS, type Verdict } from "../nouns/verdict.ts";
import { createCountTimeline } from "./count-timeline.ts";

export interface VerdictTimeline {
  /** Counts one event of any time; amortised O(1). */
  add(occurredAtMs: number, verdict: number): void;
  timeline(): Timeline;
}

/** Counts verdicts over a span of time that is not known beforehand. */
export function createVerdictTimeline(): VerdictTimeline {
  const counts = createCountTimeline(VERDICTS.length);
  return {
    add: counts.add,
    timeline() {
      const { from, width_ms, buckets } = counts.timeline();
      return { from, width_ms, buckets: buckets.map(verdictRecord) };
    },
  };
}

/** Four counts in order of severity → a record by verdict. */
export function verdictRecord(counts: ArrayLike<number>): Record<Verdict, number> {
  return { allow: counts[0] ?? 0, challenge: counts[1] ?? 0, hold: counts[2] ?? 0, reject: counts[3] ?? 0 };
}
