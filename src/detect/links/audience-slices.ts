import { RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";

/**
 * Linked apart, since they differ in number and in what they say: acts (all but views), of which there is one to 30 or 100 views; views; and views again and
 * again of the same thing, which people seldom do and sellers of view counts always.
 */
export type Channel = "acts" | "repeats" | "views";

/** Views of one target by one actor from which on it is a repeat. */
export const REPEAT_VIEWS_MIN = 3;

/** Fewest actors for which a target's audience is an audience slice: below, nothing can be beyond chance in an audience. */
export const SLICE_ACTORS_MIN = 4;
/**
 * Most actors in one audience slice. A larger audience is cut, in order of time, into runs of this many, each overlapping the next by half: what happens
 * within half an audience slice's length is whole in one of them, wherever it begins, and no target makes work beyond its events.
 */
export const SLICE_ACTORS_MAX = 512;
/**
 * Acts are also cut into runs of this many, since a few dozen bought in minutes drown in what a well-liked target gets in a day. Not views: they would
 * cost ten times as much and say little.
 */
const BURST_ACTORS = 64;
/** Most audience slices kept of one actor, those of the smallest audiences: an account on ten thousand targets costs as much as one on 128. */
export const ACTOR_SLICES_MAX = 128;

/** Audiences: who first did one kind of act to one target, within one run of time. Sparse rows by audience slice and by actor. */
export interface AudienceSlices {
  readonly channel: Channel;
  readonly count: number;
  readonly target: Int32Array;
  readonly kind: Uint8Array;
  /** Actors of audience slice t: `actor[start[t] .. start[t + 1])`, in order of time, each once; `event` their first such event. */
  readonly start: Int32Array;
  readonly actor: Int32Array;
  readonly event: Int32Array;
  /** Audience slices of actor a, ascending: `slice[actorStart[a] .. actorStart[a + 1])`, at most `ACTOR_SLICES_MAX`. */
  readonly actorStart: Int32Array;
  readonly slice: Int32Array;
}

/** Event order by time, or null when the columns are in order already. O(n), or O(n log n) when not. */
export function timeOrder(columns: EventColumns): Int32Array | null {
  const { count, occurredAtMs } = columns;
  let sorted = true;
  for (let i = 1; i < count && sorted; i++) sorted = occurredAtMs[i - 1]! <= occurredAtMs[i]!;
  if (sorted) return null;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  return order.sort((a, b) => occurredAtMs[a]! - occurredAtMs[b]! || a - b);
}

/** Columns → the audiences of a channel. `leftOut`: 1 for actors not to be counted. O(events); retractions are no acts. */
export function sliceAudiences(
  columns: EventColumns,
  channel: Channel,
  order: Int32Array | null,
  leftOut: Uint8Array | null = null,
): AudienceSlices {
  // In two steps, so that what the first needed is gone by the second.
  const slices = cutAudiences(columns, channel, order, leftOut);
  return { channel, ...slices, ...byActor(slices, columns.actorCount) };
}

/** The audience slices of a channel, without the rows by actor. */
function cutAudiences(
  columns: EventColumns,
  channel: Channel,
  order: Int32Array | null,
  leftOut: Uint8Array | null,
): Omit<AudienceSlices, "channel" | "actorStart" | "slice"> {
  const { actor } = columns;
  const kinds = channel === "acts" ? RETRACTION_BIT : 1;
  const { start: groupStart, event: sorted } = eventsByAudience(columns, kinds, order, leftOut);
  const groupCount = columns.targetCount * kinds;
  const lengths = channel === "acts" ? [SLICE_ACTORS_MAX, BURST_ACTORS] : [SLICE_ACTORS_MAX];
  // Each actor once per group: the first event stays; groups shrink in place.
  const seen = new Int32Array(columns.actorCount).fill(-1);
  const times = new Int32Array(channel === "repeats" ? columns.actorCount : 0);
  const sizes = new Int32Array(groupCount);
  let count = 0;
  let entries = 0;
  for (let g = 0; g < groupCount; g++) {
    const from = groupStart[g]!;
    const end = groupStart[g + 1]!;
    if (end - from < SLICE_ACTORS_MIN) continue;
    let to = from;
    for (let at = from; at < end; at++) {
      const event = sorted[at]!;
      const who = actor[event]!;
      if (seen[who] !== g) {
        seen[who] = g;
        sorted[to++] = event;
        if (channel === "repeats") times[who] = 1;
      } else if (channel === "repeats") times[who]!++;
    }
    if (channel === "repeats") to = keepRepeats(sorted, from, to, actor, times);
    const size = to - from;
    if (size < SLICE_ACTORS_MIN) continue;
    sizes[g] = size;
    for (const length of lengths) {
      const runs = runCount(size, length);
      count += runs;
      for (let run = 0; run < runs; run++) entries += Math.min(length, size - (run * length) / 2);
    }
  }
  const slices = {
    count,
    target: new Int32Array(count),
    kind: new Uint8Array(count),
    start: new Int32Array(count + 1),
    actor: new Int32Array(entries),
    event: new Int32Array(entries),
  };
  let t = 0;
  let to = 0;
  for (let g = 0; g < groupCount; g++) {
    const size = sizes[g]!;
    if (size === 0) continue;
    for (const length of lengths) {
      const runs = runCount(size, length);
      for (let run = 0; run < runs; run++) {
        slices.target[t] = Math.floor(g / kinds);
        slices.kind[t] = g % kinds;
        const first = (run * length) / 2;
        const end = groupStart[g]! + Math.min(size, first + length);
        for (let at = groupStart[g]! + first; at < end; at++) {
          const event = sorted[at]!;
          slices.event[to] = event;
          slices.actor[to++] = actor[event]!;
        }
        slices.start[++t] = to;
      }
    }
  }
  return slices;
}

/** Events of a channel by target, and by kind where there are several; rows `event[start[g] .. start[g + 1])` in order of time. A stable counting sort. */
function eventsByAudience(
  columns: EventColumns,
  kinds: number,
  order: Int32Array | null,
  leftOut: Uint8Array | null,
): { readonly start: Int32Array; readonly event: Int32Array } {
  const { count, actor, target, kind } = columns;
  // Views are kind 0, and the only kind of their channels; acts are all others but retractions.
  const least = kinds === 1 ? 0 : 1;
  const start = new Int32Array(columns.targetCount * kinds + 2);
  for (let i = 0; i < count; i++) {
    const code = kind[i]!;
    if (code < least || code >= kinds || (leftOut !== null && leftOut[actor[i]!] === 1)) continue;
    start[target[i]! * kinds + code + 2]!++;
  }
  for (let g = 2; g < start.length; g++) start[g]! += start[g - 1]!;
  const event = new Int32Array(start[start.length - 1]!);
  // What stands one further on is filled, and has come to where the next begins when all is done.
  for (let i = 0; i < count; i++) {
    const one = order === null ? i : order[i]!;
    const code = kind[one]!;
    if (code < least || code >= kinds || (leftOut !== null && leftOut[actor[one]!] === 1)) continue;
    event[start[target[one]! * kinds + code + 1]!++] = one;
  }
  return { start, event };
}

/** Moves the events of actors with enough views to the front; returns their end. */
function keepRepeats(
  sorted: Int32Array,
  from: number,
  to: number,
  actor: Int32Array,
  times: Int32Array,
): number {
  let end = from;
  for (let at = from; at < to; at++) {
    if (times[actor[sorted[at]!]!]! >= REPEAT_VIEWS_MIN) sorted[end++] = sorted[at]!;
  }
  return end;
}

/** Runs of `length` that an audience is cut into, each half a length after the one before; none where bursts would be nearly the whole. */
function runCount(size: number, length: number): number {
  if (length === BURST_ACTORS && size < 1.5 * BURST_ACTORS) return 0;
  return Math.max(1, Math.ceil(size / (length / 2)) - 1);
}

/** Slices by actor, ascending, those of the smallest audiences where there are too many. */
function byActor(
  { count, start, actor }: Pick<AudienceSlices, "count" | "start" | "actor">,
  actorCount: number,
): Pick<AudienceSlices, "actorStart" | "slice"> {
  const sizeOf = (t: number): number => start[t + 1]! - start[t]!;
  const actorStart = new Int32Array(actorCount + 2);
  for (let i = 0; i < actor.length; i++) actorStart[actor[i]! + 2]!++;
  for (let a = 2; a < actorStart.length; a++) actorStart[a]! += actorStart[a - 1]!;
  const slice = new Int32Array(actor.length);
  for (let t = 0; t < count; t++) {
    const end = start[t + 1]!;
    for (let i = start[t]!; i < end; i++) slice[actorStart[actor[i]! + 1]!++] = t;
  }
  let from = 0;
  let to = 0;
  for (let a = 0; a < actorCount; a++) {
    const end = actorStart[a + 1]!;
    if (end - from > ACTOR_SLICES_MAX) {
      const own = slice.slice(from, end).sort((x, y) => sizeOf(x) - sizeOf(y) || x - y);
      slice.set(own.subarray(0, ACTOR_SLICES_MAX).sort(), to);
      to += ACTOR_SLICES_MAX;
    } else {
      if (to < from) slice.copyWithin(to, from, end);
      to += end - from;
    }
    actorStart[a + 1] = to;
    from = end;
  }
  return { actorStart: actorStart.subarray(0, actorCount + 1), slice: slice.subarray(0, to) };
}
