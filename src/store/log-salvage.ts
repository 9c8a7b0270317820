import { copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { open as openFile } from "node:fs/promises";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { Stream } from "../ports/event-log.ts";
import { decodeLogRow, type LogRow, STREAMS } from "./log-row.ts";
import { openLogWriter } from "./log-table.ts";

/** Positions [first, end) of a stream that cannot be read, and why. */
export interface DamagedRange {
  readonly stream: Stream;
  readonly first: number;
  readonly end: number;
  readonly why: string;
}

/** What a reading of the whole log found. */
export interface LogScan {
  readonly damage: readonly DamagedRange[];
  /** The file itself is sound: what is damaged can be cut out of it, and need not be read over into another. */
  readonly structureSound: boolean;
  /** Runs read and found sound. */
  readonly runs: number;
  /** By stream: where the readable part ends. */
  readonly ends: Readonly<Record<Stream, number>>;
  readonly begins: Readonly<Record<Stream, number>>;
  /** Receiver's clock of the latest sound run of events; 0 = none. */
  readonly latestReceivedMs: number;
}

/** Problems of the file's structure that are listed at most. */
const CHECKED_MAX = 5;
const COLUMNS = `first, count, policy, received_at_ms AS receivedAtMs, plain_bytes AS plainBytes, "check", ids, bytes`;
/** A run holds no more events than its 64 MB of lines could. */
const COUNT_MAX = 2 ** 26;

/** Opens a log's file to read; null and why when SQLite takes it for none. */
export function openDamaged(file: string): DatabaseSync | string {
  try {
    const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    return db;
  } catch (cause) {
    return String(cause);
  }
}

/** Reads every run of both streams and checks it. Steps over what cannot be read, in a number of look-ups that grows with its logarithm. */
export function scanLog(db: DatabaseSync, visit?: (stream: Stream, row: LogRow) => void): LogScan {
  const damage: DamagedRange[] = [];
  const ends = { events: 0, decisions: 0 };
  const begins = { events: 0, decisions: 0 };
  let structureSound = isSound(db);
  let runs = 0;
  let latestReceivedMs = 0;
  for (const stream of STREAMS) {
    const holes = holesOf(db, stream);
    const from = db.prepare(`SELECT ${COLUMNS} FROM ${stream} WHERE first >= ? ORDER BY first LIMIT 1`);
    const next = (at: number): LogRow | null | "unreadable" => {
      try {
        return (from.get(at) as LogRow | undefined) ?? null;
      } catch {
        return "unreadable";
      }
    };
    let at = beginOf(db, stream);
    let started = false;
    for (;;) {
      let row = next(at);
      let unreadable = false;
      if (row === "unreadable") {
        structureSound = false;
        unreadable = true;
        row = next(firstReadable(at, next));
        if (row === "unreadable") row = null;
      }
      if (row === null) {
        if (unreadable) damage.push({ stream, first: at, end: at + 1, why: "the rest cannot be read" });
        break;
      }
      if (!started && !unreadable) begins[stream] = row.first;
      if ((started || unreadable) && row.first > at && !cutOut(holes, at, row.first))
        damage.push({
          stream,
          first: at,
          end: row.first,
          why: unreadable ? "it cannot be read" : "it is missing",
        });
      started = true;
      const why = whyUnsound(stream, row);
      if (why === null) {
        runs++;
        if (stream === "events") latestReceivedMs = Math.max(latestReceivedMs, row.receivedAtMs);
        visit?.(stream, row);
        at = row.first + row.count;
      } else {
        const after = next(row.first + 1);
        const count = row.count >= 1 && row.count <= COUNT_MAX ? row.count : 1;
        const end = after === null || after === "unreadable" ? row.first + count : after.first;
        damage.push({ stream, first: row.first, end, why });
        at = end;
      }
      ends[stream] = at;
    }
    for (const { first, count } of holes) ends[stream] = Math.max(ends[stream], first + count);
  }
  return { damage, structureSound, runs, ends, begins, latestReceivedMs };
}

/** Cuts damaged runs out of a file whose structure is sound: their rows go, and their positions stay given. */
export function cutRangesOut(file: string, ranges: readonly DamagedRange[]): void {
  openLogWriter(file, 0).close(); // what stands beside the runs may be missing in a file of before
  const db = new DatabaseSync(file, { timeout: 5000 });
  try {
    db.exec("PRAGMA synchronous = FULL");
    db.exec("BEGIN IMMEDIATE");
    for (const { stream, first, end } of ranges) {
      db.prepare(`DELETE FROM ${stream} WHERE first >= ? AND first < ?`).run(first, end);
      addHole(db, stream, first, end);
    }
    db.exec("COMMIT");
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    db.close();
  }
}

/** Reads all that is sound over into a new file, with the positions of the rest cut out. */
export function readOver(from: DatabaseSync, file: string): LogScan {
  openLogWriter(file, 0).close();
  const db = new DatabaseSync(file, { timeout: 5000 });
  try {
    db.exec("PRAGMA synchronous = OFF");
    db.exec("BEGIN IMMEDIATE");
    const insert = Object.fromEntries(
      STREAMS.map((stream) => [stream, db.prepare(`INSERT INTO ${stream} VALUES(?, ?, ?, ?, ?, ?, ?, ?)`)]),
    );
    const scan = scanLog(from, (stream, row) => {
      const { first, count, policy, receivedAtMs, plainBytes, check, ids, bytes } = row;
      insert[stream]!.run(first, count, policy, receivedAtMs, plainBytes, check, ids, bytes);
    });
    for (const { stream, first, end } of scan.damage) addHole(db, stream, first, end);
    for (const stream of STREAMS) {
      for (const { first, count } of holesOf(from, stream)) addHole(db, stream, first, first + count);
    }
    copyRows(from, db, "begins", 2);
    copyRows(from, db, "notes", 2);
    copyRows(from, db, "ledger_copies", 8);
    if (from.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'ledger_copy'").get() !== undefined) {
      // Of a release whose ledger was a chain; the next note takes its copies over.
      db.exec(`CREATE TABLE IF NOT EXISTS ledger_copy(
        sequence INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
        hash TEXT NOT NULL, previous TEXT NOT NULL) STRICT`);
      copyRows(from, db, "ledger_copy", 6);
    }
    db.exec("COMMIT");
    db.exec("PRAGMA synchronous = FULL");
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return scan;
  } finally {
    db.close();
  }
}

/**
 * A copy of a log's file whose first page is lost, with the page of a new log in its place: tables are made in one order, so
 * their roots lie where they always lie. For reading over only.
 */
export async function withNewFirstPage(file: string, copy: string, blank: string): Promise<void> {
  openLogWriter(blank, 0).close();
  const page = readFileSync(blank).subarray(0, PAGE_BYTES);
  copyFileSync(file, copy);
  const view = new DataView(page.buffer, page.byteOffset, PAGE_BYTES);
  view.setUint32(28, Math.floor(statSync(file).size / PAGE_BYTES)); // size of the file in pages
  view.setUint32(32, 0); // no list of free pages
  view.setUint32(36, 0);
  view.setUint32(24, 1); // change counter, and the one that the size is valid for
  view.setUint32(92, 1);
  const handle = await openFile(copy, "r+");
  await handle.write(page, 0, PAGE_BYTES, 0);
  await handle.close();
}

const PAGE_BYTES = 8192;

/** Keeps the bytes of damaged runs aside as far as they can be read, for whoever wants to look into them. */
export function keepAside(
  db: DatabaseSync,
  ranges: readonly DamagedRange[],
  name: (range: DamagedRange) => string,
): void {
  for (const range of ranges) {
    try {
      const rows = db.prepare(`SELECT bytes FROM ${range.stream} WHERE first >= ? AND first < ?`);
      const parts = rows.all(range.first, range.end).map(({ bytes }) => bytes as Uint8Array);
      if (parts.length > 0) writeFileSync(name(range), Buffer.concat(parts), { mode: 0o600 });
    } catch {
      // Not even its bytes can be read: nothing to keep.
    }
  }
}

function isSound(db: DatabaseSync): boolean {
  try {
    const rows = db.prepare(`PRAGMA quick_check(${CHECKED_MAX})`).all();
    return rows.length === 1 && Object.values(rows[0]!)[0] === "ok";
  } catch {
    return false;
  }
}

/** The least position from which on reading works again, after one where it does not. */
function firstReadable(at: number, next: (at: number) => LogRow | null | "unreadable"): number {
  let low = at;
  let step = 1;
  while (next(at + step) === "unreadable" && step < 2 ** 50) {
    low = at + step;
    step *= 2;
  }
  let high = at + step;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (next(middle) === "unreadable") low = middle;
    else high = middle;
  }
  return high;
}

