import type { DatabaseSync } from "node:sqlite";
import { TouchstoneError } from "../nouns/codes.ts";
import type { QualitySums } from "../nouns/counts.ts";
import { RETRACTIONS_KNOWN, WRITES } from "../nouns/record-settings.ts";
import { CAMPAIGN_TABLES, renamedHeadFields } from "./campaign-tables.ts";
import { bringChainOver } from "./ledger-migration.ts";
import { LEDGER_TABLES } from "./ledger-table.ts";

/** Version of the stored form. Files of earlier ones are brought up to it; a later one is refused, never guessed at. */
const FORMAT_VERSION = 5;

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

export const QUALITY_FIELDS = Object.keys(QUALITY_COLUMNS) as readonly (keyof QualitySums)[];

export function createTables(db: DatabaseSync, file: string): void {
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

export function prepareStatements(db: DatabaseSync) {
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
