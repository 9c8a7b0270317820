import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type Made, madeEvent, ndjson } from "./made-events.ts";
import { type RunningEngine, startEngine } from "./running-engine.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { touchstone } from "./touchstone.ts";

const scratch = scratchFolder();
const BATCH = 200;

const made = (place: number): Made => ({
  id: `e${place}`,
  type: "view",
  actor: `u${place % 997}`,
  target: `v${place % 7}`,
});
const batch = (from: number): string =>
  ndjson(Array.from({ length: BATCH }, (_, i) => madeEvent(made(from + i))));

async function views(engine: RunningEngine): Promise<number> {
  let sum = 0;
  for (let target = 0; target < 7; target++) {
    const { counts } = (await (await engine.get(`/v1/targets/video/v${target}/counts`)).json()) as {
      counts?: readonly { raw: number }[];
    };
    sum += counts?.[0]?.raw ?? 0;
  }
  return sum;
}

describe("touchstone backup", () => {
  it("copies a folder under load; the copy holds what was acknowledged before, starts, and counts nothing twice", async () => {
    const folder = scratch.path("data");
    const engine = await startEngine(folder);
    let sent = 0;
    let stop = false;
    const load = (async () => {
      while (!stop) {
        expect((await engine.post(batch(sent))).status).toBe(200);
        sent += BATCH;
        await setImmediate();
      }
    })();
    while (sent < 10 * BATCH) await setImmediate();

    const copies: {
      readonly copy: string;
      readonly before: number;
      readonly told: { events_end: number };
    }[] = [];
    for (const name of ["one", "two", "three"]) {
      const before = sent;
      const copy = scratch.path(name);
      const { code, stdout, stderr } = await touchstone(["backup", folder, "-o", copy, "--json"]);
      expect(code, stderr).toBe(0);
      copies.push({ copy, before, told: JSON.parse(stdout) });
    }
    stop = true;
    await load;
    await engine.stop("SIGKILL");

    for (const { copy, before, told } of copies) {
      expect(told.events_end).toBeGreaterThanOrEqual(before);
      expect(told.events_end).toBeLessThanOrEqual(sent);
      expect(readdirSync(copy).filter((name) => /lock|-wal|-shm/.test(name))).toEqual([]);
      const doctor = await touchstone(["doctor", copy]);
      expect(doctor.stdout).not.toContain("BAD");
    }
    const { copy, told } = copies.at(-1)!;
    if (process.platform !== "win32") expect(statSync(copy).mode & 0o077).toBe(0);

    const restored = await startEngine(copy);
    expect(await views(restored)).toBe(told.events_end);
    // Whoever sends everything again after a restore loses nothing and counts nothing twice.
    for (let from = 0; from < sent; from += BATCH)
      expect((await restored.post(batch(from))).status).toBe(200);
    expect(await views(restored)).toBe(sent);
    expect(await restored.stop()).toBe(0);
  });

  it("copies a folder that no engine has open, and says so in Chinese", async () => {
    const folder = scratch.path("resting");
    const engine = await startEngine(folder);
    await engine.post(batch(0));
    await engine.stop();
    const copy = scratch.path("resting-copy");
    const { code, stdout } = await touchstone(["backup", folder, "-o", copy, "--lang", "zh"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`${BATCH} 个事件`);
    const again = await touchstone(["backup", folder, "-o", copy]);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("is there already");
    expect(existsSync(join(copy, "events.sqlite"))).toBe(true);
  });

  it.each([
    ["a folder that is none", ["nothing-here"], "copy-a", /is no data folder: it lacks `events.sqlite`/],
    ["a copy inside the folder", ["inside"], "inside/copy", /would lie in the data folder itself/],
  ])("refuses %s, and leaves nothing behind", async (_, [name], to, message) => {
    const folder = scratch.path(name!);
    if (name === "inside") {
      mkdirSync(folder);
      for (const file of ["events.sqlite", "records.sqlite"]) writeFileSync(join(folder, file), "");
    }
    const { code, stderr } = await touchstone(["backup", folder, "-o", scratch.path(to!)]);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(existsSync(scratch.path(to!))).toBe(false);
  });
});
