import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { startEngine } from "./running-engine.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { ended, spawnTouchstone, touchstone } from "./touchstone.ts";

const scratch = scratchFolder();

/** Starts `up` and calls back with the child at the moment when its output first holds `text` → its end and all its output. */
async function upUntil(
  folder: string,
  text: string,
  args: readonly string[],
  then: (child: ReturnType<typeof spawnTouchstone>) => void,
): Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }> {
  const child = spawnTouchstone(["up", "--data", folder, "--port", "0", ...args]);
  let output = "";
  let called = false;
  const take = (piece: Buffer): void => {
    output += piece.toString("utf8");
    if (called || !output.includes(text)) return;
    called = true;
    then(child);
  };
  child.stdout!.on("data", take);
  child.stderr!.on("data", take);
  return { ...(await ended(child)), output };
}

/** Begins to send an event and never ends it. */
function holdOpen(address: string): Promise<unknown> {
  const body = new ReadableStream({ start: (never) => never.enqueue(new TextEncoder().encode("{")) });
  return fetch(`${address}/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body,
    duplex: "half",
  } as RequestInit).catch(() => null);
}

describe("Ctrl-C", () => {
  test.each([
    ["as soon as the address is shown", "http://", ["--no-demo"]],
    ["while the simulated day begins", "Ctrl-C", ["--demo-events", "20000", "--policy", "velocity"]],
  ])("%s stops in order, and gives the folder back", async (name, text, args) => {
    const folder = scratch.path(name);
    const { code, signal, output } = await upUntil(folder, text, args, (child) => child.kill("SIGINT"));
    expect({ code, signal }, output).toEqual({ code: 0, signal: null });
    expect(output).toContain("everything is on disk");
    expect(existsSync(`${folder}/lock.pid`)).toBe(false);
  });

  // A terminal sends it to the whole group, and npm, npx and the wrapper of an old Node pass it on to their child besides.
  test("that arrives several times over is one, and the stop goes on in order", async () => {
    const folder = scratch.path("twice");
    const engine = await startEngine(folder, ["--demo-events", "20000", "--policy", "velocity"]);
    await engine.printed("simulated day: 1");
    const held = holdOpen(engine.address); // the stop waits for it some seconds: all of them fall into it
    await new Promise((resolve) => setTimeout(resolve, 300));
    const over = engine.stop("SIGINT");
    for (const delayMs of [5, 20, 60]) setTimeout(() => engine.child.kill("SIGINT"), delayMs);
    expect(await over, engine.output()).toBe(0);
    await held;
    expect(engine.output()).toContain("everything is on disk");
    expect(existsSync(`${folder}/lock.pid`)).toBe(false);
  });

  test("a second or more after the first does not wait for a client that holds up the stop", async () => {
    const engine = await startEngine(scratch.path("impatient"));
    const held = holdOpen(engine.address);
    await new Promise((resolve) => setTimeout(resolve, 300));
    engine.child.kill("SIGINT");
    await engine.printed("Stopping");
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await engine.stop("SIGINT")).toBeNull();
    await held;
    expect(engine.output()).not.toContain("everything is on disk");
  });
});

test("says what is not on disk, and fails, where it could not be written; the next start makes up for it", async () => {
  const folder = scratch.path("no-room");
  const engine = await startEngine(folder, ["--no-demo", "--policy", "velocity"]);
  const event = {
    id: "e",
    type: "like",
    at: Date.now(),
    actor: { id: "a" },
    target: { kind: "video", id: "v" },
  };
  expect((await engine.post(JSON.stringify(event))).status).toBe(200);
  // Where snapshots go there is no folder to be had.
  writeFileSync(`${folder}/snapshots`, "in the way");
  expect(await engine.stop()).toBe(1);
  expect(engine.output()).not.toContain("everything is on disk");
  expect(engine.output()).toMatch(/Stopped\. What was acknowledged is in the log.*\n.*state of the windows/);
  rmSync(`${folder}/snapshots`);
  const again = await startEngine(folder, ["--no-demo", "--policy", "velocity"]);
  expect((await again.get("/v1/decisions/e")).status).toBe(200);
  expect(await again.stop()).toBe(0);
  expect(again.output()).toContain("everything is on disk");
});

test.skipIf(process.platform === "win32")(
  "a data folder is its owner's alone, also one that was not",
  async () => {
    const folder = scratch.path("private");
    mkdirSync(folder, { mode: 0o755 });
    chmodSync(folder, 0o755);
    const modes = (): string[] =>
      [folder, ...readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name}`)]
        .map((path) => (statSync(path).mode & 0o777).toString(8))
        .filter((mode) => mode !== "600" && mode !== "700");
    const engine = await startEngine(folder, ["--demo-events", "1000", "--policy", "velocity"]);
    expect(engine.output()).toContain("other accounts of this machine could read");
    await engine.printed("simulated day: 1");
    expect(modes()).toEqual([]);
    expect(await engine.stop()).toBe(0);
    expect(modes()).toEqual([]);
    for (const name of readdirSync(folder))
      if (name.endsWith(".sqlite")) chmodSync(`${folder}/${name}`, 0o644);
    const again = await startEngine(folder, ["--no-demo", "--policy", "velocity"]);
    expect(again.output()).toContain("other accounts of this machine could read");
    expect(modes()).toEqual([]);
    expect(await again.stop()).toBe(0);
  },
);

test("half a note of the simulated day is told as such, and keeps no folder from being used", async () => {
  const folder = scratch.path("half-a-note");
  mkdirSync(folder);
  writeFileSync(`${folder}/demo-day.json`, '{"seed":1,"sta');
  const refused = await touchstone(["up", "--data", folder, "--port", "0"]);
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/demo-day\.json.*--no-demo.*\[storage_damaged\]/),
  });
  expect(refused.stderr).not.toContain("    at ");
  const engine = await startEngine(folder);
  expect(await engine.stop()).toBe(0);
});
