import type { Cluster } from "../nouns/campaign.ts";
import type { EventColumns } from "./columns/event-columns.ts";
import { type DetectOptions, detectCampaigns } from "./detect-campaigns.ts";
import type { AudienceSlices } from "./links/audience-slices.ts";
import { linkSlowly } from "./links/slow-drip-links.ts";
import { infrastructureCommunities } from "./pools/infrastructure-graph.ts";
import type { PoolMatch } from "./pools/pool-match.ts";
import { matchPools } from "./pools/pool-visits.ts";

/**
 * Columns of weeks (acts; views are left out by whoever gathers them) → the groups that act together beyond chance, best first: orders dripped over days and weeks, and pools
 * too sparse to share orders that are told by what they live on. Two ways to begin, then the same weighing and the same tests as near-line: audiences that share
 * more actors than these actors' own activity explains, and communities of the infrastructure graph that come to a target beyond chance.
 * Pure and deterministic. Cost: 6 CPU-s a million acts; see docs/adr/0019-weeks.md.
 */
export function detectOverWeeks(
  columns: EventColumns,
  options: Pick<DetectOptions, "scoreMin" | "graph"> = {},
): readonly Cluster[] {
  if (columns.count === 0) return [];
  const communities = infrastructureCommunities(columns);
  const matches = communities.poolCount === 0 ? [] : matchPools(columns, communities);
  const seeds = (slices: AudienceSlices): readonly (readonly number[])[] => seedsOf(slices, matches);
  const seedsMax = SEEDS_MIN + columns.count / ACTS_PER_SEED;
  return detectCampaigns(columns, { ...options, link: linkSlowly, seeds, seedsMax });
}

/** Groups looked at: so many, and one more for so many acts. Over weeks each taste is a group; what is served is many things by then, so that pools stand out among them. */
const SEEDS_MIN = 256;
const ACTS_PER_SEED = 20_000;

/** Audience slices of the places each community was found at; communities that were found at one place are one. */
function seedsOf(slices: AudienceSlices, matches: readonly PoolMatch[]): readonly (readonly number[])[] {
  const placeOf = (target: number, kind: number): number => target * 32 + kind;
  const heir = new Map<number, number>();
  const rootOf = (pool: number): number => {
    let root = pool;
    while (heir.has(root)) root = heir.get(root)!;
    return root;
  };
  const places = new Map<number, number>();
  for (const { target, kind, pool } of matches) {
    const before = places.get(placeOf(target, kind));
    if (before === undefined) places.set(placeOf(target, kind), pool);
    else if (rootOf(before) !== rootOf(pool)) heir.set(rootOf(pool), rootOf(before));
  }
  const seeds = new Map<number, number[]>();
  for (let t = 0; t < slices.count; t++) {
    const pool = places.get(placeOf(slices.target[t]!, slices.kind[t]!));
    if (pool === undefined) continue;
    const own = seeds.get(rootOf(pool));
    if (own === undefined) seeds.set(rootOf(pool), [t]);
    else own.push(t);
  }
  return [...seeds.values()];
}
