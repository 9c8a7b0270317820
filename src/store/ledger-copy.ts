import type { DatabaseSync } from "node:sqlite";
import type { LedgerEntry } from "../nouns/ledger-entry.ts";
import { ENTRY_COLUMNS, type EntryRow, entryOfRow, entryValues } from "./ledger-table.ts";
import { CHAIN_COLUMNS, type ChainRow, fromChain } from "./old-chain.ts";
import { saltSource } from "./salts.ts";

/** The log's copies of ledger entries. Files of earlier releases have `ledger_copy` instead, of entries that were a chain. */
export const LEDGER_COPY_TABLE = `CREATE TABLE IF NOT EXISTS ledger_copies(
    sequence INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL, principal TEXT NOT NULL,
    commitment BLOB NOT NULL, hash BLOB NOT NULL, salt BLOB, body TEXT) STRICT;`;

/** Writes inside a transaction of the caller. */
export function ledgerCopyWriter(db: DatabaseSync): {
  readonly add: (entries: readonly LedgerEntry[]) => void;
  readonly erase: (sequences: readonly number[]) => void;
} {
  const insert = db.prepare(
    `INSERT OR IGNORE INTO ledger_copies(${ENTRY_COLUMNS}) VALUES(?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const erase = db.prepare("UPDATE ledger_copies SET salt = NULL, body = NULL WHERE sequence = ?");
  let chained = hasChainCopies(db);

  /** Copies of the chain go once entries that hold all they say have taken their places. */
  function dropChain(): void {
    const { old } = db.prepare("SELECT coalesce(max(sequence), -1) AS old FROM ledger_copy").get() as {
      old: number;
    };
    const { own } = db.prepare("SELECT coalesce(max(sequence), -1) AS own FROM ledger_copies").get() as {
      own: number;
    };
    if (own < old) return;
    // What they said must not stay readable once it is erased from those that took their places.
    db.exec("PRAGMA secure_delete = ON; DROP TABLE ledger_copy; PRAGMA secure_delete = OFF");
    chained = false;
  }

  return {
    add(entries) {
      for (const entry of entries) insert.run(...entryValues(entry));
      if (chained) dropChain();
    },
    erase: (sequences) => {
      for (const sequence of sequences) erase.run(sequence);
    },
  };
}

/** Copies from a sequence on, at most `limit`, in order; of the chain as long as there are no others. */
export function ledgerCopyReader(db: DatabaseSync): (from: number, limit: number) => readonly LedgerEntry[] {
  const salt = saltSource();
  return (from, limit) => {
    if (hasChainCopies(db)) {
      const any = db.prepare("SELECT 1 FROM ledger_copies LIMIT 1").get() !== undefined;
      const rows = any
        ? []
        : db
            .prepare(`SELECT ${CHAIN_COLUMNS} FROM ledger_copy WHERE sequence >= ? ORDER BY sequence LIMIT ?`)
            .all(from, limit);
      if (!any) return (rows as unknown as ChainRow[]).map((row) => fromChain(row, row.sequence, salt()));
    }
    const rows = db
      .prepare(`SELECT ${ENTRY_COLUMNS} FROM ledger_copies WHERE sequence >= ? ORDER BY sequence LIMIT ?`)
      .all(from, limit);
    return (rows as unknown as EntryRow[]).map(entryOfRow);
  };
}

function hasChainCopies(db: DatabaseSync): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'ledger_copy'").get() !== undefined;
}
