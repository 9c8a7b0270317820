import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../nouns/durations.ts";
import { columnsOf, seeded, type Told } from "../columns/fixture-columns.ts";
import { keyHex } from "../columns/key-hex.ts";
import { createEngagementGraph } from "../judge/engagement-graph.ts";
import { describeCrews } from "./describe-crews.ts";
import { findCrews } from "./find-crews.ts";
import { community, likings, people, type Seller, START_MS, sold } from "./fixture-crews.ts";

function told(events: readonly Told[]) {
  const columns = columnsOf(events);
  const graph = createEngagementGraph(columns);
  const names = new Map(events.map(({ actor }) => [actor, actor]));
  const byKey = new Map<string, string>();
  events.forEach(({ actor }, i) => {
    byKey.set(keyHex(columns.actorKeys, columns.actor[i]!), names.get(actor)!);
  });
  return describeCrews(columns, graph, findCrews(columns, graph), 0.5).map(({ members, targets }) => ({
    members: members.map(({ key }) => byKey.get(key)!),
    targets: targets.length,
  }));
}

describe("findCrews", () => {
  it.each<readonly [string, Seller]>([
    [
      "a tenth to a fifth of a pool each, with much cover",
      { hands: 200, orders: 30, density: 0.2, cover: 8 },
    ],
    ["hands that do as much as all people together", { hands: 300, orders: 30, density: 0.25, cover: 12 }],
    ["small lots from racks", { hands: 300, orders: 30, density: 0.06, cover: 4, onPhone: 6 }],
    [
      "each customer's own hands on racks",
      { hands: 600, orders: 40, density: 0.6, cover: 4, onPhone: 6, customers: 10 },
    ],
  ])("tells hands from people: %s", (_, seller) => {
    const bought = sold(5, seller);
    const hands = new Set(bought.map(({ actor }) => actor).filter((actor) => actor.startsWith("h")));
    const [crew, ...more] = told([...people(1, 1500), ...bought]);
    expect(more).toHaveLength(0);
    const right = crew!.members.filter((actor) => hands.has(actor)).length;
    expect(right / crew!.members.length).toBeGreaterThan(0.99);
    expect(right / hands.size).toBeGreaterThan(0.85);
    expect(crew!.targets).toBe(seller.orders);
  });

  it("tells hands beside a community that fills whatever ranks by company", () => {
    const bought = sold(5, { hands: 200, orders: 30, density: 0.2, cover: 8 });
    const [crew, ...more] = told([...people(1, 1500), ...community(7), ...bought]);
    expect(more).toHaveLength(0);
    expect(crew!.members.every((actor) => actor.startsWith("h"))).toBe(true);
    expect(crew!.members.length).toBeGreaterThan(170);
  });

  it("tells nothing of people of many tastes, nor of a school that has tablets for all", () => {
    const random = seeded(9);
    const pupils = Array.from({ length: 120 }, (_, who) =>
      likings(random, `pupil${who}`, 3, 14).map((one) => ({ ...one, device: `tablet${who % 20}` })),
    );
    const lessons = pupils.flatMap((_, who) =>
      Array.from({ length: 6 }, (_, lesson) => ({
        actor: `pupil${who}`,
        target: `lesson${lesson}`,
        owner: "teacher",
        atMs: START_MS + (lesson + 0.4 + 0.01 * random()) * DAY_MS,
        device: `tablet${who % 20}`,
      })),
    );
    expect(told([...people(1, 1500), ...pupils.flat(), ...lessons])).toEqual([]);
  });
});
