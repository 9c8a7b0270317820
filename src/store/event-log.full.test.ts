import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gather, runOf } from "../ports/event-log.conformance.ts";
import type { EventLog, LogBatch } from "../ports/event-log.ts";
import { startLogThread } from "./log-thread.ts";
import { openSnapshots } from "./snapshot.ts";
import { openEventLog } from "./sqlite-event-log.ts";
import { openRecords } from "./sqlite-records.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-full-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A run of bytes that do not compress. */
function noise(label: string, bytes: number): Omit<LogBatch, "first"> {
  let state = label.length + 1;
  const content = Uint8Array.from({ length: bytes }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 16;
  });
  return { ...runOf(label, 1), bytes: content };
}

/** Appends until the log refuses; how many runs it took, and the code of the refusal. */
async function fill(
  log: EventLog,
  bytes: number,
): Promise<{ readonly taken: number; readonly code: string }> {
  for (let taken = 0; taken < 1000; taken++) {
    try {
      await log.append("events", noise(`fill${taken}`, bytes));
    } catch (error) {
      return { taken, code: (error as { code: string }).code };
    }
  }
  return { taken: 1000, code: "never" };
}

describe("a full log", () => {
  test("refuses with `storage_full`, keeps what it acknowledged, and takes more once there is room", async () => {
    const log = await openEventLog(folder, { bytesMax: 1024 * 1024 });
    const { taken, code } = await fill(log, 50_000);
    expect(code).toBe("storage_full");
    expect(taken).toBeGreaterThan(10);
    expect(log.end("events")).toBe(taken);
    expect(await gather(log, "events", 0)).toHaveLength(taken);
    await log.dropBefore("events", 5);
    expect(await log.append("events", noise("after", 50_000))).toEqual({ first: taken });
    await log.close();
    const again = await openEventLog(folder);
    expect((await gather(again, "events", 0)).map((run) => run.first)).toEqual(
      Array.from({ length: taken - 4 }, (_, i) => i + 5),
    );
    await again.close();
  });

  test("fails the run and everything queued behind it, and nothing of them is kept", async () => {
    const log = await openEventLog(folder, { bytesMax: 512 * 1024 });
    await log.append("decisions", runOf("before", 3));
    const answers = await Promise.allSettled([
      log.append("events", noise("too large", 20 * 1024 * 1024)), // a group of its own
      log.append("events", runOf("behind", 2)),
      log.append("decisions", runOf("behind", 2)),
    ]);
    expect(answers.map((answer) => (answer.status === "rejected" ? answer.reason.code : "kept"))).toEqual(
      Array(3).fill("storage_full"),
    );
    expect([log.end("events"), log.end("decisions")]).toEqual([0, 3]);
    expect(await log.append("events", runOf("next", 2))).toEqual({ first: 0 });
    expect(await log.append("decisions", runOf("next", 2))).toEqual({ first: 3 });
    await log.close();
  });
});

