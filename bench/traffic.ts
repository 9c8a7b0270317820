import { createSimulation } from "../src/simulate/simulation.ts";

/** Seed of the benchmark's traffic; the tuning of the default policy never uses it. */
export const BENCH_SEED = 7_001;

/** Event lines in one buffer, with the place of each. */
export interface Traffic {
  readonly bytes: Buffer;
  /** Line i is bytes[starts[i], starts[i + 1] − 1). */
  readonly starts: Int32Array;
  readonly count: number;
}

/** The first `count` events of a simulated day of that many, as the simulator writes them. */
export function simulatedTraffic(count: number, seed = BENCH_SEED): Traffic {
  const parts: Uint8Array[] = [];
  for (const run of createSimulation({ seed, eventsPerDay: Math.max(1_000, count) }).runs())
    parts.push(run.bytes);
  return indexLines(Buffer.concat(parts), count);
}

/** Where each line of NDJSON bytes begins; at most `countMax` lines. */
export function indexLines(bytes: Buffer, countMax = Number.POSITIVE_INFINITY): Traffic {
  const starts: number[] = [];
  let at = 0;
  while (at < bytes.length && starts.length < countMax) {
    starts.push(at);
    at = bytes.indexOf(0x0a, at) + 1;
  }
  return { bytes, starts: Int32Array.from([...starts, at]), count: starts.length };
}
