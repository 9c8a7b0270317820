import { describe, expect, it } from "vitest";
import { type Arrivals, findFixedOrders } from "./fixed-order.ts";

/**
 * `hands` in order on each of `targets`, `gapMs` apart, targets `apartMs` apart; `crowd` others
 * around each, once each.
 */
function ordered(hands: number, targets: number, gapMs = 1000, apartMs = 86_400_000, crowd = 40): Arrivals {
  const rows: { actor: number; target: number; atMs: number }[] = [];
  let next = 1000;
  for (let target = 0; target < targets; target++) {
    for (let hand = 0; hand < hands; hand++)
      rows.push({ actor: hand, target, atMs: target * apartMs + hand * gapMs });
    for (let i = 0; i < crowd; i++)
      rows.push({ actor: next++, target, atMs: target * apartMs + 30_000 * (i + 1) });
  }
  rows.sort((a, b) => a.target - b.target || a.atMs - b.atMs);
  return {
    actor: Int32Array.from(rows, ({ actor }) => actor),
    target: Int32Array.from(rows, ({ target }) => target),
    atMs: Float64Array.from(rows, ({ atMs }) => atMs),
  };
}

const sizes = (arrivals: Arrivals): number[] =>
  findFixedOrders(arrivals, 100_000).map(({ actors }) => actors.length);

describe("findFixedOrders", () => {
  it.each([
    ["five hands on ten targets", ordered(5, 10), [5]],
    ["four hands: below a group", ordered(4, 10), []],
    ["eighteen hands", ordered(18, 8), [18]],
    ["three targets: below the limit", ordered(18, 3), []],
    ["followers at the limit of ten seconds; the ends have one neighbour only", ordered(7, 12, 10_000), [5]],
    ["followers past it", ordered(7, 12, 10_001), []],
    ["equal times", ordered(18, 8, 0), []],
    ["one sweep over few targets: like speed explains it", ordered(18, 6, 1000, 60_000), []],
    ["one sweep over many", ordered(18, 40, 1000, 60_000), [18]],
    ["nobody", ordered(0, 0), []],
  ])("%s", (_, arrivals, expected) => {
    expect(sizes(arrivals)).toEqual(expected);
  });

  it("tells the order of names", () => {
    expect(findFixedOrders(ordered(12, 10), 100_000)[0]!.actors).toEqual(
      Array.from({ length: 12 }, (_, i) => i),
    );
  });

  it("says nothing where most of a large file stands in one order: whoever wrote it ordered it", () => {
    expect(sizes(ordered(199, 8, 1000, 86_400_000, 0))).toEqual([199]);
    expect(sizes(ordered(200, 8, 1000, 86_400_000, 0))).toEqual([]);
  });
});
