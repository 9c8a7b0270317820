import type { EngagementGraph } from "./engagement-graph.ts";
import type { JudgedGroup } from "./group-life.ts";

/** Rounds of expectation and maximisation; it settles in five to ten. */
const ROUNDS = 20;
/** From this probability on an account is a member. */
const MEMBER_MIN = 0.5;
/** Overdispersion of the hands' counts that is assumed at the least: pools change hands over weeks. */
const OVERDISPERSION_MIN = 0.01;
const OVERDISPERSION_MAX = 0.5;
/** Times chance that honest people may come to several of the targets: customers of one seller may be of one trade. */
const HONEST_SCALE_MAX = 30;
/** Most targets served that are told apart; whoever served more is a member if those who served as many are. */
const SERVED_MAX = 512;

/**
 * Group → members, once all its targets are known: windows show a few orders at a time, and whoever came to two of three seems to belong; of twenty, hands came to a dozen. A mixture over
 * the number of targets an account served: hands by a beta-binomial, honest people by what their activity and the honest part of the audience explain (a Poisson count each), scaled up to `HONEST_SCALE_MAX`
 * where they are related to the targets. Whoever served one target only is never named. EM (Dempster et al., JRSS B 39, 1977); the posterior is a local false-discovery rate (Efron, JASA 99, 2004).
 * O(accounts + audiences of the targets); deterministic.
 */
export function refineMembers({ acts }: EngagementGraph, group: JudgedGroup): ReadonlySet<number> {
  const targets = group.targets.size;
  const served = new Map<number, number>();
  let audience = 0;
  let ofMembers = 0;
  for (const target of group.targets) {
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++) {
      const actor = acts.actor[at]!;
      served.set(actor, (served.get(actor) ?? 0) + 1);
      audience++;
      if (group.members.has(actor)) ofMembers++;
    }
  }
  const most = Math.min(SERVED_MAX, targets);
  const seen = new Float64Array(most + 1);
  for (const count of served.values()) seen[Math.min(most, count)]!++;
  const honest = honestCounts(acts.actorStart, (audience - ofMembers) / Math.max(1, acts.actor.length), most);
  const probability = mixture(seen, honest, targets, group.members.size);
  const members = new Set<number>();
  for (const [actor, count] of served)
    if (count >= 2 && probability[Math.min(most, count)]! >= MEMBER_MIN) members.add(actor);
  return members;
}

/** Accounts expected to have served k = 0 … `most` of the targets by their activity alone. `share`: part of all acts that honest people do there. */
function honestCounts(actorStart: Int32Array, share: number, most: number): Float64Array {
  const byDegree = degreesOf(actorStart);
  const counts = new Float64Array(most + 1);
  for (const [degree, accounts] of byDegree) {
    const mean = degree * share;
    let chance = Math.exp(-mean);
    for (let k = 0; k <= most; k++) {
      counts[k]! += accounts * chance;
      chance *= mean / (k + 1);
      if (chance < 1e-12 && k > mean) break;
    }
  }
  return counts;
}

const DEGREES = new WeakMap<Int32Array, ReadonlyMap<number, number>>();

/** Accounts by how much they did; counted once a graph. */
function degreesOf(actorStart: Int32Array): ReadonlyMap<number, number> {
  const known = DEGREES.get(actorStart);
  if (known !== undefined) return known;
  const byDegree = new Map<number, number>();
  for (let actor = 0; actor + 1 < actorStart.length; actor++) {
    const degree = actorStart[actor + 1]! - actorStart[actor]!;
    if (degree > 0) byDegree.set(degree, (byDegree.get(degree) ?? 0) + 1);
  }
  DEGREES.set(actorStart, byDegree);
  return byDegree;
}

/** Probability that whoever served k targets is a hand, k = 0 … most. */
function mixture(seen: Float64Array, honest: Float64Array, targets: number, members: number): Float64Array {
  const most = seen.length - 1;
  const probability = new Float64Array(most + 1);
  for (let k = 2; k <= most; k++) probability[k] = seen[k]! > 0 ? 0.9 : 0;
  let scale = 1;
  for (let round = 0; round < ROUNDS; round++) {
    let hands = 0;
    let sum = 0;
    let squares = 0;
    let others = 0;
    let explained = 0;
    for (let k = 2; k <= most; k++) {
      const weight = seen[k]! * probability[k]!;
      hands += weight;
      sum += weight * k;
      squares += weight * k * k;
      others += seen[k]! - weight;
      explained += honest[k]!;
    }
    if (hands < 1) return new Float64Array(most + 1);
    scale = clamp(explained > 0 ? others / explained : 1, 1, HONEST_SCALE_MAX);
    const mean = sum / hands / targets;
    const variance = squares / hands - (sum / hands) ** 2;
    const lots = targets * mean * (1 - mean);
    const over = lots > 0 && targets > 1 ? (variance / lots - 1) / (targets - 1) : 0;
    const law = betaBinomial(targets, mean, clamp(over, OVERDISPERSION_MIN, OVERDISPERSION_MAX), most);
    const size = Math.max(hands, members / 4);
    for (let k = 2; k <= most; k++) {
      const hand = size * law[k]!;
      const chance = scale * honest[k]!;
      probability[k] = hand + chance > 0 ? hand / (hand + chance) : 0;
    }
  }
  // Whoever served more is no less a hand.
  for (let k = 3; k <= most; k++) probability[k] = Math.max(probability[k]!, probability[k - 1]!);
  return probability;
}

/** Chances of k = 0 … `most` of `trials`; mean in (0, 1), overdispersion in (0, 1). */
function betaBinomial(trials: number, mean: number, overdispersion: number, most: number): Float64Array {
  const size = 1 / overdispersion - 1;
  const a = clamp(mean, 1e-6, 1 - 1e-6) * size;
  const b = size - a;
  const law = new Float64Array(most + 1);
  let chance = 0; // ln
  for (let i = 0; i < trials; i++) chance += Math.log((b + i) / (a + b + i));
  for (let k = 0; k <= most; k++) {
    law[k] = Math.exp(chance);
    if (k < trials) chance += Math.log(((trials - k) / (k + 1)) * ((a + k) / (b + trials - k - 1)));
  }
  return law;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
