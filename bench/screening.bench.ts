import { execFile } from "node:child_process";
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fastify from "fastify";
import { loadRemarks } from "../src/cli/load-lexicon-file.ts";
import { loadPolicyFile } from "../src/cli/load-policy-file.ts";
import { createJudge } from "../src/flow/judge.ts";
import { LinkFinder } from "../src/flow/links/link-finder.ts";
import { openEngine } from "../src/flow/open-engine.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { createEventRow } from "../src/nouns/event-row.ts";
import { createPayeeRegistry } from "../src/screen/payee/payee-registry.ts";
import { SCREEN_DEADLINE_MS } from "../src/serve/serve-limits.ts";
import { createServer } from "../src/serve/server.ts";
import type { BenchResult, BenchRow } from "./bench.ts";
import { simulatedTraffic } from "./traffic.ts";

const RATE = 1_000;
const SECONDS = Number(process.env.SCREENING_SECONDS ?? 20);
const WARM_SECONDS = 3;
/** Where the log lies. An answer waits for the disk up to twice: `/dev/shm` shows what is left without one. */
const FOLDER = process.env.SCREENING_FOLDER ?? tmpdir();
const SYNCS = 200;
/** Engagement beside payments: bodies of so many events each so many ms. */
const BODY = 200;
const EVERY_MS = 100;
/** Payments to one payee in an hour, and of how many in a row the time is taken. */
const FLOOD = Number(process.env.SCREENING_FLOOD ?? 1_000_000);
const LAP = Math.floor(FLOOD / 10);
const HOUR_MS = 3_600_000;
const REMARKS = ["面包两个", "谢谢老板", "双击100", "生日快乐", "", "", "", "房租十一月", "dz 50个", ""];

interface Load {
  readonly payments: number;
  readonly failed: number;
  readonly defaulted: number;
  readonly events: number;
  readonly refusedBodies: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
}

/** Payments over HTTP in an open loop, with engagement beside them and without; and a flood of payments to one payee, inside the process. */
export async function run(): Promise<BenchResult> {
  const name = "screening";
  if (process.env.SCREENING_PART === "flood") return { name, rows: await flood() };
  const http = await overHttp();
  return { name, rows: process.env.SCREENING_PART === "http" ? http : [...http, ...(await flood())] };
}

async function overHttp(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(FOLDER, "touchstone-bench-"));
  const policy = loadPolicyFile("default+payments");
  const remarks = await loadRemarks(policy, undefined);
  if (remarks === null) throw new Error("the shipped policies screen payments");
  const engine = await openEngine(join(folder, "data"), { policy, remarks, detection: true });
  const server = await createServer(engine, { port: 0 });
  const peer = await bareFastify();
  try {
    const ours = Number(new URL(server.address).port);
    const events = join(folder, "events.ndjson");
    const { bytes, starts, count } = simulatedTraffic((SECONDS * 1000 * BODY) / EVERY_MS);
    writeFileSync(events, bytes.subarray(0, starts[count]!));
    const nowMs = Date.now();
    const load = async (part: string, port: number, seconds: number, everyMs: number): Promise<Load> => {
      const payments = join(folder, `${part}.ndjson`);
      const line = (place: number): string => paymentLine(`${part}${place}`, place, nowMs + place);
      writeFileSync(payments, `${Array.from({ length: RATE * seconds }, (_, i) => line(i)).join("\n")}\n`);
      const child = fileURLToPath(new URL("screening-child.ts", import.meta.url));
      const args = [child, port, payments, events, RATE, seconds, BODY, everyMs].map(String);
      const { stdout } = await promisify(execFile)(process.execPath, args);
      return JSON.parse(stdout) as Load;
    };
    // Both are warmed alike: the first seconds of a process tell of V8's compiler and of first windows.
    await load("warm", ours, WARM_SECONDS, 0);
    await load("warm", peer.port, WARM_SECONDS, 0);
    const rows = syncRows(folder);
    let short = 0;
    for (const [part, everyMs, name] of [
      ["alone", 0, `payments at ${RATE}/s, open loop`],
      ["beside", EVERY_MS, `the same with ${(BODY * 1000) / EVERY_MS} engagement events/s beside`],
    ] as const) {
      const bare = await load(part, peer.port, SECONDS, everyMs);
      const before = process.cpuUsage();
      const got = await load(part, ours, SECONDS, everyMs);
      const { user, system } = process.cpuUsage(before);
      short += got.failed + got.defaulted + got.refusedBodies;
      rows.push(
        { metric: `${name}, median`, value: got.p50Ms, unit: "ms" },
        { metric: `${name}, p99`, value: got.p99Ms, unit: "ms", goal: "< 5" },
        { metric: `${name}, p99.9`, value: got.p999Ms, unit: "ms" },
        {
          metric: `${name}, processor time of all threads a payment${everyMs === 0 ? "" : ", the events' included"}`,
          value: (user + system) / got.payments,
          unit: "µs",
        },
        { metric: `${name}, bare Fastify: median`, value: bare.p50Ms, unit: "ms" },
        { metric: `${name}, bare Fastify: p99`, value: bare.p99Ms, unit: "ms" },
      );
    }
    const metric = `requests that failed, and answers by default past ${SCREEN_DEADLINE_MS} ms`;
    return [...rows, { metric, value: short, unit: "requests", goal: "0" }];
  } finally {
    await server.close();
    await engine.close();
    await peer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What one write that is on disk costs here: a payment is durable before it is answered, and waits for the write before its own too. */
function syncRows(folder: string): BenchRow[] {
  const file = openSync(join(folder, "sync.bin"), "w");
  const page = new Uint8Array(4096);
  const tookMs = Array.from({ length: SYNCS }, () => {
    writeSync(file, page);
    const fromMs = performance.now();
    fdatasyncSync(file);
    return performance.now() - fromMs;
  }).sort((a, b) => a - b);
  closeSync(file);
  const at = (part: number): number => tookMs[Math.floor(part * SYNCS)]!;
  return [
    { metric: "the disk alone, 4 KiB written and synced: median", value: at(0.5), unit: "ms" },
    { metric: "the disk alone: p99", value: at(0.99), unit: "ms" },
  ];
}

/** A server that reads bodies and answers, no more: the limit of one Node process with the same client on the same machine. */
async function bareFastify(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const app = fastify();
  app.addContentTypeParser("application/x-ndjson", { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body);
  });
  app.post("/v1/payments/screen", async () => ({ verdict: "allow", score: 0, reasons: [] }));
  app.post("/v1/events", async () => ({ accepted: BODY }));
  const port = Number(new URL(await app.listen({ host: "127.0.0.1", port: 0 })).port);
  return { port, close: () => app.close() };
}

