import { DatabaseSync, type StatementSync } from "node:sqlite";
import { TouchstoneError } from "../nouns/codes.ts";
import type { LedgerEntry } from "../nouns/ledger-entry.ts";
import type { Hole, LogBatch, LogNote, Stream } from "../ports/event-log.ts";
import type { LogFollower, StreamBounds } from "../ports/log-follower.ts";
import { LEDGER_COPY_TABLE, ledgerCopyReader, ledgerCopyWriter } from "./ledger-copy.ts";
import { decodeLogRow, encodeLogRow, type LogRow, STREAMS } from "./log-row.ts";
import { storageError } from "./sqlite-error.ts";

/** Version of the stored form; a file of another version is refused, never guessed at. */
const FORMAT_VERSION = 1;
/** Large pages keep the long blobs of batches in few pages, small enough that a single event still costs little. */
const PAGE_BYTES = 8192;
/** Write-ahead log above which it is folded into the main file: 4 k pages = 32 MiB, about a second of full load. */
const CHECKPOINT_PAGES = 4096;
/** Runs dropped in one transaction, so that a long retention never holds up the appends behind it. */
const DROP_RUNS_MAX = 256;

/** The writing half of a log file: synchronous, meant for a thread of its own. Every call throws world errors. */
export interface LogWriter {
  /** Bounds of each stream as stored, in the order of `STREAMS`. */
  bounds(): readonly StreamBounds[];
  /** Writes the runs in one transaction, durable on return; on an error none of them is kept. */
  commit(runs: readonly { readonly stream: Stream; readonly batch: LogBatch }[]): void;
  /** Drops at most `DROP_RUNS_MAX` whole runs before the position; whether more remain, and where the stream now begins. */
  drop(stream: Stream, position: number): { readonly more: boolean; readonly begin: number };
  /** Keeps the note in place of the one before, and the entries that are not there yet. */
  note(note: LogNote, entries: readonly LedgerEntry[]): void;
  /** Takes salt and body of these copies. */
  eraseCopies(sequences: readonly number[]): void;
  /** Folds the write-ahead log into the main file when it has grown; false when the disk had no room for it. */
  checkpoint(): boolean;
  close(): void;
}

/** Opens or creates a log file for writing. `bytesMax` bounds the main file (0 = no bound). */
export function openLogWriter(file: string, bytesMax: number): LogWriter {
  try {
    return createWriter(file, bytesMax);
  } catch (cause) {
    throw storageError(cause, file);
  }
}

