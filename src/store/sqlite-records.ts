import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import type {
  CampaignMemberRecord,
  CampaignRecord,
  CampaignTargetRecord,
  CampaignTotals,
  CorrectionRecord,
} from "../nouns/campaign-record.ts";
import type { QualitySums, TargetCounts } from "../nouns/counts.ts";
import type { NewEntry } from "../nouns/ledger-entry.ts";
import {
  type CountDelta,
  countDeltasOf,
  type QualityDelta,
  qualityDeltasOf,
} from "../nouns/packed-counts.ts";
import { LOG_MARK, WRITES } from "../nouns/record-settings.ts";
import type {
  CampaignEventClaim,
  CampaignHead,
  CampaignQuery,
  ClaimChanges,
  ClaimStanding,
  DismissedPart,
  EventClaim,
  OwnerKey,
  StoredPage,
  StoredTarget,
} from "../ports/campaigns.ts";
import type { CountsToStore, Records, RecordsWrite } from "../ports/records.ts";
import { createTables, prepareStatements, QUALITY_FIELDS } from "./count-tables.ts";
import { type LedgerTable, ledgerTable } from "./ledger-table.ts";
import { sqliteLists } from "./list-table.ts";
import { createPrivateFile, FOLDER_MODE } from "./private-files.ts";
import { type Access, createAccess } from "./records-access.ts";
import { NO_GATE, type RecordsGate } from "./records-gate.ts";
import { sqliteCampaigns } from "./sqlite-campaigns.ts";
import { storageError } from "./sqlite-error.ts";

/** Rows fetched at a time when everything is exported: bounded memory, and writes may go on in between. */
const PAGE_ROWS = 1000;
/** Page cache: 40 k targets with their counts take about 8 MiB. */
const CACHE_KIB = 64 * 1024;
/** Of a connection that only looks up single targets, and writes no counts. */
const LITTLE_CACHE_KIB = 8 * 1024;
/** Write-ahead log above which it is folded into the file: 2 k pages of 4 KiB, a second or two of full load. */
const FOLD_PAGES = 2_000;
/** And by whoever writes, where no other connection folds it in time. */
const FOLD_PAGES_AT_COMMIT = 16_000;

/**
 * Opens or creates the records of a data folder in one SQLite file, read and written on the calling thread. Counts
 * survive kill −9 at once; after a power loss the last moments may be missing, applied position included, and are
 * computed again from the log. Ledger and settings are on disk when the call resolves. Throws `storage_full`,
 * `storage_failed`, `storage_damaged`; a call that fails has changed nothing.
 */
export function openRecords(file: string): Records {
  return openRecordsFile(file, {});
}

export interface RecordsFileOptions {
  /** What this connection passes where another one of the process writes to the same file. Default: it is alone. */
  readonly gate?: RecordsGate;
  /** Whether a commit may fold the write-ahead log into the file, some milliseconds of waiting for the disk. Default true. */
  readonly foldsLog?: boolean;
  /** `little`: a small page cache. */
  readonly cached?: "little";
}

type ApplyAtOnce = (...changes: Parameters<Records["applyCounts"]>) => number;

/** Records, and what another connection of the same process needs of them. */
export interface RecordsFile extends Records {
  /** `applyCounts`, for a thread that does nothing else. Throws. */
  readonly applyAtOnce: ApplyAtOnce;
  /** Another connection has committed; `reachedDisk`: and has waited for the disk. */
  wroteElsewhere(reachedDisk: boolean): void;
  /** Folds the write-ahead log into the file where it has grown. */
  foldLog(): void;
}

/** `openRecords` for one of several connections of a process. */
export function openRecordsFile(file: string, options: RecordsFileOptions): RecordsFile {
  let db: DatabaseSync | null = null;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: FOLDER_MODE });
    createPrivateFile(file);
    db = new DatabaseSync(file, { timeout: 5000 });
    return createRecords(db, file, options);
  } catch (cause) {
    // What it had begun is undone, and nobody is kept out.
    db?.close();
    throw storageError(cause, file);
  }
}

