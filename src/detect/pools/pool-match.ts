import { RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import type { Visits } from "./visits.ts";

/** Which pools each actor of some columns belongs to: `pool[start[a] .. start[a + 1])`, pools from 0. */
export interface ActorPools {
  readonly start: Int32Array;
  readonly pool: Int32Array;
  readonly poolCount: number;
}

/** Members of one pool that came to one target in one way far beyond chance. */
export interface PoolMatch {
  readonly pool: number;
  readonly target: number;
  readonly kind: number;
  /** ln of the chance of it, runs tried included. */
  readonly lnP: number;
  /** ln p at and below which a match is reported, for the pairs tested in these columns. */
  readonly lnThreshold: number;
  /** Members in the run that told, all who came in it, and how many of them chance explains. */
  readonly came: number;
  readonly visitors: number;
  readonly expected: number;
  /** Everybody who did this to the target, in order of time, and each one's first such event. */
  readonly actors: Int32Array;
  readonly events: Int32Array;
  /** By visitor: chance that it came as part of the order; 0 for those not of the pool. */
  readonly ordered: Float64Array;
}

/** Visitors on either side that tell whether a member outside the run came with it. */
const NEIGHBOURS = 8;

/** The run of a group's visitors that is least by chance: places of its first and last member. */
export interface TellingRun {
  readonly lnP: number;
  readonly from: number;
  readonly to: number;
  readonly came: number;
  readonly expected: number;
  /** Members that chance brings before the visitor at a place, from 0 to the number of visitors. */
  readonly expectedBefore: (place: number) => number;
}

export interface Candidate {
  readonly group: number;
  readonly pool: number;
  readonly run: TellingRun;
  /** Members counted for other pools, that were left out. */
  readonly explained: ReadonlySet<number>;
}

export const NOBODY: ReadonlySet<number> = new Set();

/** Whether an actor belongs to a pool. */
export function isOf(pools: ActorPools, actor: number, pool: number): boolean {
  for (let at = pools.start[actor]!; at < pools.start[actor + 1]!; at++)
    if (pools.pool[at] === pool) return true;
  return false;
}

/**
 * Where several pools explain one audience, the surest has its members first, and the others must do with the rest. `tells`: whether a run is beyond chance;
 * `again`: the run of a pool at a group once the members in a set are explained.
 */
export function refineAudiences(
  columns: EventColumns,
  visits: Visits,
  pools: ActorPools,
  candidates: readonly Candidate[],
  tells: (group: number, run: TellingRun) => boolean,
  again: (group: number, pool: number, explained: ReadonlySet<number>) => TellingRun,
): Candidate[] {
  const byGroup = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    if (!tells(candidate.group, candidate.run)) continue;
    const list = byGroup.get(candidate.group);
    if (list === undefined) byGroup.set(candidate.group, [candidate]);
    else list.push(candidate);
  }
  const refined: Candidate[] = [];
  for (const [group, list] of byGroup) {
    let left = list.sort((a, b) => a.run.lnP - b.run.lnP || a.pool - b.pool);
    const explained = new Set<number>();
    while (left.length > 0) {
      const [best, ...rest] = left;
      refined.push(best!);
      if (rest.length === 0) break;
      for (let at = visits.start[group]!; at < visits.end[group]!; at++) {
        const who = columns.actor[visits.event[at]!]!;
        if (isOf(pools, who, best!.pool)) explained.add(who);
      }
      const known = new Set(explained);
      left = rest
        .map(({ pool }): Candidate => ({ group, pool, run: again(group, pool, known), explained: known }))
        .filter(({ run }) => tells(group, run))
        .sort((a, b) => a.run.lnP - b.run.lnP || a.pool - b.pool);
    }
  }
  return refined;
}

/** A candidate as it is reported. */
export function describeMatch(
  columns: EventColumns,
  visits: Visits,
  pools: ActorPools,
  { group, pool, run, explained }: Candidate,
  lnThreshold: number,
): PoolMatch {
  const events = visits.event.slice(visits.start[group]!, visits.end[group]!);
  const actors = Int32Array.from(events, (event) => columns.actor[event]!);
  const member = Uint8Array.from(actors, (who) => (isOf(pools, who, pool) && !explained.has(who) ? 1 : 0));
  const upTo = new Int32Array(actors.length + 1);
  for (let i = 0; i < actors.length; i++) upTo[i + 1] = upTo[i]! + member[i]!;
  const ordered = Float64Array.from(actors, (_, i) => {
    if (member[i] === 0) return 0;
    const inRun = i >= run.from && i <= run.to;
    const from = inRun ? run.from : Math.max(0, i - NEIGHBOURS);
    const to = inRun ? run.to + 1 : Math.min(actors.length, i + NEIGHBOURS + 1);
    const expected = run.expectedBefore(to) - run.expectedBefore(from);
    return Math.max(0, 1 - expected / (upTo[to]! - upTo[from]!));
  });
  return {
    pool,
    target: Math.floor(group / RETRACTION_BIT),
    kind: group % RETRACTION_BIT,
    lnP: run.lnP,
    lnThreshold,
    came: run.came,
    visitors: run.to - run.from + 1,
    expected: run.expected,
    actors,
    events,
    ordered,
  };
}
