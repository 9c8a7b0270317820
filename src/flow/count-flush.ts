import type { CountChanges, Counter } from "../count/counter.ts";
import { during } from "../kernels/loop-work.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { NewEntry, Principal } from "../nouns/ledger-entry.ts";
import type { EventLog } from "../ports/event-log.ts";
import type { LedgerLog } from "../ports/ledger-log.ts";
import type { Records } from "../ports/records.ts";
import type { Scheduler } from "../ports/scheduler.ts";
import type { DecisionStore } from "./decision-store.ts";
import { logMark, noteRecords, positionNoted } from "./store-agreement.ts";

/** Between two notes about the records in the log, where the ledger has no news: one wait for the disk. */
const NOTE_MS = 60_000;
/** What carries out what others did: reviews, and retractions of the accounts themselves. */
const COUNTING: Principal = { kind: "system", name: "counting" };
/** Retractions listed in one ledger entry. */
const RETRACTIONS_PER_ENTRY = 1_000;

export interface CountFlushParts {
  readonly counter: Counter;
  readonly records: Records;
  /** Told of new entries once the log has copies of them; null: none is kept. */
  readonly ledger: LedgerLog | null;
  readonly decisions: DecisionStore;
  readonly log: EventLog;
  /** Ms since 1970: when counts were stored. */
  readonly clock: () => number;
  readonly scheduler: Scheduler;
  /** Every event before this position is decided. */
  readonly decidedTo: () => number;
  /** Every event before it is in the stored counts, as the records were found. */
  readonly appliedPosition: number;
  /** Told of what reached the store: every event before `position` is in the counts, and these targets moved. */
  readonly onStored?: (position: number, moved: CountChanges["counts"]) => void;
  /** Told of what went wrong without harm. */
  readonly onWarning: (message: string) => void;
}

/** Changes of counts and claims on their way to the store, in order, one transaction at a time; and the log told of what the store holds. */
export class CountFlush {
  private readonly parts: CountFlushParts;
  private flushing: Promise<void> | null = null;
  /** Changes on their way to the store: kept until they are there, so that a full disk costs nothing but time. */
  private unstored: (CountChanges & { readonly position: number }) | null = null;
  /** How often changes were taken, and how often they reached the store; why they last did not. */
  private flushSequence = 0;
  private storedSequence = 0;
  private failed: Error | null = null;
  /** When the log was last told of the records, on a stopwatch, and whether it is being told now. */
  private notedMs = Number.NEGATIVE_INFINITY;
  private noting: Promise<void> | null = null;

  private appliedTo: number;

  constructor(parts: CountFlushParts) {
    this.parts = parts;
    this.appliedTo = parts.appliedPosition;
  }

  /** Every event before it is in the stored counts. */
  get applied(): number {
    return this.appliedTo;
  }

  /** Why changes last did not reach the store; null once they did. */
  get failure(): Error | null {
    return this.failed;
  }

  /** Events whose counts are decided and not on disk. */
  private get behind(): number {
    const behind = this.parts.decidedTo() - this.appliedTo;
    return this.unstored === null ? Math.max(0, behind) : Math.max(1, behind);
  }

  /**
   * Brings the counts to the store. Only what is decided durably may be counted durably: under another policy the events
   * between would be decided otherwise at the next start, and counted twice.
   */
  flush(): Promise<void> {
    this.flushing ??= this.storeCounts()
      .catch((error: unknown) => {
        if (!(error instanceof TouchstoneError)) throw error;
        this.failed = error;
        this.parts.onWarning(`the counts wait to be stored: ${error.message}`);
      })
      .finally(() => {
        this.flushing = null;
      });
    return this.flushing;
  }

  /** Resolves when every change of counts and claims made so far is stored; rejects with why it is not, and it still will be. */
  async flushed(): Promise<void> {
    const wanted = this.flushSequence + 1; // what is on its way was taken before
    while (this.storedSequence < wanted) {
      await this.flush();
      if (this.failed !== null) throw this.failed;
    }
  }

  private async storeCounts(): Promise<void> {
    const { counter, records, decisions, log } = this.parts;
    const nothing = this.unstored === null && !counter.claimsWaiting;
    if (nothing && this.appliedTo === this.parts.decidedTo()) {
      this.storedSequence = ++this.flushSequence;
      this.failed = null;
      this.noteRecordsWhenDue();
      return;
    }
    const atMs = this.parts.clock();
    if (this.unstored === null) {
      this.flushSequence++;
      this.unstored = { position: this.parts.decidedTo(), ...during("counts", () => counter.take(atMs)) };
    }
    const { position, counts, retractions, corrections, claims } = this.unstored;
    await decisions.settled();
    this.failed = decisions.failure;
    if (decisions.failure !== null) return; // the next one tries again
    const entries: NewEntry[] = [];
    for (let at = 0; at < retractions.length; at += RETRACTIONS_PER_ENTRY) {
      const fields = { retractions: retractions.slice(at, at + RETRACTIONS_PER_ENTRY) };
      entries.push({ kind: "retraction", by: COUNTING, fields });
    }
    for (const fields of corrections) entries.push({ kind: "correction", by: COUNTING, fields });
    const changes = { counts, position, entries, atMs, claims, logMark: logMark(log, position) };
    const stored = (): void => {
      this.unstored = null;
      this.appliedTo = position;
      this.storedSequence = this.flushSequence;
      counter.stored();
      this.parts.onStored?.(position, counts);
    };
    await during("counts", () => records.storeCounts(changes, () => during("counts", stored)));
    this.noteRecordsWhenDue();
  }

  /** The log learns of every new entry of the ledger within the second, and of other writes within the minute. */
  private noteRecordsWhenDue(): void {
    this.noting ??= this.noteRecords()
      .catch((error: unknown) => {
        if (!(error instanceof TouchstoneError)) throw error;
        this.parts.onWarning(
          `the log was not told of the records, or no checkpoint signed: ${error.message}`,
        );
      })
      .finally(() => {
        this.noting = null;
      });
  }

  private async noteRecords(): Promise<void> {
    const { log, records, ledger } = this.parts;
    const now = await records.position();
    const noted = positionNoted(log);
    const nowMs = this.parts.scheduler.nowMs();
    const due = nowMs - this.notedMs >= NOTE_MS;
    const entries = (now.ledger?.sequence ?? -1) + 1;
    const told = noted !== null && (noted.ledger?.sequence ?? -1) + 1 === entries;
    if (told && (ledger === null || ledger.size() === entries) && !due) return;
    this.notedMs = nowMs;
    await noteRecords(log, records);
    // What is signed is held twice by then.
    await ledger?.publish();
  }

  /** What is decided and not on disk, as a stop tells it. */
  unwritten(): string[] {
    const { failure: undecided } = this.parts.decisions;
    const missing: string[] = [];
    if (undecided !== null) missing.push(`decisions: ${undecided.message}`);
    if (this.behind > 0) {
      const why = this.failed?.message ?? undecided?.message ?? "the store did not take them";
      missing.push(`counts of \`${this.behind}\` events: ${why}`);
    }
    return missing;
  }

  /** Resolves once the log knows what the store holds now; rejects with why it does not. */
  async noteAll(): Promise<void> {
    await this.noting;
    await noteRecords(this.parts.log, this.parts.records);
    await this.parts.ledger?.publish();
    // The checkpoint itself is a write to the records.
    await noteRecords(this.parts.log, this.parts.records);
  }
}
