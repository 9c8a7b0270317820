import type { Cluster } from "../src/nouns/campaign.ts";
import type { CampaignRow } from "../src/simulate/campaign.ts";
import { HONEST_SETS, type HonestSet } from "../src/simulate/truth.ts";
import { averagePrecision } from "./average-precision.ts";
import type { CampaignDay } from "./campaign-day.ts";

/** The score from which on a cluster is a campaign. Fixed beforehand, the same everywhere: no oracle chooses where to stop. */
export const FLAG_SCORE_MIN = 0.5;
/** Accounts of five orders and more are one class. */
export const ORDERS_CLASSES = 5;

export interface Share {
  hits: number;
  of: number;
}

/** Engagement of the bought type on the targets it was bought for. */
export interface CountError {
  honest: number;
  /** Acts that other pools' accounts scattered there as cover: nobody bought them for these targets, and the true count holds them. */
  cover: number;
  /** Σ over targets of |received − true|, and of |left after correction − true|, where true is all but what was bought. */
  raw: number;
  corrected: number;
}

export interface PoolResult {
  readonly family: CampaignRow["family"];
  readonly parameters: CampaignRow["parameters"];
  readonly orders: number;
  /** Accounts that delivered, and of them flagged. */
  readonly accounts: Share;
  /** Bought acts, and of them taken out. */
  readonly acts: Share;
  /** Different addresses the bought acts came from. */
  readonly addresses: number;
  readonly counts: CountError;
}

export interface CampaignScore {
  /** Flagged accounts that belong to any pool; flagged at all; accounts that delivered. */
  readonly truePositives: number;
  readonly flagged: number;
  readonly delivered: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Average precision: bought acts against honest events; accounts that delivered against honest accounts. Cover is left aside. */
  readonly eventPrAuc: number;
  readonly accountPrAuc: number;
  /** Flagged among accounts by orders they took part in: 1, 2, 3, 4, 5 and more. */
  readonly byOrders: readonly Share[];
  readonly pools: readonly PoolResult[];
  readonly clusters: number;
  /** Clusters of which most members belong to no one pool. */
  readonly falseCampaigns: number;
  /** Honest accounts, and of them flagged; by what they took part in ("none": ordinary life only). */
  readonly honestAccounts: Share;
  readonly sets: ReadonlyMap<HonestSet | "none", Share>;
  /** Honest events taken out. */
  readonly honestEvents: Share;
}

/** A day and what was found in it → how well. O(events). */
export function scoreDay(day: CampaignDay, found: readonly Cluster[]): CampaignScore {
  const { all, pools } = day;
  const accountScore = new Float64Array(all.actorCount);
  const eventScore = new Float64Array(all.count);
  let clusters = 0;
  let falseCampaigns = 0;
  for (const cluster of found) {
    const members = new Map(
      cluster.members.map(({ key, probability }) => [day.accountOf.get(key)!, probability]),
    );
    for (const [account, probability] of members)
      accountScore[account] = Math.max(accountScore[account]!, cluster.score * probability);
    for (const event of cluster.events)
      eventScore[event] = Math.max(eventScore[event]!, cluster.score * members.get(all.actor[event]!)!);
    if (cluster.score < FLAG_SCORE_MIN) continue;
    clusters++;
    const most = Math.max(0, ...pools.map((pool) => [...members.keys()].filter((a) => pool.has(a)).length));
    if (most * 2 <= members.size) falseCampaigns++;
  }
  const { flaggedAccount, takenOut } = flags(day, found);
  const member = new Uint8Array(all.actorCount);
  for (const pool of pools) for (const account of pool) member[account] = 1;
  let flagged = 0;
  let truePositives = 0;
  let delivered = 0;
  const byOrders = Array.from({ length: ORDERS_CLASSES }, share);
  for (let a = 0; a < all.actorCount; a++) {
    flagged += flaggedAccount[a]!;
    if (member[a] === 0) continue;
    delivered++;
    truePositives += flaggedAccount[a]!;
    count(byOrders[Math.min(ORDERS_CLASSES, day.orders[a]!) - 1]!, flaggedAccount[a]!);
  }
  const precision = flagged === 0 ? Number.NaN : truePositives / flagged;
  const recall = delivered === 0 ? Number.NaN : truePositives / delivered;
  return {
    truePositives,
    flagged,
    delivered,
    precision,
    recall,
    f1: (2 * truePositives) / (flagged + delivered),
    eventPrAuc: averagePrecision(eventScore, (i) =>
      day.bought[i] === 1 ? 1 : day.campaign[i]! < 0 ? 0 : -1,
    ),
    accountPrAuc: averagePrecision(accountScore, (a) => member[a]! as 0 | 1),
    byOrders,
    pools: scorePools(day, flaggedAccount, takenOut),
    clusters,
    falseCampaigns,
    ...scoreHonest(day, member, flaggedAccount, takenOut),
  };
}

