import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TouchstoneError } from "../nouns/codes.ts";
import { gather, runOf } from "../ports/event-log.conformance.ts";
import type { LogBatch } from "../ports/event-log.ts";
import { openEventLog } from "./sqlite-event-log.ts";

const WRITER = new URL("./append-until-killed.fixture.ts", import.meta.url).pathname;
/** A few in `npm test`, many in `npm run torture`. */
const KILLS = process.env.TOUCHSTONE_TORTURE === "1" ? 200 : 4;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-crash-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Lets a process append for a while, kills it without warning, and returns what it said was durable. */
async function appendAndKill(label: string, seed: number, lifeMs: number): Promise<readonly string[]> {
  const child: ChildProcess = spawn(process.execPath, [WRITER, folder, label, String(seed)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (!said.startsWith("opened") || child.killed) return;
    setTimeout(() => child.kill("SIGKILL"), lifeMs);
  });
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
  // The last line may have been cut by the kill: then it was not said.
  return said.split("\n").slice(1, -1);
}

describe("kill −9 while appending", () => {
  test(
    `every acknowledged run is there exactly once, in order, after each of ${KILLS} kills`,
    async () => {
      const acknowledged: string[] = [];
      let random = 20261122;
      for (let round = 0; round < KILLS; round++) {
        random = (Math.imul(random, 1103515245) + 12345) >>> 0;
        acknowledged.push(...(await appendAndKill(`r${round}`, random, 20 + ((random >>> 16) % 400))));
        const log = await openEventLog(folder);
        const runs = await gather(log, "events", 0);
        await log.close();
        const places = new Map(runs.map((run) => [run.policy, `${run.first} ${run.count} ${run.policy}`]));
        expect(places.size).toBe(runs.length); // none twice
        for (const said of acknowledged) expect(places.get(said.split(" ")[2]!)).toBe(said);
        expectSound(runs);
      }
      expect(acknowledged.length).toBeGreaterThan(KILLS * 10);
    },
    KILLS * 20_000,
  );
});

describe("a torn or garbled file", () => {
  /** A log with some runs folded into the main file and some only in the write-ahead log, as a crash leaves it. */
  async function crashedCopy(): Promise<{
    readonly copy: string;
    readonly folded: number;
    readonly all: number;
  }> {
    const source = join(folder, "source");
    const before = await openEventLog(source);
    for (let i = 0; i < 5; i++) await before.append("events", runOf(`folded${i}`, 20, 200));
    await before.close();
    const log = await openEventLog(source);
    const folded = log.end("events");
    for (let i = 0; i < 8; i++) await log.append("events", runOf(`later${i}`, 20, 2000 + i));
    const copy = join(folder, "copy");
    cpSync(source, copy, { recursive: true });
    const all = log.end("events");
    await log.close();
    return { copy, folded, all };
  }

  /** Everything the log will give, or the code it refuses with. */
  async function salvage(
    copy: string,
  ): Promise<{ readonly runs: readonly LogBatch[]; readonly code: string | null }> {
    const runs: LogBatch[] = [];
    try {
      const log = await openEventLog(copy);
      try {
        for await (const run of log.read("events", 0)) runs.push(run);
      } finally {
        await log.close();
      }
      return { runs, code: null };
    } catch (error) {
      if (!(error instanceof TouchstoneError)) throw error;
      return { runs, code: error.code };
    }
  }

  test("the copy as the crash left it holds everything", async () => {
    const { copy, all } = await crashedCopy();
    const { runs, code } = await salvage(copy);
    expect([runs.reduce((sum, run) => sum + run.count, 0), code]).toEqual([all, null]);
  });

  test.each([0, 1, 31, 32, 33, 5000, 20_000, 40_000])(
    "the write-ahead log cut after %i bytes: what was folded is intact, what remains is a prefix",
    async (bytes) => {
      const { copy, folded } = await crashedCopy();
      truncateSync(join(copy, "events.sqlite-wal"), bytes);
      const { runs, code } = await salvage(copy);
      expect(code).toBeNull();
      expectSound(runs);
      expect(runs.reduce((sum, run) => sum + run.count, 0)).toBeGreaterThanOrEqual(folded);
    },
  );

  test.each([0.1, 0.3, 0.5, 0.7, 0.9, 0.99])(
    "the write-ahead log garbled at %f of its length: likewise",
    async (part) => {
      const { copy, folded, all } = await crashedCopy();
      garble(join(copy, "events.sqlite-wal"), part, 64);
      const { runs, code } = await salvage(copy);
      expectSound(runs);
      const count = runs.reduce((sum, run) => sum + run.count, 0);
      expect(count).toBeGreaterThanOrEqual(folded);
      expect(code !== null || count < all).toBe(true);
    },
  );

  test("a record altered in the main file is `storage_damaged`, and the error names the position", async () => {
    const place = join(folder, "altered");
    const log = await openEventLog(place);
    for (let i = 0; i < 3; i++)
      await log.append("events", {
        ...runOf(`r${i}`, 1),
        bytes: Buffer.from(`NEEDLE${i}${"y".repeat(600)}\n`),
      });
    await log.close();
    const file = join(place, "events.sqlite");
    const bytes = readFileSync(file);
    bytes[bytes.indexOf("NEEDLE1") + 50] = 0x7a;
    writeFileSync(file, bytes);
    const again = await openEventLog(place);
    expect(again.at("events", 0)?.policy).toBe("p@1#r0");
    expect(() => again.at("events", 1)).toThrow(/stream `events` at position `1`.*checksum/);
    await expect(gather(again, "events", 0)).rejects.toMatchObject({ code: "storage_damaged" });
    expect(again.at("events", 2)?.policy).toBe("p@1#r2");
    await again.close();
  });

  test.each<readonly [string, (file: string) => void]>([
    ["no database", (file) => writeFileSync(file, "x".repeat(8192))],
    ["one of another version", (file) => writeFileSync(file, versioned(file, 99))],
  ])("a file that is %s is refused as `storage_damaged`", async (_, harm) => {
    const place = join(folder, "other");
    await (await openEventLog(place)).close();
    harm(join(place, "events.sqlite"));
    await expect(openEventLog(place)).rejects.toMatchObject({ code: "storage_damaged" });
  });
});

/** Runs meet without a gap, and each holds whole lines that name it. */
function expectSound(runs: readonly LogBatch[]): void {
  let next = 0;
  for (const run of runs) {
    expect(run.first).toBe(next);
    next += run.count;
    const lines = new TextDecoder().decode(run.bytes).split("\n").slice(0, -1);
    expect(lines.length).toBe(run.count);
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  }
}

function garble(file: string, part: number, length: number): void {
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length * part);
  for (let i = at; i < Math.min(bytes.length, at + length); i++) bytes[i] = bytes[i]! ^ 0xa5;
  writeFileSync(file, bytes);
}

/** SQLite keeps `user_version` big-endian at byte 60 of the header. */
function versioned(file: string, version: number): Buffer {
  const bytes = readFileSync(file);
  bytes.writeUInt32BE(version, 60);
  return bytes;
}
