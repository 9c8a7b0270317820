import type { Cluster } from "../nouns/campaign.ts";
import type { EventColumns } from "./columns/event-columns.ts";
import { ownersAsActors } from "./columns/owners-as-actors.ts";
import { type EventsByActor, groupByActor, learnActContext } from "./groups/act-context.ts";
import { commonSlices } from "./groups/common-slices.ts";
import { describeGroups } from "./groups/describe-groups.ts";
import { completeOrders, expandGroups } from "./groups/expand-groups.ts";
import { commonColumns } from "./groups/infrastructure.ts";
import type { Background, WeighedGroup } from "./groups/membership.ts";
import { mergeGroups } from "./groups/merge-groups.ts";
import { mostLikePools } from "./groups/most-like-pools.ts";
import { refineGroup, refineSurely } from "./groups/refine-group.ts";
import { countViewers } from "./groups/view-baseline.ts";
import type { EngagementGraph } from "./judge/engagement-graph.ts";
import {
  type ActivityNull,
  activityNullOfRepeats,
  busyActors,
  learnActivityNull,
  sliceBlocks,
} from "./links/activity-null.ts";
import { type AudienceSlices, type Channel, sliceAudiences, timeOrder } from "./links/audience-slices.ts";
import { linkSlices } from "./links/linked-slices.ts";
import { groupSlices } from "./links/slice-groups.ts";

export interface DetectOptions {
  /** Clusters below it are left out. Default 0.5. */
  readonly scoreMin?: number;
  /** How audiences are linked. Default `linkTokens`, for windows of hours. */
  readonly link?: typeof linkSlices;
  /** What clusters are judged against. Default: the columns themselves. */
  readonly graph?: EngagementGraph;
  /** Groups of audience slices of one channel looked at, those most like pools. Default: all. */
  readonly seedsMax?: number;
  /** Further groups of audience slices to begin from, beside those that are linked. */
  readonly seeds?: (slices: AudienceSlices) => readonly (readonly number[])[];
}

/**
 * The most telling first: what it explains is not looked at again. Views alone make no campaign: who is shown the same things sees the same things. They are looked at
 * where views are what is sold, and told by what viewers have in common beside.
 */
const CHANNELS: readonly Channel[] = ["acts", "repeats", "views"];
/**
 * Columns of a window of events → the groups that act together beyond chance, best first.
 * Steps: audiences of targets (audience slices) → pairs of audiences that share too many actors (links) → groups of audiences → members by weighing each
 * visitor → tests of the group. See each step for its source. Pure and deterministic: the same columns give the same clusters.
 * Throws nothing on any columns. Cost: 1.2 to 2 CPU-s for a million events, 30 for ten million; work per target and per actor is bounded.
 */
export function detectCampaigns(columns: EventColumns, options: DetectOptions = {}): readonly Cluster[] {
  if (columns.count === 0) return [];
  const order = timeOrder(columns);
  const activityNull = learnActivityNull(columns);
  const background: Background = {
    columns,
    fromMs: activityNull.fromMs,
    share: activityNull.share,
    common: commonColumns(columns),
    ownerActor: ownersAsActors(columns),
    viewers: countViewers(columns),
    scratch: new Int32Array(columns.actorCount).fill(-1),
  };
  const eventsByActor = groupByActor(columns, order);
  const known = new Uint8Array(columns.targetCount);
  const found: (readonly [WeighedGroup, AudienceSlices])[] = [];
  const viewed = columns.kind.includes(0);
  for (const channel of CHANNELS) {
    if (channel !== "acts" && !viewed) continue;
    const busy = channel === "repeats" ? busyActors(activityNull) : null;
    const slices = sliceAudiences(columns, channel, order, busy);
    const own = busy === null ? activityNull : activityNullOfRepeats(activityNull, busy);
    const groups = findGroups(
      slices,
      channel,
      { ...background, share: own.share },
      eventsByActor,
      own,
      known,
      options,
    );
    for (const group of groups) {
      found.push([group, slices]);
      for (const { target } of group.orders) known[target] = 1;
    }
  }
  return describeGroups(found, background, options.scoreMin ?? 0.5, options.graph);
}

/** Groups of one channel, weighed, grown and merged. Targets in `known` are explained already. */
function findGroups(
  slices: AudienceSlices,
  channel: Channel,
  seen: Background,
  eventsByActor: EventsByActor,
  activityNull: ActivityNull,
  known: Uint8Array,
  options: DetectOptions,
): readonly WeighedGroup[] {
  const { columns } = seen;
  const blocks = sliceBlocks(columns, slices, activityNull);
  const links = (options.link ?? linkSlices)(columns, slices, blocks, activityNull, known);
  const seeds: (readonly number[])[] = groupSlices(slices, links).map((group) => [...group]);
  const linked = new Set(seeds.flat());
  for (const seed of options.seeds?.(slices) ?? []) {
    const open = seed.filter((slice) => known[slices.target[slice]!] === 0 && !linked.has(slice));
    if (open.length > 0) seeds.push(open);
    for (const slice of open) linked.add(slice);
  }
  for (const slice of commonSlices(slices, seen, channel)) {
    if (!linked.has(slice) && known[slices.target[slice]!] === 0) seeds.push([slice]);
  }
  if (seeds.length === 0) return [];
  const open = mostLikePools(slices, seeds, options.seedsMax ?? Number.POSITIVE_INFINITY);
  const suspect = new Uint8Array(columns.targetCount);
  for (const slice of open.flat()) suspect[slices.target[slice]!] = 1;
  const actContext = learnActContext(
    columns,
    eventsByActor,
    slices,
    (slice) => suspect[slices.target[slice]!] === 1,
  );
  const background: Background = { ...seen, actContext };
  const refined = open.flatMap((seed) => refineGroup(slices, seed, background, "growing") ?? []);
  const expanded = mergeGroups(slices, refined, background).map((group) =>
    completeOrders(slices, expandGroups(slices, group, background, known), background),
  );
  return mergeGroups(slices, expanded, background).flatMap(
    (group) => refineSurely(slices, group, background) ?? [],
  );
}