/** Records that are open: what reads and changes the counts of a file. */
interface OpenRecords {
  readonly db: DatabaseSync;
  readonly statements: {
    addCounts: StatementSync;
    setCounts: StatementSync;
    countsOf: StatementSync;
    counts: StatementSync;
    countsAfter: StatementSync;
    mostAttacked: StatementSync;
    addQuality: StatementSync;
    quality: StatementSync;
    applied: StatementSync;
    setApplied: StatementSync;
    getSetting: StatementSync;
    settingsOf: StatementSync;
    countWrite: StatementSync;
    setSetting: StatementSync;
  };
  readonly access: Access;
  readonly transaction: <T>(reachDisk: boolean, work: () => T) => T;
  readonly guarded: <T>(work: () => T) => T;
  readonly ledger: LedgerTable;
  readonly applyClaims: (changes: ClaimChanges) => void;
  readonly campaigns: {
    put(head: CampaignHead): Promise<number>;
    putWithEntry(head: CampaignHead, entry: NewEntry, atMs: number): Promise<void>;
    putMembers(campaign: number, members: readonly CampaignMemberRecord[]): Promise<void>;
    putTargets(
      campaign: number,
      targets: readonly (CampaignTargetRecord & OwnerKey)[],
    ): Promise<readonly number[]>;
    refreshOwners(campaign: number): Promise<void>;
    numberOf(id: string): Promise<number | null>;
    get(id: string): Promise<CampaignRecord | null>;
    list(query: CampaignQuery): Promise<StoredPage<CampaignRecord>>;
    members(campaign: number, limit: number, after?: string): Promise<StoredPage<CampaignMemberRecord>>;
    targets(campaign: number, limit: number, after?: string): Promise<StoredPage<StoredTarget>>;
    target(campaign: number, target: number): Promise<StoredTarget | null>;
    events(campaign: number, limit: number, after?: string): Promise<StoredPage<CampaignEventClaim>>;
    ofTarget(kind: string, id: string, limit: number): Promise<readonly CampaignRecord[]>;
    changedAfter(
      change: number,
      limit: number,
    ): Promise<readonly { readonly change: number; readonly record: CampaignRecord }[]>;
    latestChange(): Promise<number>;
    ofMember(key: string, actor: string, limit: number): Promise<readonly CampaignRecord[]>;
    ofOwner(key: string, owner: string, limit: number): Promise<readonly CampaignRecord[]>;
    totals(): Promise<CampaignTotals>;
    unsettled(): Promise<readonly string[]>;
    claims(campaign: number, claimed: boolean, after: number, limit: number): Promise<readonly EventClaim[]>;
    standings(positions: readonly number[]): Promise<readonly ClaimStanding[]>;
    claimRange(): Promise<{ readonly first: number; readonly last: number } | null>;
    history(kind: string, id: string, limit: number): Promise<readonly CorrectionRecord[]>;
    dismissedEvents(campaign: number, after: number, limit: number): Promise<DismissedPart<number>>;
    dismissedMembers(campaign: number, after: string, limit: number): Promise<DismissedPart<string>>;
    forgetActor(actor: string): Promise<number>;
    forgetKey(key: string): Promise<number>;
    latest(limit: number): Promise<readonly { readonly id: string; readonly campaign: number }[]>;
    superfluous(keep: number): Promise<readonly { readonly id: string; readonly campaign: number }[]>;
    drop(campaign: number, limit: number): Promise<boolean>;
  };
}

