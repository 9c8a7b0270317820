import type { EngagementGraph } from "./engagement-graph.ts";
import { graphScratch } from "./graph-scratch.ts";
import type { GroupLife, JudgedGroup } from "./group-life.ts";

/** Twins looked at by one thing: a larger audience is strided. */
const TWINS_MAX = 256;
/** Things twins are found by, of one group: those that most members share go first. */
const PLACES_MAX = 4096;
/**
 * Acts' worth of a prior that speaks for innocence: where hardly anything is known of the members' other life, people of their taste are taken to come a tenth as
 * often as they do.
 */
const PRIOR_ACTS = 5;
const PRIOR_PART = 0.1;

/** Group → part of the acts of people of its members' taste that fall on the group's targets. In (0, 1]. */
export interface TwinShare {
  readonly members: number;
  readonly twins: number;
}

/**
 * What interest explains of a group, by nearest honest twins: each thing that members came to elsewhere leads to others who came there too. How often do these come to the
 * group's targets? Where an interest joins the members, nearly as often, since an interest has no edge; where they were sent, hardly ever. Held-out co-occurrence: the targets
 * themselves lead nowhere, nor do their owners' other things. O(`PLACES_MAX` · `TWINS_MAX` + audiences of the targets); deterministic.
 */
export function twinShare(graph: EngagementGraph, group: JudgedGroup, life: GroupLife): TwinShare {
  const { acts, seen } = graph;
  // By actor: how often they came to the targets; and who is a member.
  const { actor: there, marks: isMember } = graphScratch(graph);
  for (const member of group.members) isMember[member] = 1;
  for (const target of group.targets) {
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++)
      there[acts.actor[at]!]!++;
  }
  const { place: places, came: timesOf } = life.places;
  let order = Int32Array.from(places.keys());
  if (order.length > PLACES_MAX)
    order = order.sort((x, y) => timesOf[y]! - timesOf[x]! || places[x]! - places[y]!).slice(0, PLACES_MAX);
  // Where there are views, the one that led here need not be an act.
  const ledHere = seen === acts ? 1 : 0;
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < order.length; i++) {
    const place = places[order[i]!]!;
    const came = timesOf[order[i]!]!;
    const from = seen.targetStart[place]!;
    const end = seen.targetStart[place + 1]!;
    const stride = Math.max(1, Math.ceil((end - from) / TWINS_MAX));
    let part = 0;
    let count = 0;
    for (let at = from; at < end; at += stride) {
      const twin = seen.actor[at]!;
      if (isMember[twin] === 1) continue;
      const others = acts.actorStart[twin + 1]! - acts.actorStart[twin]! - ledHere;
      if (others < 1) continue;
      part += there[twin]! / others;
      count++;
    }
    if (count === 0) continue;
    sum += (came * part) / count;
    weight += came;
  }
  for (const member of group.members) isMember[member] = 0;
  for (const target of group.targets)
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++)
      there[acts.actor[at]!] = 0;
  const members = life.inside / Math.max(1, life.inside + life.outside);
  return { members, twins: (sum + PRIOR_ACTS * PRIOR_PART * members) / (weight + PRIOR_ACTS) };
}
