import type { CommonKind } from "../../nouns/campaign.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import type { Tokens } from "../links/tokens.ts";
import type { CommonColumn } from "./infrastructure.ts";
import type { Lookers } from "./lookers.ts";
import { addBins, MANNER_BINS, MANNER_FEATURES, type Manner } from "./manner.ts";

/** What a group was seen to serve: one kind of act on one target, within the tokens that were linked. */
export interface Order {
  readonly target: number;
  readonly kind: number;
  readonly tokens: readonly number[];
  /** Distinct actors in the tokens, and each one's first event there. */
  readonly actors: Int32Array;
  readonly events: Int32Array;
}

/** A group with its members weighed. */
export interface WeighedGroup {
  readonly orders: readonly Order[];
  /** Candidates: everybody in any order, with the probability of belonging. */
  readonly actors: Int32Array;
  readonly probability: Float64Array;
  /** Orders each candidate took part in. */
  readonly served: Int32Array;
}

/** What the weighing reads beside the tokens. */
export interface Background {
  readonly columns: EventColumns;
  /** First moment of the window. */
  readonly fromMs: number;
  /** Actor's share of all activity. */
  readonly share: Float64Array;
  readonly common: readonly CommonColumn[];
  /** The actor that an owner is, by owner; −1 = not seen acting. */
  readonly ownerActor: Int32Array;
  readonly lookers: Lookers;
  /** How acts come about; absent where nothing was looked at but the acts themselves. */
  readonly manner?: Manner;
}

const ROUNDS = 6;
/** Fewest and most that one kind of thing in common may say, in nats: ids can be forged and shared by chance. */
const COMMON_LN_MIN = -1.5;
const COMMON_LN_MAX = 4;
/** Part of an audience that members must make up for it to be an order; below it is where they hid. */
const PURITY_MIN = 0.15;
/**
 * With two orders, how many worked on one only cannot be told from how many honest people came: the whole audience of either may be the pool
 * (capture and recapture). Then an account seen once needs something in common with the others: this many nats of it. Unless those who only looked tell that few
 * honest people came: this part of the accounts seen once at the most.
 */
const IDENTIFIED_ORDERS_MIN = 3;
const UNIDENTIFIED_LN = 5;
const EXPLAINED_MAX = 0.25;
/** Kinds that say the same thing speak once, the loudest of them. */
const TOLD_TOGETHER: readonly (readonly CommonKind[])[] = [
  ["device"],
  ["ip", "ip_prefix", "asn"],
  ["batch", "registered_hour"],
];

/** Tokens of a group → its orders: tokens of one target and kind together. */
export function ordersOf(tokens: Tokens, group: Iterable<number>): readonly Order[] {
  const byTarget = new Map<number, number[]>();
  for (const t of group) {
    const key = tokens.target[t]! * 32 + tokens.kind[t]!;
    const own = byTarget.get(key);
    if (own === undefined) byTarget.set(key, [t]);
    else own.push(t);
  }
  return [...byTarget.values()].map((own) => {
    const seen = new Map<number, number>();
    for (const t of own) {
      for (let i = tokens.start[t]!; i < tokens.start[t + 1]!; i++) {
        if (!seen.has(tokens.actor[i]!)) seen.set(tokens.actor[i]!, tokens.event[i]!);
      }
    }
    return {
      target: tokens.target[own[0]!]!,
      kind: tokens.kind[own[0]!]!,
      tokens: own,
      actors: Int32Array.from(seen.keys()),
      events: Int32Array.from(seen.values()),
    };
  });
}

/**
 * Orders → who belongs, by expectation-maximisation over two kinds of visitors (Dempster et al., JRSS B 39, 1977): a member serves an order with
 * the order's own rate; anybody else comes in proportion to their activity and to the honest part of the audience. What accounts have in
 * common with the members adds to it, as far as it is rare among all accounts. An account seen in one order only belongs when the order has few honest visitors.
 * Deterministic. O(rounds · entries of the orders).
 */
