import { RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";

/**
 * Linked apart, since they differ in number and in what they say: acts (all but views), of which there is one to 30 or 100 views; views; and views again and
 * again of the same thing, which people seldom do and sellers of view counts always.
 */
export type Channel = "acts" | "repeats" | "views";

/** Views of one target by one actor from which on it is a repeat. */
export const REPEAT_VIEWS_MIN = 3;

/** Fewest actors for which a target's audience is a token: below, nothing can be beyond chance in an audience. */
export const TOKEN_ACTORS_MIN = 4;
/**
 * Most actors in one token. A larger audience is cut, in order of time, into runs of this many, each overlapping the next by half: what happens
 * within half a token's length is whole in one of them, wherever it begins, and no target makes work beyond its events.
 */
export const TOKEN_ACTORS_MAX = 512;
/**
 * Acts are also cut into runs of this many, since a few dozen bought in minutes drown in what a well-liked target gets in a day. Not views: they would
 * cost ten times as much and say little.
 */
const BURST_ACTORS = 64;
/** Most tokens kept of one actor, those of the smallest audiences: an account on ten thousand targets costs as much as one on 128. */
export const ACTOR_TOKENS_MAX = 128;

/** Audiences: who first did one kind of act to one target, within one run of time. Sparse rows by token and by actor. */
export interface Tokens {
  readonly count: number;
  readonly target: Int32Array;
  readonly kind: Uint8Array;
  /** Actors of token t: `actor[start[t] .. start[t + 1])`, in order of time, each once; `event` their first such event. */
  readonly start: Int32Array;
  readonly actor: Int32Array;
  readonly event: Int32Array;
  /** Tokens of actor a, ascending: `token[actorStart[a] .. actorStart[a + 1])`, at most `ACTOR_TOKENS_MAX`. */
  readonly actorStart: Int32Array;
  readonly token: Int32Array;
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
export function buildTokens(
  columns: EventColumns,
  channel: Channel,
  order: Int32Array | null,
  leftOut: Uint8Array | null = null,
): Tokens {
  const { count, actor, target, kind } = columns;
  const kinds = channel === "acts" ? RETRACTION_BIT : 1;
  const inChannel = (event: number): boolean => {
    if (leftOut !== null && leftOut[actor[event]!] === 1) return false;
    const code = kind[event]!;
    return channel === "acts" ? code > 0 && code < RETRACTION_BIT : code === 0;
  };
  // Counting sort by (target, kind), stable: within a group in order of time.
  const groupCount = columns.targetCount * kinds;
  const groupStart = new Int32Array(groupCount + 1);
  const groupOf = (event: number): number => target[event]! * kinds + (kinds === 1 ? 0 : kind[event]!);
  for (let i = 0; i < count; i++) if (inChannel(i)) groupStart[groupOf(i) + 1]!++;
  for (let g = 0; g < groupCount; g++) groupStart[g + 1]! += groupStart[g]!;
  const sorted = new Int32Array(groupStart[groupCount]!);
  const fill = groupStart.slice(0, groupCount);
  for (let i = 0; i < count; i++) {
    const event = order === null ? i : order[i]!;
    if (inChannel(event)) sorted[fill[groupOf(event)]!++] = event;
  }
  // Each actor once per group: the first event stays; groups shrink in place.
  const seen = new Int32Array(columns.actorCount).fill(-1);
  const times = new Int32Array(channel === "repeats" ? columns.actorCount : 0);
  const sizes = fill;
  let tokenCount = 0;
  let entries = 0;
  for (let g = 0; g < groupCount; g++) {
    let to = groupStart[g]!;
    for (let at = to; at < groupStart[g + 1]!; at++) {
      const who = actor[sorted[at]!]!;
      if (seen[who] === g) {
        if (channel === "repeats") times[who]!++;
        continue;
      }
      seen[who] = g;
      if (channel === "repeats") times[who] = 1;
      sorted[to++] = sorted[at]!;
    }
    if (channel === "repeats") to = keepRepeats(sorted, groupStart[g]!, to, actor, times);
    const size = to - groupStart[g]!;
    sizes[g] = size;
    for (const [, length] of runsOf(size, channel)) {
      tokenCount++;
      entries += length;
    }
  }
  const tokens = {
    count: tokenCount,
    target: new Int32Array(tokenCount),
    kind: new Uint8Array(tokenCount),
    start: new Int32Array(tokenCount + 1),
    actor: new Int32Array(entries),
    event: new Int32Array(entries),
  };
  let t = 0;
  let to = 0;
  for (let g = 0; g < groupCount; g++) {
    const size = sizes[g]!;
    for (const [from, length] of runsOf(size, channel)) {
      tokens.target[t] = Math.floor(g / kinds);
      tokens.kind[t] = g % kinds;
      const first = groupStart[g]! + from;
      for (let at = first; at < first + length; at++) {
        tokens.event[to] = sorted[at]!;
        tokens.actor[to++] = actor[sorted[at]!]!;
      }
      tokens.start[++t] = to;
    }
  }
  return { ...tokens, ...byActor(tokens, columns.actorCount) };
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

/** The runs an audience of `size` is cut into, as [from, length], whole or coarse first. */
function runsOf(size: number, channel: Channel): readonly (readonly [number, number])[] {
  if (size < TOKEN_ACTORS_MIN) return [];
  const runs: (readonly [number, number])[] = [];
  cut(runs, size, TOKEN_ACTORS_MAX);
  if (channel === "acts" && size >= 1.5 * BURST_ACTORS) cut(runs, size, BURST_ACTORS);
  return runs;
}

function cut(runs: (readonly [number, number])[], size: number, length: number): void {
  const step = length / 2;
  const count = Math.max(1, Math.ceil(size / step) - 1);
  for (let run = 0; run < count; run++) runs.push([run * step, Math.min(length, size - run * step)]);
}

function byActor(
  tokens: Pick<Tokens, "count" | "start" | "actor">,
  actorCount: number,
): Pick<Tokens, "actorStart" | "token"> {
  const { count, start, actor } = tokens;
  const sizeOf = (t: number): number => start[t + 1]! - start[t]!;
  const all = new Int32Array(actorCount + 1);
  for (let i = 0; i < actor.length; i++) all[actor[i]! + 1]!++;
  for (let a = 0; a < actorCount; a++) all[a + 1]! += all[a]!;
  const token = new Int32Array(actor.length);
  const fill = all.slice(0, actorCount);
  for (let t = 0; t < count; t++)
    for (let i = start[t]!; i < start[t + 1]!; i++) token[fill[actor[i]!]!++] = t;
  const actorStart = new Int32Array(actorCount + 1);
  let to = 0;
  for (let a = 0; a < actorCount; a++) {
    const own = token.subarray(all[a]!, all[a + 1]!);
    const kept =
      own.length <= ACTOR_TOKENS_MAX
        ? own
        : own
            .slice()
            .sort((x, y) => sizeOf(x) - sizeOf(y) || x - y)
            .subarray(0, ACTOR_TOKENS_MAX)
            .sort();
    token.set(kept, to);
    to += kept.length;
    actorStart[a + 1] = to;
  }
  return { actorStart, token: token.subarray(0, to) };
}
