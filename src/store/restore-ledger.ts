import { DatabaseSync } from "node:sqlite";
import type { LedgerEntry } from "../ports/records.ts";
import { ledgerHash } from "./ledger-hash.ts";

/** Columns of `campaign_targets` and `campaigns` that follow from which events are claimed, for no claim at all. */
const UNCLAIM = `
  DELETE FROM counts; DELETE FROM quality; DELETE FROM corrections;
  UPDATE campaign_events SET claimed = 0;
  UPDATE campaign_targets SET claimed = 0, corrected = 0, lifted = 0, counted = (
    SELECT count(*) FROM campaign_events e
    WHERE e.campaign = campaign_targets.campaign AND e.target = campaign_targets.target AND e.bucket = 'public'
      AND NOT EXISTS(SELECT 1 FROM taken_back b WHERE b.position = e.position));
  UPDATE campaigns SET claimed = 0, corrected = 0;
  INSERT OR REPLACE INTO applied VALUES(1, 0);`;

/**
 * Adds entries that a records' file lacks at the end of its ledger, as far as each follows the one before it and is what its
 * hash says. Returns those that were added. The file must not be open elsewhere.
 */
export function restoreLedger(file: string, entries: Iterable<LedgerEntry>): readonly LedgerEntry[] {
  const db = new DatabaseSync(file, { timeout: 5000 });
  const added: LedgerEntry[] = [];
  try {
    db.exec("PRAGMA synchronous = FULL");
    db.exec("BEGIN IMMEDIATE");
    const last = db.prepare("SELECT sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1").get();
    let sequence = last === undefined ? 0 : Number(last.sequence) + 1;
    let previous = last === undefined ? "0".repeat(64) : String(last.hash);
    const insert = db.prepare("INSERT INTO ledger VALUES(?, ?, ?, ?, ?, ?)");
    for (const entry of entries) {
      if (entry.sequence < sequence) continue;
      if (entry.sequence !== sequence || entry.previous !== previous || ledgerHash(entry) !== entry.hash)
        break;
      insert.run(entry.sequence, entry.atMs, entry.kind, entry.body, entry.hash, entry.previous);
      added.push(entry);
      sequence++;
      previous = entry.hash;
    }
    if (sequence > 0)
      db.prepare("INSERT OR REPLACE INTO ledger_head VALUES(1, ?, ?)").run(sequence - 1, previous);
    db.exec("COMMIT");
    return added;
  } finally {
    db.close();
  }
}

/** Takes every count and every claim out of a records' file, so that both can be made anew. Campaigns and their reviews stay. */
export function clearCounts(file: string): void {
  const db = new DatabaseSync(file, { timeout: 5000 });
  try {
    db.exec(`BEGIN IMMEDIATE; ${UNCLAIM} COMMIT`);
  } finally {
    db.close();
  }
}

/** The readable entries of a ledger, in order, up to the first that is not. */
export function* readLedger(file: string): Generator<LedgerEntry> {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(file, { readOnly: true });
    const rows = db.prepare(
      "SELECT sequence, at_ms AS atMs, kind, body, hash, previous FROM ledger ORDER BY sequence",
    );
    for (const row of rows.iterate()) yield row as unknown as LedgerEntry;
  } catch {
    // As far as it can be read: the log has copies of the rest.
  } finally {
    db?.close();
  }
}
