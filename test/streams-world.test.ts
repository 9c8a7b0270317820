import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { makeStreams, type StreamsOptions } from "../evaluate/worlds/streams/streams.ts";
import { DAY, START } from "../evaluate/worlds/streams/time.ts";
import type { World } from "../evaluate/worlds/world.ts";

const SMALL = { seed: 5, people: 400, days: 3 } as const;
const PEOPLE = 5_000;
const small = makeStreams(SMALL);
const full = makeStreams({ seed: 11, people: PEOPLE, days: 3 });

function make(more: Partial<StreamsOptions>): World {
  return makeStreams({ ...SMALL, ...more });
}

function digest({ events, honest, pools }: World): string {
  const told = pools.map((pool) => [pool.name, pool.actors, pool.targets, Array.from(pool.bought)]);
  const hash = createHash("sha256").update(JSON.stringify([honest, told]));
  for (const event of events) hash.update(Object.values(event).join("|"));
  return hash.digest("hex");
}

function actorsOf(world: World, kind: string): Set<string> {
  return new Set(world.honest.filter((group) => group.kind === kind).flatMap(({ actors }) => actors));
}

const rise = (times: readonly number[]): boolean =>
  times.every((at, place) => place === 0 || times[place - 1]! <= at);

describe("the world of live rooms and series", () => {
  test("is the same for the same seed, and another for another", () => {
    expect(digest(make({}))).toBe(digest(small));
    expect(digest(make({ seed: 6 }))).not.toBe(digest(small));
  });

  test("tells its events in order of the written time; only odd clients write others' days", () => {
    expect(rise(full.events.map(({ atMs }) => atMs))).toBe(true);
    expect(full.events.every(({ atMs }) => Number.isInteger(atMs))).toBe(true);
    const odd = new Set([...actorsOf(full, "wrong clock"), ...actorsOf(full, "late batches")]);
    const outside = full.events.filter(({ atMs }) => atMs < START || atMs >= START + 3 * DAY);
    expect(outside.length).toBeGreaterThan(0);
    expect(outside.every(({ actor }) => odd.has(actor))).toBe(true);
  });

  test("gives everybody acts, none before the account was there, and no work two likes of one", () => {
    expect(new Set(full.events.map(({ actor }) => actor)).size).toBe(PEOPLE);
    const odd = actorsOf(full, "wrong clock");
    const early = full.events.filter(({ atMs, registeredAtMs }) => atMs < registeredAtMs!);
    expect(early.every(({ actor }) => odd.has(actor))).toBe(true);
    const likes = full.events.filter(({ type, targetKind }) => type === "like" && targetKind === "video");
    expect(new Set(likes.map(({ actor, target }) => `${actor} ${target}`)).size).toBe(likes.length);
  });

  test("is silent for three hours, and then bursts", () => {
    const odd = new Set([...actorsOf(full, "wrong clock"), ...actorsOf(full, "late batches")]);
    const written = full.events.filter(({ actor }) => !odd.has(actor)).map(({ atMs }) => atMs);
    const from = START + DAY + 15.2 * 3_600_000;
    const within = (a: number, b: number): number =>
      written.filter((at) => at >= from + a * 60_000 && at < from + b * 60_000).length;
    expect(within(0, 180)).toBe(0);
    expect(within(180, 182)).toBeGreaterThan(3 * within(-2, 0));
  });

  test("has a third to half of the people in groups, none of more than a twelfth", () => {
    const part = new Set(full.honest.flatMap(({ actors }) => actors)).size / PEOPLE;
    expect(part).toBeGreaterThan(1 / 3);
    expect(part).toBeLessThan(1 / 2);
    const kinds = [...new Set(full.honest.map(({ kind }) => kind))];
    expect(kinds.length).toBeGreaterThanOrEqual(23);
    for (const kind of kinds) {
      const people = actorsOf(full, kind).size;
      expect(people, kind).toBeGreaterThan(15);
      expect(people / PEOPLE, kind).toBeLessThan(1 / 12);
    }
  });

  test("lets no id tell a kind: the ids of a kind are spread over all", () => {
    const ids = [...new Set(full.events.map(({ actor }) => actor))].sort();
    expect(ids.every((id) => /^\d{10}$/.test(id))).toBe(true);
    const ranks = new Map(ids.map((id, rank) => [id, (rank + 0.5) / ids.length]));
    for (const kind of new Set(full.honest.map((group) => group.kind))) {
      const own = [...actorsOf(full, kind)].map((id) => ranks.get(id)!);
      const mean = own.reduce((sum, rank) => sum + rank, 0) / own.length;
      // Uniform ranks have a variance of 1/12; five deviations are beyond chance.
      expect(Math.abs(mean - 0.5), kind).toBeLessThan(5 / Math.sqrt(12 * own.length));
    }
    const works = full.events.filter(({ targetKind }) => targetKind !== "account");
    expect(works.every(({ target }) => /^\d{13}$/.test(target))).toBe(true);
  });
});

describe("hands for hire, by switch", () => {
  const sold = make({ trades: ["pool", "warmers", "seller"] });

  test("leave every honest event and group as it was", () => {
    const hands = new Set(sold.pools.flatMap(({ actors }) => actors));
    expect(hands.size).toBe(410);
    expect(new Set(sold.events.map(({ actor }) => actor)).size).toBe(SMALL.people + 410);
    const rest = { ...sold, pools: [], events: sold.events.filter(({ actor }) => !hands.has(actor)) };
    expect(digest(rest)).toBe(digest(small));
  });

  test("bought acts are done by hands, within a day of one another, for unrelated owners", () => {
    for (const { name, actors, bought, targets } of sold.pools) {
      const hands = new Set(actors);
      const events = Array.from(bought, (place) => sold.events[place]!);
      expect(events.every(({ actor }) => hands.has(actor))).toBe(true);
      const orders = Map.groupBy(events, ({ targetKind, target }) => `${targetKind}/${target}`);
      expect([...orders.keys()].sort(), name).toEqual([...targets].sort());
      const owners = [...orders.values()].map((order) => order[0]!.owner);
      expect(new Set(owners).size).toBe(owners.length);
      for (const order of orders.values()) {
        expect(order[order.length - 1]!.atMs - order[0]!.atMs).toBeLessThan(DAY);
      }
    }
  });
});
