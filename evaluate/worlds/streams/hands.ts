/**
 * Hands for hire, by switch: a pool with thirty orders, room-warmers, and a small seller. They live
 * ordinary days besides, and leave every honest act as it is.
 */

import type { Pool } from "../world.ts";
import { createLuck, type Luck } from "./luck.ts";
import { makePeople, type Person } from "./people.ts";
import { openRoom, type Scene, stayIn } from "./scene.ts";
import { DAY, HOUR, MINUTE, moment, SECOND, upTo } from "./time.ts";
import { liveThrough } from "./viewing.ts";
import { chant } from "./words.ts";
import { type Creator, clipOf } from "./works.ts";

interface TradeShape {
  readonly name: string;
  readonly hands: number;
  readonly orders: number;
  /** Days over which orders come in; fewer in a shorter world. */
  readonly days: number;
  /** Hands that do one order. */
  readonly least: number;
  readonly most: number;
  readonly inRooms: boolean;
}

export const TRADES = {
  pool: {
    name: "pool of 200",
    hands: 200,
    orders: 30,
    days: 30,
    least: 60,
    most: 170,
    inRooms: false,
  },
  warmers: {
    name: "room-warmers",
    hands: 150,
    orders: 25,
    days: 8,
    least: 50,
    most: 110,
    inRooms: true,
  },
  seller: {
    name: "small seller",
    hands: 60,
    orders: 12,
    days: 10,
    least: 22,
    most: 45,
    inRooms: false,
  },
} as const satisfies Record<string, TradeShape>;

export type Trade = keyof typeof TRADES;

export interface Delivery {
  readonly pool: Omit<Pool, "bought">;
  /** Rows of the tape that were paid for. */
  readonly rows: ReadonlySet<number>;
}

/** Accounts that were bought in lots: a few weeks of registration each, few follow anybody. */
export function hireHands(scene: Scene, trade: Trade, first: number): Person[] {
  const { hands } = TRADES[trade];
  const luck = createLuck(scene.options.seed, `hands ${trade}`);
  const lots = upTo(5).map(() => moment(0, 0) - luck.between(25, 700) * DAY);
  const people = makePeople(luck, scene.numerals, hands, first);
  for (const who of people) {
    who.registeredAtMs = Math.floor(luck.pick(lots) - luck.next() * 15 * DAY);
    who.zeal = 0.3 + luck.wait(0.4);
  }
  return people;
}

interface Order {
  readonly buyer: Creator;
  /** The clip to like, or the one to look at before the follow. */
  readonly clip: number;
  readonly liked: boolean;
}

/** One like or follow for whoever ordered, after a look in most cases. */
function serve(scene: Scene, luck: Luck, who: Person, { buyer, clip, liked }: Order, at: number): number {
  const source = luck.hit(0.5) ? "search" : luck.hit(0.5) ? "profile" : "recommend";
  if (luck.hit(0.7)) scene.tape.act(who, "view", clip, at - luck.between(4, 30) * SECOND, { source });
  return scene.tape.act(who, liked ? "like" : "follow", liked ? clip : buyer.person.index, at, { source });
}

/** Covers: after a paid act they watch and like what everybody does. */
function cover(scene: Scene, luck: Luck, who: Person, start: number): void {
  let at = start;
  for (let left = luck.whole(1, 4); left > 0; left -= 1) {
    at += luck.wait(50) * SECOND;
    const topic = luck.hit(0.5) ? luck.pick(who.tastes) : luck.below(14);
    const { target } = clipOf(scene.works.creatorOf(topic, luck), at, luck);
    scene.tape.act(who, "view", target, at, { source: "recommend" });
    if (luck.hit(0.45)) scene.tape.act(who, "like", target, at + 8 * SECOND, { source: "recommend" });
  }
}

/** An order of likes of one clip or follows of one account, served within a day. */
function serveOrder(
  scene: Scene,
  luck: Luck,
  hands: readonly Person[],
  buyer: Creator,
  from: number,
): number[] {
  const hours = luck.between(6, 23);
  const clip = clipOf(buyer, from, luck, 0).target;
  const order: Order = { buyer, clip, liked: luck.hit(0.5) };
  return hands.map((who) => {
    const at = from + luck.next() * hours * HOUR;
    const row = serve(scene, luck, who, order, at);
    if (luck.hit(0.7)) cover(scene, luck, who, at);
    return row;
  });
}

/** A paid room: hands enter in its first minutes, tap, and write the line that they were given. */
function warmRoom(
  scene: Scene,
  luck: Luck,
  hands: readonly Person[],
  buyer: Creator,
  from: number,
): number[] {
  const room = openRoom(scene, buyer, from, 2 * HOUR);
  const line = chant(luck);
  const rows: number[] = [];
  const { act } = scene.tape;
  const noted = {
    ...scene.tape,
    act: (...args: Parameters<typeof act>) => rows[rows.push(act(...args)) - 1]!,
  };
  for (const who of hands) {
    const at = from + luck.next() ** 1.5 * 12 * MINUTE;
    const stay = { source: "share", taps: luck.whole(4, 40), lines: luck.hit(0.7) ? [line] : [] };
    stayIn({ ...scene, tape: noted }, luck, who, room, at, stay);
  }
  return rows;
}

/** Takes orders of unrelated owners and serves them; then the hands' own days go by. */
export function deliver(scene: Scene, trade: Trade, hands: readonly Person[]): Delivery {
  const shape = TRADES[trade];
  const { options, works, tape } = scene;
  const luck = createLuck(options.seed, `orders ${trade}`);
  const days = Math.min(shape.days, options.days);
  const rows = new Set<number>();
  const makers = shape.inRooms ? works.streamers : works.creators;
  for (const buyer of luck.some(makers, shape.orders)) {
    const crew = luck.some(hands, luck.whole(shape.least, shape.most));
    const day = luck.below(days);
    const done = shape.inRooms
      ? warmRoom(scene, luck, crew, buyer, moment(day, luck.between(18, 21)))
      : serveOrder(scene, luck, crew, buyer, moment(day, luck.between(0, 0.9)));
    for (const row of done) if (row >= 0) rows.add(row);
  }
  liveThrough(scene, hands, `days ${trade}`);
  const targets = new Set([...rows].map((row) => works.targets[tape.targetOf(row)]!));
  return {
    pool: {
      name: shape.name,
      actors: hands.map(({ id }) => id),
      targets: [...targets].map(({ kind, id }) => `${kind}/${id}`),
    },
    rows,
  };
}
