import { describe, expect, it } from "vitest";
import { START_MS, seeded } from "./columns/fixture-columns.ts";
import { SURGE_TICK_MS, type SurgeOptions, type SurgeScore, SurgeScores } from "./surge-scores.ts";

const LIKE = 1;
const AFTER_ALL = 8e15;

/** `ticks` ticks of a steady platform: 50 targets with about `perTick` likes each, in order of time. */
function steady(scores: SurgeScores, ticks: number, perTick: number, from = 0): void {
  const random = seeded(from + 1);
  for (let tick = from; tick < from + ticks; tick++) {
    for (let i = 0; i < 50 * perTick; i++) {
      scores.add(
        1 + Math.floor(50 * random()),
        7,
        LIKE,
        START_MS + (tick + i / (50 * perTick)) * SURGE_TICK_MS,
      );
    }
  }
}

function likes(scores: SurgeScores, target: number, count: number, tick: number): void {
  for (let i = 0; i < count; i++) scores.add(target, 7, LIKE, START_MS + (tick + 1) * SURGE_TICK_MS - 1);
}

const ofTarget = (list: readonly SurgeScore[], target: number, tick: number): SurgeScore | undefined =>
  list.find(
    ({ targetKey, fromMs }) =>
      targetKey === `00000007${target.toString(16).padStart(8, "0")}` &&
      fromMs === START_MS + tick * SURGE_TICK_MS,
  );

describe("SurgeScores", () => {
  it("expects a target's own pace, and scores what goes beyond", () => {
    const scores = new SurgeScores();
    steady(scores, 100, 10);
    scores.take(START_MS + 100 * SURGE_TICK_MS);
    steady(scores, 1, 10, 100);
    likes(scores, 3, 40, 100);
    const list = scores.take(START_MS + 101 * SURGE_TICK_MS);
    expect(list).toHaveLength(50);
    const surge = ofTarget(list, 3, 100)!;
    expect(surge.score).toBeGreaterThan(5);
    expect(surge.actsExpected).toBeGreaterThan(8);
    expect(surge.actsExpected).toBeLessThan(12);
    expect(surge).toMatchObject({ type: "like", kind: LIKE, isNew: false });
    expect(surge.actsPerDay / 2880).toBeGreaterThan(0.8);
    expect(surge.actsPerDay / 2880).toBeLessThan(1.2);
    const others = list.filter((one) => one !== surge).map(({ score }) => score);
    expect(Math.max(...others)).toBeLessThan(4);
    expect(Math.abs(others.reduce((sum, score) => sum + score, 0) / 49)).toBeLessThan(0.5);
  });

  it("takes an evening on which everybody is about for no surge", () => {
    const scores = new SurgeScores();
    steady(scores, 60, 4);
    steady(scores, 1, 40, 60);
    const list = scores.take(AFTER_ALL).filter(({ fromMs }) => fromMs === START_MS + 60 * SURGE_TICK_MS);
    expect(Math.max(...list.map(({ score }) => score))).toBeLessThan(5);
  });

  it("gets used to growth within half a day, and not within a tick", () => {
    const scores = new SurgeScores();
    steady(scores, 60, 4);
    const at: number[] = [];
    for (let tick = 60; tick < 210; tick++) {
      steady(scores, 1, 4, tick);
      likes(scores, 3, 60, tick);
    }
    const list = scores.take(AFTER_ALL);
    for (let tick = 60; tick < 210; tick++) at.push(ofTarget(list, 3, tick)!.score);
    expect(at[0]).toBeGreaterThan(8);
    expect(at[1]).toBeGreaterThan(6);
    expect(at.at(-1)).toBeLessThan(3);
  });

  it("holds what is new against what is usual, and says so", () => {
    const scores = new SurgeScores();
    steady(scores, 50, 4);
    likes(scores, 900, 4, 49);
    likes(scores, 901, 60, 49);
    const list = scores.take(AFTER_ALL);
    expect(ofTarget(list, 900, 49)).toMatchObject({ isNew: true, actsPerDay: 0 });
    expect(Math.abs(ofTarget(list, 900, 49)!.score)).toBeLessThan(2);
    expect(ofTarget(list, 901, 49)!.score).toBeGreaterThan(6);
  });

  it("gives each score once, of ticks that ended only", () => {
    const scores = new SurgeScores();
    likes(scores, 3, 5, 0);
    expect(scores.take(START_MS + SURGE_TICK_MS - 1)).toEqual([]);
    expect(scores.take(START_MS + SURGE_TICK_MS)).toHaveLength(1);
    expect(scores.take(START_MS + SURGE_TICK_MS)).toEqual([]);
    likes(scores, 3, 5, 0);
    expect(scores.late).toBe(5);
    expect(scores.take(AFTER_ALL)).toEqual([]);
  });

  it("tells kinds apart, and passes over retractions and missing targets", () => {
    const scores = new SurgeScores();
    for (const kind of [0, 1, 17]) scores.add(5, 7, kind, START_MS);
    scores.add(0, 0, LIKE, START_MS);
    const list = scores.take(AFTER_ALL);
    expect(list.map(({ type }) => type)).toEqual(["view", "like"]);
    expect(new Set(list.map(({ targetKey }) => targetKey))).toEqual(new Set(["0000000700000005"]));
  });

  it("forgets the longest untouched beyond its memory, and drops the oldest scores nobody takes", () => {
    const scores = new SurgeScores({ targetsMax: 64, scoresMax: 100 });
    const { bytes } = scores;
    for (let i = 0; i < 10_000; i++) scores.add(1 + i, 7, LIKE, START_MS + i * 10_000);
    expect(scores.bytes).toBeLessThan(bytes + 100_000);
    const list = scores.take(AFTER_ALL);
    expect(list).toHaveLength(100);
    expect(scores.dropped).toBe(10_000 - 100);
    expect(list.at(-1)!.targetKey).toBe("0000000700002710");
  });

  it("scores ticks of enough acts only, and remembers the others all the same", () => {
    const scores = new SurgeScores({ actsMin: 2 });
    const all = new SurgeScores();
    for (const one of [scores, all]) {
      likes(one, 3, 1, 0);
      likes(one, 4, 2, 0);
      likes(one, 3, 2, 1);
    }
    const expected = all.take(AFTER_ALL);
    expect(expected.map(({ acts }) => acts)).toEqual([1, 2, 2]);
    expect(scores.take(AFTER_ALL)).toEqual(expected.slice(1));
  });

  it("keeps to its limits within one tick too", () => {
    const scores = new SurgeScores({ targetsMax: 64 });
    for (let i = 0; i < 10_000; i++) scores.add(Math.imul(i + 1, 0x9e3779b1), i, LIKE, START_MS);
    expect(scores.take(AFTER_ALL).length).toBeLessThanOrEqual(64);
  });

  const options: readonly (readonly [SurgeOptions, string | null])[] = [
    [{ targetsMax: 16 }, null],
    [{ targetsMax: 15 }, "targetsMax out of range: `15`"],
    [{ targetsMax: 2 ** 24 + 1 }, "targetsMax out of range: `16777217`"],
    [{ scoresMax: 0 }, "scoresMax out of range: `0`"],
    [{ actsMin: 1 }, null],
    [{ actsMin: 0 }, "actsMin out of range: `0`"],
  ];
  it.each(options)("options %j: %s", (given, message) => {
    if (message === null) expect(new SurgeScores(given).take(0)).toEqual([]);
    else expect(() => new SurgeScores(given)).toThrow(message);
  });
});
