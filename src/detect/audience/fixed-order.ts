import { discoveryThreshold } from "../../statistics/false-discovery.ts";
import { lnFactorial } from "../../statistics/gamma.ts";
import { FALSE_DISCOVERY_MAX, GROUP_MIN } from "./audience-limits.ts";

/** First acts on the targets of one owner, by target and then by time. Any order of equal times. */
export interface Arrivals {
  readonly actor: Int32Array;
  readonly target: Int32Array;
  readonly atMs: Float64Array;
}

/** Accounts that come one right after the other, in one order, on target after target. */
export interface OrderedGroup {
  /** Actor codes, in their order as far as it is known. */
  readonly actors: readonly number[];
  /** Target codes where at least `GROUP_MIN` of them came in their order. */
  readonly targets: readonly number[];
  /** Of the last of the pairs without which the group would be too small. */
  readonly lnP: number;
}

/**
 * The one who follows comes this soon. Scripts are a second or a few apart; people who follow each
 * other on purpose need longer.
 */
const FOLLOWS_MS = 10_000;
/** And is one of so many next: a member may be missing, and somebody may come between. */
const FOLLOWERS_MAX = 3;
/**
 * What is near in time for the measure of how crowded a moment was, and what is one sweep over
 * several targets.
 */
const NEAR_MS = 30 * 60_000;
/**
 * Two who stood together on the target before, in one sweep, may well do so on the next: like
 * speed, like order of clicks.
 */
const SWEEP_CHANCE = 0.5;
/**
 * Ln p of a pair at most, whatever the number of pairs: the chance of a sweep is a guess, and
 * people who go through one list together keep their places for a while. A sweep over 18 targets
 * has it, as have four orders in crowds of sixty.
 */
const LN_PAIR_MAX = -12;
/** On so many targets at least. */
const TARGETS_MIN = 4;
/**
 * Above so many accounts, when they are also most of all, the order is that of whoever wrote the
 * file.
 */
const FILE_ORDER_MIN = 200;
/**
 * Pairs that are remembered; the rest of a larger file is not looked at. 16 bytes and more each.
 */
const PAIRS_MAX = 4_000_000;

/**
 * Arrivals → groups whose members follow each other within seconds, in the same order, on four
 * targets and more, beyond what the crowd of each moment explains; Benjamini-Hochberg over all
 * ordered pairs that followed each other once. Equal times say no order. O(arrivals ×
 * FOLLOWERS_MAX), plus the near arrivals of each found pair.
 */
export function findFixedOrders(arrivals: Arrivals, actorCount: number): OrderedGroup[] {
  const { actor, target, atMs } = arrivals;
  const acts = new Map<number, number>();
  for (const u of actor) acts.set(u, (acts.get(u) ?? 0) + 1);
  const able = [...acts.values()].filter((n) => n >= TARGETS_MIN).length;
  if (able < GROUP_MIN) return [];
  const count = new Map<number, number>();
  const eachPair = (visit: (p: number, q: number, key: number) => void): void => {
    for (let p = 0; p < actor.length; p++) {
      if (acts.get(actor[p]!)! < TARGETS_MIN) continue;
      let followers = 0;
      for (let q = p + 1; q < actor.length && followers < FOLLOWERS_MAX; q++) {
        if (target[q] !== target[p] || atMs[q]! - atMs[p]! > FOLLOWS_MS) break;
        if (atMs[q]! === atMs[p]!) continue;
        followers++;
        if (acts.get(actor[q]!)! >= TARGETS_MIN) visit(p, q, actor[p]! * actorCount + actor[q]!);
      }
    }
  };
  eachPair((_p, _q, key) => {
    const known = count.get(key);
    if (known !== undefined) count.set(key, known + 1);
    else if (count.size < PAIRS_MAX) count.set(key, 1);
  });
  const meets = new Map<number, number[]>();
  eachPair((p, q, key) => {
    if ((count.get(key) ?? 0) < TARGETS_MIN) return;
    const list = meets.get(key);
    if (list) list.push(p, q);
    else meets.set(key, [p, q]);
  });
  const keys = [...meets.keys()];
  const targetsOf = targetSets(arrivals, keys, actorCount);
  const lnP = Float64Array.from(keys, (key) => {
    const first = targetsOf.get(Math.floor(key / actorCount))!;
    const second = targetsOf.get(key % actorCount)!;
    const common = [...first].reduce((sum, one) => sum + (second.has(one) ? 1 : 0), 0);
    return lnChance(arrivals, meets.get(key)!, common);
  });
  const threshold = discoveryThreshold(lnP, Math.max(1, count.size), FALSE_DISCOVERY_MAX);
  const edges = keys
    .map((key, i) => ({ from: Math.floor(key / actorCount), to: key % actorCount, lnP: lnP[i]!, key }))
    .filter((edge) => edge.lnP <= Math.min(threshold, LN_PAIR_MAX));
  const groups = components(edges).map((own) => {
    const actors = new Map<number, number>();
    const onTarget = new Map<number, Set<number>>();
    for (const { from, to, key } of own) {
      actors.set(from, (actors.get(from) ?? 0) + 1);
      actors.set(to, (actors.get(to) ?? 0) + 1);
      for (const p of meets.get(key)!) {
        const there = onTarget.get(target[p]!);
        if (there) there.add(actor[p]!);
        else onTarget.set(target[p]!, new Set([actor[p]!]));
      }
    }
    // Each member is upheld by two others; the ends of the order by the two next to them.
    const kept = [...actors].filter(([, links]) => links >= 2).map(([u]) => u);
    const lnPs = own.map((edge) => edge.lnP).sort((a, b) => a - b);
    return {
      actors: inOrder(kept, own),
      targets: [...onTarget].filter(([, there]) => there.size >= GROUP_MIN).map(([code]) => code),
      lnP: lnPs[Math.min(lnPs.length, GROUP_MIN) - 1]!,
    };
  });
  return groups.filter(
    ({ actors, targets }) =>
      actors.length >= GROUP_MIN &&
      targets.length >= TARGETS_MIN &&
      !(actors.length >= FILE_ORDER_MIN && actors.length * 2 > able),
  );
}

