import { secondOpinions } from "../src/detect/blocks/second-opinion.ts";
import { createEventColumns, type EventColumns } from "../src/detect/columns/event-columns.ts";
import { detectCampaigns } from "../src/detect/detect-campaigns.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { createEventRow } from "../src/nouns/event-row.ts";
import { createSimulation } from "../src/simulate/simulation.ts";
import { timed } from "./bench.ts";
import { loadColumns, saveColumns } from "./detect-columns-file.ts";
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

/**
 * `make EVENTS FILE`: a simulated day as columns, in a file; `measure FILE RUNS`: finds campaigns in it and prints what that took. Two processes, so that what
 * the simulator takes is not counted.
 */
const [mode, ...args] = process.argv.slice(2);
if (mode === "make") saveColumns(simulatedColumns(Number(args[0])), args[1]!);
else process.stdout.write(JSON.stringify(measure(loadColumns(args[0]!), Number(args[1]))));
