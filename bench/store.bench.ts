import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NewEntry } from "../src/nouns/ledger-entry.ts";
import type { History, HistoryRow } from "../src/ports/history.ts";
import { openHistory } from "../src/store/duckdb-history.ts";
import { openSnapshots } from "../src/store/snapshot.ts";
import { openEventLog } from "../src/store/sqlite-event-log.ts";
import { openRecords } from "../src/store/sqlite-records.ts";
import type { BenchResult, BenchRow } from "./bench.ts";

const EVENTS = 200_000;
/** Batches appended at the same time: enough that the log always has the next group waiting. */
const APPENDERS = 8;
const SINGLE_CALLERS = 32;
const SINGLE_MS = 3000;
const HISTORY_ROWS = 300_000;
const TARGETS = 40_000;
const ENTRIES = 10_000;
const SNAPSHOT_BYTES = 256 * 1024 * 1024;

/** The stores alone, with the disk's own rates measured in the same run as the limit to compare with. */
export async function run(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-bench-"));
  try {
    const rows: BenchRow[] = [...disk(folder)];
    for (const batch of [100, 1000, 5000])
      rows.push(...(await appendBatches(join(folder, `log-${batch}`), batch)));
    for (const delayMs of [0, 1])
      rows.push(...(await appendSingles(join(folder, `single-${delayMs}`), delayMs)));
    rows.push(...(await countsAndLedger(join(folder, "records.sqlite"))));
    rows.push(...(await orderedRows("history", await openHistory(join(folder, "history")))));
    rows.push(...(await snapshotThere(join(folder, "snapshots"))));
    return { name: "store", rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An event of about 440 bytes, as the contract has it; every value different enough that packing it is honest work. */
function line(i: number): string {
  return JSON.stringify({
    id: `e${(i * 2654435761) % 4294967296}`,
    type: i % 3 === 0 ? "like" : "view",
    at: new Date(1_795_000_000_000 + i * 37).toISOString(),
    actor: { id: `u${(i * 7919) % 99991}`, registered_at: "2024-05-01T00:00:00Z", registration_batch: null },
    target: { kind: "video", id: `v${(i * 31) % 4999}`, owner: `u${(i * 17) % 2999}` },
    context: {
      ip: `203.${i % 256}.${(i * 7) % 256}.${(i * 13) % 256}`,
      asn: 64500 + (i % 40),
      device: `d${(i * 104729) % 89989}`,
      emulator: false,
      rooted: false,
      app_version: "11.2",
      source: "recommend",
      parent_share: null,
    },
    behavior: {
      dwell_ms: (i * 997) % 20011,
      play_ratio: (i % 100) / 100,
      scroll_depth: null,
      preceding_events: i % 9,
    },
  });
}

/** What the disk does by itself: appends of a page, and of a batch, each followed by fdatasync. */
function disk(folder: string): BenchRow[] {
  return [4096, 65_536, 1_048_576].map((bytes) => {
    const file = join(folder, "raw");
    const handle = openSync(file, "w");
    const block = Buffer.alloc(bytes, 1);
    const start = performance.now();
    let syncs = 0;
    for (; performance.now() - start < 1000; syncs++) {
      writeSync(handle, block);
      fdatasyncSync(handle);
    }
    const perSecond = (syncs * 1000) / (performance.now() - start);
    closeSync(handle);
    rmSync(file);
    return { metric: `raw disk: append of ${bytes / 1024} KiB + fdatasync`, value: perSecond, unit: "/s" };
  });
}

async function appendBatches(folder: string, size: number): Promise<BenchRow[]> {
  const log = await openEventLog(folder);
  const batches = Array.from({ length: APPENDERS }, (_, k) => ({
    count: size,
    bytes: Buffer.from(Array.from({ length: size }, (_, i) => `${line(k * size + i)}\n`).join("")),
    ids: crypto.getRandomValues(new Uint8Array(size * 8)),
    policy: "default@1#0f3a9c21",
    receivedAtMs: 1_795_000_000_000,
  }));
  let sent = 0;
  const thread = process.threadCpuUsage();
  const all = process.cpuUsage();
  const start = performance.now();
  await Promise.all(
    batches.map(async (batch) => {
      while (sent < EVENTS) {
        sent += size;
        await log.append("events", batch);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const main = process.threadCpuUsage(thread);
  const used = process.cpuUsage(all);
  const readStart = performance.now();
  let read = 0;
  for await (const each of log.read("events", 0)) read += each.count;
  const readSeconds = (performance.now() - readStart) / 1000;
  await log.close();
  const name = `event log, batches of ${size}`;
  const cpuS = (used.user + used.system) / 1e6;
  return [
    { metric: `${name}: durable`, value: sent / seconds, unit: "events/s", goal: "≥ 150 k" },
    {
      metric: `${name}: main thread busy`,
      value: (main.user + main.system) / 1e4 / seconds,
      unit: "% of wall",
    },
    { metric: `${name}: all threads`, value: sent / cpuS, unit: "events/CPU-s" },
    { metric: `${name}: read back`, value: read / readSeconds, unit: "events/s" },
  ];
}

async function appendSingles(folder: string, commitDelayMs: number): Promise<BenchRow[]> {
  const log = await openEventLog(folder, { commitDelayMs });
  const bytes = Buffer.from(`${line(1)}\n`);
  const batch = { count: 1, bytes, ids: new Uint8Array(8), policy: "default@1#0f3a9c21", receivedAtMs: 0 };
  const latenciesMs: number[] = [];
  const all = process.cpuUsage();
  const start = performance.now();
  await Promise.all(
    Array.from({ length: SINGLE_CALLERS }, async () => {
      while (performance.now() - start < SINGLE_MS) {
        const before = performance.now();
        await log.append("events", batch);
        latenciesMs.push(performance.now() - before);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(all);
  await log.close();
  latenciesMs.sort((a, b) => a - b);
  const name = `event log, single events, ${SINGLE_CALLERS} callers, delay ${commitDelayMs} ms`;
  const at = (share: number) => latenciesMs[Math.floor((latenciesMs.length - 1) * share)]!;
  return [
    { metric: `${name}: durable`, value: latenciesMs.length / seconds, unit: "events/s", goal: "≥ 5 k" },
    { metric: `${name}: p50`, value: at(0.5), unit: "ms" },
    { metric: `${name}: p99`, value: at(0.99), unit: "ms", goal: "< 5" },
    { metric: `${name}: processor`, value: (used.user + used.system) / 1e4 / seconds, unit: "% of one core" },
  ];
}

async function countsAndLedger(file: string): Promise<BenchRow[]> {
  const records = openRecords(file);
  const deltas = Array.from({ length: TARGETS }, (_, i) => {
    const id = `v${(i * 7919) % 200_003}`;
    return { kind: "video", id, type: "like", public: 1, held: 0, rejected: i % 20 === 0 ? 1 : 0 };
  });
  await records.applyCounts(deltas, [], 1, [], 0);
  const upsertStart = performance.now();
  await records.applyCounts(deltas, [], 2, [], 0);
  const upsertMs = performance.now() - upsertStart;
  const by = { kind: "system", name: "bench" } as const;
  const entries = Array.from({ length: ENTRIES }, (_, n): NewEntry => {
    return { kind: "repair", by, fields: { done: [`v${n}`] } };
  });
  const chainStart = performance.now();
  await records.applyCounts([], [], 3, entries, 1_795_000_000_000);
  const chainSeconds = (performance.now() - chainStart) / 1000;
  const verifyStart = performance.now();
  if ((await records.verify()).brokenAt !== null) throw new Error("the ledger does not verify");
  const verifySeconds = (performance.now() - verifyStart) / 1000;
  const topStart = performance.now();
  await records.mostAttacked(20);
  const topMs = performance.now() - topStart;
  records.close();
  return [
    { metric: `records: ${TARGETS} count upserts`, value: upsertMs, unit: "ms", goal: "< 300" },
    { metric: "records: 20 most attacked", value: topMs, unit: "ms" },
    { metric: "ledger: entries in one transaction", value: ENTRIES / chainSeconds, unit: "/s" },
    { metric: "ledger: verify", value: ENTRIES / verifySeconds, unit: "entries/s" },
  ];
}

async function orderedRows(name: string, history: History): Promise<BenchRow[]> {
  const rows: HistoryRow[] = Array.from({ length: HISTORY_ROWS }, (_, i) => ({
    atMs: 1_795_046_400_000 + ((i * 7919) % HISTORY_ROWS) * 250,
    sequence: i,
    line: line(i),
  }));
  const inCpu = process.cpuUsage();
  const inStart = performance.now();
  for (let at = 0; at < rows.length; at += 20_000) await history.add(rows.slice(at, at + 20_000));
  await history.flush();
  const inSeconds = (performance.now() - inStart) / 1000;
  const inUsed = process.cpuUsage(inCpu);
  const outCpu = process.cpuUsage();
  const outStart = performance.now();
  let count = 0;
  for await (const chunk of history.scan(0, Number.POSITIVE_INFINITY)) count += chunk.length;
  const outSeconds = (performance.now() - outStart) / 1000;
  const outUsed = process.cpuUsage(outCpu);
  await history.close();
  if (count !== HISTORY_ROWS) throw new Error(`the ${name} gave back ${count} rows of ${HISTORY_ROWS}`);
  return [
    { metric: `${name}: rows in, flushed`, value: HISTORY_ROWS / inSeconds, unit: "rows/s", goal: "≥ 300 k" },
    {
      metric: `${name}: rows in`,
      value: HISTORY_ROWS / ((inUsed.user + inUsed.system) / 1e6),
      unit: "rows/CPU-s",
    },
    {
      metric: `${name}: rows out in order`,
      value: HISTORY_ROWS / outSeconds,
      unit: "rows/s",
      goal: "≥ 500 k",
    },
    {
      metric: `${name}: rows out`,
      value: HISTORY_ROWS / ((outUsed.user + outUsed.system) / 1e6),
      unit: "rows/CPU-s",
    },
  ];
}

async function snapshotThere(folder: string): Promise<BenchRow[]> {
  const snapshots = openSnapshots(folder);
  const part = new Uint8Array(SNAPSHOT_BYTES).fill(7);
  const writeStart = performance.now();
  await snapshots.write({ position: 1 }, [part]);
  const writeSeconds = (performance.now() - writeStart) / 1000;
  const readStart = performance.now();
  if ((await snapshots.read()) === null) throw new Error("the snapshot cannot be read");
  const readSeconds = (performance.now() - readStart) / 1000;
  const mib = SNAPSHOT_BYTES / 2 ** 20;
  return [
    { metric: "snapshot: write, synced", value: mib / writeSeconds, unit: "MiB/s" },
    { metric: "snapshot: read and check", value: mib / readSeconds, unit: "MiB/s" },
  ];
}
