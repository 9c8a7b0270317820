import type { EngagementGraph } from "./engagement-graph.ts";
import type { JudgedGroup } from "./group-life.ts";

/** Kinds of act on one owner's things by which a visit is that of a draw or a drive: as asked, and more than anybody buys by the act. */
const DRAW_KINDS_MIN = 3;

/** What members did where they came, and who sent them. */
export interface HowTheyCame {
  /** Part of the members' acts on the targets to which the platform itself called them; null where the events do not say. */
  readonly calledShare: number | null;
  /** Part of the owners that members came to with three kinds of act and more (like, favourite, comment, share, follow), over members; null where owners are not known. */
  readonly manyKindsShare: number | null;
}

/** Group → how its members came. O(acts of the members). */
export function howTheyCame(
  { acts, called, kinds, owner }: EngagementGraph,
  group: JudgedGroup,
): HowTheyCame {
  let inside = 0;
  let sent = 0;
  for (const target of group.targets) {
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++) {
      if (!group.members.has(acts.actor[at]!)) continue;
      inside++;
      sent += called?.[at] ?? 0;
    }
  }
  // A follow is of the account and a like of its video: what somebody did for an owner is on several targets.
  const done = new Map<number, Map<number, number>>();
  for (const who of group.owners) done.set(who, new Map());
  for (const target of group.targets) {
    const ofOwner = done.get(owner[target]!);
    if (ofOwner === undefined) continue;
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++) {
      const member = acts.actor[at]!;
      if (group.members.has(member)) ofOwner.set(member, (ofOwner.get(member) ?? 0) | kinds[at]!);
    }
  }
  let visits = 0;
  let many = 0;
  for (const ofOwner of done.values()) {
    for (const bits of ofOwner.values()) {
      visits++;
      if (bitsOf(bits) >= DRAW_KINDS_MIN) many++;
    }
  }
  return {
    calledShare: called === null || inside === 0 ? null : sent / inside,
    manyKindsShare: visits === 0 ? null : many / visits,
  };
}

function bitsOf(bits: number): number {
  let count = 0;
  for (let left = bits; left > 0; left &= left - 1) count++;
  return count;
}
