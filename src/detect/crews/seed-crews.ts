import { lnPoissonTail } from "../../statistics/poisson.ts";
import type { EngagementGraph } from "../judge/engagement-graph.ts";
import { sideOf } from "../judge/group-life.ts";
import {
  CREW_ACTS_MAX,
  CREW_AUDIENCE_MAX,
  CREW_AUDIENCE_MIN,
  CREW_SEEDS_MAX,
  CREW_SIDES_MIN,
} from "./crew-limits.ts";

/** A target, and those of other owners to which its audience comes more often than its activity explains. */
export interface CrewSeed {
  readonly target: number;
  readonly near: readonly number[];
}

/** Excess over what activity explains, and ln p, of a target that is near. The first is small: hands do much of all that is done where they work. */
const EXCESS_MIN = 1.3;
const LN_P_MAX = -4;
const SHARED_MIN = 3;

interface Ranked extends CrewSeed {
  /** Mean part of the audiences of near targets that came here too, times ln of their owners. */
  readonly pure: number;
  /** Part of the audience that came to two near targets and more. */
  readonly whole: number;
}

/**
 * Graph → targets that crews may be looked for from, the likeliest first. An order's audience is nearly all hands, who were sent to other orders: the whole of it comes to several
 * of them, and makes up a good part of each. Of a thing that people of a taste like, many came for itself alone. Two rankings by turns, since hands that work unevenly fill the one and
 * not the other. O(Σ over accounts of acts², each account up to `CREW_ACTS_MAX`); deterministic.
 */
export function seedCrews(graph: EngagementGraph): readonly CrewSeed[] {
  const { acts, owner } = graph;
  const targets = acts.targetStart.length - 1;
  const count = new Int32Array(targets);
  const touched: number[] = [];
  const ranked: Ranked[] = [];
  const sides = new Set<number>();
  for (let target = 0; target < targets; target++) {
    const from = acts.targetStart[target]!;
    const size = acts.targetStart[target + 1]! - from;
    if (size < CREW_AUDIENCE_MIN || size > CREW_AUDIENCE_MAX) continue;
    touched.length = 0;
    let onward = 0;
    for (let at = from; at < from + size; at++) onward += countActs(graph, acts.actor[at]!, count, touched);
    const near: number[] = [];
    sides.clear();
    let pure = 0;
    for (const other of touched) {
      const shared = count[other]!;
      count[other] = 0;
      if (shared < SHARED_MIN || other === target) continue;
      if (owner[other]! >= 0 && owner[other] === owner[target]) continue;
      const audience = acts.targetStart[other + 1]! - acts.targetStart[other]!;
      if (audience < CREW_AUDIENCE_MIN) continue;
      const expected = (onward * audience) / acts.actor.length;
      if (shared <= EXCESS_MIN * expected || lnPoissonTail(shared, expected) > LN_P_MAX) continue;
      near.push(other);
      sides.add(sideOf(owner, other));
      pure += shared / audience;
    }
    if (sides.size < CREW_SIDES_MIN) continue;
    for (const other of near) count[other] = 1;
    let whole = 0;
    for (let at = from; at < from + size; at++) if (cameTo(graph, acts.actor[at]!, count) >= 2) whole++;
    for (const other of near) count[other] = 0;
    ranked.push({
      target,
      near,
      pure: (pure / near.length) * Math.log(sides.size),
      whole: whole / size,
    });
  }
  const most = (of: (seed: Ranked) => number): readonly Ranked[] =>
    ranked.toSorted((a, b) => of(b) - of(a) || a.target - b.target).slice(0, CREW_SEEDS_MAX);
  const byWhole = most(({ whole }) => whole);
  const byPure = most(({ pure }) => pure);
  return [...new Set(byWhole.flatMap((seed, at) => [seed, byPure[at]!]))];
}

/** Adds an account's acts to the counts of their targets; returns how many there are beside the one that led here. */
function countActs({ acts }: EngagementGraph, actor: number, count: Int32Array, touched: number[]): number {
  const from = acts.actorStart[actor]!;
  const end = acts.actorStart[actor + 1]!;
  const stride = Math.max(1, Math.ceil((end - from) / CREW_ACTS_MAX));
  let looked = 0;
  for (let at = from; at < end; at += stride) {
    const target = acts.target[at]!;
    if (count[target]!++ === 0) touched.push(target);
    looked++;
  }
  return looked - 1;
}

function cameTo({ acts }: EngagementGraph, actor: number, marked: Int32Array): number {
  let came = 0;
  for (let at = acts.actorStart[actor]!; at < acts.actorStart[actor + 1]!; at++)
    came += marked[acts.target[at]!]!;
  return came;
}
