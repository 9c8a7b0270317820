import type { EngagementGraph } from "./engagement-graph.ts";
import type { JudgedGroup } from "./group-life.ts";

/** Targets whose pairs are counted, at the most: those with the most members. */
const TARGETS_MAX = 256;

/** How unlike drawing lots it is who comes with whom. */
export interface LotSpread {
  /**
   * Variance of how many members two targets share, beyond that of drawing lots, over the squared mean: about 0 where each target's
   * members were drawn from the group by chance, whoever is drawn more often.
   */
  readonly spread: number;
  /** Its standard error where lots are drawn. */
  readonly error: number;
}

/**
 * Group → how far its members come to its targets by lot; null where nothing can be told. People of one interest, place or hour come with their like: some pairs of
 * targets share many of them, others few. A seller takes for each order whoever is free. How often each member and each target is met is given (the margins of the matrix of
 * members and targets), and only who meets whom is looked at, as in tests of nestedness and co-occurrence under fixed margins (Gotelli, Ecology 81(9), 2000). O(acts of the members + pairs of targets per
 * member); deterministic.
 */
export function lotSpread({ acts }: EngagementGraph, group: JudgedGroup): LotSpread | null {
  const placeOf = new Map<number, number>();
  const turnout = new Map<number, number>();
  for (const target of group.targets) {
    let came = 0;
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++)
      if (group.members.has(acts.actor[at]!)) came++;
    turnout.set(target, came);
  }
  const targets = [...group.targets]
    .sort((a, b) => turnout.get(b)! - turnout.get(a)! || a - b)
    .slice(0, TARGETS_MAX);
  targets.forEach((target, place) => {
    placeOf.set(target, place);
  });
  const count = targets.length;
  const both = new Float64Array(count * count);
  const row: number[] = [];
  let pairs = 0;
  for (const member of group.members) {
    row.length = 0;
    for (let at = acts.actorStart[member]!; at < acts.actorStart[member + 1]!; at++) {
      const place = placeOf.get(acts.target[at]!);
      if (place !== undefined) row.push(place);
    }
    row.sort((a, b) => a - b);
    pairs += row.length * (row.length - 1);
    for (let i = 0; i < row.length; i++)
      for (let j = i + 1; j < row.length; j++) both[row[i]! * count + row[j]!]!++;
  }
  const came = targets.map((target) => turnout.get(target)!);
  const all = came.reduce((sum, own) => sum + own, 0);
  const squares = came.reduce((sum, own) => sum + (own / Math.max(1, all)) ** 2, 0);
  if (pairs === 0 || squares >= 1) return null;
  const members = group.members.size;
  let beyond = 0;
  let expectedSquares = 0;
  let noise = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const expected = ((came[i]! / all) * (came[j]! / all) * pairs) / (1 - squares);
      // Two samples without replacement overlap less unevenly than by Poisson's law.
      const variance = expected * (1 - came[i]! / members) * (1 - came[j]! / members);
      beyond += (both[i * count + j]! - expected) ** 2 - variance;
      expectedSquares += expected ** 2;
      noise += variance ** 2;
    }
  }
  if (expectedSquares === 0) return null;
  return { spread: beyond / expectedSquares, error: Math.sqrt(2 * noise) / expectedSquares };
}
