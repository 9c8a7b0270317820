import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "../../nouns/durations.ts";
import { columnsOf, seeded, type Told } from "../columns/fixture-columns.ts";
import { createEngagementGraph } from "./engagement-graph.ts";
import type { JudgedGroup } from "./group-life.ts";
import { sessionContext } from "./session-context.ts";

const START_MS = Date.UTC(2026, 10, 1);

/** A waking hour: 08:00 to midnight UTC. */
const awake = (random: () => number): number => (8 + 16 * random()) * HOUR_MS;

/** People of one time zone who like what they please; `opens`: part of the likes with a view before. */
function people(opens: number): Told[] {
  const random = seeded(1);
  return Array.from({ length: 4000 }, (_, i) => {
    const atMs = START_MS + Math.floor(8 * random()) * DAY_MS + awake(random);
    const act = { actor: `u${i % 500}`, target: `v${Math.floor(60 * random())}`, atMs };
    const view = { ...act, type: "view", atMs: atMs - 5_000 };
    return random() < opens ? [view, { ...act, type: "like" }] : [{ ...act, type: "like" }];
  }).flat();
}

/** Forty hands at six of the same targets, a day each; `hourOf`: offset in the day. */
function hands(hourOf: (random: () => number) => number, opens = 0): Told[] {
  const random = seeded(2);
  const told: Told[] = [];
  for (let order = 0; order < 6; order++)
    for (let hand = 0; hand < 40; hand++) {
      const atMs = START_MS + order * DAY_MS + hourOf(random);
      const act = { actor: `h${hand}`, target: `v${order}`, atMs };
      if (random() < opens) told.push({ ...act, type: "view", atMs: atMs - 4_000 });
      told.push({ ...act, type: "like" });
    }
  return told;
}

function contextOf(told: readonly Told[]) {
  const inOrder = [...told].sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
  const names = {
    actors: [...new Set(inOrder.map((t) => t.actor))],
    targets: [...new Set(inOrder.map((t) => t.target ?? ""))],
  };
  const code = (list: readonly string[], fits: (name: string) => boolean): Set<number> =>
    new Set(list.flatMap((name, i) => (fits(name) ? [i] : [])));
  const group: JudgedGroup = {
    members: code(names.actors, (name) => name.startsWith("h")),
    targets: code(names.targets, (name) => /^v[0-5]$/.test(name)),
    owners: new Set(),
    ownersKnown: 0,
  };
  return sessionContext(createEngagementGraph(columnsOf(inOrder)), group);
}

describe("sessionContext", () => {
  it("says how many acts came after a view, and what is usual", () => {
    const { opened, openedUsual } = contextOf([...people(0.9), ...hands(awake)]);
    expect(opened).toBe(0);
    expect(openedUsual).toBeGreaterThan(0.8);
    expect(contextOf([...people(0.9), ...hands(awake, 1)]).opened).toBe(1);
  });

  it("holds follows against follows: nobody opens an account before", () => {
    const follows = people(0).map((t, i) => ({ ...t, actor: `f${i % 300}`, type: "follow" }));
    const pool = hands(awake).map((t) => ({ ...t, type: "follow" }));
    expect(contextOf([...people(0.9), ...follows, ...pool]).openedUsual).toBe(0);
  });

  it("does not say it of a file without views", () => {
    expect(contextOf([...people(0), ...hands(awake)])).toMatchObject({ opened: null, openedUsual: null });
  });

  it("sees hands that never sleep, and those who sleep", () => {
    const never = contextOf([...people(0), ...hands((random) => 24 * random() * HOUR_MS)]);
    expect(never.quietUsual).toBeLessThan(0.05);
    expect(never.quiet).toBeGreaterThan(0.15);
    expect(contextOf([...people(0), ...hands(awake)]).quiet).toBeLessThan(0.02);
  });

  it("does not say it of a delivery of an hour, nor where nobody sleeps", () => {
    const quick = (random: () => number): number => (3 + random()) * HOUR_MS;
    expect(contextOf([...people(0), ...hands(quick)]).quiet).toBeNull();
    const random = seeded(3);
    const sleepless = people(0).map((t) => ({ ...t, atMs: START_MS + 8 * random() * DAY_MS }));
    const flat = contextOf([...sleepless, ...hands((r) => 24 * r() * HOUR_MS)]);
    expect(flat).toMatchObject({ quiet: null, quietUsual: null });
  });
});
