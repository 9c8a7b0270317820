import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TouchstoneError } from "../nouns/codes.ts";
import { describeCampaignRecords } from "../ports/campaigns.conformance.ts";
import { repairOf } from "../ports/ledger-entries.fixture.ts";
import { describeRecords } from "../ports/records.conformance.ts";
import { openRecords } from "./sqlite-records.ts";

describeRecords("SQLite", (place) => openRecords(join(place, "records.sqlite")), { durable: true });
describeCampaignRecords("SQLite", (place) => openRecords(join(place, "records.sqlite")));

describe("the records' file", () => {
  let folder = "";
  let file = "";
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "touchstone-records-"));
    file = join(folder, "records.sqlite");
    const records = openRecords(file);
    for (let i = 0; i < 5; i++) await records.append(repairOf(String(i)), i);
    records.close();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Alters the file behind the program's back. */
  function tamper(sql: string): void {
    const db = new DatabaseSync(file);
    db.exec(`DROP TRIGGER ledger_keeps; DROP TRIGGER ledger_stays; ${sql}`);
    db.close();
  }

  test.each([
    ["a body altered", "UPDATE ledger SET body = '{}' WHERE sequence = 2", 2, 5],
    ["a time altered", "UPDATE ledger SET at_ms = 9 WHERE sequence = 0", 0, 5],
    ["a hash altered", "UPDATE ledger SET hash = zeroblob(32) WHERE sequence = 3", 3, 5],
    ["a salt altered", "UPDATE ledger SET salt = zeroblob(16) WHERE sequence = 4", 4, 5],
    ["a salt alone taken", "UPDATE ledger SET salt = NULL WHERE sequence = 1", 1, 5],
    [
      "two entries exchanged",
      "UPDATE ledger SET sequence = 9 WHERE sequence = 3; UPDATE ledger SET sequence = 3 WHERE sequence = 4; UPDATE ledger SET sequence = 4 WHERE sequence = 9",
      3,
      5,
    ],
    ["an entry taken out", "DELETE FROM ledger WHERE sequence = 1", 1, 4],
    ["the end cut off", "DELETE FROM ledger WHERE sequence >= 3", 3, 3],
    ["everything taken out", "DELETE FROM ledger", 0, 0],
  ])("verify finds %s", async (_, sql, brokenAt, entries) => {
    tamper(sql);
    const records = openRecords(file);
    expect(await records.verify()).toEqual({ brokenAt, entries });
    records.close();
  });

  test.each([
    "UPDATE ledger SET body = ''",
    "UPDATE ledger SET kind = 'x', salt = NULL, body = NULL",
    "DELETE FROM ledger",
  ])("the file itself refuses `%s`", (sql) => {
    const db = new DatabaseSync(file);
    expect(() => db.exec(sql)).toThrow(/append-only/);
    db.close();
  });

  test.each([
    ["another format", () => new DatabaseSync(file).exec("PRAGMA user_version = 99"), "storage_damaged"],
  ])("%s is refused", (_, harm, code) => {
    harm();
    expect(codeOf(() => openRecords(file))).toBe(code);
  });

  test("a file that is no database is refused as damaged", () => {
    rmSync(file);
    const other = new Uint8Array(4096).fill(65);
    writeFileSync(file, other);
    expect(codeOf(() => openRecords(file))).toBe("storage_damaged");
  });

  test("40 k targets are upserted in a second at the very most", async () => {
    const records = openRecords(file);
    const deltas = Array.from({ length: 40_000 }, (_, i) => ({
      kind: "video",
      id: `v${(i * 7919) % 40_009}`,
      type: "like",
      public: 1,
      held: 0,
      rejected: i % 20 === 0 ? 1 : 0,
    }));
    await records.applyCounts(deltas, [], 1, [], 0);
    // Of this process's own time: on a busy machine the clock says what the others do.
    const start = process.cpuUsage();
    await records.applyCounts(deltas, [], 2, [], 0);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(1000);
    expect((await records.counts("video", "v0"))[0]).toMatchObject({ raw: 4, public: 2, rejected: 2 });
    records.close();
  });
});

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof TouchstoneError) return error.code;
    throw error;
  }
  return "no error";
}
