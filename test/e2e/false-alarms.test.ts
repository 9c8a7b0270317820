import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSimulation } from "../../src/simulate/simulation.ts";
import { PEOPLE_DECIDE } from "./people-decide.ts";
import { type RunningEngine, startEngine } from "./running-engine.ts";
import { scratchFolder } from "./scratch-folder.ts";

const scratch = scratchFolder();
const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 10, 20);
const EVENTS_PER_DAY = 50_000;

interface Detection {
  readonly behind: number;
  readonly position: number;
  readonly last_pass_at: string | null;
  readonly false_alarms: readonly {
    readonly nominal: number;
    readonly empirical: number | null;
    readonly low: number;
    readonly high: number;
    readonly ratio: number | null;
    readonly alarms: number;
    readonly n: number;
    readonly from: string;
  }[];
  readonly surges: readonly { readonly id: string; readonly kind: string; readonly p: number }[];
}

let engine: RunningEngine;

const detection = async (): Promise<Detection> =>
  (await (await engine.get("/v1/detection")).json()) as Detection;
const live = async (lang: "en" | "zh"): Promise<string> =>
  (await (await engine.get(`/?lang=${lang}`)).text()).replace(/<[^>]*>/g, "").replaceAll("\u00a0", " ");

async function looked(): Promise<Detection> {
  await expect
    .poll(
      async () => {
        const metrics = await (await engine.get("/metrics")).text();
        const end = Number(/^touchstone_log_position (\d+)$/m.exec(metrics)![1]);
        const { position, last_pass_at } = await detection();
        return end > 0 && position === end && last_pass_at !== null;
      },
      { timeout: 60_000, interval: 250 },
    )
    .toBe(true);
  return detection();
}

beforeAll(async () => {
  writeFileSync(scratch.path("policy.yaml"), PEOPLE_DECIDE);
  engine = await startEngine(scratch.path("data"), ["--no-demo", "--policy", scratch.path("policy.yaml")]);
}, 30_000);

afterAll(async () => {
  await engine.stop();
});

describe("nominal and empirical alarm rates of a running engine", () => {
  test("are not made up before an hour was seen", async () => {
    await expect.poll(() => live("en"), { timeout: 20_000 }).toContain("once an hour of events was seen");
    expect((await detection()).false_alarms).toEqual([]);
    expect(await (await engine.get("/metrics")).text()).not.toContain("touchstone_false_alarm_nominal{");
  });

  test("are as stated on a simulated day with attacks, on the screen, in the API and as metrics", async () => {
    const day = createSimulation({
      seed: 11,
      eventsPerDay: EVENTS_PER_DAY,
      durationMs: DAY_MS,
      startMs: START_MS,
      attacks: "default",
    });
    let batch: Buffer[] = [];
    let size = 0;
    const post = async () => {
      const answer = await engine.post(Buffer.concat(batch));
      expect(answer.status).toBe(200);
      await answer.arrayBuffer(); // a server that stops waits for whoever still reads
      batch = [];
      size = 0;
    };
    for (const { bytes } of day.runs()) {
      batch.push(Buffer.from(bytes));
      size += bytes.length;
      if (size > 1 << 20) await post();
    }
    await post();
    const { false_alarms: rates, surges } = await looked();
    expect(rates.map(({ nominal }) => nominal)).toEqual([0.01, 0.001, 0.0001]);
    const [hundredth] = rates;
    expect(hundredth!.n).toBeGreaterThan(3_000);
    expect(hundredth!.ratio!).toBeGreaterThan(0.5);
    expect(hundredth!.ratio!).toBeLessThan(2);
    expect(hundredth!.empirical! / 0.01).toBeCloseTo(hundredth!.ratio!, 9);
    expect(hundredth!.low).toBeLessThan(hundredth!.empirical!);
    expect(hundredth!.high).toBeGreaterThan(hundredth!.empirical!);
    const from = Date.parse(hundredth!.from);
    expect(from).toBeGreaterThanOrEqual(START_MS);
    expect(from).toBeLessThan(START_MS + 3_600_000);
    expect(surges.length).toBeLessThanOrEqual(20);
    for (const { id, kind } of surges) {
      expect(id).not.toBe("");
      expect(kind).not.toBe("");
    }
    expect(await live("en")).toMatch(/nominal 1 %, empirical [\d.]+ % \([\d.]+ % to [\d.]+ %\)/);
    expect(await live("zh")).toMatch(/名义 1 %，实测 [\d.]+ %（[\d.]+ % 至 [\d.]+ %）/);
    const metrics = await (await engine.get("/metrics")).text();
    expect(metrics).toContain('touchstone_false_alarm_nominal{nominal="0.01"} 0.01\n');
    expect(metrics).toMatch(/touchstone_false_alarm_empirical\{nominal="0\.01"\} 0\.0[\d]+/);
  }, 120_000);

  test("tell each campaign's rate in words, and that none was seen where none was", async () => {
    const { items } = (await (await engine.get("/v1/campaigns?limit=50")).json()) as {
      items: { origin: string; false_alarm_rate: number | null; false_alarm_text: { en: string } | null }[];
    };
    const near = items.filter(({ origin }) => origin === "near_line");
    expect(near.length).toBeGreaterThan(0);
    for (const { false_alarm_rate, false_alarm_text } of near) {
      // What was judged by people's lives has none: a rate of other data is not shown for it.
      if (false_alarm_rate === null) expect(false_alarm_text).toBeNull();
      else expect(false_alarm_text!.en).toContain("million");
    }
  });

  test("are learned anew after a restart, from what the watch reads again", async () => {
    const before = await detection();
    expect(await engine.stop()).toBe(0);
    engine = await startEngine(scratch.path("data"), ["--no-demo", "--policy", scratch.path("policy.yaml")]);
    const after = await looked();
    expect(after.position).toBe(before.position);
    expect(after.false_alarms[0]!.ratio!).toBeGreaterThan(0.5);
    expect(after.false_alarms[0]!.ratio!).toBeLessThan(2);
  }, 90_000);
});
