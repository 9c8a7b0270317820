import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openEngine } from "../../src/flow/open-engine.ts";
import { fieldsOf } from "../../src/ledger/entry.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import type { LogBatch } from "../../src/ports/event-log.ts";
import { createSimulation } from "../../src/simulate/simulation.ts";
import { openEventLog } from "../../src/store/sqlite-event-log.ts";
import { openRecords } from "../../src/store/sqlite-records.ts";
import { chance, type Made, madeEvent, ndjson } from "./made-events.ts";
import { batches, decidedAll, expectedRaw, rawCounts, send } from "./mixed-load.ts";
import { rounds } from "./rounds.ts";
import { type RunningEngine, startEngine } from "./running-engine.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { ended, spawnTouchstone } from "./touchstone.ts";

const scratch = scratchFolder();
const VELOCITY = readFileSync(new URL("../../policies/velocity.yaml", import.meta.url), "utf8");
/** The log's events put through a fresh folder in the same order: what the decisions and counts should have been. */
async function cleanRun(folder: string, fresh: string) {
  const from = await openEventLog(folder);
  const to = await openEventLog(fresh);
  const runs: LogBatch[] = [];
  for await (const run of from.read("events", 0)) runs.push(run);
  for (const run of runs) await to.append("events", run);
  await from.close();
  await to.close();
  return open(fresh);
}

function open(folder: string) {
  const policy = loadPolicy(VELOCITY, "velocity.yaml");
  if (!policy.ok) throw new Error("the shipped policy is not valid");
  return openEngine(folder, { policy: policy.policy });
}

describe("kill −9", () => {
  test("under load, round after round: nothing acknowledged is lost, nothing counts twice, decisions are the same", {
    timeout: rounds(180_000, 3_600_000),
  }, async () => {
    const folder = scratch.path("killed");
    const random = chance(11);
    const sent: Made[][] = [];
    const acknowledged = new Set<string>();
    for (let round = 0; round < rounds(3, 100); round++) {
      const engine = await startEngine(folder, ["--no-demo", "--policy", "velocity"]);
      expect(await decidedAll(engine, acknowledged), `round ${round}`).toEqual([]);
      // what the client knows it sent before, acknowledged or not, it sends again, among the new
      const fresh = batches(100 + round, 60, 20);
      const sending = send(engine, [...sent.slice(-30), ...fresh], acknowledged);
      // not before a part of the round is acknowledged, however slow the machine
      let over = false;
      void sending.then(() => {
        over = true;
      });
      const enough = acknowledged.size + 80;
      while (acknowledged.size < enough && !over) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, random() * 200));
      // one round ends as a person would end it, so that a snapshot is part of the round
      const code = await engine.stop(round % 3 === 1 ? "SIGINT" : "SIGKILL");
      expect(code).toBe(round % 3 === 1 ? 0 : null);
      await sending;
      sent.push(...fresh);
    }
    expect(acknowledged.size).toBeGreaterThan(200);

    const engine = await startEngine(folder, ["--no-demo", "--policy", "velocity"]);
    expect(await decidedAll(engine, acknowledged)).toEqual([]);
    await send(engine, sent, acknowledged);
    const events = sent.flat();
    expect(acknowledged.size).toBe(events.length);
    expect(await rawCounts(engine)).toEqual(expectedRaw(events));
    await send(engine, sent.slice(0, 50), acknowledged);
    await engine.stop("SIGKILL");

    const again = await startEngine(folder, ["--no-demo", "--policy", "velocity"]);
    expect(await rawCounts(again)).toEqual(expectedRaw(events));
    const overview = (await (await again.get("/v1/overview")).json()) as {
      events_total: number;
      verdicts: Record<string, number>;
    };
    expect(overview.events_total).toBe(events.length);
    expect(await again.stop()).toBe(0);

    const records = openRecords(join(folder, "records.sqlite"));
    const ledger = await records.verify();
    expect(ledger.brokenAt).toBeNull();
    expect(ledger.entries).toBeGreaterThan(1);
    expect(await records.appliedPosition()).toBe(events.length);
    const retractions = (await records.entries(0, 10_000))
      .filter(({ kind }) => kind === "retraction")
      .flatMap((entry) => fieldsOf("retraction", entry)?.retractions ?? []);
    const takenBack = events.filter(({ type }) => type === "unlike").map(({ id }) => id);
    expect(retractions.map(({ event }) => event).sort()).toEqual(takenBack.sort());
    records.close();

    const stood = await open(folder);
    const { verdicts } = await stood.overview();
    const decisions = new Map(events.map(({ id }) => [id, stood.decision(id)]));
    const counts = await Promise.all(["v0", "v3", "regretted"].map((id) => stood.counts("video", id)));
    expect(verdicts).toEqual(overview.verdicts);
    await stood.close();
    const clean = await cleanRun(folder, scratch.path("clean"));
    for (const [id, decision] of decisions) expect(clean.decision(id), id).toEqual(decision);
    expect(await Promise.all(["v0", "v3", "regretted"].map((id) => clean.counts("video", id)))).toEqual(
      counts,
    );
    expect((await clean.overview()).verdicts).toEqual(verdicts);
    expect([...decisions.values()].some((decision) => decision?.verdict === "reject")).toBe(true);
    await clean.close();
  });

  test("during `ingest`, then again: the second run adds what is missing and no more", {
    timeout: 180_000,
  }, async () => {
    const folder = scratch.path("ingested");
    const events = batches(7, 5_000, 30).flat();
    const file = scratch.write("events.ndjson", ndjson(events.map(madeEvent)));
    const args = ["ingest", file, "--data", folder, "--policy", "velocity", "--json", "--quiet"];
    const random = chance(5);
    for (let round = 0; round < 2; round++) {
      const child = spawnTouchstone(args);
      const over = ended(child);
      // the log's file appears when the folder is open; the kill comes some moments after
      while (!existsSync(join(folder, "events.sqlite")))
        await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setTimeout(resolve, 300 + random() * 300));
      child.kill("SIGKILL");
      expect((await over).signal, `round ${round}`).toBe("SIGKILL");
    }
    const last = spawnTouchstone(args);
    let output = "";
    last.stdout!.on("data", (piece: Buffer) => {
      output += piece.toString();
    });
    expect((await ended(last)).code).toBe(0);
    const { accepted, duplicates, rejected } = JSON.parse(output) as Record<string, number>;
    expect(accepted! + duplicates!).toBe(events.length);
    expect(rejected).toBe(0);
    const engine = await open(folder);
    expect((await engine.overview()).eventsTotal).toBe(events.length);
    for (const [key, raw] of expectedRaw(events)) {
      const [target, type] = key.split(" ");
      const count = (await engine.counts("video", target!)).find((one) => one.type === type);
      expect(count, key).toMatchObject({ raw });
    }
    await engine.close();
  });
});

