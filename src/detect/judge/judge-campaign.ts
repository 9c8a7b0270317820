import type { CampaignEvidence, InterestEvidence } from "../../nouns/campaign.ts";
import { aboveUsual } from "./above-usual.ts";
import { lotSpread } from "./by-lot.ts";
import { deliveries } from "./deliveries.ts";
import type { EngagementGraph } from "./engagement-graph.ts";
import { groupLife, type JudgedGroup } from "./group-life.ts";
import { twinShare } from "./honest-twins.ts";
import { howTheyCame } from "./how-they-came.ts";
import { measureOwners, type OwnersMeasured } from "./measure-owners.ts";
import { refineMembers } from "./refine-members.ts";
import { relatedAudiences, relations } from "./relations.ts";
import { sessionContext } from "./session-context.ts";
import { sizesLikeOthers } from "./sizes-like-others.ts";
import { splitGroup } from "./split-group.ts";
import { type WeighedCampaign, weighCampaign } from "./weigh-campaign.ts";

/** A claim to be judged. Keys of 16 hexadecimal digits. */
export interface Accused {
  readonly members: readonly string[];
  readonly targets: readonly string[];
  readonly evidence: CampaignEvidence;
}

export interface Judgement extends WeighedCampaign {
  /** As it was given, with what the graph says. */
  readonly evidence: CampaignEvidence;
}

/** A part of a claim that stands on its own: those who still belong to it once all is known, what they served, and when. */
export interface JudgedPart extends Judgement {
  readonly members: ReadonlySet<string>;
  readonly targets: ReadonlySet<string>;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Fewest members of a campaign. */
const MEMBERS_MIN = 5;

/**
 * A claim, in the light of the rest of its members' lives and of everybody else's → how likely it is that they acted by order, and why. Whoever finds groups finds what meets beyond
 * chance: communities of interest, fans, neighbours, and hands. This tells them apart. See `twinShare`, `relations`, `deliveries`; what is weighed how: `weighCampaign`.
 * Members and targets that the graph does not know count for nothing. Pure and deterministic.
 */
export function judgeCampaign(graph: EngagementGraph, accused: Accused): Judgement {
  return judgeGroup(graph, groupOf(graph, accused), accused.evidence);
}

/**
 * The same, or null where the claim does not hold at its best: `holds` is asked first of the judgement with audiences that have nothing to do with each other, which is the most that
 * audiences can say, and only then are they compared, which costs the most. It must hold of more log-odds wherever it holds of less.
 */
export function judgeIfWorth(
  graph: EngagementGraph,
  accused: Accused,
  holds: (judged: WeighedCampaign) => boolean,
): Judgement | null {
  const group = groupOf(graph, accused);
  const owners = measureOwners(graph, group);
  const interest = measureInterest(graph, group, UNRELATED, owners);
  const judgedWith = (audiencesShare: number): Judgement => {
    const evidence = { ...accused.evidence, ...owners.evidence, interest: { ...interest, audiencesShare } };
    return { ...weighCampaign(evidence, group.members.size), evidence };
  };
  if (!holds(judgedWith(UNRELATED))) return null;
  const judged = judgedWith(relatedAudiences(graph, group));
  return holds(judged) ? judged : null;
}

/**
 * A claim put together from many windows → the parts it falls into (see `splitGroup`), each with the members that belong to it by all it shows (see `refineMembers`), judged one by
 * one; the largest first. Parts too small to be a campaign are left out.
 */
export function judgeParts(graph: EngagementGraph, accused: Accused): readonly JudgedPart[] {
  const memberKeys = keysByCode(accused.members, graph.actorOf);
  const targetKeys = keysByCode(accused.targets, graph.targetOf);
  return splitGroup(graph, groupOf(graph, accused)).flatMap(({ members, targets }) => {
    const belong = [...refineMembers(graph, asGroup(graph, members, targets))].filter((code) =>
      memberKeys.has(code),
    );
    if (belong.length < MEMBERS_MIN) return [];
    const group = asGroup(graph, new Set(belong), targets);
    return [
      {
        ...judgeGroup(graph, group, accused.evidence),
        members: new Set(belong.map((code) => memberKeys.get(code)!)),
        targets: new Set([...targets].map((code) => targetKeys.get(code)!)),
        ...spanOf(graph, group),
      },
    ];
  });
}

/** Whether `judgeCampaign` gives a claim at least these log-odds. */
export function reaches(graph: EngagementGraph, accused: Accused, lnOddsMin: number): boolean {
  return judgeIfWorth(graph, accused, ({ lnOdds }) => lnOdds >= lnOddsMin) !== null;
}

/** What audiences share that have nothing to do with each other: the most that they can say. */
const UNRELATED = 0;

function judgeGroup(graph: EngagementGraph, group: JudgedGroup, given: CampaignEvidence): Judgement {
  const owners = measureOwners(graph, group);
  const interest = measureInterest(graph, group, relatedAudiences(graph, group), owners);
  const evidence = { ...given, ...owners.evidence, interest };
  return { ...weighCampaign(evidence, group.members.size), evidence };
}

function groupOf(graph: EngagementGraph, { members, targets }: Accused): JudgedGroup {
  const codes = (keys: readonly string[], of: (key: string) => number): ReadonlySet<number> =>
    new Set(keysByCode(keys, of).keys());
  return asGroup(graph, codes(members, graph.actorOf), codes(targets, graph.targetOf));
}

function asGroup(
  graph: EngagementGraph,
  members: ReadonlySet<number>,
  targets: ReadonlySet<number>,
): JudgedGroup {
  const owned = [...targets].map((target) => graph.owner[target]!).filter((owner) => owner >= 0);
  return {
    members,
    targets,
    owners: new Set(owned),
    ownersKnown: targets.size === 0 ? 0 : owned.length / targets.size,
  };
}

function keysByCode(keys: readonly string[], of: (key: string) => number): ReadonlyMap<number, string> {
  return new Map(keys.map((key) => [of(key), key] as const).filter(([code]) => code >= 0));
}

function spanOf({ acts, atMs }: EngagementGraph, group: JudgedGroup): { fromMs: number; toMs: number } {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const target of group.targets) {
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++) {
      if (!group.members.has(acts.actor[at]!)) continue;
      fromMs = Math.min(fromMs, atMs[at]!);
      toMs = Math.max(toMs, atMs[at]!);
    }
  }
  return { fromMs, toMs };
}

