import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { TouchstoneError } from "../nouns/codes.ts";
import type { QualitySums, TargetCounts } from "../nouns/counts.ts";
import { type CountDelta, countDeltasOf, qualityDeltasOf } from "../nouns/packed-counts.ts";
import { LOG_MARK, RETRACTIONS_KNOWN, WRITES } from "../nouns/record-settings.ts";
import type { Records } from "../ports/records.ts";
import { CAMPAIGN_TABLES, renamedHeadFields } from "./campaign-tables.ts";
import { bringChainOver } from "./ledger-migration.ts";
import { LEDGER_TABLES, ledgerTable } from "./ledger-table.ts";
import { sqliteLists } from "./list-table.ts";
import { createPrivateFile, FOLDER_MODE } from "./private-files.ts";
import { NO_GATE, type RecordsGate } from "./records-gate.ts";
import { sqliteCampaigns } from "./sqlite-campaigns.ts";
import { storageError } from "./sqlite-error.ts";

/** Version of the stored form. Files of earlier ones are brought up to it; a later one is refused, never guessed at. */
const FORMAT_VERSION = 5;
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

const QUALITY_COLUMNS = {
  views: "views",
  dwellCount: "dwell_count",
  dwellSumMs: "dwell_sum_ms",
  bounces: "bounces",
  playCount: "play_count",
  playSum: "play_sum",
  depthCount: "depth_count",
  depthSum: "depth_sum",
  shares: "shares",
  likes: "likes",
  comments: "comments",
} as const satisfies Record<keyof QualitySums, string>;
const QUALITY_FIELDS = Object.keys(QUALITY_COLUMNS) as readonly (keyof QualitySums)[];

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
  /** Whether the latest transaction may be lost with the power. */
  let unsynced = false;

  /** All of `work` or nothing of it. `reachDisk` waits for the disk at the commit. */
  function transaction<T>(reachDisk: boolean, work: () => T): T {
    return gate.write(() => {
      try {
        if (reachDisk) db.exec("PRAGMA synchronous = FULL");
        db.exec("BEGIN IMMEDIATE");
        const result = work();
        statements.countWrite.run(WRITES);
        gate.commit(() => db.exec("COMMIT"));
        unsynced = !reachDisk;
        return result;
      } catch (cause) {
        if (db.isTransaction) db.exec("ROLLBACK");
        throw storageError(cause, file);
      } finally {
        if (reachDisk) db.exec("PRAGMA synchronous = NORMAL");
      }
    });
  }

  function guarded<T>(work: () => T): T {
    return gate.read(() => {
      try {
        return work();
      } catch (cause) {
        throw storageError(cause, file);
      }
    });
  }

  const ledger = ledgerTable(db);
  const { apply: applyClaims, ...campaigns } = sqliteCampaigns({
    db,
    transaction,
    guarded,
    appendEntry: (entry, atMs) => void ledger.appendAll([entry], atMs),
  });

  /** Adds one delta; how much of it could not be taken away because the bucket held less. */
  function addCounts(delta: CountDelta): number {
    const { kind, id, type } = delta;
    if (delta.public >= 0 && delta.held >= 0 && delta.rejected >= 0) {
      statements.addCounts.run(kind, id, type, delta.public, delta.held, delta.rejected);
      return 0;
    }
    const before = statements.countsOf.get(kind, id, type) as CountDelta | undefined;
    let missing = 0;
    const after = BUCKETS.map((bucket) => {
      const count = (before?.[bucket] ?? 0) + delta[bucket];
      if (count < 0) missing -= count;
      return Math.max(0, count);
    });
    statements.setCounts.run(kind, id, type, ...after);
    return missing;
  }

  async function* allCounts(): AsyncGenerator<TargetCounts> {
    let after: readonly [string, string, string] = ["", "", ""];
    for (;;) {
      const page = guarded(() => statements.countsAfter.all(...after, PAGE_ROWS));
      const rows = page as unknown as readonly TargetCounts[];
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE_ROWS) return;
      after = [last.kind, last.id, last.type];
      await nextTurn();
    }
  }

  /** Adds everything that one store of counts changes; how many counts were missing. */
  const applyAtOnce: ApplyAtOnce = (deltas, quality, appliedPosition, entries, atMs, claims, logMark) =>
    // Counts alone can be computed again from the log; a ledger entry that was shown to someone must not change.
    transaction(entries.length > 0, () => {
      let missing = 0;
      for (const delta of deltas) missing += addCounts(delta);
      for (const delta of quality) {
        statements.addQuality.run(delta.kind, delta.id, ...QUALITY_FIELDS.map((field) => delta[field]));
      }
      if (claims !== undefined) applyClaims(claims);
      ledger.appendAll(entries, atMs);
      statements.setApplied.run(appliedPosition);
      if (logMark !== undefined) statements.setSetting.run(LOG_MARK, logMark);
      return missing;
    });

  return {
    campaigns,
    async storeCounts({ counts, position, entries, atMs, claims, logMark }, onApplied) {
      const [deltas, gains] = [countDeltasOf(counts), qualityDeltasOf(counts)];
      applyAtOnce(deltas, gains, position, entries, atMs, claims, logMark);
      onApplied();
    },
    wroteElsewhere(reachedDisk) {
      unsynced = !reachedDisk;
    },
    foldLog() {
      // A mode that older SQLite does not know and takes for PASSIVE: then it folds each time.
      if (Number(db.prepare("PRAGMA wal_checkpoint(NOOP)").get()?.log ?? 0) < FOLD_PAGES) return;
      db.exec("PRAGMA wal_checkpoint(PASSIVE)");
    },
    lists: sqliteLists({
      db,
      transaction,
      guarded,
      appendEntries: (entries, atMs) => void ledger.appendAll(entries, atMs),
      erasing: (work) => erasing(db, guarded, work),
    }),
    applyAtOnce,
    applyCounts: async (...changes) => applyAtOnce(...changes),
    position: async () =>
      guarded(() => ({
        writes: Number(statements.getSetting.get(WRITES)?.value ?? 0),
        ledger: ledger.head(),
      })),
    async sync() {
      if (unsynced) transaction(true, () => {});
    },
    appliedPosition: async () => guarded(() => Number(statements.applied.get()?.position ?? 0)),
    counts: async (kind, id) =>
      guarded(() => statements.counts.all(kind, id) as unknown as readonly TargetCounts[]),
    quality: async (kind, id) =>
      guarded(() => (statements.quality.get(kind, id) as unknown as QualitySums | undefined) ?? null),
    mostAttacked: async (limit) =>
      guarded(() => statements.mostAttacked.all(limit) as unknown as readonly TargetCounts[]),
    allCounts,
    append: async (entry, atMs) => transaction(true, () => ledger.appendAll([entry], atMs)[0]!),
    async write({ settings = [], entries = [] }, atMs) {
      transaction(true, () => {
        for (const [key, value] of settings) statements.setSetting.run(key, value);
        ledger.appendAll(entries, atMs);
      });
    },
    entries: async (from, limit) => guarded(() => ledger.entries(from, limit)),
    eraseBodies: async (sequences, entry, atMs) =>
      erasing(db, guarded, () =>
        transaction(true, () => {
          const erased = ledger.eraseBodies(sequences);
          ledger.appendAll([entry], atMs);
          return erased;
        }),
      ),
    verify: () => ledger.verify(guarded),
    get: async (key) => guarded(() => (statements.getSetting.get(key)?.value as string | undefined) ?? null),
    set: async (key, value) => transaction(true, () => void statements.setSetting.run(key, value)),
    settings: async (prefix) =>
      guarded(() =>
        (statements.settingsOf.all(prefix) as unknown as { key: string; value: string }[]).map(
          ({ key, value }) => [key, value] as const,
        ),
      ),
    close() {
      if (db.isOpen) db.close();
    },
  };
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

