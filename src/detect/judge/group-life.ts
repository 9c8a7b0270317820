import type { EngagementGraph } from "./engagement-graph.ts";

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
  /** Things members came to elsewhere, of other owners → how many of them came. Views count as coming. */
  readonly places: ReadonlyMap<number, number>;
}

/** Group → its members' life. O(acts and views of the members). */
export function groupLife(graph: EngagementGraph, group: JudgedGroup): GroupLife {
  const { acts, seen, owner } = graph;
  let inside = 0;
  let outside = 0;
  let served = 0;
  let squares = 0;
  const places = new Map<number, number>();
  const gained = new Map<number, number>();
  let sameOwner = 0;
  let pairs = 0;
  for (const member of group.members) {
    const sides = new Map<number, number>();
    let own = 0;
    for (let at = acts.actorStart[member]!; at < acts.actorStart[member + 1]!; at++) {
      const target = acts.target[at]!;
      if (group.targets.has(target)) {
        own++;
        const side = sideOf(owner, target);
        const before = sides.get(side) ?? 0;
        sameOwner += before;
        sides.set(side, before + 1);
        gained.set(side, (gained.get(side) ?? 0) + 1);
      } else outside++;
    }
    inside += own;
    squares += own * own;
    served += sides.size;
    pairs += (own * (own - 1)) / 2;
    for (let at = seen.actorStart[member]!; at < seen.actorStart[member + 1]!; at++) {
      const target = seen.target[at]!;
      if (!isOf(group, owner, target)) places.set(target, (places.get(target) ?? 0) + 1);
    }
  }
  const members = Math.max(1, group.members.size);
  const mean = inside / members;
  const lots = mean * (1 - mean / Math.max(1, group.targets.size));
  return {
    inside,
    outside,
    served: served / members,
    ownersEffective: Math.min(
      effective(gained.values(), inside),
      sameOwner === 0 ? Number.POSITIVE_INFINITY : pairs / sameOwner,
    ),
    spread: mean === 0 ? 0 : (squares / members - mean ** 2 - lots) / mean ** 2,
    places,
  };
}

/** exp(entropy) of parts of a sum. */
function effective(parts: Iterable<number>, sum: number): number {
  let entropy = 0;
  for (const part of parts) entropy -= (part / sum) * Math.log(part / sum);
  return Math.exp(entropy);
}

/** Whose a target is: its owner's code, or a number of its own where the owner is not known. */
export function sideOf(owner: Int32Array, target: number): number {
  return owner[target]! >= 0 ? owner[target]! : -1 - target;
}

/** Whether a target belongs to the group or to one of its owners. */
export function isOf(group: JudgedGroup, owner: Int32Array, target: number): boolean {
  return group.targets.has(target) || (owner[target]! >= 0 && group.owners.has(owner[target]!));
}
