import type { CampaignEvidence } from "../../nouns/campaign.ts";
import type { EngagementGraph } from "./engagement-graph.ts";
import { graphScratch } from "./graph-scratch.ts";
import type { JudgedGroup } from "./group-life.ts";

/** Actors a target must have for a missing member to say something. */
const AUDIENCE_MIN = 4;

/**
 * Group → part of the owners who are members themselves, and the members' turnout at the owners' other targets relative to the group's; null where no owner is known, or has
 * nothing else. People of a circle like each other, followers come to everything, hands do neither. O(targets of the owners + their audiences).
 */
export function measureOwners(
  graph: EngagementGraph,
  group: JudgedGroup,
): Pick<CampaignEvidence, "reciprocity" | "returnRatio"> {
  if (group.owners.size === 0) return { reciprocity: null, returnRatio: null };
  const { acts } = graph;
  const { marks: isMember } = graphScratch(graph);
  for (const member of group.members) isMember[member] = 1;
  const turnout = (target: number): number => {
    let came = 0;
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++)
      came += isMember[acts.actor[at]!]!;
    return came;
  };
  let members = 0;
  let others = 0;
  let came = 0;
  for (const owner of group.owners) {
    if (group.members.has(graph.actorOfOwner(owner))) members++;
    for (const target of graph.targetsOfOwner(owner)) {
      if (group.targets.has(target)) continue;
      if (acts.targetStart[target + 1]! - acts.targetStart[target]! < AUDIENCE_MIN) continue;
      others++;
      came += turnout(target);
    }
  }
  let there = 0;
  for (const target of group.targets) there += turnout(target);
  for (const member of group.members) isMember[member] = 0;
  return {
    reciprocity: members / group.owners.size,
    returnRatio: others === 0 ? null : came / others / Math.max(1e-9, there / group.targets.size),
  };
}