describe("Ctrl-C in the middle of the simulated day", () => {
  test("a second start finds its data, and goes on to exactly the simulated number of events", async () => {
    const folder = scratch.path("demo");
    const args = ["--demo-events", "8000", "--seed", "3", "--policy", "velocity"];
    const own = batches(1, 1, 50)[0]!;
    const first = await startEngine(folder, args);
    await first.printed("live");
    await first.post(ndjson(own.map(madeEvent))); // somebody else's events must not shift the day
    expect(await first.stop("SIGINT")).toBe(0);
    expect(first.output()).toContain("everything is on disk");
    expect(first.output()).not.toContain("day is over");

    const { startMs } = JSON.parse(readFileSync(join(folder, "demo-day.json"), "utf8")) as {
      startMs: number;
    };
    const simulation = createSimulation({
      seed: 3,
      startMs,
      durationMs: 86_400_000,
      eventsPerDay: 8_000,
      payments: true,
    });
    let simulated = 0;
    for (const { count } of simulation.runs()) simulated += count;

    const second = await startEngine(folder, args);
    const found = /\((\d+) events\)/.exec(second.output())!;
    expect(Number(found[1])).toBeGreaterThan(3_000);
    await second.printed("day is over");
    const total = async (engine: RunningEngine): Promise<unknown> =>
      ((await (await engine.get("/v1/overview")).json()) as { events_total: number }).events_total;
    expect(await total(second)).toBe(simulated + own.length);
    expect(await second.stop("SIGTERM")).toBe(0);

    const third = await startEngine(folder, args);
    expect(await total(third)).toBe(simulated + own.length);
    const { verdicts } = (await (await third.get("/v1/overview")).json()) as {
      verdicts: Record<string, number>;
    };
    expect(Object.values(verdicts).reduce((a, b) => a + b, 0)).toBe(simulated + own.length);
    expect(third.output()).not.toContain("simulated day");
    expect(await third.stop()).toBe(0);
  });
});