export function weighMembers(
  orders: readonly Order[],
  background: Background,
  certainty: "sure" | "growing",
): WeighedGroup {
  const index = new Map<number, number>();
  const actors: number[] = [];
  const served: number[] = [];
  for (const { actors: own } of orders) {
    for (const actor of own) {
      const at = index.get(actor);
      if (at === undefined) {
        index.set(actor, actors.length);
        actors.push(actor);
        served.push(1);
      } else served[at]!++;
    }
  }
  const places = orders.map(({ actors: own }) => Int32Array.from(own, (actor) => index.get(actor)!));
  const probability = Float64Array.from(served, (count) => (count > 1 ? 0.9 : 0));
  for (const own of places) {
    let core = 0;
    for (const at of own) if (served[at]! > 1) core++;
    const start = orders.length === 1 ? 0.5 : Math.min(0.9, (1.5 * core) / own.length);
    for (const at of own) if (served[at]! === 1) probability[at] = start;
  }
  const told = readCommon(orders, places, background, actors);
  const honestMax = orders.map(({ target, kind }) => background.lookers.honestMax(target, kind));
  const unidentified = places.map((own, o) => {
    if (certainty !== "sure" || orders.length >= IDENTIFIED_ORDERS_MIN) return false;
    let once = 0;
    for (const at of own) if (served[at] === 1) once++;
    return honestMax[o] === null || honestMax[o]! > EXPLAINED_MAX * once;
  });
  const { manner } = background;
  const bins =
    manner === undefined ? null : orders.map(({ events }) => Int32Array.from(events, manner.binsOf));
  const weight = new Float64Array(actors.length);
  const population = Math.max(background.columns.actorCount, actors.length * 2);
  for (let round = 0; round < ROUNDS; round++) {
    let members = 0;
    for (const p of probability) members += p;
    const prior = Math.min(0.9, Math.max(1, members) / population);
    const rates = places.map((own, o) => {
      let there = 0;
      for (const at of own) there += probability[at]!;
      return {
        rate: Math.min(0.98, Math.max(0.02, there / Math.max(1, members))),
        honest: Math.min(own.length - there + 0.5, honestMax[o] ?? Number.POSITIVE_INFINITY),
      };
    });
    let absent = 0;
    for (const { rate } of rates) absent += Math.log(1 - rate);
    weight.fill(Math.log(prior / (1 - prior)) + absent);
    const mannered =
      manner === undefined || bins === null ? null : sayManner(orders, places, bins, probability, manner);
    orders.forEach((_, o) => {
      const { rate, honest } = rates[o]!;
      const timing = sayTiming(places[o]!, probability);
      const came = mannered?.[o];
      const present = Math.log(rate) - Math.log(1 - rate);
      places[o]!.forEach((at, i) => {
        const chance = Math.min(0.5, honest * background.share[actors[at]!]!);
        const like = came?.[i] ?? 0;
        weight[at]! += present - Math.log(chance) + timing[i]!;
        // Who came by themselves to something told of elsewhere came in a manner of their own too: that may speak against their membership only.
        if (unidentified[o] === true && served[at] === 1) weight[at]! += Math.min(0, like) - UNIDENTIFIED_LN;
        else weight[at]! += like;
      });
    });
    addCommon(told, probability, members, weight);
    for (let i = 0; i < actors.length; i++) probability[i] = 1 / (1 + Math.exp(-weight[i]!));
  }
  return { orders, actors: Int32Array.from(actors), probability, served: Int32Array.from(served) };
}

/** Visitors to either side, in order of time, whose membership speaks for the hour. */
const NEIGHBOURS = 8;
const TIMING_LN_MAX = 2;

/**
 * An order is delivered within hours, honest visitors come while the target lives: ln of members to others among the visitors just before and after,
 * against the same over the whole order. `own`: places of the visitors in order of time. Nobody speaks for themselves.
 */
function sayTiming(own: Int32Array, probability: Float64Array): Float64Array {
  const sums = new Float64Array(own.length + 1);
  for (let i = 0; i < own.length; i++) sums[i + 1] = sums[i]! + probability[own[i]!]!;
  const all = sums[own.length]!;
  const usual = (all + 1) / (own.length - all + 1);
  return Float64Array.from(own, (at, i) => {
    const from = Math.max(0, i - NEIGHBOURS);
    const to = Math.min(own.length, i + NEIGHBOURS + 1);
    const members = sums[to]! - sums[from]! - probability[at]!;
    const others = to - from - 1 - members;
    const near = (members + usual) / (others + 1);
    return Math.max(-TIMING_LN_MAX, Math.min(TIMING_LN_MAX, Math.log(near / usual)));
  });
}

/** Acts' worth of the usual manner that members' manner leans on, and the most that one act's may say, in nats. */
const MANNER_LEAN = 10;
const MANNER_LN_MAX = 4;

