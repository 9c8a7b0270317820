import type { EngagementGraph } from "../judge/engagement-graph.ts";
import { sizesLikeOthers } from "../judge/sizes-like-others.ts";
import type { Crew } from "./refine-crew.ts";

/** Part of what members do that is on the crew's targets, from which on it may be their taste. */
const INSIDE_MIN = 0.3;
/** Rank correlation, over the targets, of members who came and others who came, from which on members come as people of a taste do. */
const LIKE_OTHERS_MIN = 0.3;
/** Crews of this kind, and part of all who act that they hold, from which on they are what the file is made of. */
const CREWS_MIN = 5;
const PART_MIN = 0.25;

/**
 * Crews → those that are not what everybody in the file belongs to. Where people have one taste each and choose within it by chance, every taste looks like a crew; there are many of
 * them, they hold much of all people, and they come in such numbers as others come too, since what is better liked is better liked by all. Buyers' orders are of the size that they
 * pay for. One seller cannot make a file look so. O(acts of the members · log).
 */
export function leaveCommunities(graph: EngagementGraph, crews: readonly Crew[]): readonly Crew[] {
  const inside = crews.filter((crew) => !crew.racked && insideShare(graph, crew) >= INSIDE_MIN);
  const communities = inside.filter(
    ({ members, targets }) => sizesLikeOthers(graph, new Set(members), targets) >= LIKE_OTHERS_MIN,
  );
  const held = new Set(communities.flatMap(({ members }) => [...members]));
  const { actorStart } = graph.acts;
  let acting = 0;
  for (let a = 0; a + 1 < actorStart.length; a++) if (actorStart[a + 1]! > actorStart[a]!) acting++;
  if (communities.length < CREWS_MIN || held.size < PART_MIN * acting) return crews;
  const left = new Set(inside);
  return crews.filter((crew) => !left.has(crew));
}

function insideShare({ acts }: EngagementGraph, { members, targets }: Crew): number {
  const own = new Set(targets);
  let there = 0;
  let all = 0;
  for (const member of members) {
    for (let at = acts.actorStart[member]!; at < acts.actorStart[member + 1]!; at++)
      if (own.has(acts.target[at]!)) there++;
    all += acts.actorStart[member + 1]! - acts.actorStart[member]!;
  }
  return there / Math.max(1, all);
}
