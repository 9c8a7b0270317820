import type { EngagementGraph } from "./engagement-graph.ts";
import type { JudgedGroup } from "./group-life.ts";

/** Fewest other things of an owner that say what is usual there. */
const OTHERS_MIN = 2;
/** Fewest targets that can be held against what is usual, and fewest of all targets of the group. */
const TARGETS_MIN = 6;
const TARGETS_PART = 0.5;

/**
 * Group → how many times what the same owner's other things get, all people together, members alone bring to a target: the median over targets. null where too few owners have other things. A community comes to things
 * of its own makers in about such numbers as these get; who was sent comes in numbers that somebody paid for. What is new and hot rises as well: see `weighCampaign` on when it counts. O(targets of the owners · log).
 */
export function aboveUsual(graph: EngagementGraph, group: JudgedGroup): number | null {
  const { acts, owner } = graph;
  const times: number[] = [];
  for (const target of group.targets) {
    if (owner[target]! < 0) continue;
    const others: number[] = [];
    for (const other of graph.targetsOfOwner(owner[target]!))
      if (other !== target) others.push(acts.targetStart[other + 1]! - acts.targetStart[other]!);
    if (others.length < OTHERS_MIN) continue;
    let came = 0;
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++)
      if (group.members.has(acts.actor[at]!)) came++;
    times.push((came + 0.5) / (median(others) + 0.5));
  }
  if (times.length < Math.max(TARGETS_MIN, TARGETS_PART * group.targets.size)) return null;
  return median(times);
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1]!;
}
