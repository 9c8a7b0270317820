import { describe, expect, it } from "vitest";
import type { World, WorldEvent } from "../worlds/world.ts";
import { eventBounds, recallAt } from "./event-bounds.ts";

describe("recallAt", () => {
  it.each([
    ["all that is pure enough", [{ events: 10, bought: 10 }], 1],
    ["none where nothing is", [{ events: 10, bought: 5 }], 0],
    // 90 of 100 may be right: the pure cell carries ten times as many of the other's.
    [
      "a pure cell carries part of a mixed one",
      [
        { events: 9, bought: 9 },
        { events: 10, bought: 8 },
      ],
      (9 + 7.2) / 17,
    ],
    [
      "in whatever order",
      [
        { events: 4, bought: 0 },
        { events: 9, bought: 9 },
      ],
      1,
    ],
    ["nothing bought", [{ events: 4, bought: 0 }], 0],
  ] as const)("%s", (_, cells, expected) => {
    expect(recallAt(cells)).toBeCloseTo(expected, 6);
  });
});

/** Thirty targets with `honest` likes each; six get `lot` more, all from one pool or from accounts of one like each. */
function worldOf(honest: number, lot: number, again: boolean): World {
  const events: WorldEvent[] = [];
  const bought: number[] = [];
  const like = (actor: string, target: number): void => {
    const about = { type: "like", targetKind: "video", target: `v${target}`, owner: `o${target}` };
    events.push({ ...about, atMs: events.length, actor });
  };
  for (let target = 0; target < 30; target++)
    for (let i = 0; i < honest; i++) like(`u${target}-${i}`, target);
  for (let target = 0; target < 6; target++)
    for (let i = 0; i < lot; i++) {
      bought.push(events.length);
      like(again ? `h${i}` : `h${target}-${i}`, target);
    }
  const targets = Array.from({ length: 6 }, (_, target) => `video/v${target}`);
  const pool = { name: "pool", actors: [], bought: Int32Array.from(bought), targets };
  return { name: "made", events, honest: [], pools: [pool] };
}

describe("eventBounds", () => {
  it("is all where lots drown the audience, by numbers alone", () => {
    expect(eventBounds(worldOf(2, 60, false), { lot: [60, 60] })).toMatchObject({
      counts: 1,
      targetsKnown: 1,
    });
  });

  it("is nothing where they drown in it, unless accounts come again", () => {
    const once = eventBounds(worldOf(40, 10, false), { lot: [10, 10] });
    expect(once).toMatchObject({ counts: 0, targetsKnown: 0, meetingsKnown: 0, purity: 0.2 });
    expect(eventBounds(worldOf(40, 10, true), { lot: [10, 10] }).meetingsKnown).toBe(1);
  });

  it("knows more, the more it is told", () => {
    for (const again of [false, true]) {
      const { counts, targetsKnown, meetingsKnown } = eventBounds(worldOf(3, 20, again), { lot: [20, 20] });
      expect(targetsKnown).toBeGreaterThanOrEqual(counts);
      expect(meetingsKnown).toBeGreaterThanOrEqual(targetsKnown);
    }
  });
});
