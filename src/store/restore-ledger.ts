import { DatabaseSync } from "node:sqlite";
import { entryDisagrees } from "../ledger/entry.ts";
import type { LedgerEntry } from "../nouns/ledger-entry.ts";
import { ENTRY_COLUMNS, type EntryRow, entryOfRow, ledgerTable } from "./ledger-table.ts";
import { CHAIN_COLUMNS, type ChainRow, fromChain } from "./old-chain.ts";
import { saltSource } from "./salts.ts";

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
 * Adds entries that a records' file lacks at the end of its ledger, as far as each is the next one and what its
 * hash says. Returns those that were added. The file must not be open elsewhere.
 */
export function restoreLedger(file: string, entries: Iterable<LedgerEntry>): readonly LedgerEntry[] {
  const db = new DatabaseSync(file, { timeout: 5000 });
  try {
    db.exec("PRAGMA synchronous = FULL");
    db.exec("BEGIN IMMEDIATE");
    const added = ledgerTable(db).restore(entries, (entry) => entryDisagrees(entry) === null);
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

/** The readable entries of a ledger, of this release's form or an earlier one's, in order, up to the first that is not. */
export function* readLedger(file: string): Generator<LedgerEntry> {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(file, { readOnly: true });
    if (hasChain(db)) {
      const salt = saltSource();
      for (const row of db.prepare(`SELECT ${CHAIN_COLUMNS} FROM ledger ORDER BY sequence`).iterate()) {
        const chained = row as unknown as ChainRow;
        yield fromChain(chained, chained.sequence, salt());
      }
      return;
    }
    for (const row of db.prepare(`SELECT ${ENTRY_COLUMNS} FROM ledger ORDER BY sequence`).iterate())
      yield entryOfRow(row as unknown as EntryRow);
  } catch {
    // As far as it can be read: the log has copies of the rest.
  } finally {
    db?.close();
  }
}

/** Whether a file's ledger is still a chain, as releases before the transparency log wrote it. */
export function hasChain(db: DatabaseSync): boolean {
  return db.prepare("SELECT 1 FROM pragma_table_info('ledger') WHERE name = 'previous'").get() !== undefined;
}
