import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fastify from "fastify";
import { createSimulation } from "../src/simulate/simulation.ts";
import type { BenchResult, BenchRow } from "./bench.ts";
import { BENCH_SEED, indexLines } from "./traffic.ts";

/** Lines that are sent again and again, a day later each lap. Of a day of 4 M events, so that a second of load is a world of its size. */
const LINES = 400_000;
const EVENTS_PER_DAY = 4_000_000;
const CONNECTIONS = 32;
const OPEN_SECONDS = Number(process.env.SHIPPED_OPEN_SECONDS ?? 20);
/** Goal: 30 minutes. Set `SHIPPED_FLOOD_SECONDS=1800` for it. */
const FLOOD_SECONDS = Number(process.env.SHIPPED_FLOOD_SECONDS ?? 60);
const BATCH = 500;
const UNDER_WAY = 4;
const SAMPLE_MS = 1_000;

interface Load {
  readonly sent: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * What users start: `touchstone up` as a process of its own, on disk, with detection on; the load comes from another process on the
 * same machine. Single events at fixed arrivals beside bare Fastify in the same run, batches with a probe beside them, memory, lag of
 * detection, restarts.
 */
export async function run(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-shipped-"));
  const data = join(folder, "data");
  const rows: BenchRow[] = [];
  try {
    const file = join(folder, "lines.ndjson");
    writeFileSync(file, traffic());
    const peer = await bareFastify();
    let engine = await start(data);
    try {
      // Both are warmed alike: the first seconds of a process tell of V8's compiler.
      for (const [rate, seconds] of [
        [500, 5],
        [2_000, 3],
      ] as const) {
        await load("open", engine.port, file, rate, seconds, CONNECTIONS);
        await load("open", peer.port, file, rate, seconds, CONNECTIONS);
      }
      for (const [rate, goal] of [
        [2_000, "≤ 10 and ≤ 2 × bare Fastify"],
        [5_000, "≤ 3 × bare Fastify"],
      ] as const) {
        const bare = await load("open", peer.port, file, rate, OPEN_SECONDS, CONNECTIONS);
        const ours = await load("open", engine.port, file, rate, OPEN_SECONDS, CONNECTIONS);
        const name = `open loop, ${rate.toLocaleString("en-US")} single verdicts a second`;
        rows.push(
          { metric: `${name}, p50`, value: ours.p50Ms, unit: "ms" },
          { metric: `${name}, p99`, value: ours.p99Ms, unit: "ms", goal },
          { metric: `${name}, p99 of bare Fastify`, value: bare.p99Ms, unit: "ms" },
          { metric: `${name}, failed`, value: ours.failed, unit: "requests", goal: "0" },
        );
      }
      rows.push(...(await flood(engine, file)));
      engine.child.kill("SIGKILL");
      await engine.ended;
      engine = await start(data);
      rows.push({ metric: "start after kill −9", value: engine.startS, unit: "s", goal: "< 10" });
      engine.child.kill("SIGTERM");
      await engine.ended;
      engine = await start(data);
      rows.push({ metric: "start after a stop", value: engine.startS, unit: "s", goal: "< 3" });
      rows.push({
        metric: "events in the log by then",
        value: await read(engine, "touchstone_log_position"),
        unit: "events",
      });
    } finally {
      engine.child.kill("SIGKILL");
      await engine.ended;
      await peer.close();
    }
    return { name: "shipped (detection on)", rows };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function traffic(): Buffer {
  const parts: Uint8Array[] = [];
  let lines = 0;
  for (const run of createSimulation({ seed: BENCH_SEED, eventsPerDay: EVENTS_PER_DAY }).runs()) {
    parts.push(Uint8Array.from(run.bytes));
    lines += run.bytes.reduce((sum, byte) => sum + (byte === 0x0a ? 1 : 0), 0);
    if (lines >= LINES) break;
  }
  const { bytes, starts, count } = indexLines(Buffer.concat(parts), LINES);
  return bytes.subarray(0, starts[count]!);
}

/** Batches as fast as they are answered, and what the process does meanwhile. */
async function flood(engine: Running, file: string): Promise<BenchRow[]> {
  const cpuBefore = await read(engine, "process_cpu_seconds_total");
  const eventsBefore = await read(engine, "touchstone_log_position");
  let flooding = true;
  let resident = 0;
  let early = 0;
  let behind = 0;
  const sampling = (async () => {
    const beganAt = performance.now();
    while (flooding) {
      await setTimeout(SAMPLE_MS);
      const text = await metrics(engine).catch(() => "");
      resident = Math.max(resident, figureIn(text, "process_resident_memory_bytes"));
      if (performance.now() - beganAt < (FLOOD_SECONDS * 1000) / 2) early = resident;
      behind = Math.max(behind, figureIn(text, "touchstone_detection_behind_events"));
    }
  })();
  const load_ = await load("flood", engine.port, file, BATCH, FLOOD_SECONDS, UNDER_WAY);
  flooding = false;
  await sampling;
  const events = (await read(engine, "touchstone_log_position")) - eventsBefore;
  const cpuS = (await read(engine, "process_cpu_seconds_total")) - cpuBefore;
  const name = `NDJSON bodies of ${BATCH} for ${FLOOD_SECONDS} s`;
  return [
    { metric: name, value: load_.perSecond, unit: "events per second", goal: "≥ 40,000 for 30 min" },
    { metric: `${name}, CPU an event, all threads`, value: (cpuS / events) * 1e6, unit: "µs", goal: "≤ 25" },
    { metric: `${name}, probe each 100 ms, p50`, value: load_.p50Ms, unit: "ms" },
    { metric: `${name}, probe each 100 ms, p99`, value: load_.p99Ms, unit: "ms", goal: "≤ 50" },
    { metric: `${name}, failed`, value: load_.failed, unit: "requests", goal: "0" },
    {
      metric: `${name}, resident at the most`,
      value: resident / 2 ** 20,
      unit: "MiB",
      goal: "≤ 1,024, a plateau",
    },
    { metric: `${name}, of that by half time`, value: early / 2 ** 20, unit: "MiB" },
    {
      metric: `${name}, detection behind at the most`,
      value: load_.perSecond === 0 ? 0 : behind / load_.perSecond,
      unit: "s of this load",
      goal: "≤ 60",
    },
  ];
}

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly startS: number;
  readonly ended: Promise<unknown>;
}

/** Starts the product and waits for its address: from then on it takes events. */
async function start(data: string): Promise<Running> {
  const entry = fileURLToPath(new URL("../bin/touchstone.mjs", import.meta.url));
  const beganAt = performance.now();
  const child = spawn(process.execPath, [entry, "up", "--no-demo", "--data", data, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for await (const line of createInterface({ input: child.stdout! })) {
    const port = /is up: http:\/\/[^:]+:(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    child.stdout!.resume();
    return { child, port: Number(port), startS: (performance.now() - beganAt) / 1000, ended };
  }
  throw new Error("the engine ended before it was up");
}

/** A server that does nothing but answer: the limit of one Node process with the same client. */
async function bareFastify(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const app = fastify();
  app.post("/v1/events", async () => ({ verdict: "allow", score: 0, reasons: [] }));
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { port, close: () => app.close() };
}

const metrics = async ({ port }: Running): Promise<string> =>
  (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

function figureIn(text: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1] ?? 0);
}

async function read(engine: Running, name: string): Promise<number> {
  return figureIn(await metrics(engine), name);
}

let lap = 0;

async function load(mode: string, port: number, file: string, ...numbers: readonly number[]): Promise<Load> {
  const child = fileURLToPath(new URL("shipped-child.ts", import.meta.url));
  const [first, second, third] = numbers as [number, number, number];
  const ordered = mode === "open" ? [first, second, third] : [first, third, second];
  const args = [child, mode, String(port), file, ...ordered.map(String)];
  // Each load is a day of its own, so that its events are new; a flood goes on from there, day by day.
  const env = { ...process.env, FIRST_LAP: String(lap++) };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout) as Load;
}