/** Accounts flagged and events taken out, as 0 and 1. */
export function flags(
  day: CampaignDay,
  found: readonly Cluster[],
): { readonly flaggedAccount: Uint8Array; readonly takenOut: Uint8Array } {
  const flaggedAccount = new Uint8Array(day.all.actorCount);
  const takenOut = new Uint8Array(day.all.count);
  for (const { score, members, events } of found) {
    if (score < FLAG_SCORE_MIN) continue;
    for (const { key } of members) flaggedAccount[day.accountOf.get(key)!] = 1;
    for (const event of events) takenOut[event] = 1;
  }
  return { flaggedAccount, takenOut };
}

function scorePools(day: CampaignDay, flaggedAccount: Uint8Array, takenOut: Uint8Array): PoolResult[] {
  const { all } = day;
  const results = day.campaigns.map((campaign, c) => ({
    family: campaign.family,
    parameters: campaign.parameters,
    orders: campaign.targets.length,
    accounts: share(),
    acts: share(),
    addresses: new Set<number>(),
    counts: { honest: 0, cover: 0, raw: 0, corrected: 0 },
    pool: day.pools[c]!,
  }));
  for (const { pool, accounts } of results)
    for (const account of pool) count(accounts, flaggedAccount[account]!);
  const ip = all.infrastructure.ip;
  // The pool that a target and type was bought from; two of one target share their error.
  const buyer = new Map<number, number>();
  for (let i = 0; i < all.count; i++) {
    if (day.bought[i] === 0) continue;
    const own = results[day.campaign[i]!]!;
    count(own.acts, takenOut[i]!);
    if (ip !== undefined) own.addresses.add(ip[i]!);
    buyer.set(all.target[i]! * 32 + all.kind[i]!, day.campaign[i]!);
  }
  const targets = new Map<
    number,
    { pool: number; bought: number; honest: number; cover: number; left: number }
  >();
  for (let i = 0; i < all.count; i++) {
    const key = all.target[i]! * 32 + all.kind[i]!;
    const pool = buyer.get(key);
    if (pool === undefined) continue;
    let own = targets.get(key);
    if (own === undefined) {
      own = { pool, bought: 0, honest: 0, cover: 0, left: 0 };
      targets.set(key, own);
    }
    if (day.campaign[i]! < 0) own.honest++;
    else if (day.bought[i] === 1) own.bought++;
    else own.cover++;
    if (takenOut[i] === 0) own.left++;
  }
  for (const { pool, bought, honest, cover, left } of targets.values()) {
    const { counts } = results[pool]!;
    counts.honest += honest;
    counts.cover += cover;
    counts.raw += bought;
    counts.corrected += Math.abs(left - honest - cover);
  }
  return results.map(({ pool: _, addresses, ...rest }) => ({ ...rest, addresses: addresses.size }));
}

function scoreHonest(
  day: CampaignDay,
  member: Uint8Array,
  flaggedAccount: Uint8Array,
  takenOut: Uint8Array,
): Pick<CampaignScore, "honestAccounts" | "sets" | "honestEvents"> {
  const { all } = day;
  const honestEvents = share();
  // Bits: ordinary life, then each set.
  const seen = new Uint32Array(all.actorCount);
  for (let i = 0; i < all.count; i++) {
    if (day.campaign[i]! >= 0) continue;
    count(honestEvents, takenOut[i]!);
    seen[all.actor[i]!]! |= 1 << (day.set[i]! + 1);
  }
  const honestAccounts = share();
  const sets = new Map<HonestSet | "none", Share>();
  for (let a = 0; a < all.actorCount; a++) {
    if (member[a] === 1 || seen[a] === 0) continue;
    count(honestAccounts, flaggedAccount[a]!);
    (["none", ...HONEST_SETS] as const).forEach((set, bit) => {
      if ((seen[a]! & (1 << bit)) === 0) return;
      const own = sets.get(set) ?? share();
      sets.set(set, own);
      count(own, flaggedAccount[a]!);
    });
  }
  return { honestAccounts, sets, honestEvents };
}

export function share(): Share {
  return { hits: 0, of: 0 };
}

function count(to: Share, hit: number): void {
  to.of++;
  to.hits += hit;
}

/** Sum of several. */
export function pool(shares: Iterable<Share>): Share {
  const all = share();
  for (const { hits, of } of shares) {
    all.hits += hits;
    all.of += of;
  }
  return all;
}

export function poolCounts(errors: Iterable<CountError>): CountError {
  const all = { honest: 0, cover: 0, raw: 0, corrected: 0 };
  for (const { honest, cover, raw, corrected } of errors) {
    all.honest += honest;
    all.cover += cover;
    all.raw += raw;
    all.corrected += corrected;
  }
  return all;
}
