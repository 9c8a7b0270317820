import { setImmediate as nextTurn } from "node:timers/promises";
import type { Counter } from "../count/counter.ts";
import { during } from "../kernels/loop-work.ts";
import type { Scheduler } from "../ports/scheduler.ts";
import type { Snapshots } from "../ports/snapshots.ts";
import type { PayeeRegistry } from "../screen/payee/payee-registry.ts";
import type { CountFlush } from "./count-flush.ts";
import type { Judge } from "./judge.ts";
import type { KnownIds } from "./known-ids.ts";
import type { LiveStatistics } from "./live-statistics.ts";

/** Layout of the windows' and counters' bytes in a snapshot; another one is passed over and the log replayed instead. */
export const STATE_VERSION = 8;
/** A snapshot while running bounds the replay after a crash. */
const SNAPSHOT_MS = 10 * 60_000;
/** Events after which one is written without waiting for that long: what a start after kill −9 reads again in some seconds. */
const SNAPSHOT_EVENTS = 400_000;
/** Between two of them: at 40,000 events a second no start reads more than that again, and the disk is not kept busy. */
const SNAPSHOT_GAP_MS = 10_000;

/** The state is copied for so long in one turn of the event loop: some ms for a slot of the windows at millions of keys. */
const SLICE_MS = 5;
/** Ids of events copied in one go: 2 MB, less than a millisecond. */
const IDS_PER_PIECE = 262_144;

/** What a snapshot says of itself, beside its parts: pieces of the ids, a part for each slot of the windows, then those of the counter and the payees. */
export interface EngineSnapshotHeader {
  readonly policy: string;
  readonly state: number;
  /** Counts, payees and totals are those of this position. */
  readonly position: number;
  /** The clock is that of this one, and each slot of the windows of its own, between the two: events come in while it is written. */
  readonly windowsFrom: number;
  readonly slotsAt: readonly number[];
  /** Position of the first id, pieces they come in, and those that are kept by their text. */
  readonly idsFrom: number;
  readonly idPieces: number;
  readonly idsCollided: readonly (readonly [text: string, position: number])[];
  /** Of the counter: that of the policy which the engine started with. */
  readonly keysMax: number;
  readonly clock: readonly number[];
  readonly totals: readonly number[];
}

export interface EngineSnapshotParts {
  readonly snapshots: Snapshots;
  readonly judge: Judge;
  readonly known: KnownIds;
  readonly counter: Counter;
  readonly payees: PayeeRegistry;
  readonly statistics: LiveStatistics;
  readonly counts: CountFlush;
  readonly scheduler: Scheduler;
  /** Position of the snapshot that the start went on from; −1 = there was none. */
  readonly snapshotAt: number;
  /** Events after which a snapshot is written while running. Default 400,000. */
  readonly snapshotEvents?: number;
  /** Every event before this position is decided. */
  readonly decidedTo: () => number;
  /** Told of what went wrong without harm. */
  readonly onWarning: (message: string) => void;
}

interface Copied {
  readonly header: EngineSnapshotHeader;
  readonly parts: Uint8Array[];
}

/** Snapshots of the windows and counters, by time and by events, so that no start reads much of the log again. */
export class EngineSnapshots {
  private readonly parts: EngineSnapshotParts;
  /** Writes none by itself any more. */
  readonly stop: () => void;
  /** Position of the latest snapshot; −1 = none that a start could go on from. */
  private at: number;
  /** When the latest one began, on a stopwatch. */
  private beganMs = Number.NEGATIVE_INFINITY;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(parts: EngineSnapshotParts) {
    this.parts = parts;
    this.at = parts.snapshotAt;
    this.stop = parts.scheduler.every(SNAPSHOT_MS, () => void this.write());
  }

  /** Writes what a start would otherwise have to replay; one after the other. Answers what could not be written, for a stop to tell. */
  write(): Promise<string[]> {
    const written = this.writing.then(() => this.writeOne());
    this.writing = written;
    return written;
  }

  private async writeOne(): Promise<string[]> {
    const { snapshots, counts } = this.parts;
    if (this.parts.decidedTo() === this.at) return [];
    this.beganMs = this.parts.scheduler.nowMs();
    const copied = (await this.take()) ?? (await this.take());
    if (copied === null) return [];
    const { header, parts } = copied;
    // A start goes on from a snapshot's position: what stands before it must be decided and counted on disk.
    await counts.flush();
    if (counts.applied < header.position) await counts.flush(); // one was under way already
    if (counts.applied < header.position) return [];
    try {
      await during("snapshot", () => snapshots.write({ ...header }, parts));
      this.at = header.position;
      return [];
    } catch (error) {
      this.parts.onWarning(`no snapshot was written, a start will take longer: ${error}`);
      return [`the state of the windows; a start reads the log instead, and takes longer: ${error}`];
    }
  }

  /**
   * A copy of the state, piece by piece while events come in: each slot of the windows says up to which it holds them. Null when another
   * policy came into force meanwhile: the slots would be of two.
   */
  private async take(): Promise<Copied | null> {
    const { judge, counter, payees, statistics, known, decidedTo } = this.parts;
    let pausedMs = this.parts.scheduler.nowMs();
    const pause = async (): Promise<void> => {
      if (this.parts.scheduler.nowMs() - pausedMs < SLICE_MS) return;
      await nextTurn();
      pausedMs = this.parts.scheduler.nowMs();
    };
    const ids: Uint8Array[] = [];
    let idsFrom = 0;
    let idsTo = 0;
    const copyIds = (): boolean => {
      const piece = known.piece(idsTo, decidedTo(), IDS_PER_PIECE);
      // Those that were to come have left meanwhile: the row begins anew.
      if (piece.first !== idsTo) ids.length = 0;
      if (ids.length === 0) idsFrom = piece.first;
      idsTo = piece.first + piece.ids.length / 2;
      if (piece.ids.length > 0) ids.push(new Uint8Array(piece.ids.buffer));
      return idsTo < decidedTo();
    };
    while (during("snapshot", copyIds)) await pause();
    const { windows } = judge;
    const [windowsFrom, clock] = [decidedTo(), judge.clock.numbers()];
    const slotsAt: number[] = [];
    const slots: Uint8Array[] = [];
    for (let slot = 0; slot < windows.slots; slot++) {
      slots.push(during("snapshot", () => windows.snapshotSlot(slot)));
      slotsAt.push(decidedTo());
      await pause();
      if (judge.windows !== windows) return null;
    }
    // From here on without a pause: all the rest is of one position.
    while (during("snapshot", copyIds));
    const position = decidedTo();
    const rest = during("snapshot", () => [...counter.snapshot(), payees.snapshot().slice()]);
    const parts = [...ids, ...slots, ...rest];
    const header = {
      policy: judge.policy.id,
      state: STATE_VERSION,
      position,
      windowsFrom,
      slotsAt,
      idsFrom,
      idPieces: ids.length,
      idsCollided: known.collidedBefore(position),
      keysMax: counter.keysMax,
      clock,
      totals: statistics.totals(),
    };
    return { header, parts };
  }

  /** A snapshot once so many events would have to be read again, but not one after the other. */
  writeWhenDue(): void {
    const events = this.parts.decidedTo() - Math.max(0, this.at);
    if (events < (this.parts.snapshotEvents ?? SNAPSHOT_EVENTS)) return;
    if (this.parts.scheduler.nowMs() - this.beganMs < SNAPSHOT_GAP_MS) return;
    this.beganMs = this.parts.scheduler.nowMs();
    void this.write();
  }
}
