import { lnFactorial } from "../../statistics/gamma.ts";
import { lnPoissonTail } from "../../statistics/poisson.ts";
import type { EngagementGraph } from "../judge/engagement-graph.ts";
import { graphScratch } from "../judge/graph-scratch.ts";
import { lnBetaBinomial } from "../targets/beta-binomial.ts";
import { CREW_MEMBERS_MIN, CREW_TARGETS_MIN } from "./crew-limits.ts";
import type { CrewSeed } from "./seed-crews.ts";

/** Accounts and the targets that they fill. Codes of the graph, ascending. */
export interface Crew {
  readonly members: Int32Array;
  readonly targets: Int32Array;
  /** All members live on racks of phones: see `rackCrew`. */
  readonly racked: boolean;
}

/** Rounds of targets and members; it settles in three to five. */
const ROUNDS = 6;
/** Audiences up to so many times larger or smaller are taken for orders of the same seller to begin with. */
const ALIKE = 3;
/** Times what others' visits explain that members must come to a target; more where the crew's targets stand out more, as part of their upper quarter. */
const LIFT_MIN = 3;
const LIFT_MAX = 8;
const LIFT_PART = 0.2;
/** The same as a test: ln p at half again what is explained. */
const LN_P_MAX = -10;
const DOUBT = 1.5;
/** Part of the usual turnout at a target of the crew. */
const TURNOUT_MIN = 0.45;
/** Times what activity explains that honest people may come to several of the targets. */
const HONEST_SCALE = 3;
/** Ln p of coming so often, below which whoever comes more than members do is one. */
const LN_P_BUSY = -9;
/** Bounds of the spread (variance of the mixing law) that members' counts are taken to have. */
const OVERDISPERSION = [0.01, 0.5] as const;

/**
 * Seed → the crew it belongs to, or null. What is explained is measured by others: a target has as many honest visitors as came to none of the crew's other targets; members come
 * to it for cover in proportion to these. An account is expected at the targets by its acts elsewhere and the honest part of their audiences. So the crew's own work, which may be half of the file, does not
 * explain itself. Local false-discovery rate of each account (Efron, JASA 99, 2004). O(rounds · (acts of the members + audiences of the targets)); deterministic.
 */
export function refineCrew(graph: EngagementGraph, seed: CrewSeed): Crew | null {
  let { targets, members } = begin(graph, seed);
  for (let round = 0; round < ROUNDS; round++) {
    if (members.length < CREW_MEMBERS_MIN) return null;
    const next = targetsOf(graph, members, targets);
    if (next.length < CREW_TARGETS_MIN) return null;
    const belong = membersOf(graph, next, members);
    const refined = belong.length === members.length && next.length === targets.length;
    targets = next;
    members = belong;
    if (refined) break;
  }
  if (members.length < CREW_MEMBERS_MIN) return null;
  return {
    members: Int32Array.from(members).sort(),
    targets: Int32Array.from(targets).sort(),
    racked: false,
  };
}

/** Part of the members who must be told one by one: of a crew whose members cannot be, nobody is left out. */
const SURE_PART = 0.5;

/**
 * One of several crews → the same with those who belong to it though all are tried on every crew: an account that is held against forty crews is by chance like one of them forty times as often (Bonferroni). O(as
 * a round of `refineCrew`).
 */
export function surelyIn(graph: EngagementGraph, crew: Crew, crews: number): Crew {
  if (crew.racked || crews < 2) return crew;
  const sure = new Set(membersOf(graph, [...crew.targets], [...crew.members], Math.log(crews)));
  const members = crew.members.filter((actor) => sure.has(actor));
  return members.length < SURE_PART * crew.members.length ? crew : { ...crew, members };
}

interface Draft {
  readonly targets: readonly number[];
  readonly members: readonly number[];
}

/** Targets near the seed with audiences of such sizes, and who comes to them half as often as the seed's audience does. */
function begin(graph: EngagementGraph, { target, near }: CrewSeed): Draft {
  const { acts } = graph;
  const sizeOf = (one: number): number => acts.targetStart[one + 1]! - acts.targetStart[one]!;
  const size = sizeOf(target);
  const targets = [
    target,
    ...near.filter((other) => sizeOf(other) * ALIKE >= size && sizeOf(other) <= ALIKE * size),
  ];
  const { actor: served } = graphScratch(graph);
  const visitors: number[] = [];
  countServed(graph, targets, served, visitors);
  let sum = 0;
  for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++)
    sum += served[acts.actor[at]!]! - 1;
  const half = Math.max(2, sum / size / 2);
  const members = visitors.filter((actor) => served[actor]! >= half);
  for (const actor of visitors) served[actor] = 0;
  return { targets, members };
}

