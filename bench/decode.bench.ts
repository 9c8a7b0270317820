import { createDecoder } from "../src/ingest/json-decoder.ts";
import { parseEvent } from "../src/ingest/parse-event.ts";
import { createSequencer } from "../src/ingest/sequence.ts";
import { createEventRow } from "../src/nouns/event-row.ts";

export interface BenchResult {
  readonly name: string;
  readonly rows: readonly { readonly metric: string; readonly value: number; readonly unit: string }[];
}

const EVENTS = 20_000;
/** Rounds of everything in turn; the best of each counts, since other work on the machine only ever slows. */
const ROUNDS = 25;

/** One event with every field of the contract, about 480 bytes. */
export function contractLine(i: number): string {
  return JSON.stringify({
    id: `e${i}`,
    type: i % 3 === 0 ? "like" : "view",
    at: new Date(1_795_000_000_000 + i * 37).toISOString(),
    actor: { id: `u${(i * 7919) % 9973}`, registered_at: "2024-05-01T00:00:00Z", registration_batch: null },
    target: { kind: "video", id: `v${i % 50}`, owner: "u77" },
    context: {
      ip: `203.0.113.${i % 250}`,
      asn: 64500,
      device: `d${i % 333}`,
      emulator: false,
      rooted: false,
      app_version: "11.2",
      user_agent: "Mozilla/5.0 (Linux)",
      source: "recommend",
      parent_share: null,
    },
    behavior: { dwell_ms: 8400, play_ratio: 0.8, scroll_depth: null, preceding_events: 5 },
  });
}

/** Bytes → rows per CPU-second, fast path and careful path, against `JSON.parse` of the same lines in the same run. */
export async function run(): Promise<BenchResult> {
  const lines = Array.from({ length: EVENTS }, (_, i) => contractLine(i));
  const bytes = Buffer.from(`${lines.join("\n")}\n`);
  const starts = new Int32Array(EVENTS + 1);
  for (let i = 0; i < EVENTS; i++) starts[i + 1] = bytes.indexOf(10, starts[i]!) + 1;
  const row = createEventRow();
  const decoder = createDecoder();
  const perSecond = new Map<string, number>();
  const measure = (name: string, work: () => void): void => {
    const before = process.cpuUsage();
    work();
    const used = process.cpuUsage(before);
    const rate = (EVENTS / (used.user + used.system)) * 1e6;
    perSecond.set(name, Math.max(perSecond.get(name) ?? 0, rate));
  };
  for (let round = 0; round < ROUNDS; round++) {
    measure("decode", () => {
      for (let i = 0; i < EVENTS; i++) {
        const rejection = decoder.decode(
          bytes,
          starts[i]!,
          starts[i + 1]! - 1,
          row,
          Number.POSITIVE_INFINITY,
        );
        if (rejection !== null) throw new Error(`line ${i + 1} was rejected: ${rejection.hint}`);
      }
    });
    measure("JSON.parse", () => {
      for (let i = 0; i < EVENTS; i++) JSON.parse(lines[i]!);
    });
    measure("JSON.parse from bytes", () => {
      for (let i = 0; i < EVENTS; i++) JSON.parse(bytes.toString("utf8", starts[i]!, starts[i + 1]! - 1));
    });
    if (round % 5 === 0) {
      measure("careful path", () => {
        for (let i = 0; i < EVENTS; i++) parseEvent(bytes, starts[i]!, starts[i + 1]! - 1, row);
      });
    }
    const sequencer = createSequencer({ latenessMs: 10_000, capacity: 4096 });
    measure("sequence, in order, tag only", () => {
      for (let i = 0; i < EVENTS; i++) sequencer.push(bytes, 0, 0, i * 37, i, ignore);
    });
    const copying = createSequencer({ latenessMs: 10_000, capacity: 4096 });
    measure("sequence, in order, with lines", () => {
      for (let i = 0; i < EVENTS; i++) {
        copying.push(bytes, starts[i]!, starts[i + 1]! - 1, i * 37, i, ignore);
      }
    });
    const shuffled = createSequencer({ latenessMs: 10_000, capacity: 4096 });
    measure("sequence, out of order, tag only", () => {
      for (let i = 0; i < EVENTS; i++) {
        shuffled.push(bytes, 0, 0, i * 37 + ((i * 7919) % 9000), i, ignore);
      }
    });
  }
  const rows = [...perSecond].map(([metric, value]) => ({ metric, value, unit: "events per CPU-second" }));
  rows.push({
    metric: "decode / JSON.parse from bytes",
    value: perSecond.get("decode")! / perSecond.get("JSON.parse from bytes")!,
    unit: "times",
  });
  rows.push({ metric: "line", value: bytes.length / EVENTS, unit: "bytes" });
  return { name: "decode", rows };
}

function ignore(): void {}

if (import.meta.main) {
  const result = await run();
  for (const { metric, value, unit } of result.rows) {
    console.log(
      `${metric.padEnd(36)} ${value >= 1000 ? Math.round(value).toLocaleString("en") : value.toFixed(2)} ${unit}`,
    );
  }
}
