import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { DAY, START } from "../evaluate/worlds/ordinary/clock.ts";
import { makeOrdinary, type OrdinaryOptions } from "../evaluate/worlds/ordinary/ordinary.ts";
import type { World } from "../evaluate/worlds/world.ts";

const SMALL = { seed: 5, people: 400, days: 3 } as const;
const small = makeOrdinary(SMALL);
const full = makeOrdinary({ seed: 11, people: 5_000, days: 3 });

function digest({ events, honest, pools }: World): string {
  const told = pools.map((pool) => [pool.name, pool.actors, pool.targets, Array.from(pool.bought)]);
  return createHash("sha256")
    .update(JSON.stringify([events, honest, told]))
    .digest("hex");
}

function make(more: Partial<OrdinaryOptions>): World {
  return makeOrdinary({ ...SMALL, ...more });
}

describe("the world of ordinary life", () => {
  test("is the same for the same seed, and another for another", () => {
    expect(digest(make({}))).toBe(digest(small));
    expect(digest(make({ seed: 6 }))).not.toBe(digest(small));
  });

  test("tells its events in order of time, within its days", () => {
    const times = full.events.map(({ atMs }) => atMs);
    expect(times.every((at, place) => place === 0 || times[place - 1]! <= at)).toBe(true);
    expect(times[0]).toBeGreaterThanOrEqual(START);
    expect(times[times.length - 1]).toBeLessThan(START + 3 * DAY);
    expect(times.every(Number.isInteger)).toBe(true);
  });

  test("gives everybody acts, and nobody two likes of one work", () => {
    expect(new Set(full.events.map(({ actor }) => actor)).size).toBe(5_000);
    const likes = full.events.filter(({ type }) => type === "like");
    expect(new Set(likes.map(({ actor, target }) => `${actor} ${target}`)).size).toBe(likes.length);
  });

  test("has a third to half of the people in groups of more than thirty kinds", () => {
    const part = new Set(full.honest.flatMap(({ actors }) => actors)).size / 5_000;
    expect(part).toBeGreaterThan(1 / 3);
    expect(part).toBeLessThan(1 / 2);
    const kinds = Map.groupBy(full.honest, ({ kind }) => kind);
    expect(kinds.size).toBeGreaterThan(30);
    for (const [kind, groups] of kinds) {
      const people = new Set(groups.flatMap(({ actors }) => actors)).size;
      expect(people, kind).toBeGreaterThan(15);
      expect(people / 5_000, kind).toBeLessThan(0.08);
    }
  });

  test("lets no id tell a kind: the ids of a kind are spread over all", () => {
    const ids = [...new Set(full.events.map(({ actor }) => actor))].sort();
    expect(ids.every((id) => /^\d{9}$/.test(id))).toBe(true);
    const ranks = new Map(ids.map((id, rank) => [id, (rank + 0.5) / ids.length]));
    for (const [kind, groups] of Map.groupBy(full.honest, (group) => group.kind)) {
      const own = [...new Set(groups.flatMap(({ actors }) => actors))].map((id) => ranks.get(id)!);
      const mean = own.reduce((sum, rank) => sum + rank, 0) / own.length;
      // Uniform ranks have a variance of 1/12; five deviations are beyond chance.
      expect(Math.abs(mean - 0.5), kind).toBeLessThan(5 / Math.sqrt(12 * own.length));
    }
    const works = full.events.filter(({ targetKind }) => targetKind !== "account");
    expect(works.every(({ target }) => /^\d{12}$/.test(target))).toBe(true);
  });
});

describe("sellers, by switch", () => {
  const sold = make({ trades: ["pool", "seller"] });

  test("leave every honest event and group as it was", () => {
    const hands = new Set(sold.pools.flatMap(({ actors }) => actors));
    expect(hands.size).toBe(260);
    const rest = sold.events.filter(({ actor }) => !hands.has(actor));
    expect(JSON.stringify(rest)).toBe(JSON.stringify(small.events));
    expect(sold.honest).toEqual(small.honest);
  });

  test("bought acts are done by hands, within a day of one another, for unrelated owners", () => {
    for (const { actors, bought, targets } of sold.pools) {
      const hands = new Set(actors);
      const events = Array.from(bought, (place) => sold.events[place]!);
      expect(events.every(({ actor }) => hands.has(actor))).toBe(true);
      const orders = Map.groupBy(events, ({ targetKind, target }) => `${targetKind}/${target}`);
      expect([...orders.keys()].sort()).toEqual([...targets].sort());
      const owners = [...orders.values()].map((order) => order[0]!.owner);
      expect(new Set(owners).size).toBe(owners.length);
      for (const order of orders.values()) {
        expect(order[order.length - 1]!.atMs - order[0]!.atMs).toBeLessThan(DAY + 600_000);
      }
      const acts = sold.events.filter(({ actor }) => hands.has(actor)).length;
      expect(acts).toBeGreaterThan(3 * bought.length);
    }
  });
});
