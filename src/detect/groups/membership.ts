import type { EventColumns } from "../columns/event-columns.ts";
import type { AudienceSlices } from "../links/audience-slices.ts";
import type { ActContext } from "./act-context.ts";
import { addCommon, readCommon } from "./common-says.ts";
import { createContextSays } from "./context-says.ts";
import type { CommonColumn } from "./infrastructure.ts";
import type { Order, Visitors } from "./orders-of.ts";
import type { ViewBaseline } from "./view-baseline.ts";

/** A group with its members weighed. */
export interface WeighedGroup {
  readonly orders: readonly Order[];
  /** Candidates: everybody in any order, with the probability of belonging. */
  readonly actors: Int32Array;
  readonly probability: Float64Array;
  /** Orders each candidate took part in. */
  readonly served: Int32Array;
}

/** What the weighing reads beside the audience slices. */
export interface Background {
  readonly columns: EventColumns;
  /** First moment of the window. */
  readonly fromMs: number;
  /** Actor's share of all activity. */
  readonly share: Float64Array;
  readonly common: readonly CommonColumn[];
  /** The actor that an owner is, by owner; −1 = not seen acting. */
  readonly ownerActor: Int32Array;
  readonly viewers: ViewBaseline;
  /** How acts come about; absent where nothing was looked at but the acts themselves. */
  readonly actContext?: ActContext;
  /** Room to work in: −1 by actor. Whoever writes it leaves it so. */
  readonly scratch: Int32Array;
}

const ROUNDS = 6;
/** Part of an audience that members must make up for it to be an order; below it is where they hid. */
const PURITY_MIN = 0.15;
/**
 * With two orders, how many worked on one only cannot be told from how many honest people came: the whole audience of either may be the pool
 * (capture and recapture). Then an account seen once needs something in common with the others: this many nats of it. Unless those who only looked tell that few
 * honest people came: this part of the accounts seen once at the most.
 */
export const IDENTIFIED_ORDERS_MIN = 3;
const UNIDENTIFIED_LN = 5;
const EXPLAINED_MAX = 0.25;
const LN_HALF = Math.log(0.5);

/**
 * Orders → who belongs, by expectation-maximisation over two kinds of visitors (Dempster et al., JRSS B 39, 1977): a member serves an order with
 * the order's own rate; anybody else comes in proportion to their activity and to the honest part of the audience. What accounts have in
 * common with the members adds to it, as far as it is rare among all accounts. An account seen in one order only belongs when the order has few honest visitors.
 * Deterministic. O(rounds · entries of the orders), about .1 µs an entry and round.
 */
export function weighMembers(
  orders: readonly Order[],
  background: Background,
  certainty: "sure" | "growing",
): WeighedGroup {
  const { visitors, actors, served } = layOut(orders, background.scratch);
  const { start, place } = visitors;
  const count = actors.length;
  const probability = begin(visitors, served);
  const lnShare = new Float64Array(count);
  for (let i = 0; i < count; i++) lnShare[i] = Math.log(background.share[actors[i]!]!);
  const told = readCommon(visitors, background.common, actors);
  const honestMax = orders.map(({ target, kind }) => background.viewers.honestMax(target, kind));
  const unidentified = orders.map((_, o) => {
    if (certainty !== "sure" || orders.length >= IDENTIFIED_ORDERS_MIN) return false;
    let once = 0;
    for (let i = start[o]!; i < start[o + 1]!; i++) if (served[place[i]!] === 1) once++;
    return honestMax[o] === null || honestMax[o]! > EXPLAINED_MAX * once;
  });
  const actContext =
    background.actContext === undefined ? null : createContextSays(orders, visitors, background.actContext);
  const weight = new Float64Array(count);
  const timing = new Float64Array(place.length);
  const sums = new Float64Array(place.length + 1);
  const population = Math.max(background.columns.actorCount, count * 2);
  const rates = new Float64Array(orders.length);
  const honest = new Float64Array(orders.length);
  for (let round = 0; round < ROUNDS; round++) {
    let members = 0;
    for (let i = 0; i < count; i++) members += probability[i]!;
    const prior = Math.min(0.9, Math.max(1, members) / population);
    let absent = 0;
    for (let o = 0; o < orders.length; o++) {
      let there = 0;
      for (let i = start[o]!; i < start[o + 1]!; i++) there += probability[place[i]!]!;
      rates[o] = Math.min(0.98, Math.max(0.02, there / Math.max(1, members)));
      const others = start[o + 1]! - start[o]! - there + 0.5;
      honest[o] = Math.min(others, honestMax[o] ?? Number.POSITIVE_INFINITY);
      absent += Math.log(1 - rates[o]!);
    }
    weight.fill(Math.log(prior / (1 - prior)) + absent);
    const says = actContext?.(probability) ?? null;
    for (let o = 0; o < orders.length; o++) {
      const [from, end] = [start[o]!, start[o + 1]!];
      sayTiming(place, from, end, probability, sums, timing);
      const present = Math.log(rates[o]!) - Math.log(1 - rates[o]!);
      const lnHonest = Math.log(honest[o]!);
      for (let i = from; i < end; i++) {
        const at = place[i]!;
        const like = says === null ? 0 : says[i]!;
        const own = present - Math.min(LN_HALF, lnHonest + lnShare[at]!) + timing[i]!;
        // Who came by themselves to something told of elsewhere came in a context of their own too: that may speak against their membership only.
        if (unidentified[o] === true && served[at] === 1)
          weight[at]! += own + Math.min(0, like) - UNIDENTIFIED_LN;
        else weight[at]! += own + like;
      }
    }
    addCommon(told, probability, members, weight);
    for (let i = 0; i < count; i++) probability[i] = 1 / (1 + Math.exp(-weight[i]!));
  }
  return { orders, actors, probability, served };
}

