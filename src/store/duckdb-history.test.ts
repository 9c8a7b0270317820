import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { describeHistory } from "../ports/history.conformance.ts";
import type { History } from "../ports/history.ts";
import { openHistory } from "./duckdb-history.ts";

describeHistory("DuckDB over Parquet", openHistory, { durable: true });
describeHistory(
  "DuckDB, flushing by itself",
  (place) => openHistory(place, { pendingCharactersMax: 100_000 }),
  {
    durable: true,
  },
);

const NOON_MS = Date.UTC(2026, 10, 22, 12);

describe("the history's folder", () => {
  let folder = "";
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "touchstone-history-")), "it's here");
  });
  afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

  async function write(...sequences: number[]): Promise<void> {
    const history = await openHistory(folder);
    await history.add(sequences.map((sequence) => ({ atMs: NOON_MS, sequence, line: "{}" })));
    await history.close();
  }
  async function sequences(): Promise<readonly number[]> {
    const history = await openHistory(folder);
    try {
      return (await collect(history)).map((row) => row.sequence);
    } finally {
      await history.close();
    }
  }
  const day = () => join(folder, "date=2026-11-22");

  test("holds one folder a day, and nothing else once closed", async () => {
    await write(1, 2);
    await write(3);
    expect(readdirSync(folder)).toEqual(["date=2026-11-22"]);
    expect(readdirSync(day()).sort()).toEqual(["00000001-0.parquet", "00000002-0.parquet"]);
  });

  test("a flush that was killed before its commit is thrown away", async () => {
    await write(1);
    mkdirSync(join(folder, "staging", "date=2026-11-22"), { recursive: true });
    writeFileSync(join(folder, "staging", "date=2026-11-22", "part-0.parquet"), "half");
    expect(await sequences()).toEqual([1]);
    expect(readdirSync(folder)).toEqual(["date=2026-11-22"]);
  });

  test("a flush that was killed after its commit is finished", async () => {
    await write(1);
    await write(2);
    const commit = join(folder, "commit-00000002", "date=2026-11-22");
    mkdirSync(commit, { recursive: true });
    renameSync(join(day(), "00000002-0.parquet"), join(commit, "part-0.parquet"));
    expect(await sequences()).toEqual([1, 2]);
    expect(readdirSync(folder)).toEqual(["date=2026-11-22"]);
  });

  test("a file cut short is reported as damaged", async () => {
    await write(1);
    truncateSync(join(day(), "00000001-0.parquet"), 100);
    await expect(sequences()).rejects.toMatchObject({ code: "storage_damaged" });
  });

  test.each([
    ["spread over time", 90_000],
    ["all of one and the same ms", 1],
  ])("an eighth of the memory is sorted at a time: rows %s", async (_, spanMs) => {
    const history = await openHistory(folder, { memoryBytesMax: 1 }); // brought up to the least, 256 MiB
    const pad = "x".repeat(900);
    const rowCount = 90_000; // 81 MB of lines in slices of 32 MiB
    for (let from = 0; from < rowCount; from += 3000) {
      const rows = Array.from({ length: 3000 }, (_, i) => {
        const sequence = ((from + i) * 7919) % rowCount;
        return { atMs: NOON_MS + (sequence % spanMs), sequence, line: `${sequence}${pad}` };
      });
      await history.add(rows);
    }
    let count = 0;
    let before = { atMs: 0, sequence: -1 };
    let disorder = 0;
    for await (const run of history.scan(0, NOON_MS * 2)) {
      for (const row of run) {
        if (row.atMs < before.atMs || (row.atMs === before.atMs && row.sequence <= before.sequence))
          disorder += 1;
        before = row;
        count += 1;
      }
    }
    expect([count, disorder]).toEqual([rowCount, 0]);
    await history.close();
  });

  test("a place that cannot be a folder is an error of the world", async () => {
    mkdirSync(join(folder, ".."), { recursive: true });
    writeFileSync(folder, "");
    await expect(openHistory(folder)).rejects.toMatchObject({ code: "storage_failed" });
  });
});

async function collect(history: History) {
  const rows = [];
  for await (const run of history.scan(0, Number.POSITIVE_INFINITY)) rows.push(...run);
  return rows;
}
