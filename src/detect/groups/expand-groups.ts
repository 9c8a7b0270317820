import { lnPoissonTail } from "../../statistics/poisson.ts";
import type { AudienceSlices } from "../links/audience-slices.ts";
import { firstSlices } from "../links/first-slices.ts";
import type { Background, WeighedGroup } from "./membership.ts";
import { membershipOf } from "./merge-groups.ts";
import { membersOf, refineGroup, slicesOf } from "./refine-group.ts";

/** Part of an audience slice's audience that members must make up for it to join a group it was not linked with. */
const JOIN_PURITY_MIN = 0.25;
/** Rounds of growth: a sparse pool begins as two or three orders and knows a third of its accounts by then. */
const GROWTH_ROUNDS_MAX = 6;
/** False joins to a group, on average. */
const FALSE_JOINS_MAX = 1e-3;

/**
 * Most members after growth, against what the orders seem to be drawn from: where sellers' accounts make up much of a popular thing's audience, what they like for
 * cover would take in one pool after the other. With one order nothing tells the pool's size; then against twice the members.
 */
const GROWTH_MAX = 2;

/**
 * Takes in further audiences that members make up beyond chance: orders too small or too sparse to be linked pair by pair. Targets marked in `known` are explained already. O(rounds · (audience slices of the members
 * + entries of the orders)).
 */
export function expandGroups(
  slices: AudienceSlices,
  group: WeighedGroup,
  background: Background,
  known: Uint8Array,
): WeighedGroup {
  let expanded = group;
  const { actors, drawnFrom: size } = membershipOf(group, background.scratch);
  const most = GROWTH_MAX * (Number.isFinite(size) ? Math.max(size, actors.length) : 2 * actors.length);
  for (let round = 0; round < GROWTH_ROUNDS_MAX; round++) {
    const before = expanded;
    expanded = expandOnce(slices, before, background, known);
    if (expanded.orders.length <= before.orders.length || membersOf(expanded).length > most) return before;
  }
  return expanded;
}

function expandOnce(
  slices: AudienceSlices,
  group: WeighedGroup,
  background: Background,
  known: Uint8Array,
): WeighedGroup {
  let share = 0;
  const there = new Map<number, number>();
  for (const place of membersOf(group)) {
    const actor = group.actors[place]!;
    share += background.share[actor]!;
    for (let at = slices.actorStart[actor]!; at < slices.actorStart[actor + 1]!; at++) {
      const slice = slices.slice[at]!;
      there.set(slice, (there.get(slice) ?? 0) + 1);
    }
  }
  const own = new Set(slicesOf(group));
  const ownTargets = new Set(group.orders.map((order) => order.target));
  const lnLimit = Math.log(FALSE_JOINS_MAX / Math.max(1, slices.count));
  const joined: number[] = [];
  for (const [slice, came] of there) {
    const size = slices.start[slice + 1]! - slices.start[slice]!;
    if (came < 3 || came < JOIN_PURITY_MIN * size) continue;
    const target = slices.target[slice]!;
    if (own.has(slice) || known[target] === 1 || ownTargets.has(target)) continue;
    if (lnPoissonTail(came, size * share) < lnLimit) joined.push(slice);
  }
  if (joined.length === 0) return group;
  joined.sort((a, b) => a - b);
  return refineGroup(slices, [...own, ...joined], background, "growing") ?? group;
}

/**
 * Takes in the other runs of the orders' audiences that members make up: a large order may be linked by one run of it alone. A burst in a long life stays one: members
 * are few in the runs around it. O(entries of the orders' targets).
 */
export function completeOrders(
  slices: AudienceSlices,
  group: WeighedGroup,
  background: Background,
): WeighedGroup {
  const { scratch } = background;
  const first = firstSlices(slices, background.columns.targetCount);
  const own = new Set(slicesOf(group));
  const before = own.size;
  const members = membersOf(group);
  for (const place of members) scratch[group.actors[place]!] = place;
  for (const { target, kind } of group.orders) {
    for (let t = first[target]!; t < slices.count && slices.target[t] === target; t++) {
      if (slices.kind[t] !== kind || own.has(t)) continue;
      let came = 0;
      for (let i = slices.start[t]!; i < slices.start[t + 1]!; i++)
        if (scratch[slices.actor[i]!]! >= 0) came++;
      if (came >= JOIN_PURITY_MIN * (slices.start[t + 1]! - slices.start[t]!)) own.add(t);
    }
  }
  for (const place of members) scratch[group.actors[place]!] = -1;
  return own.size === before ? group : (refineGroup(slices, [...own], background, "growing") ?? group);
}