/** ln of how often members' acts come about like each act, against acts of its kind in all. Nobody speaks for themselves. */
function sayManner(
  orders: readonly Order[],
  places: readonly Int32Array[],
  bins: readonly Int32Array[],
  probability: Float64Array,
  { usual }: Manner,
): readonly Float64Array[] {
  const counts = new Float64Array(MANNER_FEATURES * MANNER_BINS);
  let all = 0;
  bins.forEach((own, o) => {
    own.forEach((bin, i) => {
      const p = probability[places[o]![i]!]!;
      addBins(counts, bin, p);
      all += p;
    });
  });
  return bins.map((own, o) => {
    const chances = usual(orders[o]!.kind);
    return Float64Array.from(own, (packed, i) => {
      const p = probability[places[o]![i]!]!;
      let says = 0;
      let rest = packed;
      for (let f = 0; f < MANNER_FEATURES; f++) {
        const at = f * MANNER_BINS + (rest % MANNER_BINS);
        rest = Math.floor(rest / MANNER_BINS);
        const chance = chances[at]!;
        says += Math.log((counts[at]! - p + MANNER_LEAN * chance) / (all - p + MANNER_LEAN) / chance);
      }
      return Math.max(-MANNER_LN_MAX, Math.min(MANNER_LN_MAX, says));
    });
  });
}

/** Tokens of a group's orders in which members make up enough of the audience. Of a burst within a long life the runs around it stay. */
export function pureTokens(tokens: Tokens, group: WeighedGroup): readonly number[] {
  const probability = new Map<number, number>();
  group.actors.forEach((actor, i) => {
    probability.set(actor, group.probability[i]!);
  });
  return group.orders
    .flatMap((order) => order.tokens)
    .filter((t) => {
      let members = 0;
      for (let i = tokens.start[t]!; i < tokens.start[t + 1]!; i++)
        members += probability.get(tokens.actor[i]!)!;
      return members >= PURITY_MIN * (tokens.start[t + 1]! - tokens.start[t]!) && members >= 3;
    });
}

/** A column's value of each candidate, −1 where unknown, with the kinds it says the same thing as. */
interface Told {
  readonly column: CommonColumn;
  readonly family: number;
  readonly value: Int32Array;
}

function readCommon(
  orders: readonly Order[],
  places: readonly Int32Array[],
  background: Background,
  actors: readonly number[],
): readonly Told[] {
  const told: Told[] = [];
  for (const column of background.common) {
    const family = TOLD_TOGETHER.findIndex((kinds) => kinds.includes(column.kind));
    if (family < 0) continue;
    const value = new Int32Array(actors.length).fill(-1);
    orders.forEach((order, o) => {
      places[o]!.forEach((at, i) => {
        if (value[at] === -1) value[at] = column.value(order.events[i]!, actors[at]!);
      });
    });
    told.push({ column, family, value });
  }
  return told;
}

/** Adds ln P(what it acts from | member) − ln P(… | anybody) to each candidate's weight. */
function addCommon(
  told: readonly Told[],
  probability: Float64Array,
  members: number,
  weight: Float64Array,
): void {
  const loudest = TOLD_TOGETHER.map(() => new Float64Array(weight.length).fill(Number.NEGATIVE_INFINITY));
  for (const { column, family, value } of told) {
    const held = new Map<number, number>();
    for (let i = 0; i < value.length; i++) {
      if (value[i]! >= 0) held.set(value[i]!, (held.get(value[i]!) ?? 0) + probability[i]!);
    }
    // Part of the members that share a value with another member far beyond its part among all accounts.
    let sharing = 0;
    let known = 0;
    for (let i = 0; i < value.length; i++) {
      if (value[i]! < 0) continue;
      known += probability[i]!;
      const others = held.get(value[i]!)! - probability[i]!;
      if (others >= 1 && others / members > 3 * (column.accounts[value[i]!]! / column.known)) {
        sharing += probability[i]!;
      }
    }
    if (known < 1) continue;
    const part = Math.min(0.95, sharing / known);
    const own = loudest[family]!;
    for (let i = 0; i < value.length; i++) {
      if (value[i]! < 0) continue;
      const others = Math.max(0, held.get(value[i]!)! - probability[i]!) / known;
      const usual = (column.accounts[value[i]!]! + 1) / (column.known + 1);
      const says = Math.log((part * others) / usual + 1 - part);
      own[i] = Math.max(own[i]!, Math.min(COMMON_LN_MAX, Math.max(COMMON_LN_MIN, says)));
    }
  }
  for (const says of loudest) {
    for (let i = 0; i < weight.length; i++) if (says[i]! > Number.NEGATIVE_INFINITY) weight[i]! += says[i]!;
  }
}
