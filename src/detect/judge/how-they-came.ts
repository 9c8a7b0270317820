import type { EngagementGraph } from "./engagement-graph.ts";
import { type JudgedGroup, sideOf } from "./group-life.ts";

/** Kinds of act on one owner's things by which a visit is that of a draw or a drive: as asked, and more than anybody buys by the act. */
const DRAW_KINDS_MIN = 3;
/** Part of all acts that must be of a kind for the file to tell that kind: a trace of it says nothing of who did it as asked. */
const KIND_PART_MIN = 0.01;
/** Kinds that are told apart, as `KIND_BITS`, and all others. */
const BITS = 6;

/** What members did where they came, and who sent them. */
export interface HowTheyCame {
  /** Part of the members' acts on the targets to which the platform itself called them; null where the events do not say. */
  readonly calledShare: number | null;
  /**
   * Part of the owners that members came to with three kinds of act and more (like, favourite, comment, share, follow), over members; of the targets, where owners are not known. null where the file
   * tells fewer kinds: nobody knows then what members did besides.
   */
  readonly manyKindsShare: number | null;
}

/** Group → how its members came. O(acts of the members); the kinds that the file tells are learned once a graph. */
export function howTheyCame(graph: EngagementGraph, group: JudgedGroup): HowTheyCame {
  const { acts, called } = graph;
  let inside = 0;
  let sent = 0;
  for (const target of group.targets) {
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++) {
      if (!group.members.has(acts.actor[at]!)) continue;
      inside++;
      sent += called?.[at] ?? 0;
    }
  }
  return {
    calledShare: called === null || inside === 0 ? null : sent / inside,
    manyKindsShare: kindsTold(graph) < DRAW_KINDS_MIN ? null : manyKindsShare(graph, group),
  };
}

function manyKindsShare({ acts, kinds, owner }: EngagementGraph, group: JudgedGroup): number | null {
  // A follow is of the account and a like of its video: what somebody did for an owner is on several targets.
  const done = new Map<number, Map<number, number>>();
  for (const target of group.targets) {
    const side = sideOf(owner, target);
    const ofSide = done.get(side) ?? new Map<number, number>();
    done.set(side, ofSide);
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++) {
      const member = acts.actor[at]!;
      if (group.members.has(member)) ofSide.set(member, (ofSide.get(member) ?? 0) | kinds[at]!);
    }
  }
  let visits = 0;
  let many = 0;
  for (const ofSide of done.values()) {
    for (const bits of ofSide.values()) {
      visits++;
      if (bitsOf(bits) >= DRAW_KINDS_MIN) many++;
    }
  }
  return visits === 0 ? null : many / visits;
}

const KINDS_TOLD = new WeakMap<EngagementGraph, number>();

/** Kinds of act that make up a part of all that is done. */
function kindsTold(graph: EngagementGraph): number {
  let told = KINDS_TOLD.get(graph);
  if (told === undefined) {
    const counts = new Float64Array(BITS);
    for (const bits of graph.kinds) for (let bit = 0; bit < BITS; bit++) counts[bit]! += (bits >> bit) & 1;
    told = counts.filter((count) => count > 0 && count >= KIND_PART_MIN * graph.kinds.length).length;
    KINDS_TOLD.set(graph, told);
  }
  return told;
}

function bitsOf(bits: number): number {
  let count = 0;
  for (let left = bits; left > 0; left &= left - 1) count++;
  return count;
}
