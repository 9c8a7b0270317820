import { createPoolMemory } from "../src/detect/pools/pool-memory.ts";
import { type CampaignDay, detectDay, type Fields, onlyGraph } from "./campaign-day.ts";
import { FLAG_SCORE_MIN } from "./campaign-score.ts";

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
/** How often memory looks at the last hour, and how long an order is waited for. */
const EVERY_MS = 10 * SECOND_MS;
const WINDOW_MS = 3_600_000;
const WAIT_MS = 45 * 60 * SECOND_MS;
/** Members come by when a known pool should be told. */
export const TELLING_ACTS = 5;

/** One order of a pool that was found the day before. */
export interface KnownOrder {
  readonly family: string;
  /** Seconds from the order's first act, and from its fifth, until it was recognised; acts come by then. null = not while it was waited for. */
  readonly recognised: {
    readonly sinceFirst: number;
    readonly sinceFifth: number;
    readonly acts: number;
  } | null;
}

/** Results, and how often honest targets were taken for a known pool's. */
export interface KnownResult {
  readonly orders: readonly KnownOrder[];
  readonly poolsLearned: number;
  readonly pools: number;
  /** Recognised groups most of whose members are no pool's. */
  readonly falselyRecognised: number;
}

/**
 * Two days: what detection finds in the first is remembered; the orders of the second are watched by memory alone, every ten seconds, until each is recognised. No look ahead.
 * Pools that were not found in the first day are left out of the second: they are not known.
 */
export function measureKnown(day: CampaignDay, fields: Fields): KnownResult {
  const { all, builder, pools } = day;
  const splitMs = all.occurredAtMs[0]! + DAY_MS;
  const view = (columns: ReturnType<typeof builder.columns>) =>
    fields === "all fields" ? columns : onlyGraph(columns);
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
  const orders: KnownOrder[] = [];
  let falselyRecognised = 0;
  const acts = actsByTarget(day);
  day.campaigns.forEach((campaign, p) => {
    if (!known.has(p)) return;
    for (const times of acts[p]!) {
      const firstMs = times[0]!;
      const fifthMs = times[TELLING_ACTS - 1];
      if (firstMs < splitMs || fifthMs === undefined) continue;
      let recognised: KnownOrder["recognised"] = null;
      for (let nowMs = fifthMs; nowMs < fifthMs + WAIT_MS && recognised === null; nowMs += EVERY_MS) {
        for (const { cluster } of memory.recognise(view(builder.columns(nowMs - WINDOW_MS, nowMs + 1)))) {
          const own = cluster.members.filter(({ key }) => pools[p]!.has(day.accountOf.get(key)!)).length;
          if (own * 2 > cluster.members.length) {
            // An earlier order of the pool in the same hour recognises this one too; it must name an act of this one.
            const there = Array.from(cluster.events, (event) => all.occurredAtMs[event]!);
            if (!times.some((atMs) => atMs <= nowMs && there.includes(atMs))) continue;
            recognised = {
              sinceFirst: (nowMs - firstMs) / SECOND_MS,
              sinceFifth: (nowMs - fifthMs) / SECOND_MS,
              acts: times.filter((atMs) => atMs <= nowMs).length,
            };
          } else if (
            !pools.some(
              (any) =>
                cluster.members.filter(({ key }) => any.has(day.accountOf.get(key)!)).length * 2 >
                cluster.members.length,
            )
          ) {
            falselyRecognised++;
          }
        }
      }
      orders.push({ family: campaign.family, recognised });
    }
  });
  return { orders, poolsLearned: known.size, pools: pools.length, falselyRecognised };
}

/** Times of the bought acts of each order, ascending, by campaign. */
function actsByTarget(day: CampaignDay): readonly (readonly (readonly number[])[])[] {
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
  return lists.map((own) => [...own.values()]);
}
