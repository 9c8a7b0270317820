import { keyHex } from "../src/detect/columns/key-hex.ts";
import { createPoolMemory } from "../src/detect/pools/pool-memory.ts";
import type { Cluster } from "../src/nouns/campaign.ts";
import { createEventRow, keyColumn } from "../src/nouns/event-row.ts";
import { type CampaignDay, detectDay, type Fields, onlyGraph } from "./campaign-day.ts";
import { FLAG_SCORE_MIN } from "./campaign-score.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** As the watch does: the log is read every second, the shortest window searched when members come and each minute while an order may run, the longest each hour. */
const POLL_MS = SECOND_MS;
const WINDOW_MS = HOUR_MS;
const LONGEST_MS = 96 * HOUR_MS;
/** How long an order is waited for, from its fifth act on. */
const WAIT_MS = 45 * MINUTE_MS;
/** Members come by when a known pool should be told. */
export const TELLING_ACTS = 5;
const EARLY_ACTS = 3;
const ACTOR = keyColumn("actor") * 2;
const TARGET = keyColumn("target") * 2;

/** One order of a pool that was found the day before. */
export interface KnownOrder {
  readonly family: string;
  /**
   * Seconds from the order's first, third and fifth act, and from the act that made the evidence complete, until it was recognised; acts come by then, and acts it
   * took to complete the evidence. null = not while it was waited for.
   */
  readonly recognised: {
    readonly sinceFirst: number;
    readonly sinceThird: number;
    readonly sinceFifth: number;
    readonly sinceEvidence: number;
    readonly acts: number;
    readonly evidenceActs: number;
  } | null;
}

/** Results, and how often honest targets were taken for a known pool's. */
export interface KnownResult {
  readonly orders: readonly KnownOrder[];
  readonly poolsLearned: number;
  readonly pools: number;
  /** Targets at which a pool was recognised by acts that mostly are no pool's, and by acts that mostly are cover. */
  readonly falselyRecognised: number;
  readonly coverRecognised: number;
  /** Searches for pools over the day. */
  readonly looks: number;
}

interface Order {
  readonly pool: number;
  readonly family: string;
  readonly target: string;
  readonly times: readonly number[];
  evidenceMs: number;
  recognisedMs: number;
}

/**
 * Two days: what detection finds in the first is remembered; the second is walked through event by event, and known pools are looked for when the watch would. No
 * look ahead. Beside it a look at each act of an order says when the evidence was complete: what comes after is the watch's delay, what comes before is how slowly the order
 * comes. Pools that were not found in the first day are left out of the second: they are not known.
 */
