import type { CampaignEvidence, Cluster } from "../../nouns/campaign.ts";
import { RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { keyHex } from "../columns/key-hex.ts";
import { ownersAsActors } from "../columns/owners-as-actors.ts";
import { countActivity, gatherMemberEvents, measureGroup, targetsByOwner } from "../groups/group-evidence.ts";
import { commonColumns } from "../groups/infrastructure.ts";
import type { Background, WeighedGroup } from "../groups/membership.ts";
import { nameCluster } from "../groups/name-cluster.ts";
import type { Order } from "../groups/orders-of.ts";
import { countViewers } from "../groups/view-baseline.ts";
import type { EngagementGraph } from "../judge/engagement-graph.ts";
import { judgeCampaign, reaches } from "../judge/judge-campaign.ts";
import { splitGroup } from "../judge/split-group.ts";
import { learnActivityNull } from "../links/activity-null.ts";
import { CREW_MEMBERS_MIN, CREW_TARGETS_MIN } from "./crew-limits.ts";
import { eachPeopleOnce } from "./each-people-once.ts";
import { leaveCommunities } from "./leave-communities.ts";
import { type Crew, surelyIn } from "./refine-crew.ts";

/** Members of a crew are told by many targets each. */
const MEMBER_PROBABILITY = 0.99;
/**
 * Log-odds that a crew's pace, what was taken back and its owners' other things may add to what is known without them, and devices, addresses and registration where they are
 * told: a crew that lacks more is not measured further.
 */
const PACE_LN = 3;
const INFRASTRUCTURE_LN = 5;

/** Crews of a file's columns and graph, and the least score → clusters, measured, judged and named, best first, each group of people once. O(events) where there is any, and its judgement for each crew. */
export function describeCrews(
  columns: EventColumns,
  graph: EngagementGraph,
  crews: readonly Crew[],
  scoreMin: number,
): readonly Cluster[] {
  const told = Object.values(columns.infrastructure).some((values) => values !== undefined);
  const lnMin = Math.log(scoreMin / (1 - scoreMin)) - PACE_LN - (told ? INFRASTRUCTURE_LN : 0);
  const isLikely = (crew: Crew): boolean => {
    const members = Array.from(crew.members, (actor) => keyHex(columns.actorKeys, actor));
    const targets = Array.from(crew.targets, (target) => keyHex(columns.targetKeys, target));
    const evidence = { ...NOTHING, ...racks(crew) };
    return reaches(graph, { members, targets, evidence }, lnMin);
  };
  const likely = leaveCommunities(graph, crews)
    .filter(isLikely)
    .flatMap((crew) => {
      const parts = partsOf(graph, crew);
      return parts.length < 2 ? [crew] : parts.filter(isLikely);
    });
  const found = measureCrews(columns, graph, likely, scoreMin);
  if (found.length < 2) return found.map(([cluster]) => cluster);
  const sure = found.map(([, crew]) => surelyIn(graph, crew, found.length));
  return measureCrews(columns, graph, sure, scoreMin).map(([cluster]) => cluster);
}

/** A crew → the parts of it that serve different things: a faculty and those who hunt prizes look likelier together than each. On racks hands never meet: such a crew has no parts. */
function partsOf(graph: EngagementGraph, crew: Crew): readonly Crew[] {
  if (crew.racked) return [crew];
  const { members, targets } = crew;
  return splitGroup(graph, { members: new Set(members), targets: new Set(targets) })
    .filter((part) => part.members.size >= CREW_MEMBERS_MIN && part.targets.size >= CREW_TARGETS_MIN)
    .map((part) => ({
      members: Int32Array.from(part.members).sort(),
      targets: Int32Array.from(part.targets).sort(),
      racked: false,
    }));
}

function measureCrews(
  columns: EventColumns,
  graph: EngagementGraph,
  likely: readonly Crew[],
  scoreMin: number,
): readonly (readonly [Cluster, Crew])[] {
  if (likely.length === 0) return [];
  const background = backgroundOf(columns);
  const orders = ordersOfTargets(columns, new Set(likely.flatMap(({ targets }) => [...targets])));
  const groups = likely.map((crew) => groupOf(crew, orders));
  const memberEvents = gatherMemberEvents(groups, background);
  const activity = countActivity(background);
  const owned = targetsByOwner(background);
  const turnout = (target: number): number => {
    let came = 0;
    for (let at = graph.acts.targetStart[target]!; at < graph.acts.targetStart[target + 1]!; at++)
      if (background.scratch[graph.acts.actor[at]!]! >= 0) came++;
    return came;
  };
  const clusters = groups.flatMap(([group, members], g): (readonly [Cluster, Crew])[] => {
    const measured = measureGroup(group, members, memberEvents[g]!, background, activity, turnout, owned);
    const evidence = { ...measured, ...racks(likely[g]!) };
    const named = nameCluster(group, members, memberEvents[g]!, columns);
    const judged = judgeCampaign(graph, {
      members: named.members.map(({ key }) => key),
      targets: named.targets.map(({ key }) => key),
      evidence,
    });
    const { score, reasons } = judged;
    if (score < scoreMin) return [];
    return [[{ score, evidence: judged.evidence, reasons, ...named }, likely[g]!]];
  });
  return eachPeopleOnce(
    clusters.sort(([a], [b]) => b.score - a.score || b.members.length - a.members.length),
  );
}

function racks({ racked }: Crew): Pick<CampaignEvidence, "rackedShare"> {
  return racked ? { rackedShare: 1 } : {};
}

const NOTHING: CampaignEvidence = {
  sharedOrders: 0,
  sharedOrdersExpected: 0,
  ownersEffective: 0,
  purity: 0,
  density: 0,
  returnRatio: null,
  reciprocity: null,
  inCampaignShare: 0,
  unrelatedActs: 0,
  viewsPerMember: 0,
  retractedShare: 0,
  gapVariation: null,
  gapSpectrum: [],
  common: [],
  ageMedianDays: null,
};

function backgroundOf(columns: EventColumns): Background {
  const { fromMs, share } = learnActivityNull(columns);
  return {
    columns,
    fromMs,
    share,
    common: commonColumns(columns),
    ownerActor: ownersAsActors(columns),
    viewers: countViewers(columns),
    scratch: new Int32Array(columns.actorCount).fill(-1),
  };
}

/** Targets → their audiences by kind of act, each account's first act. O(events). */
function ordersOfTargets(
  { count, actor, target, kind }: EventColumns,
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, readonly Order[]> {
  const isWanted = new Uint8Array(Math.max(0, ...wanted) + 1);
  for (const one of wanted) isWanted[one] = 1;
  const rows = new Map<number, Map<number, Map<number, number>>>();
  for (let i = 0; i < count; i++) {
    if (isWanted[target[i]!] !== 1 || kind[i] === 0 || kind[i]! >= RETRACTION_BIT) continue;
    const kinds = rows.get(target[i]!) ?? new Map<number, Map<number, number>>();
    rows.set(target[i]!, kinds);
    const first = kinds.get(kind[i]!) ?? new Map<number, number>();
    kinds.set(kind[i]!, first);
    if (!first.has(actor[i]!)) first.set(actor[i]!, i);
  }
  return new Map(
    [...rows].map(([one, kinds]) => [
      one,
      [...kinds].map(([code, first]) => ({
        target: one,
        kind: code,
        slices: [],
        actors: Int32Array.from(first.keys()),
        events: Int32Array.from(first.values()),
      })),
    ]),
  );
}

/** A crew as a group whose members are known: of each target the kind of act that most of them did. */
function groupOf(
  { members, targets }: Crew,
  all: ReadonlyMap<number, readonly Order[]>,
): readonly [WeighedGroup, Int32Array] {
  const placeOf = new Map(Array.from(members, (actor, place) => [actor, place]));
  const served = new Int32Array(members.length);
  const cameOf = ({ actors }: Order): number =>
    actors.reduce((sum, who) => sum + (placeOf.has(who) ? 1 : 0), 0);
  const orders = Array.from(targets).flatMap((target) => {
    const [most] = [...(all.get(target) ?? [])].sort((a, b) => cameOf(b) - cameOf(a) || a.kind - b.kind);
    return most === undefined ? [] : [most];
  });
  const seen = new Uint8Array(members.length);
  for (const { actors } of orders) {
    for (const who of actors) {
      const place = placeOf.get(who);
      if (place === undefined) continue;
      served[place]!++;
      seen[place] = 1;
    }
  }
  const places = Int32Array.from(members.keys()).filter((place) => seen[place] === 1);
  return [
    {
      orders,
      actors: members,
      probability: new Float64Array(members.length).fill(MEMBER_PROBABILITY),
      served,
    },
    places,
  ];
}
