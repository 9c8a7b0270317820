/**
 * Two sellers of likes, by switch: a pool of two hundred that serves thirty customers, and a small
 * seller with sixty accounts and twelve orders. Their accounts live like other people besides, and
 * look at what everybody looks at before and after a job. The honest world stays as it was.
 */

import type { Pool } from "../world.ts";
import { type Feeds, feedsOf, type Work } from "./catalogue.ts";
import type { Chance } from "./chance.ts";
import { DAY, dayOf, HOUR, hourOf, moment, SECOND, START } from "./clock.ts";
import type { Deed } from "./log.ts";
import { makeStranger, type Person } from "./people.ts";
import { chanceOf, type Scene } from "./scene.ts";
import { remark } from "./words.ts";

export interface Trade {
  readonly name: string;
  readonly hands: number;
  readonly orders: number;
  /** Days over which the orders come in. */
  readonly days: number;
  /** Acts of an order: round numbers, as shops sell them. */
  readonly lots: readonly number[];
}

export const TRADES = {
  pool: { name: "pool of 200", hands: 200, orders: 30, days: 30, lots: [50, 80, 100, 120] },
  seller: { name: "small seller", hands: 60, orders: 12, days: 10, lots: [20, 30, 40] },
} as const satisfies Record<string, Trade>;

/** An order is delivered within so long. */
const WITHIN_MS = 24 * HOUR;
/** Chance that a hand opens the work before the act that was paid for. */
const OPENS = 0.75;
const DEEDS: readonly Deed[] = ["like", "like", "like", "like", "like", "follow", "favorite", "comment"];

export interface Delivery {
  readonly pool: Omit<Pool, "bought">;
  /** Numbers of the acts in the log that were paid for. */
  readonly acts: ReadonlySet<number>;
}

/** Accounts for the seller: some registered in batches, some bought from their first owners. */
export function hireHands(scene: Scene, chance: Chance, trade: Trade, towns: number): Person[] {
  const hands: Person[] = [];
  let batchAtMs = 0;
  for (let at = 0; at < trade.hands; at++) {
    const index = scene.people.length + at;
    const person = makeStranger(chance, index, 1 + chance.whole(Math.max(1, towns - 1)));
    if (at % 25 === 0) batchAtMs = START - DAY * chance.between(60, 400);
    const registeredAtMs = chance.hit(0.6) ? batchAtMs + 9 * HOUR * chance.next() : person.registeredAtMs;
    hands.push({ ...person, registeredAtMs });
  }
  return hands;
}

/** Fresh works of small owners that have nothing to do with one another, in order of time. */
function customers(scene: Scene, chance: Chance, trade: Trade): Work[] {
  const last = Math.min(scene.options.days, trade.days) - 1;
  const famous = new Set(scene.catalogue.known.slice(0, 40));
  const fresh = scene.catalogue.works.filter(({ kind, owner, postedAtMs, pull }) => {
    const inTime = postedAtMs >= START - 12 * HOUR && postedAtMs < moment(last, 0) + 4 * HOUR;
    return inTime && kind !== "live" && pull > 0.1 && pull < 2 && !famous.has(owner);
  });
  const owners = new Set<number>();
  const chosen: Work[] = [];
  for (const work of chance.some(fresh, fresh.length)) {
    if (owners.has(work.owner) || chosen.length === trade.orders) continue;
    owners.add(work.owner);
    chosen.push(work);
  }
  return chosen;
}

/** When a hand gets to it: at once after the task is posted, or whenever it suits within the day. */
function whenDone(chance: Chance, startMs: number, quick: boolean): number {
  for (let tries = 0; ; tries++) {
    const lag = quick ? chance.lognormal(2 * HOUR, 1) : WITHIN_MS * chance.next();
    if (lag >= WITHIN_MS) continue;
    const atMs = startMs + lag;
    const hour = hourOf(atMs);
    if (tries < 5 && hour > 1 && hour < 7 && chance.hit(0.8)) continue;
    return atMs;
  }
}

/** Something that everybody looks at, so that the account does not only do its job. */
function cover(scene: Scene, chance: Chance, who: number, feeds: Feeds, fromMs: number): void {
  let atMs = fromMs;
  for (let at = 1 + chance.poisson(1.2); at > 0; at--) {
    const work = feeds.hot(chance, atMs);
    if (work < 0) continue;
    scene.log.add({ deed: "view", who, work, atMs, source: "hot" });
    atMs += chance.lognormal(12, 0.7) * SECOND;
    if (chance.hit(0.5)) scene.log.add({ deed: "like", who, work, atMs, source: "hot" });
    atMs += chance.lognormal(20, 0.7) * SECOND;
  }
}

/** The orders of one seller. Call it when the hands are among the people of the scene. */
export function deliver(scene: Scene, trade: Trade, hands: readonly number[]): Delivery {
  const chance = chanceOf(scene, `orders of the ${trade.name}`);
  const feeds = new Map<number, Feeds>();
  const feedsAt = (atMs: number): Feeds => {
    const day = Math.min(scene.options.days - 1, Math.max(0, dayOf(atMs)));
    const known = feeds.get(day) ?? feedsOf(scene.catalogue, day);
    feeds.set(day, known);
    return known;
  };
  const acts = new Set<number>();
  const targets = new Set<string>();
  for (const work of customers(scene, chance, trade)) {
    const number = scene.catalogue.works.indexOf(work);
    const startMs = Math.max(START, work.postedAtMs) + chance.lognormal(2 * HOUR, 0.8);
    const deed = chance.pick(DEEDS);
    const quick = chance.hit(0.5);
    for (const who of chance.some(hands, chance.pick(trade.lots))) {
      let atMs = whenDone(chance, startMs, quick);
      if (chance.hit(0.5))
        cover(scene, chance, who, feedsAt(atMs), atMs - chance.between(1, 6) * 60 * SECOND);
      const source = chance.hit(0.6) ? "share" : "search";
      if (chance.hit(OPENS)) {
        scene.log.add({ deed: "view", who, work: number, atMs, source });
        atMs += chance.lognormal(8, 0.7) * SECOND;
      }
      const place = scene.log.count();
      const text = deed === "comment" ? { text: remark(chance) } : {};
      if (scene.log.add({ deed, who, work: number, atMs, source, ...text })) acts.add(place);
      if (chance.hit(0.4)) cover(scene, chance, who, feedsAt(atMs), atMs + 30 * SECOND);
    }
    const owner = scene.catalogue.accounts[work.owner]!.id;
    targets.add(deed === "follow" ? `account/${owner}` : `${work.kind}/${work.id}`);
  }
  const actors = hands.map((who) => scene.names[who]!);
  return { acts, pool: { name: trade.name, actors, targets: [...targets] } };
}
