import { RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";

/** Part of a kind's acts whose actor was seen looking first; below, views are not what precedes the act, and say nothing about it. */
const LOOKED_FIRST_MIN = 0.5;
/** Times the usual rate at which a good thing is acted on: the upper end of what ordinary quality explains. */
const WELL_LIKED = 3;

/** How many honest acts to expect on a target, told by those who looked and did nothing. */
export interface ViewBaseline {
  /**
   * Most acts of a kind on a target that its viewers explain; null where views do not precede this kind (follows, bare requests on a whole platform, exports
   * without views). Whoever buys acts seldom buys the thirty to a hundred viewers that bring one honest act.
   */
  readonly honestMax: (target: number, kind: number) => number | null;
}

/** Columns → the viewers of each target. O(events + targets · kinds). */
export function countViewers(columns: EventColumns): ViewBaseline {
  const { count, actor, target, kind, targetCount } = columns;
  if (!kind.includes(0)) return withoutViews(kind);
  const start = new Int32Array(targetCount + 1);
  for (let i = 0; i < count; i++) start[target[i]! + 1]!++;
  for (let t = 0; t < targetCount; t++) start[t + 1]! += start[t]!;
  const fill = start.slice(0, targetCount);
  const byTarget = new Int32Array(count);
  for (let i = 0; i < count; i++) byTarget[fill[target[i]!]!++] = i;
  // Distinct actors who looked, and of them those who acted, by target and kind.
  const viewers = new Int32Array(targetCount);
  const acted = new Int32Array(targetCount * RETRACTION_BIT);
  const looked = new Int32Array(columns.actorCount).fill(-1);
  /** Kinds an actor has shown on the target at hand, as bits; kept apart by `looked` and `stamp`. */
  const shown = new Int32Array(columns.actorCount);
  const stamp = new Int32Array(columns.actorCount).fill(-1);
  const acts = new Float64Array(RETRACTION_BIT);
  const lookedFirst = new Float64Array(RETRACTION_BIT);
  let looks = 0;
  for (let t = 0; t < targetCount; t++) {
    for (let at = start[t]!; at < start[t + 1]!; at++) {
      const event = byTarget[at]!;
      if (kind[event] !== 0 || looked[actor[event]!] === t) continue;
      looked[actor[event]!] = t;
      viewers[t]!++;
    }
    looks += viewers[t]!;
    for (let at = start[t]!; at < start[t + 1]!; at++) {
      const event = byTarget[at]!;
      const code = kind[event]!;
      if (code === 0 || code >= RETRACTION_BIT) continue;
      const who = actor[event]!;
      if (stamp[who] !== t) {
        stamp[who] = t;
        shown[who] = 0;
      }
      if ((shown[who]! & (1 << code)) !== 0) continue;
      shown[who]! |= 1 << code;
      acts[code]!++;
      if (looked[who] !== t) continue;
      lookedFirst[code]!++;
      acted[t * RETRACTION_BIT + code]!++;
    }
  }
  const odds = lookedFirst.map((own) => own / Math.max(1, looks - own));
  return {
    honestMax: (of, code) => {
      if (code === 0 || lookedFirst[code]! < LOOKED_FIRST_MIN * acts[code]!) return null;
      const idle = viewers[of]! - acted[of * RETRACTION_BIT + code]!;
      return 1 + WELL_LIKED * odds[code]! * idle;
    },
  };
}

/** Where nobody was seen looking, views say nothing of any kind that was done. O(events). */
function withoutViews(kinds: Uint8Array): ViewBaseline {
  const done = new Uint8Array(256);
  for (let i = 0; i < kinds.length; i++) done[kinds[i]!] = 1;
  return { honestMax: (_, kind) => (kind === 0 || done[kind] === 1 ? null : 1) };
}
