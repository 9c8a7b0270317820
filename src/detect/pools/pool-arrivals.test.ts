import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../../nouns/durations.ts";
import { PoolArrivals } from "./pool-arrivals.ts";

/** Members 1, 2, … come one after the other; how often a look is asked for. */
function asked(arrivals: PoolArrivals, members: number, target = 7): number {
  let looks = 0;
  for (let i = 1; i <= members; i++) if (arrivals.note(target, 1, i, i, 4)) looks++;
  return looks;
}

describe("PoolArrivals", () => {
  it("asks for a look with the fourth member and each newcomer", () => {
    expect(asked(new PoolArrivals(), 3)).toBe(0);
    expect(asked(new PoolArrivals(), 4)).toBe(1);
    expect(asked(new PoolArrivals(), 10)).toBe(7);
  });
  it("does not count one who comes again, nor others' targets", () => {
    const arrivals = new PoolArrivals();
    for (let i = 0; i < 100; i++) expect(arrivals.note(7, 1, 1 + (i % 3), i, 4)).toBe(false);
    expect(arrivals.note(8, 1, 4, 100, 4)).toBe(false);
    expect(arrivals.note(7, 1, 4, 100, 4)).toBe(true);
  });
  it("asks seldom where a whole pool comes to a viral target: 29 times, then at each doubling", () => {
    expect(asked(new PoolArrivals(), 32)).toBe(29);
    expect(asked(new PoolArrivals(), 100_000)).toBe(29 + 11);
  });
  it("begins anew after an hour without any, and not before", () => {
    for (const [pauseMs, looks] of [
      [HOUR_MS, true],
      [HOUR_MS + 1, false],
    ] as const) {
      const arrivals = new PoolArrivals();
      for (let i = 1; i <= 3; i++) arrivals.note(7, 1, i, 0, 4);
      expect(arrivals.note(7, 1, 4, pauseMs, 4)).toBe(looks);
    }
  });
  it("holds twice its limit of targets at most", () => {
    const arrivals = new PoolArrivals(100);
    for (let target = 1; target <= 10_000; target++) asked(arrivals, 2, target);
    expect(arrivals.bytes).toBeLessThan(40_000);
    expect(asked(arrivals, 4, 9_999)).toBeGreaterThan(0);
  });
});
