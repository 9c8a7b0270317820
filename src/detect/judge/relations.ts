import type { EngagementGraph } from "./engagement-graph.ts";
import { graphScratch } from "./graph-scratch.ts";
import { type GroupLife, groupLife, type JudgedGroup, markOwn, sideOf } from "./group-life.ts";

/** Visitors of one owner's targets looked at, and acts of each: more is strided. */
const VISITORS_MAX = 256;
const VISITOR_ACTS_MAX = 64;
/** Coincidences by chance that a prior is worth, and what it says: things of one interest share three times chance and more. */
const PRIOR_PAIRS = 3;
const PRIOR_LIFT = 3;
/** Least lift that is held against what members share on the targets: below chance says no more than chance. */
const ELSEWHERE_MIN = 0.3;

/** How much more than chance things have in common, as factors; towards `PRIOR_LIFT` where there is little to tell by. */
export interface Relations {
  /** What members share elsewhere. */
  readonly elsewhere: number;
  /** What members share on the targets, over what they share elsewhere. */
  readonly beyond: number;
  /** What the other visitors of one owner's targets share with those of another's, in the rest of their lives. */
  readonly audiences: number;
}

/**
 * Group → how related its members and its targets are beside what joined them. A coincidence of two people on a thing counts by how rare the thing is, 1 / its audience, so that
 * its expectation under chance is 1 / all acts whatever the thing (lift of the one-mode projection, as in Tumminello et al., PLoS ONE 6(3), 2011). Customers who have nothing to do with each other have audiences that
 * have nothing to do with each other: of that an attacker chooses little, since these people are not theirs. O(acts of the members + visitors · their acts).
 */
export function relations(
  graph: EngagementGraph,
  group: JudgedGroup,
  life: GroupLife,
): Omit<Relations, "audiences"> {
  const elsewhere = elsewhereLift(graph, group, life);
  const onTargets = insideLift(graph, group, life);
  return {
    elsewhere: elsewhere / usualRelations(graph).elsewhere,
    beyond: onTargets / Math.max(ELSEWHERE_MIN, elsewhere),
  };
}

/** Group → what the other visitors of one owner's targets share with those of another's (see `Relations`). By itself, since it costs the most. */
export function relatedAudiences(graph: EngagementGraph, group: JudgedGroup): Relations["audiences"] {
  return audienceLift(graph, group) / usualRelations(graph).audiences;
}

/** People and targets of different owners that what is usual is learned from, and the fewest acts they must have. */
const USUAL_PEOPLE = 256;
const USUAL_TARGETS = 64;
const USUAL_ACTS_MIN = 8;
const USUAL = new WeakMap<EngagementGraph, Pick<Relations, "elsewhere" | "audiences">>();

/**
 * What people and owners who have nothing to do with each other share in this very data: more than chance, since what is shown to everybody changes from day to day. Taken from people and targets spread
 * evenly over the codes; at least 1. Learned once a graph.
 */
function usualRelations(graph: EngagementGraph): Pick<Relations, "elsewhere" | "audiences"> {
  let usual = USUAL.get(graph);
  if (usual === undefined) {
    const { acts } = graph;
    const nobody: JudgedGroup = { members: new Set(), targets: new Set(), owners: new Set(), ownersKnown: 1 };
    const people = { ...nobody, members: new Set(spread(acts.actorStart, USUAL_PEOPLE)) };
    const targets = { ...nobody, targets: new Set(spread(acts.targetStart, USUAL_TARGETS)) };
    usual = {
      elsewhere: Math.max(1, elsewhereLift(graph, people, groupLife(graph, people))),
      audiences: Math.max(1, audienceLift(graph, targets)),
    };
    USUAL.set(graph, usual);
  }
  return usual;
}

/** Codes of rows long enough, spread evenly. */
function spread(start: Int32Array, most: number): number[] {
  const codes: number[] = [];
  for (let code = 0; code + 1 < start.length; code++)
    if (start[code + 1]! - start[code]! >= USUAL_ACTS_MIN) codes.push(code);
  const stride = Math.max(1, Math.floor(codes.length / most));
  return codes.filter((_, at) => at % stride === 0).slice(0, most);
}

function elsewhereLift({ seen }: EngagementGraph, group: JudgedGroup, { places }: GroupLife): number {
  let met = 0;
  let came = 0;
  for (let i = 0; i < places.place.length; i++) {
    const members = places.came[i]!;
    came += members;
    met += (members * (members - 1)) / sizeOf(seen.targetStart, places.place[i]!);
  }
  // Nobody meets themselves.
  const chance = (came ** 2 * (1 - 1 / Math.max(2, group.members.size))) / seen.actor.length;
  return towardsPrior(met, chance);
}

