import type { Counter } from "../count/counter.ts";
import type { Records } from "../ports/records.ts";
import type { PayeeBook } from "../screen/payee/payee-book.ts";
import type { Snapshots } from "../store/snapshot.ts";
import type { CountFlush } from "./count-flush.ts";
import type { Judge } from "./judge.ts";
import type { LiveStatistics } from "./live-statistics.ts";

/** Layout of the windows' and counters' bytes in a snapshot; another one is passed over and the log replayed instead. */
export const STATE_VERSION = 6;
/** A snapshot while running bounds the replay after a crash; copying the state stops the loop for some 0.5 ms per MB. */
const SNAPSHOT_MS = 10 * 60_000;
/** Events after which one is written without waiting for that long: what a start after kill −9 reads again in some seconds. */
const SNAPSHOT_EVENTS = 400_000;
/** Between two of them: at 40,000 events a second a start would read a second's worth more, and the disk is not kept busy. */
const SNAPSHOT_GAP_MS = 30_000;

export interface EngineSnapshotParts {
  readonly snapshots: Snapshots;
  readonly judge: Judge;
  readonly counter: Counter;
  readonly payees: PayeeBook;
  readonly records: Records;
  readonly statistics: LiveStatistics;
  readonly counts: CountFlush;
  /** Position of the snapshot that the start went on from; −1 = there was none. */
  readonly snapshotAt: number;
  /** Events after which a snapshot is written while running. Default 400,000. */
  readonly snapshotEvents?: number;
  /** Every event before this position is decided. */
  readonly decidedTo: () => number;
  /** Told of what went wrong without harm. */
  readonly onWarning: (message: string) => void;
}

/** Snapshots of the windows and counters, by time and by events, so that no start reads much of the log again. */
export class EngineSnapshots {
  private readonly parts: EngineSnapshotParts;
  private readonly timer: NodeJS.Timeout;
  /** Position of the latest snapshot; −1 = none that a start could go on from. */
  private at: number;
  /** When the latest one began, on a stopwatch. */
  private beganMs = Number.NEGATIVE_INFINITY;

  constructor(parts: EngineSnapshotParts) {
    this.parts = parts;
    this.at = parts.snapshotAt;
    this.timer = setInterval(() => void this.write(), SNAPSHOT_MS);
    this.timer.unref();
  }

  /** Writes none by itself any more. */
  stop(): void {
    clearInterval(this.timer);
  }

  /** Writes what a start would otherwise have to replay: the state at one position, copied before anything changes it. */
  async write(): Promise<string[]> {
    const { snapshots, judge, counter, payees, records, statistics, counts } = this.parts;
    const decidedTo = this.parts.decidedTo();
    if (decidedTo === this.at) return [];
    this.at = decidedTo;
    this.beganMs = performance.now();
    const header = {
      policy: judge.policy.id,
      state: STATE_VERSION,
      position: decidedTo,
      clock: judge.clock.numbers(),
      totals: statistics.totals(),
    };
    const parts = [...judge.windows.snapshot(), ...counter.snapshot()].map((part) => part.slice());
    parts.push(payees.snapshot().slice());
    // A start goes on from a snapshot's position: what stands before it must be decided and counted on disk.
    await counts.flush();
    if (records.appliedPosition() < header.position) await counts.flush(); // one was under way already
    if (records.appliedPosition() < header.position) {
      this.at = -1;
      return [];
    }
    try {
      await snapshots.write(header, parts);
      return [];
    } catch (error) {
      this.at = -1;
      this.parts.onWarning(`no snapshot was written, a start will take longer: ${error}`);
      return [`the state of the windows; a start reads the log instead, and takes longer: ${error}`];
    }
  }

  /** A snapshot once so many events would have to be read again, but not one after the other. */
  writeWhenDue(): void {
    if (this.parts.decidedTo() - Math.max(0, this.at) < (this.parts.snapshotEvents ?? SNAPSHOT_EVENTS))
      return;
    if (performance.now() - this.beganMs < SNAPSHOT_GAP_MS) return;
    void this.write();
  }
}
