import type { CampaignEvidence, Cluster } from "../../nouns/campaign.ts";
import type { EventColumns, InfrastructureKind } from "../columns/engagement-columns.ts";
import type { EngagementGraph } from "../judge/engagement-graph.ts";
import {
  type EventsByActor,
  eventsByActor,
  sharedEverywhere,
  withoutMeetingPlace,
} from "../judge/shared-everywhere.ts";
import { inShortFile, livesTogether } from "../judge/short-span.ts";
import { type WeighedCampaign, weighCampaign } from "../judge/weigh-campaign.ts";
import { CREW_DAYS_MIN } from "./crew-limits.ts";
import { describeCrews } from "./describe-crews.ts";
import { findCrews } from "./find-crews.ts";

/** Part of a claim's members that must be in crews for the claim to be told by them: windows may have joined a pool that is told and one that is not. */
const KNOWN_PART = 0.8;

/** Part of a claim's members that the core of it must be for both to be the same people, seen better by the likelier of the two. */
const CORE_PART = 0.5;

/**
 * Columns of a file, or of the weeks that nights hold, and their graph → the crews told by all of it at once, the likeliest first. Of a day there are none: nobody has
 * met often enough. `byActor`: events of each actor, where they are known already. O(see `findCrews`); pure and deterministic.
 */
export function detectCrews(
  columns: EventColumns,
  graph: EngagementGraph,
  scoreMin: number,
  byActor: () => EventsByActor = () => eventsByActor(columns),
): readonly Cluster[] {
  if (graph.spanDays < CREW_DAYS_MIN) return [];
  const clusters = describeCrews(columns, graph, findCrews(columns, graph), scoreMin);
  if (clusters.length === 0) return [];
  const lives = byActor();
  return clusters
    .map((cluster) => {
      const members = cluster.members.map(({ key }) => key);
      const targets = cluster.targets.map(({ key }) => key);
      const everywhere = everywhereOf(columns, graph, lives, { members, targets });
      const judged = weighWhereTheyLive(cluster.evidence, members.length, everywhere);
      const together = livesTogether(judged.evidence, everywhere);
      return { ...cluster, ...judged, ...inShortFile(judged, judged, graph.spanDays, together) };
    })
    .filter(({ score }) => score >= scoreMin)
    .sort((a, b) => b.score - a.score || b.members.length - a.members.length);
}

/** Kinds of device and address that a claim's members share on its targets and in the rest of their lives too. Keys; those that the graph does not know count for nothing. */
export function everywhereOf(
  columns: EventColumns,
  graph: EngagementGraph,
  byActor: EventsByActor,
  { members, targets }: { readonly members: Iterable<string>; readonly targets: Iterable<string> },
): ReadonlySet<InfrastructureKind> {
  const codes = (keys: Iterable<string>, of: (key: string) => number): number[] =>
    [...keys].map(of).filter((code) => code >= 0);
  const served = new Set(codes(targets, graph.targetOf));
  return sharedEverywhere(columns, byActor, codes(members, graph.actorOf), served);
}

/** A judged claim's evidence → the same and its weight, without what its members share only where they met. */
export function weighWhereTheyLive(
  judged: CampaignEvidence,
  members: number,
  everywhere: ReadonlySet<InfrastructureKind>,
): WeighedCampaign & { readonly evidence: CampaignEvidence } {
  const evidence = withoutMeetingPlace(judged, everywhere);
  return { ...weighCampaign(evidence, members), evidence };
}

/**
 * Crews and what windows found, of one kind of claim → both, each group of people once: where a crew is the core of a window's claim the likelier of the two is told, and a window's claim of which
 * crews tell most members is theirs. A window may join a pool with the crowd of one of its targets. `membersOf`: names or keys. O(members · crews).
 */
export function joinClaims<T extends { readonly score: number }>(
  crews: readonly T[],
  windows: readonly T[],
  membersOf: (claim: T) => readonly string[],
): readonly T[] {
  const claims = windows.map((claim) => ({ claim, members: new Set(membersOf(claim)) }));
  const told = crews.map((crew) => ({ claim: crew, members: new Set(membersOf(crew)) }));
  const apart = told.filter(
    (crew) =>
      !claims.some((other) => other.claim.score > crew.claim.score && isCore(crew.members, other.members)),
  );
  const inCrews = new Set(apart.flatMap(({ members }) => [...members]));
  const open = claims.filter(
    ({ claim, members }) =>
      partIn(members, inCrews) < KNOWN_PART &&
      !apart.some((crew) => crew.claim.score >= claim.score && isCore(crew.members, members)),
  );
  return [...apart, ...open].map(({ claim }) => claim);
}

/** Whether nearly all of `core` are among `members`, and make most of them. */
function isCore(core: ReadonlySet<string>, members: ReadonlySet<string>): boolean {
  return partIn(core, members) >= KNOWN_PART && partIn(members, core) >= CORE_PART;
}

function partIn(members: ReadonlySet<string>, others: ReadonlySet<string>): number {
  let known = 0;
  for (const member of members) if (others.has(member)) known++;
  return known / members.size;
}