/** Orders → their visitors side by side, the candidates in order of first sight, and how many orders each served. */
function layOut(
  orders: readonly Order[],
  scratch: Int32Array,
): { readonly visitors: Visitors; readonly actors: Int32Array; readonly served: Int32Array } {
  const start = new Int32Array(orders.length + 1);
  orders.forEach(({ actors: own }, o) => {
    start[o + 1] = start[o]! + own.length;
  });
  const entries = start[orders.length]!;
  const place = new Int32Array(entries);
  const event = new Int32Array(entries);
  const actors = new Int32Array(entries);
  const served = new Int32Array(entries);
  let count = 0;
  let to = 0;
  for (const { actors: own, events } of orders) {
    for (let i = 0; i < own.length; i++) {
      const actor = own[i]!;
      let at = scratch[actor]!;
      if (at < 0) {
        at = count++;
        scratch[actor] = at;
        actors[at] = actor;
      }
      served[at]!++;
      place[to] = at;
      event[to++] = events[i]!;
    }
  }
  for (let i = 0; i < count; i++) scratch[actors[i]!] = -1;
  return {
    visitors: { start, place, event },
    actors: actors.slice(0, count),
    served: served.slice(0, count),
  };
}

/** Who came to several is believed first; who came once, as far as the others of the order were. */
function begin({ start, place }: Visitors, served: Int32Array): Float64Array {
  const probability = Float64Array.from(served, (count) => (count > 1 ? 0.9 : 0));
  const orders = start.length - 1;
  for (let o = 0; o < orders; o++) {
    let core = 0;
    for (let i = start[o]!; i < start[o + 1]!; i++) if (served[place[i]!]! > 1) core++;
    const own = orders === 1 ? 0.5 : Math.min(0.9, (1.5 * core) / (start[o + 1]! - start[o]!));
    for (let i = start[o]!; i < start[o + 1]!; i++) if (served[place[i]!] === 1) probability[place[i]!] = own;
  }
  return probability;
}

/** Visitors to either side, in order of time, whose membership speaks for the hour. */
const NEIGHBOURS = 8;
const TIMING_LN_MAX = 2;
const TIMING_MAX = Math.exp(TIMING_LN_MAX);

/**
 * An order is delivered within hours, honest visitors come while the target lives: ln of members to others among the visitors just before and after,
 * against the same over the whole order, into `timing`. `[from, end)`: an order's visitors in order of time. Nobody speaks for themselves.
 */
function sayTiming(
  place: Int32Array,
  from: number,
  end: number,
  probability: Float64Array,
  sums: Float64Array,
  timing: Float64Array,
): void {
  const length = end - from;
  sums[0] = 0;
  for (let i = 0; i < length; i++) sums[i + 1] = sums[i]! + probability[place[from + i]!]!;
  const all = sums[length]!;
  const usual = (all + 1) / (length - all + 1);
  for (let i = 0; i < length; i++) {
    const low = Math.max(0, i - NEIGHBOURS);
    const high = Math.min(length, i + NEIGHBOURS + 1);
    const members = sums[high]! - sums[low]! - probability[place[from + i]!]!;
    const others = high - low - 1 - members;
    const times = (members + usual) / (others + 1) / usual;
    // The bounds themselves need no logarithm.
    if (times >= TIMING_MAX) timing[from + i] = TIMING_LN_MAX;
    else timing[from + i] = times * TIMING_MAX <= 1 ? -TIMING_LN_MAX : Math.log(times);
  }
}

/** Audience slices of a group's orders in which members make up enough of the audience. Of a burst within a long life the runs around it stay. O(entries). */
export function pureSlices(
  slices: AudienceSlices,
  group: WeighedGroup,
  scratch: Int32Array,
): readonly number[] {
  const { actors, probability } = group;
  for (let i = 0; i < actors.length; i++) scratch[actors[i]!] = i;
  const pure: number[] = [];
  for (const { slices: own } of group.orders) {
    for (const t of own) {
      let members = 0;
      const end = slices.start[t + 1]!;
      for (let i = slices.start[t]!; i < end; i++) members += probability[scratch[slices.actor[i]!]!]!;
      if (members >= PURITY_MIN * (end - slices.start[t]!) && members >= 3) pure.push(t);
    }
  }
  for (let i = 0; i < actors.length; i++) scratch[actors[i]!] = -1;
  return pure;
}
