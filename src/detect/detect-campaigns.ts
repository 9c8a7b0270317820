import type { Cluster } from "../nouns/campaign.ts";
import type { EventColumns } from "./columns/event-columns.ts";
import { ownersAsActors } from "./columns/owners-as-actors.ts";
import { commonTokens } from "./groups/common-tokens.ts";
import { describeGroups } from "./groups/describe-groups.ts";
import { completeOrders, growOrders } from "./groups/grow-orders.ts";
import { commonColumns } from "./groups/infrastructure.ts";
import { countLookers } from "./groups/lookers.ts";
import { type Diaries, keepDiaries, learnManner } from "./groups/manner.ts";
import type { Background, WeighedGroup } from "./groups/membership.ts";
import { mergeGroups } from "./groups/merge-groups.ts";
import { mostLikePools } from "./groups/most-like-pools.ts";
import { settleGroup, settleSurely } from "./groups/settle-group.ts";
import type { EngagementGraph } from "./judge/engagement-graph.ts";
import { linkTokens } from "./links/linked-tokens.ts";
import { busyActors, learnRhythm, type Rhythm, rhythmOfRepeats, tokenBlocks } from "./links/rhythm.ts";
import { groupTokens } from "./links/token-groups.ts";
import { buildTokens, type Channel, type Tokens, timeOrder } from "./links/tokens.ts";

export interface DetectOptions {
  /** Clusters below it are left out. Default 0.5. */
  readonly scoreMin?: number;
  /** How audiences are linked. Default `linkTokens`, for windows of hours. */
  readonly link?: typeof linkTokens;
  /** What clusters are judged against. Default: the columns themselves. */
  readonly graph?: EngagementGraph;
  /** Groups of tokens of one channel looked at, those most like pools. Default: all. */
  readonly seedsMax?: number;
  /** Further groups of tokens to begin from, beside those that are linked. */
  readonly seeds?: (tokens: Tokens) => readonly (readonly number[])[];
}

/**
 * The most telling first: what it explains is not looked at again. Views alone make no campaign: who is shown the same things sees the same things. They are looked at
 * where views are what is sold, and told by what viewers have in common beside.
 */
const CHANNELS: readonly Channel[] = ["acts", "repeats", "views"];
/**
 * Columns of a window of events → the groups that act together beyond chance, best first.
 * Steps: audiences of targets (tokens) → pairs of audiences that share too many actors (links) → groups of audiences → members by weighing each
 * visitor → tests of the group. See each step for its source. Pure and deterministic: the same columns give the same clusters.
 * Throws nothing on any columns. Cost: 1.2 to 2 CPU-s for a million events, 30 for ten million; work per target and per actor is bounded.
 */
export function detectCampaigns(columns: EventColumns, options: DetectOptions = {}): readonly Cluster[] {
  if (columns.count === 0) return [];
  const order = timeOrder(columns);
  const rhythm = learnRhythm(columns);
  const background: Background = {
    columns,
    fromMs: rhythm.fromMs,
    share: rhythm.share,
    common: commonColumns(columns),
    ownerActor: ownersAsActors(columns),
    lookers: countLookers(columns),
    scratch: new Int32Array(columns.actorCount).fill(-1),
  };
  const diaries = keepDiaries(columns, order);
  const known = new Uint8Array(columns.targetCount);
  const found: (readonly [WeighedGroup, Tokens])[] = [];
  const viewed = columns.kind.includes(0);
  for (const channel of CHANNELS) {
    if (channel !== "acts" && !viewed) continue;
    const busy = channel === "repeats" ? busyActors(rhythm) : null;
    const tokens = buildTokens(columns, channel, order, busy);
    const own = busy === null ? rhythm : rhythmOfRepeats(rhythm, busy);
    const groups = findGroups(
      tokens,
      channel,
      { ...background, share: own.share },
      diaries,
      own,
      known,
      options,
    );
    for (const group of groups) {
      found.push([group, tokens]);
      for (const { target } of group.orders) known[target] = 1;
    }
  }
  return describeGroups(found, background, options.scoreMin ?? 0.5, options.graph);
}

/** Groups of one channel, weighed, grown and merged. Targets in `known` are explained already. */
function findGroups(
  tokens: Tokens,
  channel: Channel,
  seen: Background,
  diaries: Diaries,
  rhythm: Rhythm,
  known: Uint8Array,
  options: DetectOptions,
): readonly WeighedGroup[] {
  const { columns } = seen;
  const blocks = tokenBlocks(columns, tokens, rhythm);
  const links = (options.link ?? linkTokens)(columns, tokens, blocks, rhythm, known);
  const seeds: (readonly number[])[] = groupTokens(tokens, links).map((group) => [...group]);
  const linked = new Set(seeds.flat());
  for (const seed of options.seeds?.(tokens) ?? []) {
    const open = seed.filter((token) => known[tokens.target[token]!] === 0 && !linked.has(token));
    if (open.length > 0) seeds.push(open);
    for (const token of open) linked.add(token);
  }
  for (const token of commonTokens(tokens, seen, channel)) {
    if (!linked.has(token) && known[tokens.target[token]!] === 0) seeds.push([token]);
  }
  if (seeds.length === 0) return [];
  const open = mostLikePools(tokens, seeds, options.seedsMax ?? Number.POSITIVE_INFINITY);
  const suspect = new Uint8Array(columns.targetCount);
  for (const token of open.flat()) suspect[tokens.target[token]!] = 1;
  const manner = learnManner(columns, diaries, tokens, (token) => suspect[tokens.target[token]!] === 1);
  const background: Background = { ...seen, manner };
  const settled = open.flatMap((seed) => settleGroup(tokens, seed, background, "growing") ?? []);
  const grown = mergeGroups(tokens, settled, background).map((group) =>
    completeOrders(tokens, growOrders(tokens, group, background, known), background),
  );
  return mergeGroups(tokens, grown, background).flatMap(
    (group) => settleSurely(tokens, group, background) ?? [],
  );
}
