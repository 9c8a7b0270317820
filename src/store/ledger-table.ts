import type { DatabaseSync } from "node:sqlite";
import { makeEntry } from "../ledger/entry.ts";
import { createTree, type GrowingTree, HASH_BYTES } from "../ledger/tree-hash.ts";
import { type RememberedTree, verifyEntries } from "../ledger/verify-entries.ts";
import type { LedgerEntry, NewEntry, PrincipalKind } from "../nouns/ledger-entry.ts";
import { saltSource } from "./salts.ts";

/** Rows fetched at a time when all are read: bounded memory, and writes may go on in between. */
const PAGE_ROWS = 1000;

/** Entries never change, but that an erasure takes salt and body together; the head holds the tree's whole subtrees. */
export const LEDGER_TABLES = `
  CREATE TABLE ledger(
    sequence INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL, principal TEXT NOT NULL,
    commitment BLOB NOT NULL, hash BLOB NOT NULL, salt BLOB, body TEXT) STRICT;
  CREATE TABLE ledger_head(
    one INTEGER PRIMARY KEY CHECK(one = 1), size INTEGER NOT NULL, hash BLOB NOT NULL, peaks BLOB NOT NULL) STRICT;
  CREATE TRIGGER ledger_keeps BEFORE DELETE ON ledger BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
  CREATE TRIGGER ledger_stays BEFORE UPDATE ON ledger
    WHEN NEW.salt IS NOT NULL OR NEW.body IS NOT NULL OR NEW.sequence <> OLD.sequence OR NEW.at_ms <> OLD.at_ms OR NEW.kind <> OLD.kind
      OR NEW.principal <> OLD.principal OR NEW.commitment <> OLD.commitment OR NEW.hash <> OLD.hash
    BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;`;

/** Columns of an entry, wherever a table holds entries. */
export const ENTRY_COLUMNS = "sequence, at_ms, kind, principal, commitment, hash, salt, body";

/** The ledger in the records' file. Writes happen inside a transaction of the caller. */
export interface LedgerTable {
  appendAll(entries: readonly NewEntry[], atMs: number): readonly LedgerEntry[];
  /** Adds entries as another copy holds them, as far as each is the next and agrees with itself. */
  restore(entries: Iterable<LedgerEntry>, sound: (entry: LedgerEntry) => boolean): readonly LedgerEntry[];
  entries(from: number, limit: number): readonly LedgerEntry[];
  head(): Pick<LedgerEntry, "sequence" | "hash"> | null;
  /** `guarded` is around each page that is read. */
  verify(
    guarded: <T>(work: () => T) => T,
  ): Promise<{ readonly brokenAt: number | null; readonly entries: number }>;
  /** Takes salt and body of these; how many still had them. */
  eraseBodies(sequences: readonly number[]): number;
}

export function ledgerTable(db: DatabaseSync, salt: () => Uint8Array = saltSource()): LedgerTable {
  const insert = db.prepare(`INSERT INTO ledger(${ENTRY_COLUMNS}) VALUES(?, ?, ?, ?, ?, ?, ?, ?)`);
  const select = db.prepare(
    `SELECT ${ENTRY_COLUMNS} FROM ledger WHERE sequence >= ? ORDER BY sequence LIMIT ?`,
  );
  const getHead = db.prepare("SELECT size, hash, peaks FROM ledger_head");
  const setHead = db.prepare("INSERT OR REPLACE INTO ledger_head VALUES(1, ?, ?, ?)");
  const erase = db.prepare(
    "UPDATE ledger SET salt = NULL, body = NULL WHERE sequence = ? AND (salt IS NOT NULL OR body IS NOT NULL)",
  );

  function storedTree(): GrowingTree {
    const row = getHead.get() as { size: number; peaks: Uint8Array } | undefined;
    if (row === undefined) return createTree();
    const peaks = Array.from({ length: row.peaks.length / HASH_BYTES }, (_, i) =>
      row.peaks.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
    );
    return createTree(row.size, peaks);
  }

  function put(entry: LedgerEntry, tree: GrowingTree): void {
    insert.run(...entryValues(entry));
    tree.push(Buffer.from(entry.hash, "hex"));
  }

  function close(tree: GrowingTree, last: LedgerEntry | undefined): void {
    if (last === undefined) return;
    setHead.run(tree.size, Buffer.from(last.hash, "hex"), Buffer.concat(tree.peaks()));
  }

  function entries(from: number, limit: number): readonly LedgerEntry[] {
    return (select.all(from, limit) as unknown as EntryRow[]).map(entryOfRow);
  }

  return {
    appendAll(added, atMs) {
      const tree = storedTree();
      const made = added.map((each) => {
        const entry = makeEntry(tree.size, each, atMs, salt());
        put(entry, tree);
        return entry;
      });
      close(tree, made.at(-1));
      return made;
    },
    restore(copies, sound) {
      const tree = storedTree();
      const added: LedgerEntry[] = [];
      for (const entry of copies) {
        if (entry.sequence < tree.size) continue;
        if (entry.sequence !== tree.size || !sound(entry)) break;
        put(entry, tree);
        added.push(entry);
      }
      close(tree, added.at(-1));
      return added;
    },
    entries,
    head() {
      const row = getHead.get() as { size: number; hash: Uint8Array } | undefined;
      return row === undefined ? null : { sequence: row.size - 1, hash: hex(row.hash) };
    },
    verify: (guarded) =>
      verifyEntries(
        (from) => guarded(() => entries(from, PAGE_ROWS)),
        () => guarded(() => remembered(storedTree())),
      ),
    eraseBodies: (sequences) =>
      sequences.reduce((erased, sequence) => erased + Number(erase.run(sequence).changes), 0),
  };
}

function remembered(tree: GrowingTree): RememberedTree {
  return { size: tree.size, peaks: tree.peaks() };
}

/** A row of a table with `ENTRY_COLUMNS`. */
export interface EntryRow {
  readonly sequence: number;
  readonly at_ms: number;
  readonly kind: string;
  readonly principal: string;
  readonly commitment: Uint8Array;
  readonly hash: Uint8Array;
  readonly salt: Uint8Array | null;
  readonly body: string | null;
}

export function entryOfRow(row: EntryRow): LedgerEntry {
  const { sequence, kind, body, salt } = row;
  return {
    sequence,
    atMs: row.at_ms,
    kind,
    by: row.principal as PrincipalKind,
    commitment: hex(row.commitment),
    salt: salt === null ? null : hex(salt),
    body,
    hash: hex(row.hash),
  };
}

/** In the order of `ENTRY_COLUMNS`. */
export function entryValues(entry: LedgerEntry) {
  const { sequence, atMs, kind, by, commitment, hash, salt, body } = entry;
  const bytes = (text: string) => Buffer.from(text, "hex");
  return [
    sequence,
    atMs,
    kind,
    by,
    bytes(commitment),
    bytes(hash),
    salt === null ? null : bytes(salt),
    body,
  ] as const;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}
