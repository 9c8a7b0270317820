import type { AudienceSlices } from "../links/audience-slices.ts";
import type { Background, WeighedGroup } from "./membership.ts";
import { membersOf, refineGroup, slicesOf } from "./refine-group.ts";
import { drawnFrom, joinSamePeople, type Membership } from "./same-people.ts";

/** Groups of the same people become one, weighed anew. Compares groups that share an account only. */
export function mergeGroups(
  slices: AudienceSlices,
  groups: readonly WeighedGroup[],
  background: Background,
): readonly WeighedGroup[] {
  const lists = joinSamePeople(groups.map((group) => membershipOf(group, background.scratch)));
  return lists.flatMap((list) => {
    if (list.length === 1) return [groups[list[0]!]!];
    const together = new Set(list.flatMap((g) => slicesOf(groups[g]!)));
    return refineGroup(slices, [...together], background, "growing") ?? [];
  });
}

/** A group → its members, and how many accounts its orders seem to be drawn from. O(entries of the orders). */
export function membershipOf(group: WeighedGroup, scratch: Int32Array): Membership {
  const places = membersOf(group);
  const actors = Array.from(places, (place) => group.actors[place]!);
  for (const actor of actors) scratch[actor] = 0;
  const there = group.orders.map(({ actors: own }) => {
    let came = 0;
    for (let i = 0; i < own.length; i++) if (scratch[own[i]!] === 0) came++;
    return came;
  });
  for (const actor of actors) scratch[actor] = -1;
  const served = Array.from(places, (place) => group.served[place]!);
  return { actors, drawnFrom: drawnFrom(there, served) };
}
