import { type CampaignDay, campaignDay, detectDay, FIELDS, type Fields } from "./campaign-day.ts";
import { type Delay, measureDelays } from "./campaign-delay.ts";
import {
  CAMOUFLAGES,
  delayDay,
  firstOrdersDay,
  type GridDay,
  gridDays,
  honestDays,
  knownDay,
  unseenDay,
} from "./campaign-grid.ts";
import { type KnownResult, measureKnown } from "./campaign-known.ts";
import { type OrdersResults, runOrders } from "./campaign-orders-report.ts";
import { type PeerScore, peerScores } from "./campaign-peers.ts";
import { type CampaignRealResult, evaluateRealCampaigns } from "./campaign-real.ts";
import { measureScale, type ScaleResult } from "./campaign-scale.ts";
import { type CampaignScore, scoreDay } from "./campaign-score.ts";

/**
 * Seeds for reporting detection; never looked at while it was tuned (that is done on `TUNING_SEEDS` and others below 100). What earlier reports used is spent: 4117 to 4523 showed that
 * camouflage of three to one defeated whole days, 6113 to 6529 how much of what was bought stayed counted, and detection was mended after each.
 */
export const CAMPAIGN_REPORT_SEEDS = [7103, 7207, 7309, 7411, 7517] as const;

export interface CampaignPlan {
  readonly seeds: readonly number[];
  /** Events a day of: ordinary days, the grid, pools' first orders and unseen families, attack-free days, days walked through by the minute. */
  readonly dayEvents: number;
  readonly gridEvents: number;
  readonly poolEvents: number;
  readonly honestEvents: number;
  readonly delayEvents: number;
  readonly camouflages: readonly (typeof CAMOUFLAGES)[number][];
  /** Events of the days that are measured for time and memory; the first gives the time for a million. */
  readonly scales: readonly number[];
}

export const WRITTEN_PLAN: CampaignPlan = {
  seeds: CAMPAIGN_REPORT_SEEDS,
  dayEvents: 300_000,
  gridEvents: 150_000,
  poolEvents: 200_000,
  honestEvents: 250_000,
  delayEvents: 70_000,
  camouflages: CAMOUFLAGES,
  scales: [1_000_000, 10_300_000],
};

export const QUICK_PLAN: CampaignPlan = {
  seeds: [11],
  dayEvents: 150_000,
  gridEvents: 120_000,
  poolEvents: 150_000,
  honestEvents: 150_000,
  delayEvents: 60_000,
  camouflages: [1],
  scales: [1_000_000],
};

/** A score for each choice of fields. */
export type BothScores = Readonly<Record<Fields, CampaignScore>>;

/** Scores, one a seed. */
export interface CampaignResults {
  readonly plan: CampaignPlan;
  readonly days: readonly BothScores[];
  /** Other methods on the same ordinary days. */
  readonly dayPeers: readonly (readonly PeerScore[])[];
  readonly grid: readonly {
    readonly cell: Pick<GridDay, "speed" | "camouflage">;
    readonly scores: BothScores;
    readonly peers: readonly PeerScore[];
  }[];
  readonly firstOrders: readonly { readonly orders: number; readonly scores: readonly BothScores[] }[];
  readonly unseen: readonly { readonly family: string; readonly scores: readonly BothScores[] }[];
  /** Targets judged by their audience, accounts left aside. */
  readonly orders: OrdersResults;
  readonly honest: readonly { readonly name: string; readonly scores: readonly BothScores[] }[];
  readonly delays: Readonly<Record<Fields, readonly Delay[]>>;
  readonly known: readonly KnownResult[];
  readonly scales: readonly ScaleResult[];
  readonly real: readonly CampaignRealResult[];
}

/** Runs everything, one stretch of time after the other. */
export async function runCampaigns(
  plan: CampaignPlan,
  root: URL,
  progress: (what: string) => void,
): Promise<CampaignResults> {
  const { seeds } = plan;
  const score = (what: string, options: Parameters<typeof campaignDay>[0]): BothScores => {
    progress(what);
    return scoreBoth(campaignDay(options));
  };
  const bySeed = (what: string, options: (seed: number) => Parameters<typeof campaignDay>[0]): BothScores[] =>
    seeds.map((seed) => score(`${what}, seed ${seed}`, options(seed)));
  const withPeers = (what: string, options: Parameters<typeof campaignDay>[0]) => {
    progress(what);
    const day = campaignDay(options);
    return { scores: scoreBoth(day), peers: peerScores(day) };
  };
  const delays: Record<Fields, Delay[]> = { "all fields": [], "graph only": [] };
  for (const seed of seeds) {
    progress(`time to detect, seed ${seed}`);
    const day = campaignDay(delayDay(seed, plan.delayEvents));
    for (const fields of FIELDS) delays[fields].push(...measureDelays(day, fields));
  }
  const known = seeds.map((seed) => {
    progress(`known pools, seed ${seed}`);
    return measureKnown(campaignDay(knownDay(seed, plan.delayEvents)), "all fields");
  });
  const days = seeds.map((seed) =>
    withPeers(`ordinary day, seed ${seed}`, { seed, eventsPerDay: plan.dayEvents }),
  );
  return {
    plan,
    days: days.map(({ scores }) => scores),
    dayPeers: days.map(({ peers }) => peers),
    grid: seeds.flatMap((seed) =>
      gridDays(seed, plan.gridEvents, plan.camouflages).map(({ speed, camouflage, options }) => ({
        cell: { speed, camouflage },
        ...withPeers(`grid, ${speed}, camouflage ${camouflage}, seed ${seed}`, options),
      })),
    ),
    firstOrders: [1, 2, 3, 4].map((orders) => ({
      orders,
      scores: bySeed(`pools of ${orders} orders`, (seed) => firstOrdersDay(seed, plan.poolEvents, orders)),
    })),
    unseen: (["vendor_mix", "task_market"] as const).map((family) => ({
      family,
      scores: bySeed(family, (seed) => unseenDay(seed, plan.poolEvents, family)),
    })),
    orders: await runOrders(seeds, plan.poolEvents, root, progress),
    honest: honestDays(0, plan.honestEvents).map(({ name }, i) => ({
      name,
      scores: bySeed(`no attack, ${name}`, (seed) => honestDays(seed, plan.honestEvents)[i]!.options),
    })),
    delays,
    known,
    scales: plan.scales.map((events) => {
      progress(`${events} events in a process of their own`);
      return measureScale(seeds[0]!, events);
    }),
    real: await evaluateRealCampaigns(root),
  };
}

function scoreBoth(day: CampaignDay): BothScores {
  const one = (fields: Fields): CampaignScore => scoreDay(day, detectDay(day, fields));
  return { "all fields": one("all fields"), "graph only": one("graph only") };
}
