import type { DatabaseSync } from "node:sqlite";

/**
 * Makes tables that files of before lack, all of them or none, where `table` is not there. Whoever opens the file besides waits for it, and
 * nothing is written where it is: an older program goes on reading the file.
 */
export function makeOnce(db: DatabaseSync, table: string, sql: string): void {
  const made = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
  if (made.get(table) !== undefined) return;
  db.exec("BEGIN IMMEDIATE");
  try {
    if (made.get(table) === undefined) db.exec(sql);
    db.exec("COMMIT");
  } catch (cause) {
    db.exec("ROLLBACK");
    throw cause;
  }
}
