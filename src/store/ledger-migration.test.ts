/** A records' file of a release whose ledger was a chain, brought over: whole, altered, empty, and interrupted. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fieldsOf } from "../ledger/entry.ts";
import { openRecords } from "./sqlite-records.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-chain-"));
  file = join(folder, "records.sqlite");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Chained {
  readonly sequence: number;
  readonly at_ms: number;
  readonly kind: string;
  readonly body: string;
  readonly hash: string;
  readonly previous: string;
}

/** Makes the file one of format 2, as release 0.1 wrote it, with a chain of `bodies`. */
function makeOld(bodies: readonly string[], alter = ""): readonly Chained[] {
  openRecords(file).close();
  const db = new DatabaseSync(file);
  db.exec(`
    DROP TRIGGER ledger_keeps; DROP TRIGGER ledger_stays; DROP TABLE ledger; DROP TABLE ledger_head;
    CREATE TABLE ledger(
      sequence INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
      hash TEXT NOT NULL, previous TEXT NOT NULL) STRICT;
    CREATE TABLE ledger_head(one INTEGER PRIMARY KEY CHECK(one = 1), sequence INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
    CREATE TRIGGER ledger_keeps BEFORE DELETE ON ledger BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER ledger_stays BEFORE UPDATE ON ledger BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
    PRAGMA user_version = 2;`);
  let previous = "0".repeat(64);
  const rows = bodies.map((body, sequence): Chained => {
    const [at_ms, kind] = [1_790_000_000_000 + sequence, "campaign_review"];
    const text = JSON.stringify([previous, sequence, at_ms, kind, body]);
    const row = {
      sequence,
      at_ms,
      kind,
      body,
      hash: createHash("sha256").update(text).digest("hex"),
      previous,
    };
    db.prepare("INSERT INTO ledger VALUES(?, ?, ?, ?, ?, ?)").run(...Object.values(row));
    db.prepare("INSERT OR REPLACE INTO ledger_head VALUES(1, ?, ?)").run(sequence, row.hash);
    previous = row.hash;
    return row;
  });
  if (alter !== "") db.exec(`DROP TRIGGER ledger_keeps; DROP TRIGGER ledger_stays; ${alter}`);
  db.close();
  return rows;
}

/** What came over: the chained entries as they were, and what is said of their end. */
async function broughtOver() {
  const records = openRecords(file);
  const entries = await records.entries(0, 9_999);
  const verified = await records.verify();
  records.close();
  const chained = entries.map((entry) => fieldsOf("chain_entry", entry)).filter((each) => each !== null);
  const last = entries.at(-1);
  return { entries, verified, chained, end: last === undefined ? null : fieldsOf("chain_end", last) };
}

describe("a chained ledger", () => {
  test("comes over whole: places, times, bodies and hashes; and the new one verifies", async () => {
    const rows = makeOld(
      Array.from({ length: 1500 }, (_, i) => JSON.stringify({ campaign: `c${i}`, note: "刷" })),
    );
    const { entries, verified, chained, end } = await broughtOver();
    expect(chained).toEqual(rows);
    expect(entries.slice(0, 2).map(({ sequence, atMs, by }) => [sequence, atMs, by])).toEqual([
      [0, rows[0]!.at_ms, "system"],
      [1, rows[1]!.at_ms, "system"],
    ]);
    expect(end).toEqual({ entries: 1500, hash: rows.at(-1)!.hash, broken_at: null });
    expect(verified).toEqual({ brokenAt: null, entries: 1501 });
    // Once: the next start finds it done. And nothing of the old form is left beside.
    expect((await broughtOver()).entries).toEqual(entries);
    const db = new DatabaseSync(file, { readOnly: true });
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'ledger%'").all();
    expect(tables.map(({ name }) => name).sort()).toEqual([
      "ledger",
      "ledger_head",
      "ledger_keeps",
      "ledger_stays",
    ]);
    db.close();
  });

  test.each([
    ["a body altered", "UPDATE ledger SET body = '{}' WHERE sequence = 2", 5, 2],
    ["an entry taken out", "DELETE FROM ledger WHERE sequence = 1", 4, 1],
    ["its end cut off", "DELETE FROM ledger WHERE sequence = 4", 4, 4],
    ["all taken out", "DELETE FROM ledger", 0, 0],
  ])("with %s: all that is there comes over, and the break is told", async (_, alter, entries, broken) => {
    const rows = makeOld(["1", "2", "3", "4", "5"], alter);
    const { chained, end, verified } = await broughtOver();
    expect(chained).toHaveLength(entries);
    for (const { sequence, hash } of chained) expect(hash).toBe(rows[sequence]!.hash);
    expect(end).toMatchObject({ entries, broken_at: broken });
    expect(verified.brokenAt).toBeNull();
  });

  test("without an entry: nothing is made up", async () => {
    makeOld([]);
    expect(await broughtOver()).toMatchObject({
      entries: [],
      verified: { brokenAt: null, entries: 0 },
      end: null,
    });
  });

  test("interrupted in the middle it stands as before, and comes over at the next start", async () => {
    const rows = makeOld(["1", "2", "3"]);
    const db = new DatabaseSync(file);
    // What stops it here stands for anything: the transaction is all or nothing, and kill −9 is what SQLite's tests are about.
    db.exec(
      "CREATE TRIGGER stop BEFORE DELETE ON settings BEGIN SELECT 1; END; CREATE VIEW ledger_chain_head AS SELECT 1",
    );
    db.close();
    expect(() => openRecords(file)).toThrow();
    const stands = new DatabaseSync(file);
    expect(stands.prepare("SELECT count(*) AS n FROM ledger").get()).toEqual({ n: 3 });
    expect(stands.prepare("PRAGMA user_version").get()).toEqual({ user_version: 2 });
    stands.exec("DROP VIEW ledger_chain_head; DROP TRIGGER stop");
    stands.close();
    expect((await broughtOver()).chained).toEqual(rows);
  });

  test("a name in it can be erased afterwards, and is not readable in the file", async () => {
    makeOld([JSON.stringify({ campaign: "c1", note: "see actor-4711 of yesterday" })]);
    const records = openRecords(file);
    const fields = { account_sha256: "", salt: "", campaign_entries: 0, log_events: 0, log_until_ms: null };
    const entry = { ...fields, counts_as_target: 0, ledger_entries: [0] };
    const by = { kind: "api_key", name: "http" } as const;
    expect(await records.eraseBodies([0], { kind: "erasure", by, fields: entry }, 1)).toBe(1);
    expect(await records.verify()).toEqual({ brokenAt: null, entries: 3 });
    records.close();
    expect(readFileSync(file, "latin1")).not.toContain("actor-4711");
  });
});