/** A million payments to one payee in an hour, of as many payers, every tenth of whom owns an item: judged, noted of the payee, asked by the link test. */
async function flood(): Promise<BenchRow[]> {
  const policy = loadPolicyFile("default+payments");
  const judge = createJudge(policy, await loadRemarks(policy, undefined));
  const registry = createPayeeRegistry();
  const links = new LinkFinder();
  const decoder = createDecoder();
  const row = createEventRow();
  const startMs = Date.UTC(2026, 10, 30);
  const laps: number[] = [];
  let before = process.cpuUsage();
  for (let place = 0; place < FLOOD; place++) {
    const atMs = startMs + Math.floor((place / FLOOD) * HOUR_MS);
    const line = Buffer.from(paymentLine(`f${place}`, place, atMs, "everybody"));
    const refused = decoder.decode(line, 0, line.length, row, Number.POSITIVE_INFINITY);
    if (refused !== null) throw new Error(JSON.stringify(refused));
    const decision = judge.judge(row, atMs);
    registry.see(row, decision.verdict, decision);
    links.add(row);
    if (place % 10 === 0) {
      const like = Buffer.from(likeLine(place, atMs));
      decoder.decode(like, 0, like.length, row, Number.POSITIVE_INFINITY);
      judge.judge(row, atMs);
      links.add(row);
    }
    if ((place + 1) % LAP === 0) {
      const used = process.cpuUsage(before);
      laps.push((used.user + used.system) / LAP);
      before = process.cpuUsage();
    }
  }
  const { waiting, givenUp } = links.health();
  const payee = registry.get("everybody")!;
  // The first lap compiles what runs; the second is the first of the rest.
  return [
    {
      metric: `${FLOOD} payments to one payee in an hour, second tenth`,
      value: laps[1]!,
      unit: "CPU µs a payment",
    },
    { metric: "the same, last tenth", value: laps.at(-1)!, unit: "CPU µs a payment" },
    { metric: "last by second", value: laps.at(-1)! / laps[1]!, unit: "ratio", goal: "≤ 1.5" },
    {
      metric: "the payee's payments in the book",
      value: payee.payments,
      unit: "payments",
      goal: String(FLOOD),
    },
    {
      metric: "payments that wait in the link test, at most",
      value: waiting,
      unit: "payments",
      goal: "≤ 1,000,000",
    },
    { metric: "given up by its limits", value: givenUp, unit: "payments" },
    {
      metric: "memory of the process at its end",
      value: process.memoryUsage.rss() / 2 ** 20,
      unit: "MiB",
      goal: "< 2,048",
    },
  ];
}

function paymentLine(id: string, place: number, atMs: number, payee = `m${place % 500}`): string {
  const remark = REMARKS[place % REMARKS.length]!;
  return JSON.stringify({
    id,
    type: "payment",
    at: atMs,
    payer: `u${place}`,
    payee: { id: payee, kind: "merchant", certified: true, licence: "L1", category: "food" },
    amount_minor: 100 + ((place * 37) % 20_000),
    currency: "CNY",
    scene: "online",
    ...(remark === "" ? {} : { remark }),
  });
}

function likeLine(place: number, atMs: number): string {
  return JSON.stringify({
    id: `l${place}`,
    type: "like",
    at: atMs,
    actor: { id: `a${place}` },
    target: { kind: "video", id: `v${place}`, owner: `u${place}` },
  });
}
