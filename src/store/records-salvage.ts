import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { ledgerTable } from "./ledger-table.ts";
import { CHAIN_COLUMNS, type ChainRow, chainWalk } from "./old-chain.ts";
import { hasChain } from "./restore-ledger.ts";

/** What is wrong with the records, in both languages. */
export interface RecordsProblem {
  readonly en: string;
  readonly zh: string;
}

const CHECKED_MAX = 10;

/** Examines a records' file and changes nothing: its structure, every constraint, every hash of its ledger. Reads all of it. */
export async function examineRecords(file: string): Promise<readonly RecordsProblem[]> {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    const problems = db
      .prepare(`PRAGMA integrity_check(${CHECKED_MAX})`)
      .all()
      .map((row) => String(Object.values(row)[0]))
      .filter((text) => text !== "ok")
      .map((text) => ({ en: text, zh: `结构损坏：${text}` }));
    if (problems.length > 0) return problems;
    const brokenAt = hasChain(db)
      ? chainBrokenAt(db)
      : (await ledgerTable(db).verify((work) => work())).brokenAt;
    if (brokenAt === null) return [];
    return [
      {
        en: `the ledger is not what it was from entry \`${brokenAt}\` on: altered, missing or damaged`,
        zh: `台账自第 \`${brokenAt}\` 条起与原样不符：被改动、缺失或损坏`,
      },
    ];
  } catch (cause) {
    return [{ en: `\`${file}\` cannot be read: ${cause}`, zh: `\`${file}\` 无法读取：${cause}` }];
  } finally {
    db?.close();
  }
}

function chainBrokenAt(db: DatabaseSync): number | null {
  const walk = chainWalk();
  for (const row of db.prepare(`SELECT ${CHAIN_COLUMNS} FROM ledger ORDER BY sequence`).iterate())
    walk.take(row as unknown as ChainRow);
  const head = db.prepare("SELECT sequence, hash FROM ledger_head").get();
  return walk.end((head as Pick<ChainRow, "sequence" | "hash"> | undefined) ?? null).brokenAt;
}

/** How much of a table came over. */
export interface SalvagedTable {
  readonly table: string;
  readonly rows: number;
  /** Reading broke off somewhere: rows in between are lost. */
  readonly broken: boolean;
}

/**
 * Copies what can be read of each table into another records' file, whose tables are there and empty: from the front as far as
 * it goes, and from the back towards it. The ledger is left to the log's copies where it has them.
 */
export function salvageRecords(
  from: string,
  to: string,
  tables: readonly string[],
): readonly SalvagedTable[] {
  let damaged: DatabaseSync;
  try {
    damaged = new DatabaseSync(from, { readOnly: true });
    damaged.prepare("SELECT count(*) FROM sqlite_schema").get();
  } catch {
    return tables.map((table) => ({ table, rows: 0, broken: true }));
  }
  const whole = new DatabaseSync(to);
  try {
    whole.exec("BEGIN IMMEDIATE");
    const salvaged = tables.map((table) => salvageTable(damaged, whole, table));
    whole.exec("COMMIT");
    return salvaged;
  } finally {
    damaged.close();
    whole.close();
  }
}

function salvageTable(from: DatabaseSync, to: DatabaseSync, table: string): SalvagedTable {
  const info = to.prepare(`PRAGMA table_info(${table})`).all();
  const columns = info.map(({ name }) => String(name));
  const key = info
    .filter(({ pk }) => Number(pk) > 0)
    .sort((a, b) => Number(a.pk) - Number(b.pk))
    .map(({ name }) => String(name));
  const insert = to.prepare(`INSERT OR IGNORE INTO ${table} VALUES(${columns.map(() => "?").join(", ")})`);
  let rows = 0;
  let broken = false;
  for (const direction of ["ASC", "DESC"]) {
    const order = key.map((name) => `${name} ${direction}`).join(", ");
    try {
      for (const row of from
        .prepare(`SELECT ${columns.join(", ")} FROM ${table} ORDER BY ${order}`)
        .iterate()) {
        try {
          rows += Number(insert.run(...(Object.values(row) as SQLInputValue[])).changes);
        } catch {
          broken = true; // a row that breaks the table's own rules is damaged
        }
      }
      return { table, rows, broken };
    } catch {
      broken = true;
    }
  }
  return { table, rows, broken };
}
