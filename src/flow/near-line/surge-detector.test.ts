import { describe, expect, it } from "vitest";
import { SURGE_TICK_MS } from "../../detect/surge-scores.ts";
import { createEventRow, keyColumn } from "../../nouns/event-row.ts";
import { SURGES_SHOWN_MAX } from "./detector-limits.ts";
import { SurgeDetector } from "./surge-detector.ts";

const START_MS = Date.UTC(2026, 10, 20);
const HOUR_TICKS = 3_600_000 / SURGE_TICK_MS;
const VIEW = 0;
const LIKE = 1;
const TARGET = keyColumn("target") * 2;
const row = createEventRow();

/** mulberry32 (Ettinger, 2017, public domain). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const keyOf = (target: number): string => `00000007${target.toString(16).padStart(8, "0")}`;

/** A detector and a steady platform of 300 targets; `surge` adds likes to targets within a tick. */
function world(seed = 1) {
  const detector = new SurgeDetector();
  const random = seeded(seed);
  let position = 0;
  function like(target: number, atMs: number, kind = LIKE): void {
    row.kind = kind;
    row.hash[TARGET] = target;
    row.hash[TARGET + 1] = target === 0 ? 0 : 7;
    detector.add(row, position++, atMs);
  }
  function tick(at: number, surging: readonly number[] = [], likes = 80): void {
    const fromMs = START_MS + at * SURGE_TICK_MS;
    for (let i = 0; i < 1_000; i++) like(1 + Math.floor(300 * random() ** 2), fromMs + i * 200);
    for (const target of surging) for (let i = 0; i < likes; i++) like(target, fromMs + 250_000 + i);
  }
  return { detector, like, tick, position: () => position };
}

const served = (target: number, from: number, to: number) => ({
  targets: [
    {
      key: keyOf(target),
      owner: null,
      type: "like",
      members: 1,
      audience: 1,
      fromMs: START_MS + from * SURGE_TICK_MS,
      toMs: START_MS + to * SURGE_TICK_MS,
      event: 0,
    },
  ],
});

