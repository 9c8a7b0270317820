import type { DatabaseSync } from "node:sqlite";
import { LEDGER_TABLES, ledgerTable } from "./ledger-table.ts";
import { CHAIN_COLUMNS, type ChainRow, chainEnd, chainWalk, fromChain } from "./old-chain.ts";
import { saltSource } from "./salts.ts";

/**
 * Brings the chained ledger of an earlier release over into the tables of the transparency log: every entry at its place, with all
 * that it said and its hashes in its body, and one entry behind that says where the chain ended and whether it was whole. Inside a transaction of the
 * caller: an interruption leaves the old ledger. Nothing is left out because it was altered; `chain_end` says where.
 */
export function bringChainOver(db: DatabaseSync): void {
  const salt = saltSource();
  db.exec(`
    DROP TRIGGER IF EXISTS ledger_keeps; DROP TRIGGER IF EXISTS ledger_stays;
    ALTER TABLE ledger RENAME TO ledger_chain; ALTER TABLE ledger_head RENAME TO ledger_chain_head;
    ${LEDGER_TABLES}`);
  const table = ledgerTable(db, salt);
  const walk = chainWalk();
  const rows = db.prepare(`SELECT ${CHAIN_COLUMNS} FROM ledger_chain ORDER BY sequence`);
  let sequence = 0;
  let atMs = 0;
  const entries = (function* () {
    for (const each of rows.iterate()) {
      const row = each as unknown as ChainRow;
      walk.take(row);
      atMs = row.atMs;
      yield fromChain(row, sequence++, salt());
    }
  })();
  table.restore(entries, () => true);
  const head = db.prepare("SELECT sequence, hash FROM ledger_chain_head").get();
  const verdict = walk.end((head as Pick<ChainRow, "sequence" | "hash"> | undefined) ?? null);
  if (verdict.entries > 0 || verdict.brokenAt !== null) table.appendAll([chainEnd(verdict)], atMs);
  // What the new entries' bodies hold must not stay readable beside them once it is erased there.
  db.exec("DROP TABLE ledger_chain; DROP TABLE ledger_chain_head");
}