function createWriter(file: string, bytesMax: number): LogWriter {
  const db = new DatabaseSync(file, { timeout: 5000 });
  db.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = FULL");
  db.exec("PRAGMA wal_autocheckpoint = 0");
  if (bytesMax > 0) db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(bytesMax / PAGE_BYTES))}`);
  createTables(db, file);
  const statements = STREAMS.map((stream) => writerStatements(db, stream));
  const setBegin = db.prepare(
    "INSERT INTO begins(stream, begin) VALUES(?, ?) ON CONFLICT(stream) DO UPDATE SET begin = excluded.begin",
  );
  const setNote = db.prepare("INSERT OR REPLACE INTO notes VALUES(?, ?)");
  const copies = ledgerCopyWriter(db);
  const boundsOf = boundsReader(db);
  let pagesSinceCheckpoint = 0;

  /** All of `work` or nothing of it. */
  function transaction<T>(work: () => T): T {
    try {
      db.exec("BEGIN IMMEDIATE");
      const result = work();
      db.exec("COMMIT");
      return result;
    } catch (cause) {
      // SQLite has already rolled back after some errors (a full disk among them), and after others it has not.
      if (db.isTransaction) db.exec("ROLLBACK");
      throw storageError(cause, file);
    }
  }

  return {
    bounds: () => STREAMS.map(boundsOf),
    commit(runs) {
      const rows = runs.map(({ stream, batch }) => ({ stream, row: encodeLogRow(stream, batch) }));
      transaction(() => {
        for (const { stream, row } of rows) {
          statements[STREAMS.indexOf(stream)]!.insert.run(
            row.first,
            row.count,
            row.policy,
            row.receivedAtMs,
            row.plainBytes,
            row.check,
            row.ids,
            row.bytes,
          );
          pagesSinceCheckpoint += 1 + Math.ceil((row.bytes.length + row.ids.length) / PAGE_BYTES);
        }
      });
      pagesSinceCheckpoint += 2; // the pages that lead to the new leaf are rewritten once a commit
    },
    drop(stream, position) {
      const { drop } = statements[STREAMS.indexOf(stream)]!;
      return transaction(() => {
        const dropped = Number(drop.run(position, DROP_RUNS_MAX).changes);
        if (dropped === 0) return { more: false, begin: boundsOf(stream).begin };
        // The end must outlive the last run: positions are never given twice.
        const end = statements[STREAMS.indexOf(stream)]!.newest.get();
        const begin = end === undefined ? position : boundsOf(stream).begin;
        setBegin.run(stream, begin);
        pagesSinceCheckpoint += dropped * 2;
        return { more: dropped === DROP_RUNS_MAX, begin };
      });
    },
    note(note, entries) {
      transaction(() => {
        setNote.run("records", note.records);
        setNote.run("settings", note.settings);
        copies.add(entries);
      });
      pagesSinceCheckpoint += 2 + entries.length;
    },
    eraseCopies(sequences) {
      db.exec("PRAGMA secure_delete = ON");
      try {
        transaction(() => copies.erase(sequences));
      } finally {
        db.exec("PRAGMA secure_delete = OFF");
        // The write-ahead log holds pages as they were before.
        fold(db, file, "TRUNCATE");
      }
    },
    checkpoint() {
      if (pagesSinceCheckpoint < CHECKPOINT_PAGES) return true;
      pagesSinceCheckpoint = 0;
      return fold(db, file, "PASSIVE");
    },
    close() {
      fold(db, file, "TRUNCATE");
      db.close();
    },
  };
}

/** What is in the write-ahead log is durable already: folding it may fail for want of room, and is tried again later. */
function fold(db: DatabaseSync, file: string, mode: "PASSIVE" | "TRUNCATE"): boolean {
  try {
    db.exec(`PRAGMA wal_checkpoint(${mode})`);
    return true;
  } catch (cause) {
    const error = storageError(cause, file);
    if (error instanceof TouchstoneError && error.retry) return false;
    throw error;
  }
}

function createTables(db: DatabaseSync, file: string): void {
  const version = Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);
  if (version === FORMAT_VERSION) {
    db.exec(BESIDE_TABLES); // files of earlier releases lack them
    return;
  }
  if (version !== 0) {
    throw new TouchstoneError(
      "storage_damaged",
      `\`${file}\` has format version \`${version}\`, this program reads \`${FORMAT_VERSION}\`; use the program that wrote it`,
    );
  }
  db.exec("BEGIN IMMEDIATE");
  for (const stream of STREAMS) {
    db.exec(
      `CREATE TABLE ${stream}(first INTEGER PRIMARY KEY, count INTEGER NOT NULL, policy TEXT NOT NULL,
         received_at_ms INTEGER NOT NULL, plain_bytes INTEGER NOT NULL, "check" INTEGER NOT NULL,
         ids BLOB NOT NULL, bytes BLOB NOT NULL) STRICT`,
    );
  }
  db.exec("CREATE TABLE begins(stream TEXT PRIMARY KEY, begin INTEGER NOT NULL) STRICT");
  db.exec(BESIDE_TABLES);
  db.exec(`PRAGMA user_version = ${FORMAT_VERSION}`);
  db.exec("COMMIT");
}

/** What stands beside the runs: positions cut out by a repair, and what the log knows of the records. */
const BESIDE_TABLES = `
  CREATE TABLE IF NOT EXISTS holes(
    stream TEXT NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY(stream, first)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS notes(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  ${LEDGER_COPY_TABLE}`;

/** Where each stream begins and ends, both halves alike. */
function boundsReader(db: DatabaseSync): (stream: Stream) => StreamBounds {
  const lastHole = db.prepare("SELECT max(first + count) AS cut FROM holes WHERE stream = ?");
  const getBegin = db.prepare("SELECT begin FROM begins WHERE stream = ?");
  const edges = STREAMS.map((stream) => ({
    oldest: db.prepare(`SELECT first FROM ${stream} ORDER BY first LIMIT 1`),
    newest: db.prepare(`SELECT first, count FROM ${stream} ORDER BY first DESC LIMIT 1`),
  }));
  return (stream) => {
    const { oldest, newest } = edges[STREAMS.indexOf(stream)]!;
    const kept = Number(getBegin.get(stream)?.begin ?? 0);
    const begin = oldest.get();
    const end = newest.get();
    // What was cut out at the end was given out all the same.
    const cut = Number(lastHole.get(stream)?.cut ?? 0);
    if (begin === undefined || end === undefined) {
      const none = Math.max(kept, cut);
      return { begin: none, end: none };
    }
    return { begin: Number(begin.first), end: Math.max(cut, Number(end.first) + Number(end.count)) };
  };
}

