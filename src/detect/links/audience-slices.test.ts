import { describe, expect, it, test } from "vitest";
import { columnsOf, START_MS, seeded, type Told } from "../columns/fixture-columns.ts";
import { ACTOR_SLICES_MAX, type AudienceSlices, sliceAudiences, timeOrder } from "./audience-slices.ts";

function audience(size: number, target = "v", type = "like"): Told[] {
  return Array.from({ length: size }, (_, i) => ({
    actor: `a${i}`,
    target,
    owner: `o-${target}`,
    atMs: START_MS + i,
    type,
  }));
}

function actsOf(told: readonly Told[]): AudienceSlices {
  const columns = columnsOf(told);
  return sliceAudiences(columns, "acts", timeOrder(columns));
}

/** Each audience slice's actors' names' numbers, for `audience`: [first, last]. */
function spans(slices: AudienceSlices): number[][] {
  return Array.from({ length: slices.count }, (_, t) => [
    slices.actor[slices.start[t]!]!,
    slices.actor[slices.start[t + 1]! - 1]!,
  ]);
}

describe("buildTokens", () => {
  test.each([
    ["too few for a token", 3, []],
    ["the fewest", 4, [[0, 3]]],
    ["one short of bursts", 95, [[0, 94]]],
    [
      "the fewest with bursts",
      96,
      [
        [0, 95],
        [0, 63],
        [32, 95],
      ],
    ],
    [
      "a burst that is not whole",
      100,
      [
        [0, 99],
        [0, 63],
        [32, 95],
        [64, 99],
      ],
    ],
  ])("cuts an audience of acts: %s", (_, size, expected) => {
    expect(spans(actsOf(audience(size)))).toEqual(expected);
  });

  test.each([
    [512, [[0, 511]]],
    [
      513,
      [
        [0, 511],
        [256, 512],
      ],
    ],
    [
      769,
      [
        [0, 511],
        [256, 767],
        [512, 768],
      ],
    ],
  ])("cuts an audience of %d views in runs that overlap by half, and in no bursts", (size, expected) => {
    const columns = columnsOf(audience(size, "v", "view"));
    expect(spans(sliceAudiences(columns, "views", timeOrder(columns)))).toEqual(expected);
  });

  it("takes each actor's first act of a kind on a target, in order of time, as sorted one by one", () => {
    const random = seeded(5);
    const told: Told[] = Array.from({ length: 3000 }, () => ({
      actor: `a${Math.floor(60 * random())}`,
      target: `v${Math.floor(30 * random())}`,
      atMs: START_MS + Math.floor(1e6 * random()),
      type: ["like", "share", "view", "unlike"][Math.floor(4 * random())]!,
    }));
    const columns = columnsOf(told);
    const order = timeOrder(columns);
    const leftOut = new Uint8Array(columns.actorCount);
    leftOut[columns.actor[7]!] = 1;
    const slices = sliceAudiences(columns, "acts", order, leftOut);
    const rows = new Map<string, number[]>();
    for (const event of [...columns.sequence].sort((x, y) => told[x]!.atMs - told[y]!.atMs || x - y)) {
      const { actor, target, type } = told[event]!;
      if (type === "view" || type === "unlike" || actor === told[7]!.actor) continue;
      const row = rows.get(`${target} ${type}`) ?? [];
      rows.set(`${target} ${type}`, row);
      if (!row.some((other) => told[other]!.actor === actor)) row.push(event);
    }
    const fast = Array.from({ length: slices.count }, (_, t) =>
      slices.event.subarray(slices.start[t]!, slices.start[t + 1]!).join(" "),
    );
    const slow = [...rows.values()].filter((row) => row.length >= 4).map((row) => row.join(" "));
    expect(fast.sort()).toEqual(slow.sort());
    expect(fast.length).toBeGreaterThan(40);
    expect([...slices.actor]).toEqual(Array.from(slices.event, (event) => columns.actor[event]));
  });

  test.each([
    [2, 0],
    [3, 1],
  ])("takes %d views again and again as %d audience", (times, count) => {
    const columns = columnsOf(Array.from({ length: times }, () => audience(6, "v", "view")).flat());
    expect(sliceAudiences(columns, "repeats", timeOrder(columns)).count).toBe(count);
  });

  test.each([ACTOR_SLICES_MAX, ACTOR_SLICES_MAX + 1, ACTOR_SLICES_MAX + 40])(
    "keeps those of the smallest audiences of an actor with %d slices, ascending",
    (targets) => {
      // Target t has 4 to 9 actors, the first four in all of them; those of "w" are in one.
      const told = Array.from({ length: targets }, (_, t) => audience(4 + (t % 6), `v${t}`)).flat();
      const slices = actsOf([
        ...told,
        ...audience(4, "w").map((event) => ({ ...event, actor: `b${event.actor}` })),
      ]);
      const sizeOf = (t: number): number => slices.start[t + 1]! - slices.start[t]!;
      for (let a = 0; a + 1 < slices.actorStart.length; a++) {
        const all: number[] = [];
        for (let i = 0; i < slices.actor.length; i++) {
          if (slices.actor[i] !== a) continue;
          all.push(slices.start.findIndex((from) => from > i) - 1);
        }
        const kept = all.sort((x, y) => sizeOf(x) - sizeOf(y) || x - y).slice(0, ACTOR_SLICES_MAX);
        expect([...slices.slice.subarray(slices.actorStart[a]!, slices.actorStart[a + 1]!)]).toEqual(
          kept.sort((x, y) => x - y),
        );
      }
      expect(slices.actorStart.at(-1)).toBe(slices.slice.length);
    },
  );
});
