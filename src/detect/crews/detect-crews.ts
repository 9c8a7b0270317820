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

/** Part of a likelier claim's members that a crew must be for both to be the same people, seen better by the one than by the other. */
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
 * Crews and what windows found, of one kind of claim → both, each group of people once: where a crew is the core of a likelier claim that claim is told, and a window's claim of which crews tell
 * most members is theirs. `membersOf`: names or keys. O(members · crews).
 */
export function joinClaims<T extends { readonly score: number }>(
  crews: readonly T[],
  windows: readonly T[],
  membersOf: (claim: T) => readonly string[],
): readonly T[] {
  const claims = windows.map((claim) => ({ claim, members: new Set(membersOf(claim)) }));
  const apart = crews.filter((crew) => {
    const own = new Set(membersOf(crew));
    return !claims.some(
      ({ claim, members }) =>
        claim.score > crew.score && partIn(own, members) >= KNOWN_PART && partIn(members, own) >= CORE_PART,
    );
  });
  const inCrews = new Set(apart.flatMap(membersOf));
  return [
    ...apart,
    ...claims.filter(({ members }) => partIn(members, inCrews) < KNOWN_PART).map(({ claim }) => claim),
  ];
}

function partIn(members: ReadonlySet<string>, others: ReadonlySet<string>): number {
  let known = 0;
  for (const member of members) if (others.has(member)) known++;
  return known / members.size;
}
