import { readFileSync } from "node:fs";
import { createDecider } from "../src/decide/decide.ts";
import { createDecisionLineWriter } from "../src/decide/decision-line.ts";
import { decisionStride, encodeDecision } from "../src/decide/record.ts";
import { createDecisionRow } from "../src/nouns/decision.ts";
import { kindCode } from "../src/nouns/event.ts";
import { createEventRow, keyColumn } from "../src/nouns/event-row.ts";
import { hashText } from "../src/nouns/hash.ts";
import type { Policy, Truth } from "../src/nouns/policy.ts";
import { loadPolicy } from "../src/policy/load.ts";
import { createScorer } from "../src/score/score.ts";
import { type BenchResult, type BenchRow, inTurn } from "./bench.ts";

const CALLS = 2_000_000;
const ROUNDS = 5;
/** Different feature values, so that no branch can be learnt by heart. */
const VALUES = 1024;

/** Conditions alone, a whole policy's scoring, and what a decision costs to write, in this process. */
export async function run(): Promise<BenchResult> {
  const rows: BenchRow[] = [];
  const rate = (metric: string, seconds: number, calls: number, goal?: string) => {
    const row = { metric, value: calls / seconds / 1e6, unit: "M/CPU-s" };
    rows.push(goal === undefined ? row : { ...row, goal });
  };
  const conditions = [
    ["feature > 30 && feature >= 5", "ip_likes_1m > 30 && device_accounts_1d >= 5", "20 M/s"],
    ["feature > 30", "ip_likes_1m > 30", undefined],
    [
      "feature && kind of address",
      'ip_likes_1m > 30 && event.context.ip_kind in ["home", "office"]',
      undefined,
    ],
    ["feature > 1.3 * feature", "ip_likes_1m > 1.3 * device_accounts_1d", undefined],
  ] as const;
  const evaluations = conditions.map(([, when]) =>
    evaluation(
      load(`
name: bench
version: "1"
features:
  ip_likes_1m: { kind: count, by: ip, on: like, window: 1m }
  device_accounts_1d: { kind: distinct, of: actor, by: device, window: 1d }
rules:
  r: { on: like, when: '${when}', weight: 0.5, text: { zh: 甲, en: a } }
`),
    ),
  );
  inTurn(ROUNDS, ...evaluations).forEach((seconds, i) => {
    const [metric, , goal] = conditions[i]!;
    rate(metric, seconds, CALLS, goal);
  });

  const policy = load(readFileSync(new URL("../policies/default.yaml", import.meta.url), "utf8"));
  const start = performance.now();
  load(policy.source);
  rows.push({ metric: "default policy read and compiled", value: performance.now() - start, unit: "ms" });
  const calls = CALLS / 4;
  const [quiet, loud, view] = inTurn(
    ROUNDS,
    scoring(policy, "like", 0, calls),
    scoring(policy, "like", 40, calls),
    scoring(policy, "view", 0, calls),
  );
  rate("default policy scored, like, nothing hit", quiet!, calls);
  rate("default policy scored, like, most rules hit", loud!, calls);
  rate("default policy scored, view", view!, calls);
  const [line, record] = inTurn(ROUNDS, writing(policy, calls), encoding(policy, calls));
  rate("decision as a line of replay", line!, calls);
  rate("decision as a record of the log", record!, calls);
  // Read, so that no work can be left out as unused.
  if (Number.isNaN(sink)) throw new Error("a benchmark counted nothing");
  return { name: "rules", rows };
}

function load(text: string): Policy {
  const result = loadPolicy(text, "bench");
  if (!result.ok) throw new Error(result.diagnostics[0]!.message);
  return result.policy;
}

function likeRow(type: string) {
  const row = createEventRow();
  row.kind = kindCode(type)!;
  row.hash.set(hashText("home"), keyColumn("ip_kind") * 2);
  row.bytes = Buffer.from("0123456789abcdef");
  row.span[keyColumn("id") * 2 + 1] = 16;
  return row;
}

let sink = 0;

function evaluation(policy: Policy): () => void {
  const row = likeRow("like");
  const { evaluate } = policy.rules[0]!;
  const features = Array.from({ length: VALUES }, (_, i) =>
    Float64Array.of((i * 7919) % 61, i % 17 === 0 ? Number.NaN : (i * 31) % 11),
  );
  return () => {
    let hits: number = 0;
    for (let i = 0; i < CALLS; i++) hits += evaluate(row, features[i & (VALUES - 1)]!) satisfies Truth;
    sink += hits;
  };
}

function scoring(policy: Policy, type: string, value: number, calls: number): () => void {
  const row = likeRow(type);
  const score = createScorer(policy);
  const decide = createDecider(policy);
  const decision = createDecisionRow(policy.rules.length);
  const features = Array.from({ length: VALUES }, (_, i) =>
    new Float64Array(policy.features.length).fill(value + (i & 1)),
  );
  return () => {
    for (let i = 0; i < calls; i++) {
      score(row, features[i & (VALUES - 1)]!, decision);
      decide(decision, row.kind);
      sink += decision.verdict;
    }
  };
}

function writing(policy: Policy, calls: number): () => void {
  const row = likeRow("like");
  const write = createDecisionLineWriter(policy);
  const decision = createDecisionRow(policy.rules.length);
  const out = Buffer.alloc(64 * 1024);
  return () => {
    let at = 0;
    for (let i = 0; i < calls; i++) {
      at = write(row, decision, out, at);
      if (at < 0 || at > out.length - 2048) at = 0;
    }
    sink += at;
  };
}

function encoding(policy: Policy, calls: number): () => void {
  const decision = createDecisionRow(policy.rules.length);
  const rules = policy.rules.length;
  const view = new DataView(new ArrayBuffer(decisionStride(rules)));
  return () => {
    for (let i = 0; i < calls; i++) encodeDecision(decision, rules, i, false, view, 0);
    sink += view.getUint8(0);
  };
}