function whyUnsound(stream: Stream, row: LogRow): string | null {
  try {
    decodeLogRow(stream, row);
    return null;
  } catch (cause) {
    return /its checksum differs|decompress/.exec(String(cause))?.[0] ?? "it is not what was written";
  }
}

function beginOf(db: DatabaseSync, stream: Stream): number {
  try {
    const oldest = db.prepare(`SELECT first FROM ${stream} ORDER BY first LIMIT 1`).get();
    if (oldest !== undefined) return Number(oldest.first);
  } catch {
    // The first page of the stream is damaged: it is stepped over from where the stream was last known to begin.
  }
  try {
    return Number(db.prepare("SELECT begin FROM begins WHERE stream = ?").get(stream)?.begin ?? 0);
  } catch {
    return 0;
  }
}

function holesOf(db: DatabaseSync, stream: Stream): { readonly first: number; readonly count: number }[] {
  try {
    const rows = db.prepare("SELECT first, count FROM holes WHERE stream = ? ORDER BY first").all(stream);
    return rows.map(({ first, count }) => ({ first: Number(first), count: Number(count) }));
  } catch {
    return []; // a file of before holes were known
  }
}

function cutOut(holes: ReturnType<typeof holesOf>, from: number, to: number): boolean {
  let at = from;
  for (const { first, count } of holes) if (first <= at) at = Math.max(at, first + count);
  return at >= to;
}

function addHole(db: DatabaseSync, stream: Stream, first: number, end: number): void {
  db.prepare("INSERT OR REPLACE INTO holes VALUES(?, ?, ?)").run(stream, first, end - first);
}

function copyRows(from: DatabaseSync, to: DatabaseSync, table: string, columns: number): void {
  const insert = to.prepare(`INSERT OR REPLACE INTO ${table} VALUES(${Array(columns).fill("?").join(", ")})`);
  try {
    for (const row of from.prepare(`SELECT * FROM ${table}`).iterate())
      insert.run(...(Object.values(row) as SQLInputValue[]));
  } catch {
    // As far as it can be read.
  }
}
