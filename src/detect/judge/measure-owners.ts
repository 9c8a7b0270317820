import type { CampaignEvidence } from "../../nouns/campaign.ts";
import { DAY_MS, HOUR_MS } from "../../nouns/durations.ts";
import type { EngagementGraph } from "./engagement-graph.ts";
import { graphScratch } from "./graph-scratch.ts";
import type { JudgedGroup } from "./group-life.ts";

/** Actors a target must have for a missing member to say something. */
const AUDIENCE_MIN = 4;
/**
 * Part of the members' turnout at a target of the group, from which on they come to an owner's other target too, and the fewest of them. A guild is there with a third to a half of itself on another
 * evening; cover that falls on a customer's other things brings 2 to 8 % on tuning seeds.
 */
const RETURN_PART = 0.2;
const RETURN_MEMBERS_MIN = 3;
/** Times what members do of all acts that they must be of the visitors there: to what everybody sees they come as everybody does. */
const RETURN_LIFT = 2;

/** Visits to others' targets of the group by which an owner who is no member is of the circle all the same: one may be chance. */
const CIRCLE_VISITS_MIN = 2;
/** Times what anybody as active comes to the group's targets that such an owner must: to much cover that everybody sees, everybody comes. */
const CIRCLE_LIFT = 3;

/** What a day of rounds begins before its first act, so that those of the same hour stay on one day. */
const LEAD_MS = 3 * HOUR_MS;

/** A group and the owners of its targets. */
export interface OwnersMeasured {
  readonly evidence: Pick<CampaignEvidence, "reciprocity" | "returnRatio">;
  /** Other targets of these owners to which members come as well, and their acts there: what a claim left out of their regulars. */
  readonly returnTargets: number;
  readonly returnActs: number;
  /** Owners who gain and are not of the members' circle, as many as if all gained alike. */
  readonly strangersEffective: number;
  /** Days on which members came to an owner's targets, on average, and part of all owners whose targets they came to on one such day. null where no owner is known. */
  readonly daysPerOwner: number | null;
  readonly ownersTogether: number | null;
}

/**
 * Group → part of the owners who are of the members' circle, and the members' turnout at the owners' other targets relative to the group's; null where no owner is known, or has
 * nothing else. People of a circle like each other, followers come to everything, hands do neither. O(targets of the owners + their audiences).
 */
export function measureOwners(graph: EngagementGraph, group: JudgedGroup): OwnersMeasured {
  if (group.owners.size === 0)
    return {
      evidence: { reciprocity: null, returnRatio: null },
      returnTargets: 0,
      returnActs: 0,
      strangersEffective: 0,
      daysPerOwner: null,
      ownersTogether: null,
    };
  const { acts } = graph;
  const { marks: isMember } = graphScratch(graph);
  for (const member of group.members) isMember[member] = 1;
  const turnout = (target: number): number => {
    let came = 0;
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++)
      came += isMember[acts.actor[at]!]!;
    return came;
  };
  const firstOf = (target: number): number => {
    let firstMs = Number.POSITIVE_INFINITY;
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++)
      if (isMember[acts.actor[at]!] === 1) firstMs = Math.min(firstMs, graph.atMs[at]!);
    return firstMs;
  };
  let there = 0;
  let anybody = 0;
  for (const target of group.targets) {
    there += turnout(target);
    anybody += acts.targetStart[target + 1]! - acts.targetStart[target]!;
  }
  const usual = there / group.targets.size;
  let theirs = 0;
  for (const member of group.members) theirs += acts.actorStart[member + 1]! - acts.actorStart[member]!;
  const part = theirs / Math.max(1, acts.actor.length);
  const othersPart = (anybody - there) / Math.max(1, acts.actor.length - theirs);
  let circle = 0;
  const strangers: number[] = [];
  let others = 0;
  let came = 0;
  let returnTargets = 0;
  let returnActs = 0;
  const began: (readonly [owner: number, atMs: number])[] = [];
  for (const owner of group.owners) {
    let served = 0;
    for (const target of graph.targetsOfOwner(owner)) {
      if (group.targets.has(target)) {
        served += turnout(target);
        began.push([owner, firstOf(target)]);
        continue;
      }
      const audience = acts.targetStart[target + 1]! - acts.targetStart[target]!;
      if (audience < AUDIENCE_MIN) continue;
      const own = turnout(target);
      others++;
      came += own;
      if (own < RETURN_MEMBERS_MIN || own < RETURN_PART * usual || own < RETURN_LIFT * part * audience)
        continue;
      began.push([owner, firstOf(target)]);
      returnTargets++;
      returnActs += own;
    }
    if (isOfCircle(graph, group, owner, othersPart)) circle++;
    else strangers.push(served);
  }
  for (const member of group.members) isMember[member] = 0;
  return {
    evidence: {
      reciprocity: circle / group.owners.size,
      returnRatio: others === 0 ? null : came / others / Math.max(1e-9, usual),
    },
    returnTargets,
    returnActs,
    strangersEffective: effective(strangers),
    ...roundsOf(began, group.owners.size),
  };
}

/** Owners and when members first came to a target of theirs → on how many days an owner was served, and with how many of the others. A day begins three hours before the first of all. */
function roundsOf(
  began: readonly (readonly [owner: number, atMs: number])[],
  owners: number,
): Pick<OwnersMeasured, "daysPerOwner" | "ownersTogether"> {
  const fromMs = began.reduce((first, [, atMs]) => Math.min(first, atMs), Number.POSITIVE_INFINITY) - LEAD_MS;
  const byDay = new Map<number, Set<number>>();
  for (const [owner, atMs] of began) {
    if (atMs === Number.POSITIVE_INFINITY) continue;
    const day = Math.floor((atMs - fromMs) / DAY_MS);
    byDay.set(day, (byDay.get(day) ?? new Set()).add(owner));
  }
  let served = 0;
  let squares = 0;
  for (const { size } of byDay.values()) {
    served += size;
    squares += size * size;
  }
  return { daysPerOwner: served / owners, ownersTogether: served === 0 ? null : squares / served / owners };
}

/**
 * Whether an owner is a member, or comes to what others of the group gain by, as friends who were not there often enough to be members do. `othersPart`: part of all acts of those who
 * are no members that the group's targets take.
 */
function isOfCircle(
  { acts, owner, actorOfOwner }: EngagementGraph,
  group: JudgedGroup,
  who: number,
  othersPart: number,
): boolean {
  const actor = actorOfOwner(who);
  if (actor < 0) return false;
  if (group.members.has(actor)) return true;
  let came = 0;
  for (let at = acts.actorStart[actor]!; at < acts.actorStart[actor + 1]!; at++)
    if (group.targets.has(acts.target[at]!) && owner[acts.target[at]!] !== who) came++;
  const acted = acts.actorStart[actor + 1]! - acts.actorStart[actor]!;
  return came >= Math.max(CIRCLE_VISITS_MIN, CIRCLE_LIFT * othersPart * acted);
}

/** exp(entropy) of what each gains; 0 where nobody does. */
function effective(parts: readonly number[]): number {
  const sum = parts.reduce((all, part) => all + part, 0);
  if (sum === 0) return 0;
  return Math.exp(
    parts.reduce(
      (entropy, part) => (part === 0 ? entropy : entropy - (part / sum) * Math.log(part / sum)),
      0,
    ),
  );
}