function createTables(db: DatabaseSync, file: string): void {
  const version = Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);
  if (version === FORMAT_VERSION) return;
  if (version > FORMAT_VERSION) {
    throw new TouchstoneError(
      "storage_damaged",
      `\`${file}\` has format version \`${version}\`, this program reads \`${FORMAT_VERSION}\`; use the program that wrote it`,
    );
  }
  // All of it or nothing: what is killed in the middle begins anew at the next start.
  if (version >= 1) db.exec("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
  db.exec("BEGIN IMMEDIATE");
  if (version < 1) createCountTables(db);
  else if (version < 3) bringChainOver(db);
  if (version >= 2) db.exec(renamedHeadFields(version));
  if (version < 2) {
    db.exec(CAMPAIGN_TABLES);
    // What was taken back before it was written down is found again in the log; see `RETRACTIONS_KNOWN`.
    db.prepare("INSERT INTO settings VALUES(?, ?)").run(RETRACTIONS_KNOWN, version < 1 ? "yes" : "no");
  }
  // The log's copies are of the old form: a write more than it knows of makes it take new ones.
  if (version >= 1) db.prepare(COUNT_WRITE).run(WRITES);
  db.exec(`PRAGMA user_version = ${FORMAT_VERSION}`);
  db.exec("COMMIT");
  if (version >= 1) {
    db.exec("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA secure_delete = OFF; PRAGMA synchronous = NORMAL");
  }
}

