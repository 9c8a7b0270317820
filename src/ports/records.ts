import type { QualitySums, TargetCounts } from "../nouns/counts.ts";
import type { LedgerEntry, NewEntry } from "../nouns/ledger-entry.ts";
import type { CountDelta, PackedCounts, QualityDelta } from "../nouns/packed-counts.ts";
import type { CampaignRecords, ClaimChanges } from "./campaigns.ts";
import type { ListRecords } from "./list-records.ts";

/** What one taking of counts changes; see `Records.storeCounts`. */
export interface CountsToStore {
  readonly counts: PackedCounts;
  /** Every event of the log before it is contained in the counts then. */
  readonly position: number;
  readonly entries: readonly NewEntry[];
  readonly atMs: number;
  readonly claims: ClaimChanges;
  /** What tells the log's run before the position from any other. */
  readonly logMark: string | undefined;
}

/** How far records have come: their writes are counted, and so are their ledger's entries. */
export interface RecordsPosition {
  /** Transactions ever written; 0 in records of before they were counted. */
  readonly writes: number;
  readonly ledger: Pick<LedgerEntry, "sequence" | "hash"> | null;
}

/** What is written in one transaction; see `Records.write`. */
export interface RecordsWrite {
  readonly settings?: readonly (readonly [key: string, value: string])[];
  readonly entries?: readonly NewEntry[];
}

/**
 * Port: what is known about targets and what was changed by whom. SQLite embedded, PostgreSQL later.
 * Calls reject with the store's errors, and then nothing has changed. Writes are done one after the other, in the order
 * they were called, counts included; one that fails takes no other along. Reads may overtake one another and be overtaken: one that
 * begins after a write has resolved sees it.
 */
export interface Records {
  /** Campaigns, and what they claim. */
  readonly campaigns: CampaignRecords;
  /** Named lists. */
  readonly lists: ListRecords;
  /**
   * Adds deltas, changes claims, appends ledger entries and moves the applied position in one transaction, so that a crash can
   * neither lose nor repeat them. `appliedPosition`: every event of the log before it is contained in the counts.
   * No bucket and no sum ever falls below 0: what a delta takes away beyond that is left off, and the number returned says
   * how many counts that were (0 in a sound flow; raw = public + held + rejected holds either way).
   */
  applyCounts(
    deltas: Iterable<CountDelta>,
    quality: Iterable<QualityDelta>,
    appliedPosition: number,
    entries: readonly NewEntry[],
    atMs: number,
    claims?: ClaimChanges,
    logMark?: string,
  ): Promise<number>;
  /**
   * `applyCounts` without holding up the caller; one at a time. `onApplied` is called exactly once, before any read is answered that
   * holds the changes: whoever adds what is not stored yet to what is read counts nothing twice, if nothing was stored while it read.
   * Resolves after it; rejects as `applyCounts` does, and then nothing has changed.
   */
  storeCounts(changes: CountsToStore, onApplied: () => void): Promise<void>;
  /** How far the records have come; a copy of before has come less far. */
  position(): Promise<RecordsPosition>;
  /** Waits until all that was written is on disk. */
  sync(): Promise<void>;
  appliedPosition(): Promise<number>;
  /** Counts of one target, every type it has, by name of type; empty when unknown. */
  counts(kind: string, id: string): Promise<readonly TargetCounts[]>;
  /** Quality sums of one target, or null when it has none. */
  quality(kind: string, id: string): Promise<QualitySums | null>;
  /** Targets and types with the most held and rejected events, most first, ties by kind, id, type; none without any. */
  mostAttacked(limit: number): Promise<readonly TargetCounts[]>;
  /** Every target, ordered by kind, id, type (as UTF-8 bytes); for exports. Writes may go on meanwhile. */
  allCounts(): AsyncIterable<TargetCounts>;
  /** Appends to the ledger; the entry with its hash, sequences from 0. Rejects for fields that its kind's schema refuses. */
  append(entry: NewEntry, atMs: number): Promise<LedgerEntry>;
  /** Keeps settings and appends entries, all of it or nothing, on disk when it resolves: what a decision changes, and the entry about it. */
  write(changes: RecordsWrite, atMs: number): Promise<void>;
  entries(from: number, limit: number): Promise<readonly LedgerEntry[]>;
  /**
   * Takes salt and body of these entries, for good, and appends an entry that says so, in one transaction; how many still had
   * them. Leaves, hashes and every proof stay.
   */
  eraseBodies(sequences: readonly number[], entry: NewEntry, atMs: number): Promise<number>;
  /** Recomputes every hash, others work meanwhile; the sequence of the first altered, missing or cut-off entry, or null. */
  verify(): Promise<{ readonly brokenAt: number | null; readonly entries: number }>;
  /** Small settings of the engine itself (policy sources by id, last clean stop). */
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  /** Settings whose keys begin so, by key (as UTF-8 bytes). */
  settings(prefix: string): Promise<readonly (readonly [key: string, value: string])[]>;
  close(): void;
}