export function measureKnown(day: CampaignDay, fields: Fields): KnownResult {
  const { all, builder, pools } = day;
  const splitMs = all.occurredAtMs[0]! + DAY_MS;
  const memory = createPoolMemory();
  const known = new Set<number>();
  const before: CampaignDay = { ...day, all: builder.columns(0, splitMs) };
  detectDay(before, fields).forEach((cluster, c) => {
    if (cluster.score < FLAG_SCORE_MIN) return;
    memory.learn(`c${c}`, cluster.members, splitMs);
    pools.forEach((own, p) => {
      const members = cluster.members.filter(({ key }) => own.has(day.accountOf.get(key)!));
      if (members.length * 2 > cluster.members.length) known.add(p);
    });
  });
  const orders = ordersOf(day, splitMs).filter(({ pool }) => known.has(pool));
  const open = new Map<number, Order>();
  const byAct = new Map<number, Order[]>();
  for (const order of orders)
    for (const atMs of order.times) byAct.set(atMs, [...(byAct.get(atMs) ?? []), order]);
  const falsely = new Set<string>();
  const cover = new Set<string>();
  let looks = 0;
  const search = (nowMs: number, windowMs: number): readonly Cluster[] => {
    const columns = builder.columns(nowMs - windowMs, nowMs + 1);
    looks++;
    const found = memory
      .recognise(fields === "all fields" ? columns : onlyGraph(columns))
      .map(({ cluster }) => cluster);
    for (const { targets, events } of found) {
      const acts = new Map(targets.map(({ key }) => [key, { all: 0, pools: 0, bought: 0 }]));
      for (const event of events) {
        const at = acts.get(keyHex(all.targetKeys, all.target[event]!))!;
        at.all++;
        if (day.campaign[event]! >= 0) at.pools++;
        if (day.bought[event] === 1) at.bought++;
      }
      for (const [key, own] of acts) {
        if (own.pools * 2 <= own.all) falsely.add(key);
        else if (own.bought === 0) cover.add(key);
      }
    }
    return found;
  };
  const tells = (found: readonly Cluster[], { pool, target }: Order): boolean =>
    found.some(
      ({ members, targets }) =>
        targets.some(({ key }) => key === target) &&
        members.filter(({ key }) => pools[pool]!.has(day.accountOf.get(key)!)).length * 2 > members.length,
    );
  const row = createEventRow();
  let nextMs = splitMs;
  let minuteMs = splitMs;
  let hourMs = splitMs;
  let came = false;
  for (let i = 0; i < all.count; i++) {
    const atMs = all.occurredAtMs[i]!;
    if (atMs < splitMs) continue;
    // What the watch does between the last event and this one.
    while (came && nextMs < atMs) {
      const isMinute = nextMs - minuteMs >= MINUTE_MS;
      tell(search(nextMs, WINDOW_MS), nextMs);
      if (isMinute) minuteMs = nextMs;
      came = false;
    }
    if (atMs - hourMs >= HOUR_MS) {
      hourMs = atMs;
      tell(search(atMs - 1, LONGEST_MS), atMs);
    }
    if (open.size > 0 && atMs - minuteMs >= MINUTE_MS) {
      minuteMs = atMs;
      tell(search(atMs - 1, WINDOW_MS), atMs);
    }
    row.hash[ACTOR] = all.actorKeys[all.actor[i]! * 2]!;
    row.hash[ACTOR + 1] = all.actorKeys[all.actor[i]! * 2 + 1]!;
    row.hash[TARGET] = all.targetKeys[all.target[i]! * 2]!;
    row.hash[TARGET + 1] = all.targetKeys[all.target[i]! * 2 + 1]!;
    row.kind = all.kind[i]!;
    row.occurredAtMs = atMs;
    if (memory.arrive(row) && !came) {
      came = true;
      nextMs = atMs + POLL_MS;
    }
    for (const order of byAct.get(atMs) ?? []) {
      if (!Number.isNaN(order.recognisedMs)) continue;
      open.set(orders.indexOf(order), order);
      const acts = order.times.filter((time) => time <= atMs).length;
      if (Number.isNaN(order.evidenceMs) && acts >= EARLY_ACTS && tells(search(atMs, WINDOW_MS), order))
        order.evidenceMs = atMs;
    }
  }
  return {
    orders: orders.map(measured),
    poolsLearned: known.size,
    pools: pools.length,
    falselyRecognised: falsely.size,
    coverRecognised: cover.size,
    looks,
  };

  function tell(found: readonly Cluster[], nowMs: number): void {
    for (const [place, order] of open) {
      if (tells(found, order)) order.recognisedMs = nowMs;
      else if (nowMs < order.times[TELLING_ACTS - 1]! + WAIT_MS) continue;
      open.delete(place);
    }
  }
}

function measured({ family, times, evidenceMs, recognisedMs }: Order): KnownOrder {
  if (Number.isNaN(recognisedMs)) return { family, recognised: null };
  const since = (fromMs: number): number => Math.max(0, (recognisedMs - fromMs) / SECOND_MS);
  const byMs = (untilMs: number): number => times.filter((atMs) => atMs <= untilMs).length;
  const completeMs = Number.isNaN(evidenceMs) ? recognisedMs : Math.min(evidenceMs, recognisedMs);
  return {
    family,
    recognised: {
      sinceFirst: since(times[0]!),
      sinceThird: since(times[EARLY_ACTS - 1]!),
      sinceFifth: since(times[TELLING_ACTS - 1]!),
      sinceEvidence: since(completeMs),
      acts: byMs(recognisedMs),
      evidenceActs: byMs(completeMs),
    },
  };
}

/** Orders of all campaigns that begin at or after a time and come to five acts: times of their bought acts, ascending. */
function ordersOf(day: CampaignDay, fromMs: number): readonly Order[] {
  const { all } = day;
  const lists = day.campaigns.map(() => new Map<number, number[]>());
  for (let i = 0; i < all.count; i++) {
    if (day.bought[i] === 0) continue;
    const own = lists[day.campaign[i]!]!;
    const key = all.target[i]! * 32 + all.kind[i]!;
    const times = own.get(key);
    if (times === undefined) own.set(key, [all.occurredAtMs[i]!]);
    else times.push(all.occurredAtMs[i]!);
  }
  return lists.flatMap((own, pool) =>
    [...own]
      .filter(([, times]) => times[0]! >= fromMs && times.length >= TELLING_ACTS)
      .map(([key, times]) => ({
        pool,
        family: day.campaigns[pool]!.family,
        target: keyHex(all.targetKeys, Math.floor(key / 32)),
        times,
        evidenceMs: Number.NaN,
        recognisedMs: Number.NaN,
      })),
  );
}
