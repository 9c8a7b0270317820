import { DAY_MS } from "../../nouns/durations.ts";
import { EVENT_TYPES, RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { KeyCodes } from "../columns/key-codes.ts";

/** Who came to what, each pair once: sparse rows by actor and by target. */
export interface Visits {
  /** Targets of actor a: `target[actorStart[a] .. actorStart[a + 1])`. */
  readonly actorStart: Int32Array;
  readonly target: Int32Array;
  /** Actors of target t: `actor[targetStart[t] .. targetStart[t + 1])`, in the order given. */
  readonly targetStart: Int32Array;
  readonly actor: Int32Array;
}

/** Acts before which the actor had opened the target. */
export interface Opened {
  /** Beside `acts.actor`: 1 = opened before. */
  readonly byTarget: Uint8Array;
  /** By actor: how many of their acts. */
  readonly byActor: Int32Array;
  /** Beside `acts.actor`: the same part of all acts of its kind. A follow needs no view, a comment does. */
  readonly usual: Float32Array;
}

/** Who acted on what and when, and who saw what: what a cluster is judged against, the rest of its members' lives and everybody else's. */
export interface EngagementGraph {
  /** Acts: all but views and retractions. */
  readonly acts: Visits;
  /** Beside `acts.actor`: time of the first act. */
  readonly atMs: Float64Array;
  /** Beside `acts.actor`: 1 = the platform called the actor to the first act; null where no event says so. */
  readonly called: Uint8Array | null;
  /** Beside `acts.actor`: kinds of the pair's acts, as `KIND_BITS`. */
  readonly kinds: Uint8Array;
  /** Views and acts together; the same as `acts` where there are no views. */
  readonly seen: Visits;
  /** Which acts came after a view by the same actor; null where there are no views. */
  readonly opened: Opened | null;
  /** From the first event to the last. */
  readonly spanDays: number;
  /** By target; −1 = the events do not say. */
  readonly owner: Int32Array;
  /** 64-bit keys as 16 hexadecimal digits → codes of this graph, −1 where absent. */
  readonly actorOf: (key: string) => number;
  readonly targetOf: (key: string) => number;
  /** The actor that an owner is, −1 when they did nothing; and an owner's targets. */
  readonly actorOfOwner: (owner: number) => number;
  readonly targetsOfOwner: (owner: number) => Int32Array;
}

/** Columns → their graph. O(events); takes 24 bytes an event, 8 of them only while it is made. */
export function createEngagementGraph(columns: EventColumns): EngagementGraph {
  const { count, kind } = columns;
  let acts = 0;
  let views = 0;
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const atMs = columns.occurredAtMs[i]!;
    if (atMs < fromMs) fromMs = atMs;
    if (atMs > toMs) toMs = atMs;
    if (kind[i] === 0) views++;
    else if (kind[i]! < RETRACTION_BIT) acts++;
  }
  const { ownerKeys } = columns;
  const actorByKey = finder(columns.actorKeys, columns.actorCount);
  const targetByKey = finder(columns.targetKeys, columns.targetCount);
  const own = visits(columns, 1, acts);
  const all = views === 0 ? own : visits(columns, 0, acts + views);
  const atMs = new Float64Array(own.event.length);
  for (let at = 0; at < atMs.length; at++) atMs[at] = columns.occurredAtMs[own.event[at]!]!;
  const { called } = columns;
  return {
    acts: own.visits,
    atMs,
    called: called === undefined ? null : Uint8Array.from(own.event, (i) => called[i]!),
    kinds: own.kinds,
    seen: all.visits,
    opened: views === 0 ? null : openedOf(own, all, kind),
    spanDays: count === 0 ? 0 : (toMs - fromMs) / DAY_MS,
    owner: columns.owner,
    actorOf: (key) => actorByKey(...wordsOf(key)),
    targetOf: (key) => targetByKey(...wordsOf(key)),
    actorOfOwner: (owner) => actorByKey(ownerKeys[owner * 2]!, ownerKeys[owner * 2 + 1]!),
    targetsOfOwner: byOwner(columns),
  };
}

/** Pairs, and beside `visits.actor` the event that began each. */
interface VisitEvents {
  readonly visits: Visits;
  readonly event: Int32Array;
  readonly kinds: Uint8Array;
}

/** Kinds of act that are told apart when people do several at once; all others share the last bit. */
export const KIND_BITS: Readonly<Record<string, number>> = {
  like: 1,
  favorite: 2,
  comment: 4,
  share: 8,
  follow: 16,
};
const OTHER_BIT = 32;
const BIT_OF_KIND = Uint8Array.from(EVENT_TYPES, (type) =>
  type === "view" ? 0 : (KIND_BITS[type] ?? OTHER_BIT),
);

