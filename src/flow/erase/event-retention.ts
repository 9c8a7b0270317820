import { TouchstoneError } from "../../nouns/codes.ts";
import { DAY_MS } from "../../nouns/durations.ts";
import { TOTALS_BEFORE_DROP } from "../../nouns/record-settings.ts";
import type { EventLog } from "../../ports/event-log.ts";
import type { Records } from "../../ports/records.ts";
import type { Scheduler } from "../../ports/scheduler.ts";
import type { KnownIds } from "../known-ids.ts";
import type { LiveStatistics } from "../live-statistics.ts";
import { createDropClock, type DropClock } from "./drop-clock.ts";
import { DROP_EVERY_MS, FORGET_IDS_MAX } from "./erase-limits.ts";
import type { ForgottenActors } from "./forgotten-actors.ts";
import { dropOld } from "./retention.ts";

export interface EventRetentionParts {
  readonly log: EventLog;
  readonly records: Records;
  readonly statistics: LiveStatistics;
  readonly known: KnownIds;
  readonly forgotten: ForgottenActors;
  readonly clock: () => number;
  readonly scheduler: Scheduler;
  /** Days that events are kept after they came in; null = for ever. */
  readonly keepDays: number | null;
  /** The receiver's clock is right, however far it has jumped since the last drop. */
  readonly clockTrusted: boolean;
  /** Every event before this position is decided. */
  readonly decidedTo: () => number;
  /** Every event before this position is counted durably. */
  readonly applied: () => number;
  /** Told of events that were dropped since they are kept no longer. */
  readonly onDropped: (events: number, begin: number) => void;
  /** Told of what went wrong without harm. */
  readonly onWarning: (message: string) => void;
}

/** Events that are kept no longer leave the log, hour by hour; what they were counted as stays. */
export class EventRetention {
  private readonly parts: EventRetentionParts;
  private readonly clock: DropClock;
  private readonly endTimer: () => void = () => {};
  private dropping: Promise<void> | null = null;

  constructor(parts: EventRetentionParts) {
    this.parts = parts;
    const { keepDays, records, log } = parts;
    this.clock = createDropClock({
      records,
      clock: parts.clock,
      stopwatchMs: () => parts.scheduler.nowMs(),
      lastReceivedMs: () => log.at("events", log.end("events") - 1)?.receivedAtMs ?? null,
      trusted: parts.clockTrusted,
      onWarning: parts.onWarning,
    });
    if (keepDays === null) return;
    this.endTimer = parts.scheduler.every(DROP_EVERY_MS, () => void this.dropOld(keepDays));
    void this.dropOld(keepDays);
  }

  /** Until when nothing is dropped, since the clock has jumped; null = no such thing. */
  heldUntilMs(): ReturnType<DropClock["heldUntilMs"]> {
    return this.clock.heldUntilMs();
  }

  /** Resolves when nothing is being dropped any more. */
  async settled(): Promise<void> {
    await this.dropping;
  }

  /** The same, and nothing will be from then on. */
  stop(): Promise<void> {
    this.endTimer();
    return this.settled();
  }

  /** Drops what is kept no longer, one call at a time. A store that fails is tried again at the next hour. */
  private dropOld(keepDays: number): Promise<void> {
    this.dropping ??= this.drop(keepDays)
      .catch((error: unknown) => {
        if (!(error instanceof TouchstoneError)) throw error;
        this.parts.onWarning(`old events wait to be dropped: ${error.message}`);
      })
      .finally(() => {
        this.dropping = null;
      });
    return this.dropping;
  }

  private async drop(keepDays: number): Promise<void> {
    const { log, records, statistics, known, forgotten, onDropped } = this.parts;
    const nowMs = await this.clock.now();
    await dropOld({
      log,
      keepMs: keepDays * DAY_MS,
      clock: () => nowMs,
      applied: this.parts.applied,
      before: async () => {
        const totals = { position: this.parts.decidedTo(), totals: statistics.totals() };
        await records.set(TOTALS_BEFORE_DROP, JSON.stringify(totals));
      },
      onDropped,
    });
    const begin = log.begin("events");
    while (known.forgetBefore(begin, FORGET_IDS_MAX)) await new Promise((resolve) => setImmediate(resolve));
    await forgotten.dropBefore(begin);
  }
}
