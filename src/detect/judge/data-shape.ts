import type { DataLimit } from "../../nouns/data-limit.ts";
import type { EngagementGraph } from "./engagement-graph.ts";
import { LIVES_SEEN_DAYS } from "./short-span.ts";

export interface DataShape {
  readonly accounts: number;
  readonly targets: number;
  readonly acts: number;
  readonly days: number;
  /** Targets that two accounts share on average. */
  readonly sharedByTwo: number;
  /** Most telling first; empty where all can be told. */
  readonly limits: readonly DataLimit[];
}

/**
 * Two accounts that share so many targets on average are of one group, or the file is of one taste: then the group is what is usual in it, and nothing stands out. Whole
 * platforms lie below .05, a real list of bought stars by itself at 1.4.
 */
const SHARED_BY_TWO_MAX = 0.5;
/** Acts of an account, on average, below which nobody comes again: nothing links one target's visitors to another's. */
const ACTS_EACH_MIN = 1.5;
/** Part of the acts that fall on one owner, from which a file is of one owner. */
const ONE_OWNER = 0.9;
const OWNERS_KNOWN_MIN = 0.5;
/** An hour: shorter, nobody comes again. */
const DAYS_MIN = 1 / 24;

/** Graph → what can be known from its shape. O(targets). */
export function dataShape({ acts, owner, spanDays }: EngagementGraph): DataShape {
  let accounts = 0;
  for (let a = 0; a + 1 < acts.actorStart.length; a++)
    if (acts.actorStart[a + 1]! > acts.actorStart[a]!) accounts++;
  let targets = 0;
  let pairs = 0;
  let owned = 0;
  const byOwner = new Map<number, number>();
  for (let t = 0; t + 1 < acts.targetStart.length; t++) {
    const size = acts.targetStart[t + 1]! - acts.targetStart[t]!;
    if (size === 0) continue;
    targets++;
    pairs += size * (size - 1);
    if (owner[t]! < 0) continue;
    owned += size;
    byOwner.set(owner[t]!, (byOwner.get(owner[t]!) ?? 0) + size);
  }
  const all = acts.actor.length;
  const sharedByTwo = accounts < 2 ? 0 : pairs / (accounts * (accounts - 1));
  const limits: DataLimit[] = [];
  if (all === 0) limits.push("no_acts");
  else {
    if (spanDays < DAYS_MIN) limits.push("one_moment");
    if (all < ACTS_EACH_MIN * accounts) limits.push("each_once");
    const ofOne = Math.max(0, ...byOwner.values());
    if (ofOne >= ONE_OWNER * all) limits.push("one_owner");
    else if (sharedByTwo > SHARED_BY_TWO_MAX) limits.push("too_concentrated");
    if (owned < OWNERS_KNOWN_MIN * all) limits.push("owners_unknown");
    if (spanDays < LIVES_SEEN_DAYS) limits.push("few_days");
  }
  return { accounts, targets, acts: all, days: spanDays, sharedByTwo, limits };
}