describe("SurgeWatch", () => {
  it("has no reading until an hour was seen, and says since when it counts", () => {
    const { detector, tick } = world();
    for (let at = 0; at < HOUR_TICKS; at++) tick(at);
    expect(detector.falseAlarms()).toEqual([]);
    tick(HOUR_TICKS);
    const rates = detector.falseAlarms();
    expect(rates.map(({ nominal }) => nominal)).toEqual([0.01, 0.001, 0.0001]);
    expect(rates.map(({ fromMs }) => fromMs)).toEqual([START_MS, START_MS, START_MS]);
    expect(rates[0]!.n).toBeGreaterThan(1_000);
  });

  it("obtains what was asked for on a steady day, and shows hardly anything", () => {
    const { detector, tick } = world(2);
    let shown = 0;
    for (let at = 0; at < 24 * HOUR_TICKS; at++) {
      tick(at);
      shown += detector.surges().length;
    }
    const [hundredth, thousandth] = detector.falseAlarms();
    expect(hundredth!.n).toBeGreaterThan(30_000);
    expect(hundredth!.ratio!).toBeGreaterThan(0.8);
    expect(hundredth!.ratio!).toBeLessThan(1.25);
    expect(thousandth!.ratio!).toBeGreaterThan(0.5);
    expect(thousandth!.ratio!).toBeLessThan(2);
    expect(shown).toBeLessThan(0.2 * 24 * HOUR_TICKS);
  });

  it("shows what rises when its tick is over, by key and a position to name it by, until the next tick", () => {
    const { detector, tick, position } = world(3);
    for (let at = 0; at < 80; at++) tick(at);
    tick(80, [250]);
    // Another may be shown by chance: a tick in ten at most has one.
    expect(detector.surges().map(({ key }) => key)).not.toContain(keyOf(250));
    const before = position();
    tick(81);
    const [first] = detector.surges();
    expect(first).toMatchObject({
      key: keyOf(250),
      type: "like",
      fromMs: START_MS + 80 * SURGE_TICK_MS,
      event: before - 1,
    });
    expect(first!.p).toBeLessThan(1e-3);
    tick(82);
    expect(detector.surges()).toEqual([]);
  });

  it("shows as many as its limit and not one more", () => {
    const { detector, tick } = world(4);
    for (let at = 0; at < 100; at++) tick(at);
    tick(
      100,
      Array.from({ length: SURGES_SHOWN_MAX + 10 }, (_, i) => 200 + i),
    );
    tick(101);
    expect(detector.surges()).toHaveLength(SURGES_SHOWN_MAX);
  });

  it("takes the windows of a campaign out of the account, once, and does not show its targets", () => {
    const { detector, tick } = world(5);
    for (let at = 0; at < 60; at++) tick(at);
    for (let at = 60; at < 70; at++) tick(at, [250], 30);
    tick(70);
    const [before] = detector.falseAlarms();
    detector.exclude([served(250, 60, 69)]);
    const [after] = detector.falseAlarms();
    expect(before!.n - after!.n).toBe(10);
    expect(before!.alarms - after!.alarms).toBeGreaterThan(0);
    detector.exclude([served(250, 60, 69)]);
    expect(detector.falseAlarms()[0]).toEqual(after);
    // It goes on: only what is new is taken out, and the open tick later.
    tick(71, [250]);
    detector.exclude([served(250, 60, 71)]);
    tick(72);
    expect(detector.surges()).toEqual([]);
    const [grown] = detector.falseAlarms();
    detector.exclude([served(250, 60, 71)]);
    expect(grown!.n - detector.falseAlarms()[0]!.n).toBe(1);
  });

  it("takes out what else was done to a campaign's target meanwhile, and shows none of it", () => {
    const { detector, like, tick } = world(8);
    const viewed = (at: number): void => {
      for (let i = 0; i < 30; i++) like(250, START_MS + at * SURGE_TICK_MS + 260_000 + i, VIEW);
      for (let i = 0; i < 200; i++) like(1 + (i % 40), START_MS + at * SURGE_TICK_MS + 261_000 + i, VIEW);
    };
    for (let at = 0; at < 60; at++) {
      tick(at);
      viewed(at);
    }
    for (let at = 60; at < 70; at++) {
      tick(at, [250], 30);
      viewed(at);
    }
    tick(70);
    const [before] = detector.falseAlarms();
    detector.exclude([served(250, 60, 69)]);
    expect(before!.n - detector.falseAlarms()[0]!.n).toBe(20);
    viewed(70);
    for (let i = 0; i < 300; i++) like(250, START_MS + 70 * SURGE_TICK_MS + 270_000 + i, VIEW);
    tick(71);
    expect(detector.surges().map(({ key }) => key)).not.toContain(keyOf(250));
  });

  it("is deterministic", () => {
    const [one, two] = [world(6), world(6)];
    for (const { tick } of [one, two]) for (let at = 0; at < 30; at++) tick(at, at === 20 ? [9] : []);
    expect(two.detector.falseAlarms()).toEqual(one.detector.falseAlarms());
    expect(two.detector.surges()).toEqual(one.detector.surges());
  });

  it.each([
    ["no target", 0, LIKE],
    ["a retraction", 5, LIKE + 16],
  ])("passes over %s", (_, target, kind) => {
    const { detector, like } = world();
    for (let i = 0; i < 100; i++) like(target, START_MS + i * SURGE_TICK_MS, kind);
    expect(detector.sinceMs).toBeNaN();
    expect(detector.falseAlarms()).toEqual([]);
  });

  it("keeps within its memory whatever comes", () => {
    const { detector, like } = world();
    for (let i = 0; i < 300_000; i++) like(1 + i, START_MS + i);
    expect(detector.bytes).toBeLessThan(80e6);
  });
});