/** Pairs of the kinds from `least` on, without retractions, each once; and the first event of each, in the order of `actor`. `most`: events of these kinds. */
function visits(
  { count, kind, actor: who, target: what, actorCount, targetCount }: EventColumns,
  least: 0 | 1,
  most: number,
): VisitEvents {
  const start = new Int32Array(targetCount + 1);
  for (let i = 0; i < count; i++) if (kind[i]! >= least && kind[i]! < RETRACTION_BIT) start[what[i]! + 1]!++;
  for (let t = 0; t < targetCount; t++) start[t + 1]! += start[t]!;
  const fill = start.slice(0, targetCount);
  const event = new Int32Array(most);
  for (let i = 0; i < count; i++)
    if (kind[i]! >= least && kind[i]! < RETRACTION_BIT) event[fill[what[i]!]!++] = i;
  const stamp = new Int32Array(actorCount).fill(-1);
  const pairOf = new Int32Array(actorCount);
  const kinds = new Uint8Array(most);
  const targetStart = new Int32Array(targetCount + 1);
  const actorStart = new Int32Array(actorCount + 1);
  let pairs = 0;
  for (let t = 0; t < targetCount; t++) {
    for (let at = start[t]!; at < start[t + 1]!; at++) {
      const a = who[event[at]!]!;
      const bit = BIT_OF_KIND[kind[event[at]!]!]!;
      if (stamp[a] === t) {
        kinds[pairOf[a]!]! |= bit;
        continue;
      }
      stamp[a] = t;
      pairOf[a] = pairs;
      kinds[pairs] = bit;
      event[pairs++] = event[at]!;
      actorStart[a + 1]!++;
    }
    targetStart[t + 1] = pairs;
  }
  for (let a = 0; a < actorCount; a++) actorStart[a + 1]! += actorStart[a]!;
  const next = actorStart.slice(0, actorCount);
  const actor = new Int32Array(pairs);
  const target = new Int32Array(pairs);
  for (let t = 0; t < targetCount; t++) {
    for (let at = targetStart[t]!; at < targetStart[t + 1]!; at++) {
      const a = who[event[at]!]!;
      actor[at] = a;
      target[next[a]!++] = t;
    }
  }
  return {
    visits: { actorStart, target, targetStart, actor },
    event: event.subarray(0, pairs),
    kinds: kinds.subarray(0, pairs),
  };
}

/** Acts and all visits of one graph → acts whose pair began with a view. O(pairs). */
function openedOf(own: VisitEvents, all: VisitEvents, kind: Uint8Array): Opened {
  const { visits: acts } = own;
  const { visits: seen } = all;
  const byTarget = new Uint8Array(acts.actor.length);
  const byActor = new Int32Array(acts.actorStart.length - 1);
  const viewed = new Int32Array(byActor.length).fill(-1);
  const ofKind = new Float64Array(256);
  const openedOfKind = new Float64Array(256);
  for (let target = 0; target + 1 < acts.targetStart.length; target++) {
    for (let at = seen.targetStart[target]!; at < seen.targetStart[target + 1]!; at++)
      if (kind[all.event[at]!] === 0) viewed[seen.actor[at]!] = target;
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++) {
      const actor = acts.actor[at]!;
      const code = kind[own.event[at]!]!;
      ofKind[code]!++;
      if (viewed[actor] !== target) continue;
      byTarget[at] = 1;
      byActor[actor]!++;
      openedOfKind[code]!++;
    }
  }
  const usual = new Float32Array(own.event.length);
  for (let at = 0; at < usual.length; at++) {
    const code = kind[own.event[at]!]!;
    usual[at] = openedOfKind[code]! / ofKind[code]!;
  }
  return { byTarget, byActor, usual };
}

/** Look-up by both words of a key; made at first use. */
function finder(keys: Int32Array, count: number): (low: number, high: number) => number {
  let codes: KeyCodes | null = null;
  return (low, high) => {
    if (codes === null) {
      codes = new KeyCodes();
      for (let c = 0; c < count; c++) codes.code(keys[c * 2]!, keys[c * 2 + 1]!);
    }
    return codes.find(low, high);
  };
}

/** 16 hexadecimal digits → low and high word. */
function wordsOf(key: string): readonly [low: number, high: number] {
  return [Number.parseInt(key.slice(8), 16) | 0, Number.parseInt(key.slice(0, 8), 16) | 0];
}

/** Targets by owner; sorted at first use. */
function byOwner({ owner, ownerCount, targetCount }: EventColumns): (of: number) => Int32Array {
  let sorted: { readonly start: Int32Array; readonly target: Int32Array } | null = null;
  return (of) => {
    if (sorted === null) {
      const start = new Int32Array(ownerCount + 1);
      for (const who of owner) if (who >= 0) start[who + 1]!++;
      for (let o = 0; o < ownerCount; o++) start[o + 1]! += start[o]!;
      const fill = start.slice(0, ownerCount);
      const target = new Int32Array(start[ownerCount]!);
      for (let t = 0; t < targetCount; t++) if (owner[t]! >= 0) target[fill[owner[t]!]!++] = t;
      sorted = { start, target };
    }
    return sorted.target.subarray(sorted.start[of]!, sorted.start[of + 1]!);
  };
}
