import type { ArrivalNull } from "./arrival-null.ts";
import { GROUP_MIN, GROUPS_MAX } from "./audience-limits.ts";
import { type Expanded, expandGroup } from "./expand-group.ts";
import type { Audience } from "./gather-audiences.ts";
import { withinShare } from "./within-share.ts";

/**
 * Grows all seeds; of groups that share most of their members the one with the most acts beyond
 * what is usual stays; two crowds in one have more, but less of what each of their members does, so
 * that share counts twice.
 */
export function expandAll(
  audience: Audience,
  seeds: readonly (readonly number[])[],
  nul: ArrivalNull,
  early: ArrivalNull = nul,
): Expanded[] {
  const expanded = new Map<string, Expanded>();
  for (const seed of seeds) {
    if ([...expanded.values()].some(({ members }) => holds(members, seed))) continue;
    const group = expandGroup(audience, nul, seed, early);
    if (group !== null) expanded.set(group.members.join(), group);
  }
  const order = [...expanded.values()]
    .map((group) => ({
      group,
      excess:
        group.windows.reduce((sum, { came, expected }) => sum + came - expected, 0) *
        withinShare(audience, group.members, group.windows) ** 2,
    }))
    .sort((a, b) => b.excess - a.excess || a.group.members[0]! - b.group.members[0]!);
  const taken = new Set<number>();
  const groups: Expanded[] = [];
  for (const { group } of order) {
    if (groups.length === GROUPS_MAX) break;
    const own = group.members.filter((u) => !taken.has(u));
    if (own.length < GROUP_MIN || own.length * 2 < group.members.length) continue;
    for (const u of group.members) taken.add(u);
    groups.push(group);
  }
  return groups;
}

/** A seed of which so much is in one group would grow into that group. */
const HELD_PART = 0.8;

function holds(members: readonly number[], seed: readonly number[]): boolean {
  if (members.length < seed.length) return false;
  const inside = new Set(members);
  return seed.filter((u) => inside.has(u)).length >= HELD_PART * seed.length;
}
