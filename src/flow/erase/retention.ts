import { TouchstoneError } from "../../nouns/codes.ts";
import { DAY_MS } from "../../nouns/durations.ts";
import type { Policy } from "../../nouns/policy.ts";
import type { EventLog, LogBatch } from "../../ports/event-log.ts";

export interface RetentionParts {
  readonly log: EventLog;
  /** How long events are kept after they came in, ms. */
  readonly keepMs: number;
  /** What decides how old a run is, ms; see `createDropClock`. */
  readonly clock: () => number;
  /** Every event before this position is counted durably. */
  readonly applied: () => number;
  /** Called before anything is dropped, with the position the log will begin at or before. */
  readonly before: () => Promise<void>;
  /** Told after events were dropped: how many, and where the log begins now. */
  readonly onDropped: (events: number, begin: number) => void;
}

/**
 * Drops what came in longer ago than is kept, decisions with their events; returns how many events went. Whole runs go, the latest hour's at most stays longer than asked. Counts,
 * records and what campaigns claim do not rest on the log and stay. Interrupted anywhere, it goes on at the next call. Cost: some
 * 20 runs are read to find the place, then what the log's `dropBefore` costs.
 */
export async function dropOld(parts: RetentionParts): Promise<number> {
  const { log, applied } = parts;
  const began = log.begin("events");
  const position = Math.min(await firstKept(parts), applied());
  if (position > began) {
    await parts.before();
    await log.dropBefore("events", position);
  }
  const begin = log.begin("events");
  // After the events, and none whose event is kept: a start decides anew what has no decision.
  if (log.begin("decisions") < begin) await log.dropBefore("decisions", begin);
  if (begin > began) parts.onDropped(begin - began, begin);
  return begin - began;
}

/**
 * First position of the first run that is young enough; the log's end when none is. Runs stand in the order they came in. A run from
 * a time to come was stamped by a clock that was wrong: it is as old as the next one that was not.
 */
async function firstKept({ log, keepMs, clock }: RetentionParts): Promise<number> {
  const nowMs = clock();
  const fromMs = nowMs - keepMs;
  let low = log.begin("events");
  let high = log.end("events");
  while (low < high) {
    const middle = log.at("events", Math.floor((low + high) / 2));
    if (middle === null) return log.begin("events"); // dropped while it was looked for
    let run: LogBatch | null = middle;
    while (run !== null && run.receivedAtMs > nowMs && run.first + run.count < high) {
      run = log.at("events", run.first + run.count);
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (run === null) return log.begin("events");
    if (run.receivedAtMs >= fromMs) high = Math.max(low, middle.first);
    else low = run.first + run.count;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return low;
}

/** Events must be kept longer than the policy's features look back: a start reads them again. Throws `out_of_range` saying how long. */
export function checkKeepDays(days: number, { features }: Pick<Policy, "features">): void {
  const longestMs = features.reduce((longest, feature) => {
    const baselineMs = feature.kind === "burst" ? feature.baselineMs : 0;
    return Math.max(longest, ("windowMs" in feature ? feature.windowMs : 0) + baselineMs);
  }, 0);
  if (days * DAY_MS > longestMs) return;
  throw new TouchstoneError(
    "out_of_range",
    `events are to be kept \`${days}\` days, and the policy's features look back longer: keep at least ${Math.floor(longestMs / DAY_MS) + 1}`,
  );
}
