import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { secondOpinions } from "../src/detect/blocks/second-opinion.ts";
import { createEventColumns, type EventColumns } from "../src/detect/columns/event-columns.ts";
import { detectCampaigns } from "../src/detect/detect-campaigns.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { createEventRow } from "../src/nouns/event-row.ts";
import { createSimulation } from "../src/simulate/simulation.ts";
import { timed } from "./bench.ts";
import { BENCH_SEED } from "./traffic.ts";

function measure(columns: EventColumns, runs: number): Record<string, number> {
  const baseBytes = process.memoryUsage.rss();
  let clusters = detectCampaigns({ ...columns, count: 0 });
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) {
    seconds.push(
      timed(() => {
        clusters = detectCampaigns(columns);
      }).cpuS,
    );
  }
  const residentBytes = process.resourceUsage().maxRSS * 1024;
  const opinionS = timed(() => secondOpinions(columns, clusters)).cpuS;
  // The yardstick: the same events in order of target and time, once.
  const { count, target, occurredAtMs } = columns;
  const sortS = timed(() => {
    const keys = new Float64Array(count);
    const fromMs = occurredAtMs.reduce((least, atMs) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
    for (let i = 0; i < count; i++) keys[i] = target[i]! * 2 ** 30 + (occurredAtMs[i]! - fromMs);
    keys.sort();
  }).cpuS;
  return {
    events: count,
    actors: columns.actorCount,
    clusters: clusters.length,
    members: clusters.reduce((sum, { members }) => sum + members.length, 0),
    firstS: seconds[0]!,
    bestS: Math.min(...seconds),
    opinionS,
    sortS,
    baseBytes,
    residentBytes,
  };
}

function simulatedColumns(events: number): EventColumns {
  const builder = createEventColumns(2 * events);
  const decoder = createDecoder();
  const row = createEventRow();
  let sequence = 0;
  for (const { bytes } of createSimulation({ seed: BENCH_SEED, eventsPerDay: events }).runs()) {
    for (let at = 0; at < bytes.length && sequence < events; ) {
      const end = bytes.indexOf(0x0a, at);
      decoder.decode(bytes, at, end, row, Number.POSITIVE_INFINITY);
      builder.add(row, sequence++);
      at = end + 1;
    }
  }
  return builder.columns();
}

const ARRAYS = { Int32Array, Float64Array, Uint8Array } as const;
type Column = Int32Array | Float64Array | Uint8Array;
interface Part {
  readonly path: readonly string[];
  readonly array: keyof typeof ARRAYS;
  readonly length: number;
}

/** A line that says what follows, then each column's bytes as they lie in memory. */
function save(columns: EventColumns, file: string): void {
  const parts: Part[] = [];
  const arrays: Column[] = [];
  const numbers: Record<string, number> = {};
  const put = (path: string[], value: Column): void => {
    parts.push({ path, array: value.constructor.name as keyof typeof ARRAYS, length: value.length });
    arrays.push(value);
  };
  for (const [name, value] of Object.entries(columns)) {
    if (typeof value === "number") numbers[name] = value;
    else if (ArrayBuffer.isView(value)) put([name], value as Column);
    else for (const [kind, own] of Object.entries(value)) put([name, kind], own as Column);
  }
  const out = openSync(file, "w");
  writeSync(out, `${JSON.stringify({ numbers, parts })}\n`);
  for (const array of arrays) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let at = 0; at < bytes.length; )
      at += writeSync(out, bytes, at, Math.min(2 ** 28, bytes.length - at));
  }
  closeSync(out);
}

function load(file: string): EventColumns {
  const from = openSync(file, "r");
  const head = Buffer.alloc(1 << 16);
  readSync(from, head, 0, head.length, 0);
  const headEnd = head.indexOf(0x0a);
  const { numbers, parts } = JSON.parse(head.toString("utf8", 0, headEnd)) as {
    numbers: Record<string, number>;
    parts: readonly Part[];
  };
  const infrastructure: Record<string, Column> = {};
  const columns: Record<string, unknown> = { ...numbers, infrastructure };
  let position = headEnd + 1;
  for (const { path, array, length } of parts) {
    const own = new ARRAYS[array](length);
    const bytes = new Uint8Array(own.buffer);
    for (let at = 0; at < bytes.length; ) {
      at += readSync(from, bytes, at, Math.min(2 ** 28, bytes.length - at), position + at);
    }
    position += bytes.length;
    if (path.length === 1) columns[path[0]!] = own;
    else infrastructure[path[1]!] = own;
  }
  closeSync(from);
  return columns as unknown as EventColumns;
}

/**
 * `make EVENTS FILE`: a simulated day as columns, in a file; `measure FILE RUNS`: finds campaigns in it and prints what that took. Two processes, so that what
 * the simulator takes is not counted.
 */
const [mode, ...args] = process.argv.slice(2);
if (mode === "make") save(simulatedColumns(Number(args[0])), args[1]!);
else process.stdout.write(JSON.stringify(measure(load(args[0]!), Number(args[1]))));
