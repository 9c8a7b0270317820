import { readFileSync } from "node:fs";
import { build } from "hdr-histogram-js";
import { createJudge } from "../src/flow/judge.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { createEventRow } from "../src/nouns/event-row.ts";
import { VERDICTS } from "../src/nouns/verdict.ts";
import { loadPolicy } from "../src/policy/load.ts";
import { type BenchResult, inTurn } from "./bench.ts";
import { simulatedTraffic } from "./traffic.ts";

const EVENTS = 500_000;
const ROUNDS = 5;

/** The default policy on a simulated day: bytes in, verdict with its reasons out, beside the parts and JSON.parse. */
export async function run(): Promise<BenchResult> {
  const loaded = loadPolicy(
    readFileSync(new URL("../policies/default.yaml", import.meta.url), "utf8"),
    "default.yaml",
  );
  if (!loaded.ok) throw new Error("policies/default.yaml does not load");
  const { policy } = loaded;
  const { bytes, starts, count } = simulatedTraffic(EVENTS);
  const decoder = createDecoder();
  const row = createEventRow();
  const verdicts = new Float64Array(VERDICTS.length);
  let _reasons = 0;
  const whole = (): void => {
    const judge = createJudge(policy);
    verdicts.fill(0);
    for (let i = 0; i < count; i++) {
      decoder.decode(bytes, starts[i]!, starts[i + 1]! - 1, row, Number.POSITIVE_INFINITY);
      const decision = judge.judge(row, Number.POSITIVE_INFINITY);
      verdicts[decision.verdict]!++;
      _reasons += decision.reasonCount;
    }
  };
  const [wholeS, decodeS, parseS] = inTurn(
    ROUNDS,
    whole,
    () => {
      for (let i = 0; i < count; i++)
        decoder.decode(bytes, starts[i]!, starts[i + 1]! - 1, row, Number.POSITIVE_INFINITY);
    },
    () => {
      for (let i = 0; i < count; i++) JSON.parse(bytes.toString("utf8", starts[i]!, starts[i + 1]! - 1));
    },
  );
  const latency = latencies(() => createJudge(policy), bytes, starts, count);
  return {
    name: "policy",
    rows: [
      { metric: "features", value: policy.features.length, unit: "features", goal: "≥ 25" },
      { metric: "rules", value: policy.rules.length, unit: "rules", goal: "≥ 20" },
      { metric: "bytes of an event", value: bytes.length / count, unit: "bytes" },
      {
        metric: "bytes in, verdict and reasons out",
        value: count / wholeS!,
        unit: "events per CPU-second",
        goal: "≥ 300,000",
      },
      { metric: "of it, decoding alone", value: count / decodeS!, unit: "events per CPU-second" },
      { metric: "JSON.parse of the same bytes", value: count / parseS!, unit: "events per CPU-second" },
      { metric: "whole over JSON.parse alone", value: parseS! / wholeS!, unit: "ratio" },
      { metric: "latency, median", value: latency.p50 / 1000, unit: "µs" },
      { metric: "latency, p99", value: latency.p99 / 1000, unit: "µs", goal: "< 20" },
      { metric: "latency, p99.9", value: latency.p999 / 1000, unit: "µs" },
      ...VERDICTS.map((word, code) => ({
        metric: `verdict ${word}`,
        value: verdicts[code]!,
        unit: "events",
      })),
    ],
  };
}

/** Wall time of single events, ns, one after the other, clock included (about 0.05 µs). */
function latencies(
  open: () => ReturnType<typeof createJudge>,
  bytes: Buffer,
  starts: Int32Array,
  count: number,
): { readonly p50: number; readonly p99: number; readonly p999: number } {
  const decoder = createDecoder();
  const row = createEventRow();
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 1e9,
    numberOfSignificantValueDigits: 3,
  });
  const judge = open();
  for (let i = 0; i < count; i++) {
    const before = performance.now();
    decoder.decode(bytes, starts[i]!, starts[i + 1]! - 1, row, Number.POSITIVE_INFINITY);
    judge.judge(row, Number.POSITIVE_INFINITY);
    histogram.recordValue(Math.max(1, Math.round((performance.now() - before) * 1e6)));
  }
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile);
  return { p50: at(50), p99: at(99), p999: at(99.9) };
}
