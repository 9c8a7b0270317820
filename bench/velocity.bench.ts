import { readFileSync } from "node:fs";
import { createJudge } from "../src/flow/judge.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { createEventRow, type EventRow } from "../src/nouns/event-row.ts";
import { loadPolicy } from "../src/policy/load.ts";
import { createPlainVelocity } from "../test/reference/plain-velocity.ts";
import { type BenchResult, inTurn } from "./bench.ts";
import { simulatedTraffic } from "./traffic.ts";

const EVENTS = 400_000;
const ROUNDS = 5;

interface PlainEvent {
  readonly type: string;
  readonly at: string;
  readonly actor: { readonly id: string };
  readonly context?: { readonly ip?: string | null; readonly device?: string | null };
}

/** The two velocity rules: this engine against plain JavaScript, from bytes and from decoded events, in turn. */
export async function run(): Promise<BenchResult> {
  const file = new URL("../policies/velocity.yaml", import.meta.url);
  const loaded = loadPolicy(readFileSync(file, "utf8"), "velocity.yaml");
  if (!loaded.ok) throw new Error("policies/velocity.yaml does not load");
  const { policy } = loaded;
  const { bytes, starts, count } = simulatedTraffic(EVENTS);
  const decoder = createDecoder();
  const row = createEventRow();
  const parse = (i: number): PlainEvent => JSON.parse(bytes.toString("utf8", starts[i]!, starts[i + 1]! - 1));
  const check = (velocity: ReturnType<typeof createPlainVelocity>, event: PlainEvent): boolean =>
    velocity.check(
      event.type,
      Date.parse(event.at),
      event.context?.ip,
      event.context?.device,
      event.actor.id,
    );

  const ours = new Uint8Array(count);
  const plain = new Uint8Array(count);
  const parsed = Array.from({ length: count }, (_, i) => parse(i));
  const rows = Array.from({ length: count }, (_, i): EventRow => {
    const own = createEventRow();
    decoder.decode(bytes, starts[i]!, starts[i + 1]! - 1, own, Number.POSITIVE_INFINITY);
    return own;
  });
  const [engineBytesS, plainBytesS, engineRowsS, plainRowsS] = inTurn(
    ROUNDS,
    () => {
      const judge = createJudge(policy);
      for (let i = 0; i < count; i++) {
        decoder.decode(bytes, starts[i]!, starts[i + 1]! - 1, row, Number.POSITIVE_INFINITY);
        ours[i] = judge.judge(row, Number.POSITIVE_INFINITY).verdict === 3 ? 1 : 0;
      }
    },
    () => {
      const velocity = createPlainVelocity();
      for (let i = 0; i < count; i++) plain[i] = check(velocity, parse(i)) ? 1 : 0;
    },
    () => {
      const judge = createJudge(policy);
      for (let i = 0; i < count; i++) judge.judge(rows[i]!, Number.POSITIVE_INFINITY);
    },
    () => {
      const velocity = createPlainVelocity();
      for (let i = 0; i < count; i++) check(velocity, parsed[i]!);
    },
  );
  const different = ours.reduce((sum, verdict, i) => sum + (verdict === plain[i] ? 0 : 1), 0);
  return {
    name: "velocity",
    rows: [
      {
        metric: "events answered differently from the plain reference",
        value: different,
        unit: `of ${count}`,
        goal: "0",
      },
      { metric: "rejected", value: ours.reduce((a, b) => a + b, 0), unit: "events" },
      { metric: "engine, bytes in", value: count / engineBytesS!, unit: "events per CPU-second" },
      { metric: "plain JavaScript, bytes in", value: count / plainBytesS!, unit: "events per CPU-second" },
      {
        metric: "engine over plain, bytes in",
        value: plainBytesS! / engineBytesS!,
        unit: "ratio",
        goal: "≥ 1.0",
      },
      {
        metric: "engine over plain, decoded events in",
        value: plainRowsS! / engineRowsS!,
        unit: "ratio",
        goal: "≥ 1.0",
      },
    ],
  };
}
