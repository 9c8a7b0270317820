import type { AudienceSlices } from "../links/audience-slices.ts";
import { MEMBERS_MIN } from "./refine-group.ts";

/**
 * The seeds that are most like pools, in their order: of what is served, hands serve a large part each, people of one taste each a little of much. It bounds the work, and decides nothing else. O(entries of
 * the seeds).
 */
export function mostLikePools(
  slices: AudienceSlices,
  seeds: readonly (readonly number[])[],
  most: number,
): readonly (readonly number[])[] {
  if (seeds.length <= most) return seeds;
  const ranked = seeds.map((seed, at) => {
    const served = new Map<number, Set<number>>();
    const targets = new Set<number>();
    for (const slice of seed) {
      const target = slices.target[slice]!;
      targets.add(target);
      for (let i = slices.start[slice]!; i < slices.start[slice + 1]!; i++) {
        const own = served.get(slices.actor[i]!);
        if (own === undefined) served.set(slices.actor[i]!, new Set([target]));
        else own.add(target);
      }
    }
    let sum = 0;
    let members = 0;
    for (const { size } of served.values()) {
      if (size < 2) continue;
      sum += size;
      members++;
    }
    return { at, rank: members < MEMBERS_MIN ? 0 : sum / members / Math.sqrt(targets.size) };
  });
  return ranked
    .sort((a, b) => b.rank - a.rank || a.at - b.at)
    .slice(0, Math.floor(most))
    .sort((a, b) => a.at - b.at)
    .map(({ at }) => seeds[at]!);
}
