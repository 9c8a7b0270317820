import type { AudienceSlices } from "../links/audience-slices.ts";
import { MEMBER_PROBABILITY_MIN } from "./group-evidence.ts";
import {
  type Background,
  IDENTIFIED_ORDERS_MIN,
  pureSlices,
  type WeighedGroup,
  weighMembers,
} from "./membership.ts";
import { ordersOf } from "./orders-of.ts";

/** Fewest members of a cluster: below, it is a family. */
export const MEMBERS_MIN = 5;
const ROUNDS_MAX = 3;

/** Weighs a group's candidates, drops orders in which members drown, and weighs again; null when too few are left. */
export function refineGroup(
  slices: AudienceSlices,
  seed: readonly number[],
  background: Background,
  certainty: "sure" | "growing",
): WeighedGroup | null {
  return refineOn(slices, seed, weigh(slices, seed, background, certainty), background, certainty);
}

/**
 * The same from a group that was weighed before, growing: it is weighed again only where being sure makes a difference, with fewer than `IDENTIFIED_ORDERS_MIN` orders.
 */
export function refineSurely(
  slices: AudienceSlices,
  group: WeighedGroup,
  background: Background,
): WeighedGroup | null {
  const own = slicesOf(group);
  const weighed =
    group.orders.length < IDENTIFIED_ORDERS_MIN ? weigh(slices, own, background, "sure") : group;
  return refineOn(slices, own, weighed, background, "sure");
}

/** Audience slices of a group's orders. */
export function slicesOf(group: WeighedGroup): readonly number[] {
  return group.orders.flatMap((order) => order.slices);
}

/** Places of the members among a group's candidates. */
export function membersOf(group: WeighedGroup): Int32Array {
  const { actors, probability } = group;
  const places = new Int32Array(actors.length);
  let count = 0;
  for (let i = 0; i < actors.length; i++) if (probability[i]! > MEMBER_PROBABILITY_MIN) places[count++] = i;
  return places.subarray(0, count);
}

function refineOn(
  slices: AudienceSlices,
  seed: readonly number[],
  weighed: WeighedGroup,
  background: Background,
  certainty: "sure" | "growing",
): WeighedGroup | null {
  let own = seed;
  let group = weighed;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const pure = pureSlices(slices, group, background.scratch);
    if (pure.length === 0) return null;
    if (pure.length === own.length) break;
    own = pure;
    group = weigh(slices, own, background, certainty);
  }
  return membersOf(group).length < MEMBERS_MIN ? null : group;
}

function weigh(
  slices: AudienceSlices,
  own: readonly number[],
  background: Background,
  certainty: "sure" | "growing",
): WeighedGroup {
  return weighMembers(ordersOf(slices, own, background.scratch), background, certainty);
}