function createCountTables(db: DatabaseSync): void {
  const sums = QUALITY_FIELDS.map((field) => `${QUALITY_COLUMNS[field]} REAL NOT NULL`).join(", ");
  db.exec(`
    CREATE TABLE counts(
      kind TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
      public INTEGER NOT NULL CHECK(public >= 0),
      held INTEGER NOT NULL CHECK(held >= 0),
      rejected INTEGER NOT NULL CHECK(rejected >= 0),
      PRIMARY KEY(kind, id, type)) STRICT, WITHOUT ROWID;
    -- Partial: most targets are never attacked, and their upserts do not touch it.
    CREATE INDEX attacked ON counts(held + rejected) WHERE held + rejected > 0;
    CREATE TABLE quality(kind TEXT NOT NULL, id TEXT NOT NULL, ${sums}, PRIMARY KEY(kind, id)) STRICT, WITHOUT ROWID;
    CREATE TABLE applied(one INTEGER PRIMARY KEY CHECK(one = 1), position INTEGER NOT NULL) STRICT;
    ${LEDGER_TABLES}
    CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;`);
}

const COUNTS = "kind, id, type, public + held + rejected AS raw, public, held, rejected";
const COUNT_WRITE =
  "INSERT INTO settings VALUES(?, '1') ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + 1";

function prepareStatements(db: DatabaseSync) {
  const columns = QUALITY_FIELDS.map((field) => QUALITY_COLUMNS[field]);
  // Parameters 1 and 2 are the key. `excluded` would hold the clamped value, and lose what is to be taken away.
  const values = columns.map((_, i) => `max(0, ?${i + 3})`).join(", ");
  const gains = columns.map((column, i) => `${column} = max(0, ${column} + ?${i + 3})`).join(", ");
  const sums = QUALITY_FIELDS.map((field) => `${QUALITY_COLUMNS[field]} AS ${field}`).join(", ");
  return {
    addCounts: db.prepare(
      `INSERT INTO counts VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         public = public + excluded.public, held = held + excluded.held, rejected = rejected + excluded.rejected`,
    ),
    setCounts: db.prepare("INSERT OR REPLACE INTO counts VALUES(?, ?, ?, ?, ?, ?)"),
    countsOf: db.prepare(`SELECT ${COUNTS} FROM counts WHERE kind = ? AND id = ? AND type = ?`),
    counts: db.prepare(`SELECT ${COUNTS} FROM counts WHERE kind = ? AND id = ? ORDER BY type`),
    countsAfter: db.prepare(
      `SELECT ${COUNTS} FROM counts WHERE (kind, id, type) > (?, ?, ?) ORDER BY kind, id, type LIMIT ?`,
    ),
    mostAttacked: db.prepare(
      `SELECT ${COUNTS} FROM counts WHERE held + rejected > 0 ORDER BY held + rejected DESC, kind, id, type LIMIT ?`,
    ),
    addQuality: db.prepare(
      `INSERT INTO quality(kind, id, ${columns.join(", ")}) VALUES(?1, ?2, ${values})
         ON CONFLICT DO UPDATE SET ${gains}`,
    ),
    quality: db.prepare(`SELECT ${sums} FROM quality WHERE kind = ? AND id = ?`),
    applied: db.prepare("SELECT position FROM applied"),
    setApplied: db.prepare("INSERT OR REPLACE INTO applied VALUES(1, ?)"),
    getSetting: db.prepare("SELECT value FROM settings WHERE key = ?"),
    settingsOf: db.prepare(
      // Up to the last character there is: a range of the key, so that the rest of the settings is not read.
      "SELECT key, value FROM settings WHERE key >= ?1 AND key < ?1 || char(1114111) ORDER BY key",
    ),
    countWrite: db.prepare(COUNT_WRITE),
    setSetting: db.prepare("INSERT OR REPLACE INTO settings VALUES(?, ?)"),
  };
}
