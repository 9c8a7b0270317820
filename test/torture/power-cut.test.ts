import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chance, type Made, madeEvent, ndjson } from "../e2e/made-events.ts";
import { batches, decidedAll, expectedRaw, rawCounts, send } from "../e2e/mixed-load.ts";
import { rounds } from "../e2e/rounds.ts";
import { startEngine } from "../e2e/running-engine.ts";
import { scratchFolder } from "../e2e/scratch-folder.ts";
import { touchstone } from "../e2e/touchstone.ts";
import { buildShim, ERRNO, shimDisk } from "./shimmed-disk.ts";

const scratch = scratchFolder();
const shim = buildShim(scratch.path("disk-shim.so"));
const ARGS = ["--no-demo", "--policy", "velocity"];
const BATCHES = rounds(24, 60);
/** Of what was written and not synced: nothing reaches the disk, half of it, nearly all. */
const UNSYNCED_SHARES = [0, 0.6, 0.95];

describe.skipIf(shim === null)("a disk that loses power", () => {
  test("keeps what was synced of a file, by all its names, and nothing else", async () => {
    const root = scratch.path("control");
    const disk = shimDisk(shim!, root, scratch.path("control-work"), 1);
    const script = `
      const fs = require("node:fs"), at = (name) => ${JSON.stringify(root)} + "/" + name;
      const fd = fs.openSync(at("a"), "w");
      fs.writeSync(fd, "synced "); fs.fsyncSync(fd); fs.writeSync(fd, "and not");
      fs.writeFileSync(at("never"), "x".repeat(5000));
      const c = fs.openSync(at("c"), "w"); fs.writeSync(c, "0123456789"); fs.fsyncSync(c); fs.ftruncateSync(c, 3);
      fs.renameSync(at("never"), at("renamed")); fs.mkdirSync(at("folder")); fs.renameSync(at("a"), at("folder/b"));
      process.kill(process.pid, "SIGKILL");`;
    spawnSync(process.execPath, ["-e", script], { env: { ...process.env, ...disk.env } });
    const none = scratch.path("control-none");
    disk.cutTo(none, 0, () => 0);
    expect(readFileSync(join(none, "folder/b"), "utf8")).toBe("synced ");
    expect(readFileSync(join(none, "c"), "utf8")).toBe("0123456789");
    expect(readFileSync(join(none, "renamed"), "utf8")).toBe("");
    expect(existsSync(join(none, "a"))).toBe(false);
    const all = scratch.path("control-all");
    disk.cutTo(all, 1, () => 0);
    expect(readFileSync(join(all, "folder/b"), "utf8")).toBe("synced and not");
    expect(readFileSync(join(all, "renamed"), "utf8")).toHaveLength(5000);
  });

  test("again and again under load: nothing acknowledged is lost, nothing counts twice, the ledger verifies", {
    timeout: rounds(180_000, 7_200_000),
  }, async () => {
    const random = chance(23);
    const sent: Made[][][] = [];
    const acknowledged = new Set<string>();
    let folder = scratch.path("power-0");
    for (let round = 0; round < rounds(1, 60); round++) {
      const disk = shimDisk(shim!, folder, scratch.path(`work-${round}`), round);
      const engine = await startEngine(folder, ARGS, disk.env);
      expect(await decidedAll(engine, acknowledged), `round ${round}`).toEqual([]);
      const fresh = batches(300 + round, BATCHES, 20);
      sent.push(fresh);
      const sending = send(engine, [...sent.slice(-2, -1).flat(), ...fresh], acknowledged);
      const enough = acknowledged.size + BATCHES * (2 + random() * 10);
      let over = false;
      void sending.then(() => {
        over = true;
      });
      while (acknowledged.size < enough && !over) await new Promise((resolve) => setTimeout(resolve, 3));
      await engine.stop("SIGKILL");
      await sending;
      expect(disk.unsyncedPages()).toBeGreaterThan(0); // else nothing was cut off
      folder = scratch.path(`power-${round + 1}`);
      disk.cutTo(folder, UNSYNCED_SHARES[round % UNSYNCED_SHARES.length]!, random);
    }
    expect(acknowledged.size).toBeGreaterThan(rounds(40, 4_000));
    const last = await startEngine(folder, ARGS);
    expect(await decidedAll(last, acknowledged)).toEqual([]);
    const events = sent.flat().flat();
    await send(last, sent.flat(), acknowledged);
    expect(acknowledged.size).toBe(events.length);
    expect(await rawCounts(last)).toEqual(expectedRaw(events));
    expect(await last.stop()).toBe(0);
    const verified = await touchstone(["verify", folder]);
    expect(verified.code, verified.stdout + verified.stderr).toBe(0);
  });
});

describe.skipIf(shim === null)("a disk whose calls fail", () => {
  test("writes and syncs that fail under load are answered as such; what was acknowledged is there afterwards", {
    timeout: rounds(180_000, 7_200_000),
  }, async () => {
    const random = chance(29);
    const folder = scratch.path("faulty");
    const sent: Made[][][] = [];
    const acknowledged = new Set<string>();
    let refused = 0;
    for (let round = 0; round < rounds(1, 150); round++) {
      const disk = shimDisk(shim!, folder, join(scratch.path(`faults-${round}`)), round);
      // without a second copy of the disk: only its calls fail here
      const { SHIM_STABLE: _, ...env } = disk.env;
      const engine = await startEngine(folder, ARGS, env);
      expect(await decidedAll(engine, acknowledged), `round ${round}`).toEqual([]);
      const fresh = batches(700 + round, BATCHES, 20);
      sent.push(fresh);
      const [writes, syncs] = [
        [20, 0],
        [0, 30],
        [10, 10],
      ][round % 3] as [number, number];
      const errno = round % 2 === 0 ? ERRNO.ENOSPC : ERRNO.EIO;
      setTimeout(() => disk.fail(writes, errno, syncs, ERRNO.EIO), random() * 100);
      refused += await sendThrough(engine.address, fresh, acknowledged);
      disk.fail(0, 0, 0, 0);
      await engine.stop("SIGKILL");
    }
    expect(refused).toBeGreaterThan(0);
    const last = await startEngine(folder, ARGS);
    expect(await decidedAll(last, acknowledged)).toEqual([]);
    await send(last, sent.flat(), acknowledged);
    const events = sent.flat().flat();
    expect(await rawCounts(last)).toEqual(expectedRaw(events));
    expect(await last.stop()).toBe(0);
    const verified = await touchstone(["verify", folder]);
    expect(verified.code, verified.stdout + verified.stderr).toBe(0);
  });
});

/** Sends batches one after another whatever is answered → how many were refused with a stated error of the disk. */
async function sendThrough(
  address: string,
  all: readonly (readonly Made[])[],
  acknowledged: Set<string>,
): Promise<number> {
  let refused = 0;
  for (const batch of all) {
    try {
      const response = await fetch(`${address}/v1/events`, {
        method: "POST",
        headers: { "content-type": "application/x-ndjson" },
        body: ndjson(batch.map(madeEvent)),
      });
      const body = (await response.json()) as { answers?: { event: string }[]; code?: string };
      if (response.status === 200) for (const { event } of body.answers!) acknowledged.add(event);
      else {
        expect([500, 503, 507], JSON.stringify(body)).toContain(response.status);
        expect(body.code).toMatch(/^storage_/);
        refused++;
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return refused + 1; // the engine gave up and ended: nothing of this batch was acknowledged
    }
  }
  return refused;
}
