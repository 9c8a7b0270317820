import type { DatabaseSync } from "node:sqlite";
import type { NewEntry } from "../nouns/ledger-entry.ts";
import type { ListEntry, ListSubject } from "../nouns/subject-list.ts";
import type { ListRecords } from "../ports/list-records.ts";
import { makeOnce } from "./make-once.ts";

/** Named lists in the records' file. Files of before get the table when they are opened. */
export const LIST_TABLE = `CREATE TABLE list_entries(
  list TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, from_position INTEGER NOT NULL, until_position INTEGER,
  expires_at_ms INTEGER, note TEXT NOT NULL, by TEXT NOT NULL, at_ms INTEGER NOT NULL,
  PRIMARY KEY(list, kind, value, from_position)) STRICT, WITHOUT ROWID`;

/** Columns of an entry under their names here. */
export const LIST_COLUMNS = `list, kind, value, from_position AS "from", until_position AS "until",
  expires_at_ms AS expiresAtMs, note, by, at_ms AS atMs`;

export interface ListFile {
  readonly db: DatabaseSync;
  transaction<T>(reachDisk: boolean, work: () => T): T;
  guarded<T>(work: () => T): T;
  appendEntries(entries: readonly NewEntry[], atMs: number): void;
  /** Runs what takes personal data out of the file. */
  erasing<T>(work: () => T): T;
}

export function sqliteLists({ db, transaction, guarded, appendEntries, erasing }: ListFile): ListRecords {
  makeOnce(db, "list_entries", LIST_TABLE);
  const all = db.prepare(
    `SELECT ${LIST_COLUMNS} FROM list_entries ORDER BY from_position, list, kind, value`,
  );
  const page = db.prepare(
    `SELECT ${LIST_COLUMNS} FROM list_entries WHERE list = ? AND until_position IS NULL AND (kind, value) > (?, ?)
     ORDER BY kind, value LIMIT ?`,
  );
  const sizes = db.prepare(
    "SELECT list, kind, count(*) AS entries FROM list_entries WHERE until_position IS NULL GROUP BY list, kind",
  );
  const find = db.prepare(
    `SELECT ${LIST_COLUMNS} FROM list_entries WHERE list = ? AND kind = ? AND value = ? AND until_position IS NULL`,
  );
  const end = db.prepare(
    "UPDATE list_entries SET until_position = ?5 WHERE list = ?1 AND kind = ?2 AND value = ?3 AND from_position = ?4",
  );
  // Changed twice at one position: no event met the entry in between.
  const add = db.prepare("INSERT OR REPLACE INTO list_entries VALUES(?, ?, ?, ?, NULL, ?, ?, ?, ?)");
  const drop = db.prepare("DELETE FROM list_entries WHERE until_position <= ?");
  const forget = db.prepare("DELETE FROM list_entries WHERE kind = 'account' AND value = ?");
  const entriesOf = (rows: unknown) => rows as readonly ListEntry[];
  return {
    all: async () => guarded(() => entriesOf(all.all())),
    page: async (list, limit, after) =>
      guarded(() => {
        const [kind = "", value = ""] = after === undefined ? [] : (JSON.parse(after) as string[]);
        const rows = entriesOf(page.all(list, kind, value, limit + 1));
        const items = rows.slice(0, limit);
        const last = rows.length > limit ? items.at(-1) : undefined;
        return { items, next: last === undefined ? null : JSON.stringify([last.kind, last.value]) };
      }),
    sizes: async () =>
      guarded(() => sizes.all() as unknown as { list: string; kind: ListSubject; entries: number }[]),
    find: async (list, kind, value) =>
      guarded(() => (find.get(list, kind, value) as unknown as ListEntry | undefined) ?? null),
    change: async (ended, added, entries, atMs) =>
      transaction(true, () => {
        for (const { entry, until } of ended) end.run(entry.list, entry.kind, entry.value, entry.from, until);
        for (const { list, kind, value, from, expiresAtMs, note, by, atMs } of added)
          add.run(list, kind, value, from, expiresAtMs, note, by, atMs);
        appendEntries(entries, atMs);
      }),
    dropEnded: async (position) => {
      if (guarded(() => all.all()).length > 0) transaction(false, () => void drop.run(position));
    },
    forget: async (account) => erasing(() => transaction(true, () => Number(forget.run(account).changes))),
  };
}
