import { describe, expect, it } from "vitest";
import { seeded } from "../columns/fixture-columns.ts";
import { drawnFrom, joinSamePeople } from "./same-people.ts";

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe("drawnFrom", () => {
  it("tells the size of a pool from its orders, whatever part works at a time", () => {
    const random = seeded(1);
    for (const density of [0.15, 0.4, 0.8]) {
      const served = new Array<number>(400).fill(0);
      const there = range(0, 12).map(() => {
        let own = 0;
        for (let a = 0; a < 400; a++) {
          if (random() >= density) continue;
          served[a]!++;
          own++;
        }
        return own;
      });
      expect(drawnFrom(there, served)).toBeGreaterThan(350);
      expect(drawnFrom(there, served)).toBeLessThan(450);
    }
  });

  it("is without bound where nobody came twice, or there is one order", () => {
    expect(drawnFrom([10, 10], new Array<number>(20).fill(1))).toBe(Number.POSITIVE_INFINITY);
    expect(drawnFrom([10], new Array<number>(10).fill(1))).toBe(Number.POSITIVE_INFINITY);
    expect(drawnFrom([], [])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("joinSamePeople", () => {
  it("joins halves of one pool, and leaves strangers apart", () => {
    const groups = [
      { actors: range(0, 100), drawnFrom: 140 },
      { actors: range(50, 150), drawnFrom: 150 },
      { actors: range(500, 600), drawnFrom: 100 },
    ];
    expect(joinSamePeople(groups)).toEqual([[0, 1], [2]]);
  });

  it.each([
    [34, [[0], [1]]],
    [35, [[0, 1]]],
  ])("joins at %i of 100 shared", (shared, expected) => {
    const groups = [
      { actors: range(0, 100), drawnFrom: 500 },
      { actors: range(100 - shared, 200 - shared), drawnFrom: 500 },
    ];
    expect(joinSamePeople(groups)).toEqual(expected);
  });

  it("makes no chain of pools over what they all like for cover", () => {
    const pools = range(0, 6).map((p) => ({ actors: range(p * 100, p * 100 + 100), drawnFrom: 100 }));
    const cover = { actors: range(0, 600).filter((a) => a % 2 === 0), drawnFrom: 600 };
    const single = { actors: range(0, 600).filter((a) => a % 3 === 0), drawnFrom: Number.POSITIVE_INFINITY };
    for (const groups of [
      [...pools, cover],
      [cover, ...pools],
      [single, ...pools],
    ]) {
      const together = joinSamePeople(groups).filter((list) => list.length > 1);
      const joined = together.flatMap((list) => list.filter((g) => groups[g]!.drawnFrom === 100));
      expect(joined.length).toBeLessThanOrEqual(1);
    }
  });

  it("knows none of none", () => {
    expect(joinSamePeople([])).toEqual([]);
    expect(joinSamePeople([{ actors: [], drawnFrom: 1 }])).toEqual([[0]]);
  });
});