function writerStatements(db: DatabaseSync, stream: Stream) {
  return {
    insert: db.prepare(`INSERT INTO ${stream} VALUES(?, ?, ?, ?, ?, ?, ?, ?)`),
    newest: db.prepare(`SELECT first, count FROM ${stream} ORDER BY first DESC LIMIT 1`),
    drop: db.prepare(
      `DELETE FROM ${stream} WHERE first IN
         (SELECT first FROM ${stream} WHERE first < ?1 AND first + count <= ?1 ORDER BY first LIMIT ?2)`,
    ),
  };
}

/** The reading half of a log file, on a connection of its own; it also sees what stands beside the runs. */
export interface WholeLogReader extends LogFollower {
  /** What tells the run that contains the position from any other, or null. */
  fingerprint(stream: Stream, position: number): string | null;
  holes(stream: Stream): readonly Hole[];
  noted(): LogNote | null;
  /** Copies of ledger entries from a sequence on, at most `limit`. */
  copiedEntries(from: number, limit: number): readonly LedgerEntry[];
}

/** Opens an existing log file for reading beside its writer. */
export function openLogReader(file: string): WholeLogReader {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  const statements = STREAMS.map((stream) => readerStatements(db, stream));
  const boundsOf = boundsReader(db);
  const copies = ledgerCopyReader(db);

  function guarded<T>(stream: Stream, position: number, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw storageError(cause, `${file}, stream ${stream}, position ${position}`);
    }
  }

  return {
    bounds: (stream) => guarded(stream, 0, () => boundsOf(stream)),
    at: (stream, position) =>
      guarded(stream, position, () => {
        const row = statements[STREAMS.indexOf(stream)]!.containing.get(position) as LogRow | undefined;
        if (row === undefined || row.first + row.count <= position) return null;
        return decodeLogRow(stream, row);
      }),
    runs: (stream, position, end, bytesMax) =>
      guarded(stream, position, () => {
        const runs: LogBatch[] = [];
        let bytes = 0;
        // Leaving the loop ends the statement, and with it the read transaction that would keep the write-ahead log alive.
        for (const found of statements[STREAMS.indexOf(stream)]!.from.iterate(position, end)) {
          const row = found as unknown as LogRow;
          runs.push(decodeLogRow(stream, row));
          bytes += row.bytes.length + row.ids.length;
          if (bytes >= bytesMax) break;
        }
        return runs;
      }),
    fingerprint: (stream, position) =>
      guarded(stream, position, () => {
        const row = statements[STREAMS.indexOf(stream)]!.mark.get(position);
        if (row === undefined || Number(row.first) + Number(row.count) <= position) return null;
        return `${row.first} ${row.count} ${row.check}`;
      }),
    holes: (stream) =>
      guarded(stream, 0, () => {
        const rows = db.prepare("SELECT first, count FROM holes WHERE stream = ? ORDER BY first").all(stream);
        return rows.map(({ first, count }) => ({ stream, first: Number(first), count: Number(count) }));
      }),
    noted: () =>
      guarded("events", 0, () => {
        const rows = db.prepare("SELECT key, value FROM notes").all();
        const of = (key: string) => rows.find((row) => row.key === key)?.value as string | undefined;
        const [records, settings] = [of("records"), of("settings")];
        return records === undefined || settings === undefined ? null : { records, settings };
      }),
    copiedEntries: (from, limit) => guarded("events", 0, () => copies(from, limit)),
    close: () => db.close(),
  };
}

const COLUMNS = `first, count, policy, received_at_ms AS receivedAtMs, plain_bytes AS plainBytes, "check", ids, bytes`;

function readerStatements(
  db: DatabaseSync,
  stream: Stream,
): { containing: StatementSync; from: StatementSync; mark: StatementSync } {
  return {
    mark: db.prepare(
      `SELECT first, count, "check" FROM ${stream} WHERE first <= ? ORDER BY first DESC LIMIT 1`,
    ),
    containing: db.prepare(`SELECT ${COLUMNS} FROM ${stream} WHERE first <= ? ORDER BY first DESC LIMIT 1`),
    from: db.prepare(
      `SELECT ${COLUMNS} FROM ${stream}
         WHERE first >= coalesce((SELECT max(first) FROM ${stream} WHERE first <= ?1), 0) AND first < ?2
         ORDER BY first`,
    ),
  };
}
