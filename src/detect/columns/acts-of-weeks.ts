import { DAY_MS } from "../../nouns/durations.ts";
import { RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "./event-columns.ts";

/**
 * Columns → the acts that a look over weeks reads, as `NightlyActs` gathers them: marked 1; views are left out, and what one actor does again to one target on one day. Of the
 * `spanMs` before the newest of them, and at most `actsMax`, the latest. O(events); takes 9 bytes an event and 8 an actor.
 */
export function actsOfWeeks(columns: EventColumns, spanMs: number, actsMax: number): Uint8Array {
  const marked = markDaily(columns);
  const { count, occurredAtMs } = columns;
  let newestMs = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) if (marked[i] === 1) newestMs = Math.max(newestMs, occurredAtMs[i]!);
  let acts = 0;
  for (let i = count - 1; i >= 0; i--) {
    if (marked[i] === 0) continue;
    if (occurredAtMs[i]! < newestMs - spanMs || acts === actsMax) marked[i] = 0;
    else acts++;
  }
  return marked;
}

/** Acts, each once a day by actor, target and kind. What comes late, after a later day has begun, is told apart by whoever counts actors. */
function markDaily({
  count,
  actor,
  target,
  kind,
  occurredAtMs,
  actorCount,
  targetCount,
}: EventColumns): Uint8Array {
  const marked = new Uint8Array(count);
  const start = new Int32Array(targetCount + 1);
  const isLate = new Uint8Array(count);
  let today = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    if (kind[i]! % RETRACTION_BIT === 0) continue;
    marked[i] = 1;
    start[target[i]! + 1]!++;
    const day = Math.floor(occurredAtMs[i]! / DAY_MS);
    if (day < today) isLate[i] = 1;
    else today = day;
  }
  for (let t = 0; t < targetCount; t++) start[t + 1]! += start[t]!;
  const fill = start.slice(0, targetCount);
  const byTarget = new Int32Array(start[targetCount]!);
  for (let i = 0; i < count; i++) if (marked[i] === 1) byTarget[fill[target[i]!]!++] = i;
  // What an actor did on the target at hand on the latest day there: kinds, as bits.
  const on = new Int32Array(actorCount).fill(-1);
  const did = new Int32Array(actorCount);
  for (let t = 0; t < targetCount; t++) {
    let day = Number.NaN;
    let stamp = -1;
    for (let at = start[t]!; at < start[t + 1]!; at++) {
      const event = byTarget[at]!;
      if (isLate[event] === 1) continue;
      const own = Math.floor(occurredAtMs[event]! / DAY_MS);
      if (own !== day) {
        day = own;
        stamp = at; // unlike any stamp before
      }
      const who = actor[event]!;
      const bit = 1 << kind[event]!;
      if (on[who] !== stamp) {
        on[who] = stamp;
        did[who] = bit;
      } else if ((did[who]! & bit) !== 0) marked[event] = 0;
      else did[who]! |= bit;
    }
  }
  return marked;
}
