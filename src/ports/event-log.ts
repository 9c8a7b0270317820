import type { LedgerEntry } from "../nouns/ledger-entry.ts";

/**
 * Port: an append-only, replayable log of byte records. Appended means durable: the promise resolves after the record
 * survives kill −9 and power loss. Two streams share one log and one group commit.
 */
export type Stream = "events" | "decisions";

/** A run of records written together. */
export interface LogBatch {
  /** Position of its first record; positions of a stream are consecutive from 0. */
  readonly first: number;
  /** Records in it, ≥ 1. */
  readonly count: number;
  /** Events: `count` JSON lines, each ended by \n. Decisions: `count` records of a fixed stride. */
  readonly bytes: Uint8Array;
  /** 8 bytes (low and high word, little endian) per record: hash of the event id; empty for streams without ids. */
  readonly ids: Uint8Array;
  /** Policy id in force. */
  readonly policy: string;
  /** Receiver's clock, ms since 1970. */
  readonly receivedAtMs: number;
}

/** Positions whose records are gone: damaged, and cut out by a repair. They are never given again. */
export interface Hole {
  readonly stream: Stream;
  readonly first: number;
  readonly count: number;
}

/** What the log keeps of the records beside it, so that neither can be lost or set back unnoticed. */
export interface LogNote {
  /** JSON text of the records' position; see `store-agreement.ts`. */
  readonly records: string;
  /** JSON text of the settings that cannot be made anew from the log. */
  readonly settings: string;
}

export interface EventLog {
  /**
   * Appends a run; resolves to it being durable. `bytes` and `ids` are copied before the call returns: the caller may reuse
   * them at once. Fails whole with `storage_full`, `storage_failed` or `overloaded` (retry): then nothing of it is kept, the
   * runs queued behind it fail with it, and the log stays usable. Caller assigns no positions: they are given in order of call.
   */
  append(stream: Stream, batch: Omit<LogBatch, "first">): Promise<{ readonly first: number }>;
  /** Position after the last durable record. */
  end(stream: Stream): number;
  /** Position of the oldest record kept. */
  begin(stream: Stream): number;
  /**
   * Runs from the one containing `position` (or, where that was dropped, the oldest kept) on, oldest first, as far as `end`
   * stood at the first step. Appends and drops may go on meanwhile. Throws `storage_damaged` naming the position.
   */
  read(stream: Stream, position: number): AsyncIterable<LogBatch>;
  /** The run that contains one position, or null when it is past the end or was dropped. */
  at(stream: Stream, position: number): LogBatch | null;
  /** What tells the run that contains a position from any other; null where there is none. Reads no record. */
  fingerprint(stream: Stream, position: number): string | null;
  /** Positions that were cut out, in order; `read` passes over them and `at` answers null. */
  holes(stream: Stream): readonly Hole[];
  /** Keeps a note about the records and copies of ledger entries beside the runs; durable when it resolves. Entries known already stay. */
  note(note: LogNote, entries: readonly LedgerEntry[]): Promise<void>;
  /** Takes salt and body of the copies of these entries; durable when it resolves. */
  eraseCopies(sequences: readonly number[]): Promise<void>;
  /** The latest note, or null. */
  noted(): LogNote | null;
  /** Copies of ledger entries from a sequence on, at most `limit`. */
  copiedEntries(from: number, limit: number): readonly LedgerEntry[];
  /** Drops whole runs that lie before `position`. Retention. Positions are never given twice, even when all runs are dropped. */
  dropBefore(stream: Stream, position: number): Promise<void>;
  /** Waits for what was appended, then closes; later calls fail with `not_ready`. */
  close(): Promise<void>;
}
