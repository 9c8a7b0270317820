import { createJudge } from "../src/flow/judge.ts";
import { kindCode } from "../src/nouns/event.ts";
import { createEventRow, type EventRow, keyColumn } from "../src/nouns/event-row.ts";
import type { Policy } from "../src/nouns/policy.ts";
import { loadPolicy } from "../src/policy/load.ts";
import { type BenchResult, type BenchRow, inTurn } from "./bench.ts";

const EVENTS = 200_000;
const ROUNDS = 3;
const LIKE = kindCode("like")!;
const START_MS = 1_700_000_000_000;

/** What an event costs as live keys, windows, keys it is counted by, and rules grow. One like a millisecond, keys at random. */
export async function run(): Promise<BenchResult> {
  const rows: BenchRow[] = [];
  for (const keys of [1_000, 10_000, 100_000, 1_000_000]) {
    rows.push(cost(`${keys.toLocaleString("en-US")} live keys`, policyOf(1, ["ip"], 1), keys));
  }
  for (const windows of [1, 2, 4, 8])
    rows.push(cost(`${windows} windows on one key`, policyOf(windows, ["ip"], 1), 10_000));
  const columns = ["ip", "device", "actor", "target", "owner", "user_agent", "source", "ip_prefix"];
  for (const count of [1, 2, 4, 8]) {
    rows.push(cost(`counted by ${count} keys`, policyOf(1, columns.slice(0, count), 1), 10_000));
  }
  for (const rules of [1, 10, 40, 160]) rows.push(cost(`${rules} rules`, policyOf(1, ["ip"], rules), 10_000));
  return { name: "scaling", rows };
}

/** Nanoseconds an event, rows decoded before. */
function cost(what: string, policy: Policy, keys: number): BenchRow {
  const row = createEventRow();
  row.kind = LIKE;
  const columns = ["ip", "device", "actor", "target", "owner", "user_agent", "source", "ip_prefix"] as const;
  const places = columns.map((name) => keyColumn(name) * 2);
  const [seconds] = inTurn(ROUNDS, () => {
    const judge = createJudge(policy);
    let state = 1;
    for (let i = 0; i < Math.max(EVENTS, keys * 2); i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      const key = (state >>> 0) % keys;
      for (const place of places) setKey(row, place, key);
      row.occurredAtMs = START_MS + i;
      judge.judge(row, Number.POSITIVE_INFINITY);
    }
  });
  return { metric: what, value: (seconds! / Math.max(EVENTS, keys * 2)) * 1e9, unit: "ns per event" };
}

function setKey(row: EventRow, place: number, key: number): void {
  const low = Math.imul(key + 1, 0x9e3779b1);
  row.hash[place] = low ^ (low >>> 15);
  row.hash[place + 1] = Math.imul(low ^ place, 0x85ebca6b);
}

/** A policy that counts likes over so many windows, by so many keys, with so many rules over them. */
function policyOf(windows: number, columns: readonly string[], rules: number): Policy {
  const names: string[] = [];
  const features = columns.flatMap((column) =>
    Array.from({ length: windows }, (_, i) => {
      names.push(`${column}_${i}`);
      return `  ${column}_${i}: { kind: count, by: ${column}, on: like, window: ${(i + 1) * 60}s }`;
    }),
  );
  const all = names.map((name) => `${name} > 1000000`).join(" || ");
  const list = Array.from({ length: rules }, (_, i) => {
    const when = i === 0 ? all : `${names[i % names.length]} > ${1_000_000 + i}`;
    return `  rule_${i}:\n    on: like\n    when: ${when}\n    weight: 0.5\n    text: { zh: 规则, en: rule }`;
  });
  const text = [
    "name: scaling",
    'version: "1"',
    "memory: { keys_max: 4000000, exact_max: 256 }",
    "features:",
    ...features,
    "rules:",
    ...list,
    "",
  ].join("\n");
  const loaded = loadPolicy(text, "scaling.yaml");
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics[0]));
  return loaded.policy;
}
