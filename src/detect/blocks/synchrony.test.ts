import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../../nouns/durations.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { columnsOf, honestDay, START_MS, seeded, soldLikes, type Told } from "../columns/fixture-columns.ts";
import { STRETCHES, synchronousEdges } from "./synchrony.ts";

/** Every pair of acts compared; the platform's activity counted act by act. */
function slowWeights(columns: EventColumns, withinMs: number | null): Map<string, number> {
  const acts = new Map<string, { actor: number; column: string; atMs: number }>();
  const byTime = Array.from({ length: columns.count }, (_, e) => e).sort(
    (a, b) => columns.occurredAtMs[a]! - columns.occurredAtMs[b]! || a - b,
  );
  for (const e of byTime) {
    if (columns.kind[e] === 0 || columns.kind[e]! >= 16) continue;
    const column = `${columns.target[e]}/${columns.kind[e]}`;
    const name = `${columns.actor[e]} ${column}`;
    if (!acts.has(name)) acts.set(name, { actor: columns.actor[e]!, column, atMs: columns.occurredAtMs[e]! });
  }
  const all = [...acts.values()];
  return new Map(
    [...acts].map(([name, act]) => {
      const audience = all.filter(({ column }) => column === act.column);
      const popular = 1 / Math.log(audience.length + 5);
      if (withinMs === null) return [name, popular];
      const near = ({ atMs }: { atMs: number }): boolean => Math.abs(atMs - act.atMs) <= withinMs / 2;
      const explained = ((audience.length - 1) * all.filter(near).length) / all.length;
      const beyond = audience.filter(near).length - 1 - explained;
      return [name, beyond > 0 ? popular * Math.log(1 + beyond / (1 + explained)) : 0];
    }),
  );
}

function weights(columns: EventColumns, withinMs: number | null): Map<string, number> {
  const edges = synchronousEdges(columns, withinMs);
  return new Map(
    Array.from(edges.row, (row, e) => [
      `${row} ${edges.target[edges.column[e]!]}/${edges.kind[edges.column[e]!]}`,
      edges.weight[e]!,
    ]),
  );
}

const day = (seed: number): Told[] => [
  ...honestDay(seeded(seed), 300, 40, 10, 1500),
  ...soldLikes(seeded(seed), 30, 4, 0.7, HOUR_MS / 2),
];

describe("synchronousEdges", () => {
  it("gives the paper's column weight where time is left out", () => {
    const columns = columnsOf(day(1));
    const slow = slowWeights(columns, null);
    const fast = weights(columns, null);
    expect(fast.size).toBe(slow.size);
    for (const [name, weight] of slow) expect(fast.get(name)).toBeCloseTo(weight, 6);
  });

  it("counts neighbours in time as comparing all pairs does, up to the cells of the rhythm", () => {
    const columns = columnsOf(day(2));
    const slow = slowWeights(columns, 2 * HOUR_MS);
    const fast = weights(columns, 2 * HOUR_MS);
    expect(fast.size).toBe(slow.size);
    for (const [name, weight] of slow) expect(Math.abs(fast.get(name)! - weight)).toBeLessThan(0.02);
  });

  it("weighs what is bought within half an hour more than what a day brings", () => {
    const columns = columnsOf(day(3));
    const edges = synchronousEdges(columns, HOUR_MS);
    const sold = new Set(columnsOf(day(3)).target.subarray(1500));
    const mean = (bought: boolean): number => {
      const own = edges.weight.filter((_, e) => sold.has(edges.target[edges.column[e]!]!) === bought);
      return own.reduce((sum, w) => sum + w, 0) / own.length;
    };
    expect(mean(true)).toBeGreaterThan(5 * mean(false));
  });

  it("leaves out views, retractions and repetitions", () => {
    const one: Told = { actor: "a", target: "t", atMs: START_MS };
    const told = [one, one, { ...one, type: "view" }, { ...one, type: "unlike" }, { ...one, type: "share" }];
    const edges = synchronousEdges(columnsOf(told), HOUR_MS);
    expect(Array.from(edges.kind)).toEqual([1, 4]);
    expect(Array.from(edges.column)).toEqual([0, 1]);
  });

  it.each([
    ["no events", []],
    ["views only", honestDay(seeded(4), 9, 9, 9, 99).map((event) => ({ ...event, type: "view" }))],
  ])("%s: no edges", (_, told) => {
    expect(synchronousEdges(columnsOf(told), HOUR_MS).row).toHaveLength(0);
  });

  it("takes everything in one millisecond", () => {
    const told = honestDay(seeded(5), 30, 9, 9, 99).map((event) => ({ ...event, atMs: START_MS }));
    const edges = synchronousEdges(columnsOf(told), HOUR_MS);
    for (const weight of edges.weight) expect(weight).toBe(0);
    for (const stretch of edges.stretch) expect(stretch).toBeLessThan(STRETCHES);
  });
});