function insideLift({ acts }: EngagementGraph, group: JudgedGroup, life: GroupLife): number {
  let met = 0;
  for (const target of group.targets) {
    let members = 0;
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++)
      if (group.members.has(acts.actor[at]!)) members++;
    met += (members * (members - 1)) / sizeOf(acts.targetStart, target);
  }
  return (met * acts.actor.length) / Math.max(1, (life.inside + life.outside) ** 2);
}

function audienceLift(graph: EngagementGraph, group: JudgedGroup): number {
  const { acts, owner } = graph;
  const bySide = new Map<number, number[]>();
  for (const target of group.targets) {
    const side = sideOf(owner, target);
    const own = bySide.get(side);
    if (own === undefined) bySide.set(side, [target]);
    else own.push(target);
  }
  // `marks`: members, and visitors while their side is looked at.
  const { target: acted, targetSums: sums, targetMarks: isOwn, marks } = graphScratch(graph);
  for (const member of group.members) marks[member] = 1;
  // What belongs to the group or its owners; each side's things, and then all sides', with their acts and the squares of each side's.
  markOwn(graph, group, isOwn, 1);
  const things: number[] = [];
  const sideThings: number[] = [];
  const visitors: number[] = [];
  let all = 0;
  let squares = 0;
  for (const targets of bySide.values()) {
    sideThings.length = 0;
    gatherVisitors(graph, marks, targets, visitors);
    const count = countActs(graph, visitors, isOwn, acted, sideThings);
    all += count;
    squares += count * count;
    for (let i = 0; i < sideThings.length; i++) {
      const thing = sideThings[i]!;
      const own = acted[thing]!;
      acted[thing] = 0;
      if (sums[2 * thing] === 0) things.push(thing);
      sums[2 * thing]! += own;
      sums[2 * thing + 1]! += own * own;
    }
  }
  for (const member of group.members) marks[member] = 0;
  markOwn(graph, group, isOwn, 0);
  let met = 0;
  for (let i = 0; i < things.length; i++) {
    const thing = things[i]!;
    met += (sums[2 * thing]! ** 2 - sums[2 * thing + 1]!) / sizeOf(acts.targetStart, thing);
    sums[2 * thing] = 0;
    sums[2 * thing + 1] = 0;
  }
  return towardsPrior(met, (all ** 2 - squares) / Math.max(1, acts.actor.length));
}

/** Adds what visitors did to the counts of its targets, in the order met; returns how many acts that are. */
function countActs(
  { acts }: EngagementGraph,
  visitors: readonly number[],
  isOwn: Uint8Array,
  acted: Int32Array,
  things: number[],
): number {
  const { actorStart, target } = acts;
  let count = 0;
  for (let v = 0; v < visitors.length; v++) {
    const from = actorStart[visitors[v]!]!;
    const end = actorStart[visitors[v]! + 1]!;
    const stride = Math.max(1, Math.ceil((end - from) / VISITOR_ACTS_MAX));
    for (let at = from; at < end; at += stride) {
      const thing = target[at]!;
      if (acted[thing] === 0) {
        if (isOwn[thing] === 1) continue;
        things.push(thing);
      }
      acted[thing]!++;
      count++;
    }
  }
  return count;
}

/** Who came to any of the targets and is not marked, in order of first sight, into `visitors`; marks are left as they were. */
function gatherVisitors(
  { seen }: EngagementGraph,
  marks: Uint8Array,
  targets: readonly number[],
  visitors: number[],
): void {
  visitors.length = 0;
  for (const target of targets) {
    const from = seen.targetStart[target]!;
    const end = seen.targetStart[target + 1]!;
    const stride = Math.max(1, Math.ceil((end - from) / VISITORS_MAX));
    for (let at = from; at < end; at += stride) {
      const visitor = seen.actor[at]!;
      if (marks[visitor] === 1) continue;
      marks[visitor] = 1;
      visitors.push(visitor);
    }
  }
  for (let v = 0; v < visitors.length; v++) marks[visitors[v]!] = 0;
}

function towardsPrior(met: number, chance: number): number {
  return (met + PRIOR_PAIRS * PRIOR_LIFT) / (chance + PRIOR_PAIRS);
}

function sizeOf(start: Int32Array, target: number): number {
  return Math.max(1, start[target + 1]! - start[target]!);
}
