import type { Cluster } from "../../nouns/campaign.ts";
import type { EventColumns, InfrastructureKind } from "../columns/engagement-columns.ts";
import { createEngagementGraph, type EngagementGraph } from "../judge/engagement-graph.ts";
import { judgeIfWorth } from "../judge/judge-campaign.ts";
import {
  type EventsByActor,
  eventsByActor,
  sharedEverywhere,
  withoutMeetingPlace,
} from "../judge/shared-everywhere.ts";
import { inShortSpan } from "../judge/short-span.ts";
import { weighViews } from "../judge/weigh-views.ts";
import type { AudienceSlices } from "../links/audience-slices.ts";
import { firstSlices } from "../links/first-slices.ts";
import {
  countActivity,
  gatherMemberEvents,
  measureGroup,
  servedSpread,
  type Turnout,
  targetsByOwner,
} from "./group-evidence.ts";
import type { Background, WeighedGroup } from "./membership.ts";
import { nameCluster } from "./name-cluster.ts";
import { MEMBERS_MIN, membersOf } from "./refine-group.ts";
import { weighEvidence } from "./weigh-evidence.ts";

/**
 * Different things that those who see the same things again and again must have in common: a list that plays by itself at breakfast, a drama seen twice and a song for children do so too, for any number of
 * strangers.
 */
const REPEATS_KINDS_MIN = 1;

/** Groups with the audience slices they were found in → clusters from a score on, measured, judged and named, best first. `given`: what they are judged against; default: the columns themselves. */
export function describeGroups(
  found: readonly (readonly [WeighedGroup, AudienceSlices])[],
  background: Background,
  scoreMin: number,
  given: EngagementGraph | undefined,
): readonly Cluster[] {
  if (found.length === 0) return [];
  let graph = given;
  const groups = found.map(([group]) => [group, membersOf(group)] as const);
  const memberEvents = gatherMemberEvents(groups, background);
  const activity = countActivity(background);
  const owned = targetsByOwner(background);
  const clusters: Cluster[] = [];
  let lives: EventsByActor | null = null;
  groups.forEach(([group, members], g) => {
    if (members.length < MEMBERS_MIN) return;
    const slices = found[g]![1];
    const turnout = turnoutIn(slices, background);
    const evidence = measureGroup(group, members, memberEvents[g]!, background, activity, turnout, owned);
    const spread = servedSpread(group, members);
    const named = nameCluster(group, members, memberEvents[g]!, background.columns);
    if (group.orders.every(({ kind }) => kind === 0)) {
      // Seeing the same thing again and again is what sellers of views do; seeing the same things is what feeds do.
      lives ??= eventsByActor(background.columns);
      const everywhere = everywhereOf(group, members, background.columns, lives);
      const weighed = withoutMeetingPlace(evidence, everywhere);
      const window = weighEvidence(weighed, group.orders.length, members.length, spread);
      const repeats = slices.channel === "repeats";
      const shown = weighViews(weighed, repeats ? REPEATS_KINDS_MIN : undefined);
      const reasons = repeats && shown !== null ? window.reasons : shown;
      if (reasons !== null && window.score >= scoreMin)
        clusters.push({ score: window.score, evidence, reasons, ...named });
      return;
    }
    graph ??= createEngagementGraph(background.columns);
    const window = weighEvidence(evidence, group.orders.length, members.length, spread);
    const { spanDays } = graph;
    const accused = {
      members: named.members.map(({ key }) => key),
      targets: named.targets.map(({ key }) => key),
      evidence,
    };
    const judged = judgeIfWorth(
      graph,
      accused,
      (found) => inShortSpan(window, found, spanDays).score >= scoreMin,
    );
    if (judged === null) return;
    const { score, reasons } = inShortSpan(window, judged, spanDays);
    clusters.push({ score, evidence: judged.evidence, reasons, ...named });
  });
  return clusters.sort((a, b) => b.score - a.score || b.members.length - a.members.length);
}

/** Kinds of device and address that a group shares beyond where it met. */
function everywhereOf(
  group: WeighedGroup,
  members: Int32Array,
  columns: EventColumns,
  lives: EventsByActor,
): ReadonlySet<InfrastructureKind> {
  return sharedEverywhere(
    columns,
    lives,
    Array.from(members, (place) => group.actors[place]!),
    new Set(group.orders.map(({ target }) => target)),
  );
}

/** Turnout at a target in a channel, all runs and kinds together; null where it has no audience slice. O(entries of the target's audience slices). */
function turnoutIn(slices: AudienceSlices, { columns, scratch }: Background): Turnout {
  const first = firstSlices(slices, columns.targetCount);
  const { start, actor, target: targetOf, count } = slices;
  const seen: number[] = [];
  return (target) => {
    if (first[target]! < 0) return null;
    seen.length = 0;
    for (let t = first[target]!; t < count && targetOf[t] === target; t++) {
      for (let i = start[t]!; i < start[t + 1]!; i++) {
        const who = actor[i]!;
        if (scratch[who]! < 0) continue;
        // Runs overlap: below −1 it was counted.
        seen.push(who);
        scratch[who] = -2 - scratch[who]!;
      }
    }
    for (const who of seen) scratch[who] = -2 - scratch[who]!;
    return seen.length;
  };
}