/**
 * `meets`: pairs of places where the one followed the other. Common targets where they did not
 * follow count against it.
 */
function lnChance({ target, atMs }: Arrivals, meets: readonly number[], common: number): number {
  const times = meets.length / 2;
  const byTime = Array.from({ length: times }, (_, i) => meets[2 * i]!).sort((a, b) => atMs[a]! - atMs[b]!);
  let sum = lnFactorial(common) - lnFactorial(times) - lnFactorial(common - times);
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const p of byTime) {
    let near = 0;
    for (let q = p - 1; q >= 0 && near < NEAR_MAX && isNear(p, q); q--) near++;
    for (let q = p + 1; q < atMs.length && near < NEAR_MAX && isNear(p, q); q++) near++;
    let chance = Math.min(1, FOLLOWERS_MAX / Math.max(1, near));
    if (atMs[p]! - lastMs <= NEAR_MS) chance = Math.max(chance, SWEEP_CHANCE);
    sum += Math.log(chance);
    lastMs = atMs[p]!;
  }
  return Math.min(0, sum);

  function isNear(p: number, q: number): boolean {
    return target[q] === target[p] && Math.abs(atMs[q]! - atMs[p]!) <= NEAR_MS;
  }
}

/** Near arrivals that are counted: one in a hundred is rare enough for one target. */
const NEAR_MAX = 300;

function targetSets(
  { actor, target }: Arrivals,
  keys: readonly number[],
  actorCount: number,
): Map<number, Set<number>> {
  const sets = new Map<number, Set<number>>();
  for (const key of keys) {
    sets.set(Math.floor(key / actorCount), new Set());
    sets.set(key % actorCount, new Set());
  }
  for (let p = 0; p < actor.length; p++) sets.get(actor[p]!)?.add(target[p]!);
  return sets;
}

function components<E extends { readonly from: number; readonly to: number }>(edges: readonly E[]): E[][] {
  const root = new Map<number, number>();
  const find = (u: number): number => {
    let at = u;
    while ((root.get(at) ?? at) !== at) at = root.get(at)!;
    root.set(u, at);
    return at;
  };
  for (const { from, to } of edges) root.set(find(from), find(to));
  const groups = new Map<number, E[]>();
  for (const edge of edges) {
    const at = find(edge.from);
    const list = groups.get(at);
    if (list) list.push(edge);
    else groups.set(at, [edge]);
  }
  return [...groups.values()];
}

/** By how many of the others each one precedes, less those that precede it. */
function inOrder(
  actors: readonly number[],
  edges: readonly { readonly from: number; readonly to: number }[],
): number[] {
  const inside = new Set(actors);
  const next = new Map<number, number[]>();
  const waits = new Map(actors.map((u) => [u, 0]));
  for (const { from, to } of edges) {
    if (!inside.has(from) || !inside.has(to)) continue;
    next.set(from, [...(next.get(from) ?? []), to]);
    waits.set(to, waits.get(to)! + 1);
  }
  const order: number[] = [];
  const left = new Set(actors);
  while (left.size > 0) {
    // A cycle has no first: the one that waits for the fewest goes on.
    const first = [...left].reduce((a, b) => (waits.get(b)! < waits.get(a)! ? b : a));
    order.push(first);
    left.delete(first);
    for (const to of next.get(first) ?? []) waits.set(to, waits.get(to)! - 1);
  }
  return order;
}
