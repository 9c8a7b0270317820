import { lnPoissonTail } from "../../statistics/poisson.ts";
import type { EngagementGraph } from "../judge/engagement-graph.ts";
import { sideOf } from "../judge/group-life.ts";
import { CREW_ACTS_MAX, CREW_AUDIENCE_MAX, CREW_AUDIENCE_MIN, CREW_SIDES_MIN } from "./crew-limits.ts";

/** A target, and those of other owners to which its audience comes more often than its activity explains. */
export interface CrewSeed {
  readonly target: number;
  readonly near: readonly number[];
}

/** Excess over what activity explains, and ln p, of a target that is near. The first is small: hands do much of all that is done where they work. */
const EXCESS_MIN = 1.3;
const LN_P_MAX = -4;
const SHARED_MIN = 3;

interface Ranked {
  readonly target: number;
  /** Mean part of the audiences of near targets that came here too, times ln of their owners. */
  readonly pure: number;
  /** Part of the audience that came to two near targets and more. */
  readonly whole: number;
  /** Ln of the owners of near targets, times how far the visits there are beyond what activity explains. */
  readonly many: number;
  /** Ln of the owners of near targets, less twice the width of ln(near targets that one of the audience came to). */
  readonly even: number;
}

/** Part of an audience that is left out at each end before it is said how unevenly it comes to near targets. */
const TAIL = 0.2;

/**
 * Graph → targets that crews may be looked for from, the likeliest first, each when it is asked for. An order's audience is nearly all hands, who were sent to other orders: the whole of it comes to
 * several of them, about equally often, for many owners, and makes up a good part of each. Of a thing that people of a taste like, many came for itself alone, and some for all. Four rankings by
 * turns, since hands that work unevenly, seldom or beside many fans fill some and not the others. All candidates are given, for one community may fill the first hundreds of each ranking: who has found what a
 * seed belongs to goes on to the next that does not. O(Σ over accounts of acts², each account up to `CREW_ACTS_MAX`); deterministic.
 */
export function* seedCrews(graph: EngagementGraph): Generator<CrewSeed> {
  const targets = graph.acts.targetStart.length - 1;
  const look = createLook(targets);
  const ranked: Ranked[] = [];
  for (let target = 0; target < targets; target++) {
    const seen = rank(graph, target, look);
    if (seen !== null) ranked.push(seen);
  }
  const rankings = RANKINGS.map((of) => ranked.toSorted((a, b) => of(b) - of(a) || a.target - b.target));
  const given = new Uint8Array(targets);
  for (let place = 0; place < ranked.length; place++) {
    for (const ranking of rankings) {
      const { target } = ranking[place]!;
      if (given[target] === 1) continue;
      given[target] = 1;
      yield { target, near: nearOf(graph, target, look).near };
    }
  }
}

const RANKINGS: readonly ((seed: Ranked) => number)[] = [
  ({ whole }) => whole,
  ({ pure }) => pure,
  ({ many }) => many,
  ({ even }) => even,
];

/** Scratch by target, `count` all 0 between looks. */
interface Look {
  readonly count: Int32Array;
  /** Targets met, in order of first sight: as many as `gatherActs` says. One more than there are, since what is met is written before it is known whether it is new. */
  readonly touched: Int32Array;
  /** How often the audience at hand acted elsewhere. */
  onward: number;
}

function createLook(targets: number): Look {
  return { count: new Int32Array(targets), touched: new Int32Array(targets + 1), onward: 0 };
}

interface Near {
  readonly near: readonly number[];
  /** Mean part of near audiences that is shared, and mean of what is shared beyond activity. */
  readonly part: number;
  readonly beyond: number;
}

/** A target → those of other owners to which its audience comes beyond its activity. */
function nearOf(graph: EngagementGraph, target: number, look: Look): Near {
  const { acts, owner } = graph;
  const { count, touched } = look;
  const met = gatherActs(graph, target, look);
  const { onward } = look;
  const near: number[] = [];
  let part = 0;
  let beyond = 0;
  for (let i = 0; i < met; i++) {
    const other = touched[i]!;
    const shared = count[other]!;
    count[other] = 0;
    if (shared < SHARED_MIN || other === target) continue;
    if (owner[other]! >= 0 && owner[other] === owner[target]) continue;
    const audience = acts.targetStart[other + 1]! - acts.targetStart[other]!;
    if (audience < CREW_AUDIENCE_MIN) continue;
    const expected = (onward * audience) / acts.actor.length;
    if (shared <= EXCESS_MIN * expected || lnPoissonTail(shared, expected) > LN_P_MAX) continue;
    near.push(other);
    part += shared / audience;
    beyond += shared - expected;
  }
  return { near, part: part / near.length, beyond: beyond / near.length };
}

function rank(graph: EngagementGraph, target: number, look: Look): Ranked | null {
  const { acts, owner } = graph;
  const { count } = look;
  const from = acts.targetStart[target]!;
  const size = acts.targetStart[target + 1]! - from;
  if (size < CREW_AUDIENCE_MIN || size > CREW_AUDIENCE_MAX) return null;
  const { near, part, beyond } = nearOf(graph, target, look);
  const sides = new Set(near.map((other) => sideOf(owner, other))).size;
  if (sides < CREW_SIDES_MIN) return null;
  for (const other of near) count[other] = 1;
  const came = new Float64Array(size);
  for (let at = 0; at < size; at++) came[at] = cameTo(graph, acts.actor[from + at]!, count);
  for (const other of near) count[other] = 0;
  came.sort();
  const whole = came.reduce((sum, own) => sum + (own >= 2 ? 1 : 0), 0);
  const lnAt = (share: number): number => Math.log(came[Math.floor(share * size)]! + 0.5);
  const lnSides = Math.log(sides);
  return {
    target,
    pure: part * lnSides,
    whole: whole / size,
    many: lnSides + Math.log(beyond),
    even: lnSides - 2 * (lnAt(1 - TAIL) - lnAt(TAIL)),
  };
}

/**
 * Adds what a target's audience did to the counts of the look; returns how many targets it met, and notes how many acts there are beside the ones that led here. O(acts, each account up to
 * `CREW_ACTS_MAX`); no branch in the inner loop that could be guessed wrong.
 */
function gatherActs({ acts }: EngagementGraph, target: number, look: Look): number {
  const { actorStart, targetStart, actor, target: done } = acts;
  const { count, touched } = look;
  let met = 0;
  let onward = 0;
  const last = targetStart[target + 1]!;
  for (let i = targetStart[target]!; i < last; i++) {
    const from = actorStart[actor[i]!]!;
    const end = actorStart[actor[i]! + 1]!;
    const stride = end - from <= CREW_ACTS_MAX ? 1 : Math.ceil((end - from) / CREW_ACTS_MAX);
    for (let at = from; at < end; at += stride) {
      const other = done[at]!;
      const before = count[other]!;
      count[other] = before + 1;
      touched[met] = other;
      met += (before - 1) >>> 31; // 1 when it was 0
      onward++;
    }
    onward--;
  }
  look.onward = onward;
  return met;
}

function cameTo(
  { acts: { actorStart, target } }: EngagementGraph,
  actor: number,
  marked: Int32Array,
): number {
  let came = 0;
  const end = actorStart[actor + 1]!;
  for (let at = actorStart[actor]!; at < end; at++) came += marked[target[at]!]!;
  return came;
}