describe("a full disk", () => {
  test("of 3 MB: nothing acknowledged is lost, and appends succeed again once there is room", async (context) => {
    const disk = join(folder, "disk");
    mkdirSync(disk);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], { stdio: "pipe" });
    } catch (cause) {
      context.skip(`a small disk cannot be mounted here: ${String(cause).split("\n")[0]}`);
    }
    try {
      const ballast = join(disk, "ballast");
      writeFileSync(ballast, new Uint8Array(1024 * 1024));
      const log = await openEventLog(join(disk, "data"));
      const { taken, code } = await fill(log, 100_000);
      expect(code).toBe("storage_full");
      expect(taken).toBeGreaterThan(3);
      expect((await fill(log, 100_000)).code).toBe("storage_full");
      await expect(
        openSnapshots(join(disk, "snapshots")).write({}, [new Uint8Array(4 << 20)]),
      ).rejects.toMatchObject({
        code: "storage_full",
      });
      rmSync(ballast);
      const end = log.end("events");
      expect(await log.append("events", noise("after", 100_000))).toEqual({ first: end });
      const kept = (await gather(log, "events", 0)).map((run) => [run.first, run.count]);
      await log.close();
      const again = await openEventLog(join(disk, "data"));
      expect((await gather(again, "events", 0)).map((run) => [run.first, run.count])).toEqual(kept);
      expect(kept.length).toBeGreaterThanOrEqual(taken + 1);
      await again.close();
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });

  test("of 3 MB: records refuse with `storage_full`, change nothing, and go on once there is room", async (context) => {
    const disk = join(folder, "disk");
    mkdirSync(disk);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], { stdio: "pipe" });
    } catch (cause) {
      context.skip(`a small disk cannot be mounted here: ${String(cause).split("\n")[0]}`);
    }
    try {
      const ballast = join(disk, "ballast");
      writeFileSync(ballast, new Uint8Array(2 * 1024 * 1024));
      const records = openRecords(join(disk, "records.sqlite"));
      const deltas = Array.from({ length: 20_000 }, (_, i) => ({
        kind: "video",
        id: `v${i}${"x".repeat(100)}`,
        type: "like",
        public: 1,
        held: 0,
        rejected: 0,
      }));
      await expect(records.applyCounts(deltas, [], 7, [], 0)).rejects.toMatchObject({ code: "storage_full" });
      expect([await records.appliedPosition(), (await Array.fromAsync(records.allCounts())).length]).toEqual([
        0, 0,
      ]);
      rmSync(ballast);
      await records.applyCounts(
        deltas.slice(0, 3000),
        [],
        7,
        [{ kind: "repair", by: { kind: "system", name: "test" }, fields: { done: [] } }],
        0,
      );
      expect([await records.appliedPosition(), (await Array.fromAsync(records.allCounts())).length]).toEqual([
        7, 3000,
      ]);
      expect(await records.verify()).toEqual({ brokenAt: null, entries: 1 });
      records.close();
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });
});

describe("a full queue", () => {
  test("takes runs up to its limit, and refuses one byte more with `overloaded`", async () => {
    const run = runOf("a", 1);
    const bytes = run.bytes.length + run.ids.length;
    const log = await openEventLog(folder, { queueBytesMax: bytes * 3 });
    const answers = await Promise.allSettled(Array.from({ length: 4 }, () => log.append("events", run)));
    expect(answers.map((answer) => answer.status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
    ]);
    expect((answers[3] as PromiseRejectedResult).reason).toMatchObject({ code: "overloaded", retry: true });
    expect(await log.append("events", run)).toEqual({ first: 3 });
    const tight = { ...run, bytes: new Uint8Array(bytes * 3 - run.ids.length).fill(10) };
    expect(await log.append("events", tight)).toEqual({ first: 4 });
    const over = { ...run, bytes: new Uint8Array(bytes * 3 - run.ids.length + 1).fill(10) };
    await expect(log.append("events", over)).rejects.toMatchObject({ code: "overloaded" });
    await log.close();
  });

  test("runs larger than the shared chunks and groups go through whole", async () => {
    const log = await openEventLog(folder);
    const sizes = [1, 64 * 1024 - 8, 64 * 1024 - 7, 17 * 1024 * 1024, 3];
    await Promise.all(sizes.map((size) => log.append("events", noise(`n${size}`, size))));
    expect((await gather(log, "events", 0)).map((run) => run.bytes.length)).toEqual(sizes);
    for (const [position, size] of sizes.entries()) {
      expect(Buffer.compare(log.at("events", position)!.bytes, noise(`n${size}`, size).bytes)).toBe(0);
    }
    await log.close();
  });
});

describe("the writing thread", () => {
  test("that dies of a mistake of ours fails every question, now and later, with `storage_failed`", async () => {
    const thread = startLogThread({ file: join(folder, "events.sqlite"), bytesMax: 0 });
    await thread.opened;
    const run = { stream: "events", first: 0, count: 1, policy: "", receivedAtMs: 0 } as const;
    const lost = { ...run, chunk: 7, offset: 0, bytesLength: 1, idsLength: 0 };
    const question = thread.ask({ kind: "commit", runs: [lost], chunks: [] }, []);
    await expect(question).rejects.toMatchObject({ code: "storage_failed" });
    await expect(thread.ask({ kind: "close" }, [])).rejects.toMatchObject({ code: "storage_failed" });
    await thread.ended;
  });

  test("a folder that cannot be made is `cannot_write`", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    await expect(openEventLog(join(file, "data"))).rejects.toMatchObject({ code: "cannot_write" });
  });
});
