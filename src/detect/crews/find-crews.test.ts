import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../nouns/durations.ts";
import { columnsOf, seeded, type Told } from "../columns/fixture-columns.ts";
import { keyHex } from "../columns/key-hex.ts";
import { createEngagementGraph } from "../judge/engagement-graph.ts";
import { describeCrews } from "./describe-crews.ts";
import { findCrews } from "./find-crews.ts";

const START_MS = Date.UTC(2026, 10, 1);
const TASTES = 20;
const THINGS = 80;

/** Acts of one person: mostly things of its taste, the better liked the likelier. */
function likings(random: () => number, actor: string, taste: number, count: number): Told[] {
  return Array.from({ length: count }, () => {
    const own = random() < 0.7 ? taste : Math.floor(TASTES * random());
    const thing = `v${own}-${Math.floor(THINGS * random() ** 2)}`;
    return {
      actor,
      target: thing,
      owner: `o${thing}`,
      atMs: START_MS + 9 * random() * DAY_MS,
      device: `d${actor}`,
    };
  });
}

/** People of twenty tastes, who do 14 acts each. */
function people(seed: number, count: number): Told[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, who) => likings(random, `u${who}`, who % TASTES, 14)).flat();
}

interface Seller {
  readonly hands: number;
  readonly orders: number;
  readonly density: number;
  readonly cover: number;
  /** Accounts of one phone. */
  readonly onPhone?: number;
  readonly customers?: number;
}

/** Hands told off by lot, over three days an order, with cover by taste; things that a few people like besides. */
function sold(
  seed: number,
  { hands, orders, density, cover, onPhone = 1, customers = orders }: Seller,
): Told[] {
  const random = seeded(seed);
  const told: Told[] = [];
  const pools = customers < orders ? customers : 1;
  for (let order = 0; order < orders; order++) {
    const target = `bought${order}`;
    const owner = `buyer${order % customers}`;
    const startMs = START_MS + 5 * random() * DAY_MS;
    const at = () => startMs + 3 * random() * DAY_MS;
    for (let fan = 0; fan < 6; fan++)
      told.push({
        actor: `u${Math.floor(1500 * random())}`,
        target,
        owner,
        atMs: at(),
        device: `f${order}-${fan}`,
      });
    for (let hand = order % pools; hand < hands; hand += pools) {
      if (random() >= density) continue;
      const device = `p${hand % pools}-${Math.floor(hand / pools / onPhone)}`;
      told.push({ actor: `h${hand}`, target, owner, atMs: at(), device });
      for (const one of likings(random, `h${hand}`, hand % TASTES, cover)) told.push({ ...one, device });
    }
  }
  return told;
}

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
