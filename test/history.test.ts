import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { loadRemarks } from "../src/cli/load-lexicon-file.ts";
import { loadPolicyFile } from "../src/cli/load-policy-file.ts";
import type { Engine } from "../src/flow/engine.ts";
import { backtest } from "../src/flow/history/backtest.ts";
import { openEngine } from "../src/flow/open-engine.ts";
import type { ChangedEvent } from "../src/nouns/backtest-report.ts";
import type { Policy } from "../src/nouns/policy.ts";
import { loadPolicy } from "../src/policy/load.ts";
import { createSimulation } from "../src/simulate/simulation.ts";
import { openStoredFolder } from "../src/store/stored-folder.ts";
import { backtestText } from "../src/words/backtest-words.ts";
import { touchstone } from "./e2e/touchstone.ts";

/** A data folder of a simulated day, with its engine still running: whoever reads must not disturb it. */
const folder = mkdtempSync(join(tmpdir(), "touchstone-history-"));
const EVENTS = 20_000;
const policy = loadPolicyFile("default+payments");
const remarks = (await loadRemarks(policy, undefined))!;
let engine: Engine;
let sent = "";

beforeAll(async () => {
  engine = await openEngine(folder, { policy, remarks });
  for (const run of createSimulation({ seed: 4711, eventsPerDay: EVENTS, payments: true }).runs()) {
    sent += Buffer.from(run.bytes).toString();
    await engine.submit(run.bytes, { numbersOnly: true });
  }
  // A payment that is asked about for its remark alone.
  const { at } = JSON.parse(sent.trimEnd().split("\n").at(-1)!) as { at: string };
  const line = JSON.stringify({
    id: "order",
    type: "payment",
    at,
    payer: "buyer",
    payee: { id: "seller", kind: "personal" },
    amount_minor: 1000,
    currency: "CNY",
    scene: "transfer",
    remark: "抖音 100个赞",
  });
  sent += `${line}\n`;
  await engine.submit(Buffer.from(`${line}\n`));
  // Decisions are answered first and written after: whoever reads the folder sees them a moment later.
  await vi.waitUntil(async () => {
    const stored = openStoredFolder(folder);
    stored.close();
    return stored.end === (await engine.overview()).logPosition;
  }, 30_000);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One rule that rejects every like of one account, and nothing else. */
function strict(actor: string): Policy {
  const loaded = loadPolicy(
    `name: strict
version: "1"
features:
  likes: { kind: count, on: like, by: actor, window: 1h }
rules:
  one_account:
    on: like
    when: likes >= 1 && event.actor.id == "${actor}"
    weight: 1
    verdict: reject
    text: { zh: 账号, en: account }
`,
    "strict.yaml",
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.policy;
}

/** What the command writes; `name` says the format. */
async function exported(what: string, name: string, ...more: readonly string[]): Promise<string> {
  const file = join(folder, name);
  const { code, stderr } = await touchstone(["export", what, "--data", folder, "-o", file, ...more]);
  expect(code, stderr).toBe(0);
  return readFileSync(file, "utf8");
}

async function tested(candidate: Policy, options: Parameters<typeof backtest>[2] = {}) {
  const stored = openStoredFolder(folder);
  try {
    return await backtest(stored, candidate, options);
  } finally {
    stored.close();
  }
}

describe("backtest", () => {
  it("decides as it was decided under the same policy", async () => {
    const result = await tested(policy, { remarks });
    expect(result.events).toBeGreaterThan(EVENTS * 0.9);
    expect(result).toMatchObject({ stricter: 0, milder: 0, actorsNewlyHit: 0, targets: [] });
    expect(result.against).toEqual({ [policy.id]: result.events });
    const rejected = result.verdicts[3]!.reduce((sum, n) => sum + n);
    expect(rejected).toBe((await engine.overview()).verdicts.reject);
    // Payments stand among them, and are decided by their remarks: read without, one comes out otherwise.
    expect(engine.decision("order")?.verdict).toBe("challenge");
    expect((await tested(policy)).milder).toBeGreaterThan(0);
  });

  it("says who would be hit, by which rule, and what it does to counts", async () => {
    const likes = sent
      .split("\n")
      .filter((line) => line.includes('"type":"like"'))
      .map((line) => JSON.parse(line) as { id: string; actor: { id: string }; target: { id: string } });
    const allowed = new Map<string, typeof likes>();
    for (const like of likes) {
      if (engine.decision(like.id)?.verdict !== "allow") continue;
      allowed.set(like.actor.id, [...(allowed.get(like.actor.id) ?? []), like]);
    }
    const [actor, own] = [...allowed].sort(([, a], [, b]) => b.length - a.length)[0]!;
    const changed: ChangedEvent[] = [];
    const result = await tested(strict(actor), { onChanged: (event) => changed.push(event) });
    const stricter = changed.filter(({ after }) => after === "reject");
    expect(stricter.map(({ event }) => event).sort()).toEqual(own.map(({ id }) => id).sort());
    expect(stricter[0]).toMatchObject({
      actor,
      type: "like",
      before: "allow",
      reasons: [{ rule: "one_account" }],
    });
    expect(result.verdicts[0]![3]).toBe(own.length);
    expect(result.rules).toEqual([
      { rule: "one_account", reasons: expect.any(Number), stricter: own.length },
    ]);
    expect(result.actorsNewlyHit).toBeLessThanOrEqual(1);
    const text = backtestText(result, "zh");
    expect(text).toContain("更严");
    expect(text).not.toMatch(/undefined|NaN/);
  });

  it("compares a time, and fills the windows with what was before", async () => {
    const times = [...sent.matchAll(/"at":"([^"]+)"/g)]
      .map(([, at]) => Date.parse(at!))
      .sort((a, b) => a - b);
    const middle = times[times.length >> 1]!;
    const late = await tested(policy, { remarks, fromMs: middle });
    const early = await tested(policy, { remarks, toMs: middle });
    expect(late.warming).toBe(early.events);
    expect(late.events + early.events).toBe(early.warming + early.events);
    expect(late).toMatchObject({ stricter: 0, milder: 0 });
    const none = await tested(policy, { fromMs: times.at(-1)! + 1 });
    expect(none.events).toBe(0);
    expect(backtestText(none, "en")).toContain("lie outside of it");
  });
});

describe("export", () => {
  it("gives events back as they came in, so that they can be sent again", async () => {
    const lines = (await exported("events", "events.ndjson")).trim().split("\n");
    expect(lines.length).toBe((await engine.overview()).logPosition);
    expect(lines.toSorted().join("\n") === sent.trim().split("\n").toSorted().join("\n")).toBe(true);
    const again = await engine.submit(Buffer.from(`${lines.slice(0, 100).join("\n")}\n`));
    expect(again).toMatchObject({ accepted: 0, duplicates: 100 });
  });

  it("tells decisions as the engine does, with what they are about, also as a table", async () => {
    const lines = (await exported("decisions", "decisions.ndjson")).trim().split("\n");
    expect(lines).toHaveLength((await engine.overview()).logPosition);
    for (const line of [lines[0]!, lines[7_000]!, lines.at(-1)!]) {
      const { event, verdict, score, reasons, policy: by, type, at, actor, target } = JSON.parse(line);
      expect(engine.decision(event)).toMatchObject({ verdict, score, reasons, policy: by });
      expect([type, at, actor, target.id].map((value) => typeof value)).toEqual(Array(4).fill("string"));
    }
    const table = await exported("decisions", "decisions.csv");
    expect(table.startsWith("\uFEFFevent,type,at,actor,target_kind,target_id,verdict,")).toBe(true);
    expect(table.trim().split("\r\n")).toHaveLength(lines.length + 1);
  });

  it("writes counts that add up", async () => {
    const rows = (await exported("counts", "counts.csv")).trim().split("\r\n").slice(1);
    expect(rows.length).toBeGreaterThan(100);
    for (const row of rows) {
      const [raw, shown, held, rejected] = row.split(",").slice(-4).map(Number);
      expect(raw).toBe(shown! + held! + rejected!);
    }
  });

  it("holds to the time that was asked for", async () => {
    const { at } = JSON.parse(sent.slice(0, sent.indexOf("\n")));
    const [from, to] = [1, 2].map((hours) => new Date(Date.parse(at) + hours * 3_600_000).toISOString());
    const lines = (await exported("events", "hour.ndjson", "--from", from!, "--to", to!)).trim().split("\n");
    const times = lines.map((line) => JSON.parse(line).at).sort();
    expect(lines.length).toBeGreaterThan(10);
    expect(times[0] >= from!).toBe(true);
    expect(times.at(-1) < to!).toBe(true);
  });

  it.each([
    ["events as a table", ["events", "-o", "x.csv"], /one JSON line each/],
    ["counts of a time", ["counts", "--from", "2026-01-01T00:00:00Z"], /counts have no time/],
    [
      "a time that ends before it begins",
      ["events", "--from", "2026-01-02", "--to", "2026-01-01"],
      /is not before/,
    ],
    ["a folder that is none", ["events", "--data", join(tmpdir(), "nowhere-at-all")], /is no data folder/],
  ])("refuses %s", async (_, args, message) => {
    const { code, stderr } = await touchstone(["export", "--data", folder, ...args]);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});