function createRecords(
  db: DatabaseSync,
  file: string,
  { gate = NO_GATE, foldsLog = true, cached }: RecordsFileOptions,
): RecordsFile {
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = NORMAL");
  db.exec(`PRAGMA cache_size = -${cached === "little" ? LITTLE_CACHE_KIB : CACHE_KIB}`);
  if (!foldsLog) db.exec(`PRAGMA wal_autocheckpoint = ${FOLD_PAGES_AT_COMMIT}`);
  createTables(db, file);
  const statements = prepareStatements(db);
  const access = createAccess(db, file, gate, statements.countWrite);
  const { transaction, guarded } = access;
  const ledger = ledgerTable(db);
  const { apply: applyClaims, ...campaigns } = sqliteCampaigns({
    db,
    transaction,
    guarded,
    appendEntry: (entry, atMs) => void ledger.appendAll([entry], atMs),
  });
  const records: OpenRecords = {
    db,
    statements,
    access,
    transaction,
    guarded,
    ledger,
    applyClaims,
    campaigns,
  };
  return {
    campaigns: records.campaigns,
    storeCounts: (given0, onApplied) => storeCounts(records, given0, onApplied),
    wroteElsewhere: records.access.wroteElsewhere,
    foldLog: () => foldLog(records),
    lists: sqliteLists({
      db: records.db,
      transaction: records.transaction,
      guarded: records.guarded,
      appendEntries: (entries, atMs) => void records.ledger.appendAll(entries, atMs),
      erasing: (work) => erasing(records.db, records.guarded, work),
    }),
    applyAtOnce: (deltas, quality, appliedPosition, entries, atMs, claims, logMark) =>
      applyAtOnce(records, deltas, quality, appliedPosition, entries, atMs, claims, logMark),
    applyCounts: async (...changes) => applyAtOnce(records, ...changes),
    position: async () =>
      records.guarded(() => ({
        writes: Number(records.statements.getSetting.get(WRITES)?.value ?? 0),
        ledger: records.ledger.head(),
      })),
    async sync() {
      if (records.access.unsynced()) records.transaction(true, () => {});
    },
    appliedPosition: async () =>
      records.guarded(() => Number(records.statements.applied.get()?.position ?? 0)),
    counts: async (kind, id) =>
      records.guarded(() => records.statements.counts.all(kind, id) as unknown as readonly TargetCounts[]),
    quality: async (kind, id) =>
      records.guarded(
        () => (records.statements.quality.get(kind, id) as unknown as QualitySums | undefined) ?? null,
      ),
    mostAttacked: async (limit) =>
      records.guarded(() => records.statements.mostAttacked.all(limit) as unknown as readonly TargetCounts[]),
    allCounts: () => allCounts(records),
    append: async (entry, atMs) =>
      records.transaction(true, () => records.ledger.appendAll([entry], atMs)[0]!),
    write: (given0, atMs) => write(records, given0, atMs),
    entries: async (from, limit) => records.guarded(() => records.ledger.entries(from, limit)),
    eraseBodies: (sequences, entry, atMs) => eraseBodies(records, sequences, entry, atMs),
    verify: () => records.ledger.verify(records.guarded),
    get: async (key) =>
      records.guarded(() => (records.statements.getSetting.get(key)?.value as string | undefined) ?? null),
    set: async (key, value) =>
      records.transaction(true, () => void records.statements.setSetting.run(key, value)),
    settings: (prefix) => settings(records, prefix),
    close() {
      if (records.db.isOpen) records.db.close();
    },
  };
}

/** Adds one delta; how much of it could not be taken away because the bucket held less. */
export function addCounts(records: OpenRecords, delta: CountDelta): number {
  const { kind, id, type } = delta;
  if (delta.public >= 0 && delta.held >= 0 && delta.rejected >= 0) {
    records.statements.addCounts.run(kind, id, type, delta.public, delta.held, delta.rejected);
    return 0;
  }
  const before = records.statements.countsOf.get(kind, id, type) as CountDelta | undefined;
  let missing = 0;
  const after = BUCKETS.map((bucket) => {
    const count = (before?.[bucket] ?? 0) + delta[bucket];
    if (count < 0) missing -= count;
    return Math.max(0, count);
  });
  records.statements.setCounts.run(kind, id, type, ...after);
  return missing;
}