/** Who came to how many of the targets: counts by actor, all 0 before, and whoever has one, in order of first sight. */
function countServed(
  { acts: { targetStart, actor } }: EngagementGraph,
  targets: readonly number[],
  served: Int32Array,
  visitors: number[],
): void {
  for (let i = 0; i < targets.length; i++) {
    const end = targetStart[targets[i]! + 1]!;
    for (let at = targetStart[targets[i]!]!; at < end; at++)
      if (served[actor[at]!]!++ === 0) visitors.push(actor[at]!);
  }
}

/** Where members come far beyond what the others there explain, ascending. `before`: targets so far. O(acts of the members). */
export function targetsOf(
  graph: EngagementGraph,
  members: readonly number[],
  before: readonly number[],
): readonly number[] {
  const { acts } = graph;
  const { target: came } = graphScratch(graph);
  const touched: number[] = [];
  let all = 0;
  for (const member of members) {
    all += acts.actorStart[member + 1]! - acts.actorStart[member]!;
    for (let at = acts.actorStart[member]!; at < acts.actorStart[member + 1]!; at++)
      if (came[acts.target[at]!]!++ === 0) touched.push(acts.target[at]!);
  }
  let inside = 0;
  for (const target of before) inside += came[target]!;
  const cover = Math.max(members.length, all - inside) / Math.max(1, acts.actor.length - all);
  const explained = (target: number): number => {
    const size = acts.targetStart[target + 1]! - acts.targetStart[target]!;
    return (size - came[target]! + 0.5) * cover;
  };
  const turnouts = before.map((target) => came[target]!).sort((a, b) => a - b);
  const lifts = before.map((target) => came[target]! / explained(target)).sort((a, b) => a - b);
  const least = (turnouts[turnouts.length >> 1] ?? 0) * TURNOUT_MIN;
  const upper = lifts[Math.floor(0.75 * lifts.length)] ?? 0;
  const lift = Math.min(LIFT_MAX, Math.max(LIFT_MIN, LIFT_PART * upper));
  const next = touched.filter((target) => {
    const own = came[target]!;
    const usual = explained(target);
    return (
      own >= Math.max(LIFT_MIN, least) && own >= lift * usual && lnPoissonTail(own, DOUBT * usual) <= LN_P_MAX
    );
  });
  for (const target of touched) came[target] = 0;
  return next.sort((a, b) => a - b);
}

/** Who came to so many of the targets as members do, and honest people of their activity do not. `before`: members so far; `lnMin`: log-odds from which on somebody is one. */
function membersOf(
  graph: EngagementGraph,
  targets: readonly number[],
  before: readonly number[],
  lnMin = 0,
): readonly number[] {
  const { actor: served } = graphScratch(graph);
  const visitors: number[] = [];
  countServed(graph, targets, served, visitors);
  const members = likeMembers(graph, targets.length, before, lnMin, served, visitors);
  for (const actor of visitors) served[actor] = 0;
  return members;
}

/** The same, from who came to how many of the targets. */
function likeMembers(
  { acts }: EngagementGraph,
  targetCount: number,
  before: readonly number[],
  lnMin: number,
  served: Int32Array,
  visitors: readonly number[],
): readonly number[] {
  // Whoever came to one of them only is honest, for the most part: the honest part of the audiences.
  let honest = 1;
  for (let v = 0; v < visitors.length; v++) if (served[visitors[v]!] === 1) honest++;
  let sum = 0;
  let squares = 0;
  let counted = 0;
  let theirs = 0;
  for (const member of before) {
    theirs += acts.actorStart[member + 1]! - acts.actorStart[member]!;
    const count = served[member]!;
    if (count < 2) continue;
    sum += count;
    squares += count * count;
    counted++;
  }
  if (counted < CREW_MEMBERS_MIN) return [];
  const others = Math.max(1, acts.actor.length - theirs);
  const mean = sum / counted;
  const part = Math.min(0.97, mean / targetCount);
  const lots = targetCount * part * (1 - part);
  const over = ((squares / counted - mean ** 2) / lots - 1) / Math.max(1, targetCount - 1);
  const [low, high] = OVERDISPERSION;
  const usual = { mean: part, spread: Math.min(high, Math.max(low, over)) };
  const law = Float64Array.from({ length: targetCount + 1 }, (_, k) => lnBetaBinomial(k, targetCount, usual));
  const lnPrior = Math.log(counted / Math.max(1, acts.actorStart.length - 1 - counted));
  const members: number[] = [];
  for (let v = 0; v < visitors.length; v++) {
    const actor = visitors[v]!;
    const count = served[actor]!;
    if (count < 2) continue;
    const elsewhere = Math.max(1, acts.actorStart[actor + 1]! - acts.actorStart[actor]! - count);
    const expected = (HONEST_SCALE * elsewhere * honest) / others;
    const lnHonest = count * Math.log(expected) - expected - lnFactorial(count);
    const busy = count > mean && lnPoissonTail(count, expected) < LN_P_BUSY;
    if (busy || lnPrior + law[count]! > lnHonest + lnMin) members.push(actor);
  }
  return members.sort((a, b) => a - b);
}
