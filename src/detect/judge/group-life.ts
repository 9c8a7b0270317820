import type { EngagementGraph } from "./engagement-graph.ts";
import { graphScratch } from "./graph-scratch.ts";

/** A group in a graph: codes of its members and of the targets it served. */
export interface JudgedGroup {
  readonly members: ReadonlySet<number>;
  readonly targets: ReadonlySet<number>;
  /** Known owners of the targets. */
  readonly owners: ReadonlySet<number>;
  /** Part of the targets whose owner is known, in [0, 1]. */
  readonly ownersKnown: number;
}

/** What members did on the group's targets, and elsewhere. */
export interface GroupLife {
  /** Acts on the group's targets and on anything else, over all members. */
  readonly inside: number;
  readonly outside: number;
  /** Different owners, or targets where owners are not known, that a member served: the mean. */
  readonly served: number;
  /**
   * Owners who gain, as many as if all gained alike: exp(entropy) of the acts over them, or, where less, one over the chance that two acts of one member are one owner's. Two fan clubs that
   * were taken for one have two owners, and every fan but one.
   */
  readonly ownersEffective: number;
  /**
   * How unevenly members take part: variance of the targets each served beyond that of drawing lots, over the mean squared. At or below 0 for lots;
   * people of one interest come in heavy tails.
   */
  readonly spread: number;
  /** Things members came to elsewhere, of other owners, in order of first sight, and how many of them came. Views count as coming. */
  readonly places: { readonly place: Int32Array; readonly came: Int32Array };
}

/** Group → its members' life. O(acts and views of the members). */
export function groupLife(graph: EngagementGraph, group: JudgedGroup): GroupLife {
  const { acts, seen, owner } = graph;
  let inside = 0;
  let outside = 0;
  let served = 0;
  let squares = 0;
  const { target: sideOfTarget, targetMarks: isOwn, targetSums: came } = graphScratch(graph);
  const places: number[] = [];
  markOwn(graph, group, isOwn, 1);
  const sides = numberSides(owner, group.targets, sideOfTarget);
  const gained = new Int32Array(sides);
  const ofMember = new Int32Array(sides);
  const touched: number[] = [];
  let sameOwner = 0;
  let pairs = 0;
  for (const member of group.members) {
    let own = 0;
    for (let at = acts.actorStart[member]!; at < acts.actorStart[member + 1]!; at++) {
      const target = acts.target[at]!;
      const side = sideOfTarget[target]! - 1;
      if (side < 0) {
        outside++;
        continue;
      }
      own++;
      if (ofMember[side] === 0) touched.push(side);
      sameOwner += ofMember[side]!++;
      gained[side]!++;
    }
    inside += own;
    squares += own * own;
    served += touched.length;
    for (const side of touched) ofMember[side] = 0;
    touched.length = 0;
    pairs += (own * (own - 1)) / 2;
    for (let at = seen.actorStart[member]!; at < seen.actorStart[member + 1]!; at++) {
      const target = seen.target[at]!;
      if (isOwn[target] === 1) continue;
      if (came[target] === 0) places.push(target);
      came[target]!++;
    }
  }
  for (const target of group.targets) sideOfTarget[target] = 0;
  markOwn(graph, group, isOwn, 0);
  const place = Int32Array.from(places);
  const times = place.map((target) => came[target]!);
  for (const target of places) came[target] = 0;
  const members = Math.max(1, group.members.size);
  const mean = inside / members;
  const lots = mean * (1 - mean / Math.max(1, group.targets.size));
  return {
    inside,
    outside,
    served: served / members,
    ownersEffective: Math.min(
      effective(gained, inside),
      sameOwner === 0 ? Number.POSITIVE_INFINITY : pairs / sameOwner,
    ),
    spread: mean === 0 ? 0 : (squares / members - mean ** 2 - lots) / mean ** 2,
    places: { place, came: times },
  };
}

/**
 * Writes beside each target of a group the number of its side, from 1 on, and returns how many there are. By arrays and not by maps: compiled by V8 13.6 while the machine was busy,
 * a map that was filled in this loop was now and then found empty, and a pool was taken for fans of one owner.
 */
function numberSides(owner: Int32Array, targets: ReadonlySet<number>, into: Int32Array): number {
  const ordered = [...targets].sort((a, b) => sideOf(owner, a) - sideOf(owner, b));
  let sides = 0;
  let before = Number.NaN;
  for (const target of ordered) {
    const side = sideOf(owner, target);
    if (side !== before) sides++;
    before = side;
    into[target] = sides;
  }
  return sides;
}

/** exp(entropy) of parts of a sum. */
function effective(parts: Int32Array, sum: number): number {
  let entropy = 0;
  for (const part of parts) if (part > 0) entropy -= (part / sum) * Math.log(part / sum);
  return Math.exp(entropy);
}

/** Whose a target is: its owner's code, or a number of its own where the owner is not known. */
export function sideOf(owner: Int32Array, target: number): number {
  return owner[target]! >= 0 ? owner[target]! : -1 - target;
}

/** Marks the targets that are the group's or one of its owners'. O(targets of the owners). */
export function markOwn(graph: EngagementGraph, group: JudgedGroup, isOwn: Uint8Array, mark: 0 | 1): void {
  for (const target of group.targets) isOwn[target] = mark;
  for (const who of group.owners) for (const target of graph.targetsOfOwner(who)) isOwn[target] = mark;
}