async function* allCounts(records: OpenRecords): AsyncGenerator<TargetCounts> {
  let after: readonly [string, string, string] = ["", "", ""];
  for (;;) {
    const page = records.guarded(() => records.statements.countsAfter.all(...after, PAGE_ROWS));
    const rows = page as unknown as readonly TargetCounts[];
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    after = [last.kind, last.id, last.type];
    await nextTurn();
  }
}

/** Adds everything that one store of counts changes; how many counts were missing. */
function applyAtOnce(
  records: OpenRecords,
  deltas: Iterable<CountDelta>,
  quality: Iterable<QualityDelta>,
  appliedPosition: number,
  entries: readonly NewEntry[],
  atMs: number,
  claims: ClaimChanges | undefined,
  logMark: string | undefined,
): number {
  return records.transaction(entries.length > 0, () => {
    let missing = 0;
    for (const delta of deltas) missing += addCounts(records, delta);
    for (const delta of quality) {
      records.statements.addQuality.run(delta.kind, delta.id, ...QUALITY_FIELDS.map((field) => delta[field]));
    }
    if (claims !== undefined) records.applyClaims(claims);
    records.ledger.appendAll(entries, atMs);
    records.statements.setApplied.run(appliedPosition);
    if (logMark !== undefined) records.statements.setSetting.run(LOG_MARK, logMark);
    return missing;
  });
}

async function storeCounts(
  records: OpenRecords,
  { counts, position, entries, atMs, claims, logMark }: CountsToStore,
  onApplied: () => void,
): Promise<void> {
  const [deltas, gains] = [countDeltasOf(counts), qualityDeltasOf(counts)];
  applyAtOnce(records, deltas, gains, position, entries, atMs, claims, logMark);
  onApplied();
}

function foldLog(records: OpenRecords): void {
  // A mode that older SQLite does not know and takes for PASSIVE: then it folds each time.
  if (Number(records.db.prepare("PRAGMA wal_checkpoint(NOOP)").get()?.log ?? 0) < FOLD_PAGES) return;
  records.db.exec("PRAGMA wal_checkpoint(PASSIVE)");
}

export async function write(
  records: OpenRecords,
  { settings = [], entries = [] }: RecordsWrite,
  atMs: number,
): Promise<void> {
  records.transaction(true, () => {
    for (const [key, value] of settings) records.statements.setSetting.run(key, value);
    records.ledger.appendAll(entries, atMs);
  });
}

async function eraseBodies(
  records: OpenRecords,
  sequences: readonly number[],
  entry: NewEntry,
  atMs: number,
): Promise<number> {
  return erasing(records.db, records.guarded, () =>
    records.transaction(true, () => {
      const erased = records.ledger.eraseBodies(sequences);
      records.ledger.appendAll([entry], atMs);
      return erased;
    }),
  );
}

export async function settings(
  records: OpenRecords,
  prefix: string,
): Promise<readonly (readonly [key: string, value: string])[]> {
  return records.guarded(() =>
    (records.statements.settingsOf.all(prefix) as unknown as { key: string; value: string }[]).map(
      ({ key, value }) => [key, value] as const,
    ),
  );
}

/** Runs what takes personal data out of a file: else it would stay readable until something is written over it. */
function erasing<T>(db: DatabaseSync, guarded: (work: () => void) => void, work: () => T): T {
  guarded(() => db.exec("PRAGMA secure_delete = ON"));
  try {
    return work();
  } finally {
    // The write-ahead log holds pages as they were before.
    guarded(() => db.exec("PRAGMA secure_delete = OFF; PRAGMA wal_checkpoint(TRUNCATE)"));
  }
}

const BUCKETS = ["public", "held", "rejected"] as const;
