import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../nouns/durations.ts";
import { createAgenda } from "./agenda.ts";
import { createAliasTable } from "./alias-table.ts";
import { dayRhythm, RHYTHM_MAX } from "./day-rhythm.ts";
import { createOpaqueId } from "./opaque-id.ts";
import { orderPace } from "./order-pace.ts";
import { createRandom } from "./random.ts";

const DRAWS = 40_000;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("random", () => {
  test("a stream is fixed by its seed and its name", () => {
    const draw = (seed: number, name: string) => {
      const random = createRandom(seed, name);
      return [random.u32(), random.u32(), random.u32()];
    };
    expect(draw(1, "a")).toEqual(draw(1, "a"));
    expect(draw(1, "a")).not.toEqual(draw(2, "a"));
    expect(draw(1, "a")).not.toEqual(draw(1, "b"));
    expect(draw(0, "")).not.toEqual(draw(2 ** 32 - 1, ""));
  });

  // Every simulated day is made of these streams: were they to change, so would every figure that names a seed.
  test.each([
    [0, "", [0xecfe678a, 0x930f6e75, 0x6cacf45b, 0xb2e12c73]],
    [1, "day", [0x3bf74962, 0x483e4e87, 0x1a98d820, 0x8558177f]],
    [13, "order", [0x9b950f73, 0x2ba3db43, 0xbc24e2b0, 0x638aa653]],
    [2 ** 32 - 1, "账号", [0x0fd4876c, 0x35a8368e, 0x65a850f2, 0x7ee44201]],
  ])("seed %d and stream %j give the words they always gave", (seed, stream, words) => {
    const { u32 } = createRandom(seed, stream);
    expect(words.map(() => u32())).toEqual(words);
  });

  test("what is made of the words is as it was", () => {
    const random = createRandom(13, "order");
    expect([random.unit(), random.below(1000), random.between(2, 5), random.chance(0.5)]).toEqual([
      0.6077432304155082,
      170,
      4.204813484102488,
      true,
    ]);
    expect([random.normal(), random.normal(), random.logNormal(10, 0.5)]).toEqual([
      -0.5803380471092253, -0.8289104542682123, 10.884108817437879,
    ]);
    expect([random.exponential(3), random.poisson(4), random.poisson(400), random.pick(["a", "b"])]).toEqual([
      0.9400532430665144,
      7,
      420,
      "a",
    ]);
  });

  test.each([
    ["unit", (r: ReturnType<typeof createRandom>) => r.unit(), 0.5, 0.01],
    ["between", (r: ReturnType<typeof createRandom>) => r.between(10, 30), 20, 0.15],
    ["normal", (r: ReturnType<typeof createRandom>) => r.normal(), 0, 0.02],
    ["exponential", (r: ReturnType<typeof createRandom>) => r.exponential(7), 7, 0.15],
    ["poisson, small", (r: ReturnType<typeof createRandom>) => r.poisson(2.5), 2.5, 0.05],
    ["poisson, large", (r: ReturnType<typeof createRandom>) => r.poisson(90), 90, 0.5],
    [
      "log-normal, in logs",
      (r: ReturnType<typeof createRandom>) => Math.log(r.logNormal(5, 0.7)),
      Math.log(5),
      0.02,
    ],
    ["below", (r: ReturnType<typeof createRandom>) => r.below(11), 5, 0.1],
  ])("%s has the mean it should", (_name, draw, expected, tolerance) => {
    const random = createRandom(5, "moments");
    expect(Math.abs(mean(Array.from({ length: DRAWS }, () => draw(random))) - expected)).toBeLessThan(
      tolerance,
    );
  });
});

test("an alias table draws in proportion, also after its weights changed", () => {
  const random = createRandom(3, "alias");
  const table = createAliasTable(Float64Array.of(1, 0, 3, 6));
  const shares = () => {
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < DRAWS; i++) counts[table.draw(random)]!++;
    return counts.map((count) => count / DRAWS);
  };
  const first = shares();
  for (const [i, share] of [0.1, 0, 0.3, 0.6].entries()) expect(first[i]).toBeCloseTo(share, 1);
  expect(first[1]).toBe(0);
  table.rebuild(Float64Array.of(0, 1, 0, 1));
  const second = shares();
  expect(second[0]).toBe(0);
  expect(second[1]).toBeCloseTo(0.5, 1);
});

test("the agenda steps in order of time, and lets steps add others", () => {
  const agenda = createAgenda();
  const random = createRandom(4, "agenda");
  const seen: number[] = [];
  for (let i = 0; i < 500; i++) {
    let left = 4;
    agenda.add(random.below(10_000), (nowMs) => {
      seen.push(nowMs);
      if (random.chance(0.2)) {
        agenda.add(nowMs + random.below(50), (laterMs) => {
          seen.push(laterMs);
          return -1;
        });
      }
      return --left > 0 ? nowMs + random.below(900) : -1;
    });
  }
  while (agenda.nextMs() < Number.POSITIVE_INFINITY) agenda.advance();
  expect(seen.length).toBeGreaterThan(2000);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(agenda.size()).toBe(0);
});

test("opaque ids are of one length, never collide, and do not keep the order", () => {
  const name = createOpaqueId(9, "account", "u");
  const ids = Array.from({ length: 50_000 }, (_, i) => name(i));
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids.map((id) => id.length))).toEqual(new Set([13]));
  const rising = ids.filter((id, i) => i > 0 && id > ids[i - 1]!).length / ids.length;
  expect(Math.abs(rising - 0.5)).toBeLessThan(0.01);
  expect(createOpaqueId(10, "account", "u")(1)).not.toBe(name(1));
  expect(createOpaqueId(9, "device", "u")(1)).not.toBe(name(1));
});

test("the day has a mean of one, two peaks and a trough at night", () => {
  const hours = Array.from({ length: 24 }, (_, hour) => dayRhythm(hour * HOUR_MS));
  expect(mean(Array.from({ length: 1440 }, (_, i) => dayRhythm((i * DAY_MS) / 1440)))).toBeCloseTo(1, 2);
  expect(Math.max(...hours)).toBeLessThanOrEqual(RHYTHM_MAX);
  expect(hours.indexOf(Math.max(...hours))).toBe(21);
  expect(hours[12]).toBeGreaterThan(hours[16]!);
  expect(hours.indexOf(Math.min(...hours))).toBeGreaterThanOrEqual(2);
  expect(hours.indexOf(Math.min(...hours))).toBeLessThanOrEqual(5);
});

test.each(["burst", "rounds", "paced", "steady", "crowd"] as const)(
  "a %s order lies in its window, sorted",
  (pace) => {
    const at = orderPace(createRandom(6, pace), pace, 500, 3_600_000);
    expect(at.length).toBe(500);
    expect(at[0]).toBeGreaterThanOrEqual(0);
    expect(at[499]).toBeLessThanOrEqual(3_600_000);
    expect([...at]).toEqual([...at].sort((a, b) => a - b));
    const half = at.filter((ms) => ms < 1_800_000).length / 500;
    if (pace === "steady") expect(Math.abs(half - 0.5)).toBeLessThan(0.05);
    if (pace === "burst" || pace === "crowd") expect(half).toBeGreaterThan(0.7);
  },
);