/** Part of the targets whose owner must be known for owners to be counted: else targets are, which says less. */
const OWNERS_KNOWN_MIN = 0.5;

/** Targets from which on it can be told whether members come in numbers as others do. */
const SIZES_MIN = 20;

function measureInterest(
  graph: EngagementGraph,
  group: JudgedGroup,
  audiencesShare: number,
  { returnTargets, returnActs, strangersEffective, daysPerOwner, ownersTogether }: OwnersMeasured,
): InterestEvidence {
  const life = groupLife(graph, group);
  const share = twinShare(graph, group, life);
  const { elsewhere, beyond } = relations(graph, group, life);
  const { hours, usualHours, occasions } = deliveries(graph, group);
  const lots = lotSpread(graph, group);
  return {
    memberShare: share.members,
    twinShare: share.twins,
    sharedBeyond: beyond,
    sharedElsewhere: elsewhere,
    audiencesShare,
    ownersKnown: group.ownersKnown >= OWNERS_KNOWN_MIN,
    ownersEffective: life.ownersEffective,
    ownersServed: life.served,
    strangersEffective,
    actsPerOwner: (life.inside + returnActs) / Math.max(1, life.served * group.members.size),
    targetsPerOwner: (group.targets.size + returnTargets) / Math.max(1, group.owners.size),
    daysPerOwner,
    ownersTogether,
    ...howTheyCame(graph, group),
    servedSpread: life.spread,
    lotSpread: lots === null ? null : lots.spread,
    lotSpreadError: lots === null ? null : lots.error,
    sizesLikeOthers:
      group.targets.size < SIZES_MIN ? null : sizesLikeOthers(graph, group.members, group.targets),
    aboveUsual: aboveUsual(graph, group),
    deliveryHours: hours,
    usualHours,
    occasions,
    spanDays: graph.spanDays,
    ...sessionContext(graph, group),
  };
}
