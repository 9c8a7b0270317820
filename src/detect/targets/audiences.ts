import { EVENT_TYPES, PAYMENT_CODE, RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { ASKED_PER_SHARE_MAX, ORDER_SCALES_MS, VISIT_MS } from "./order-limits.ts";

const VIEW = EVENT_TYPES.indexOf("view");
const FOLLOW = EVENT_TYPES.indexOf("follow");
/** Kinds of act counted beside each other on a target; a follow is on the owner's account. */
const COUNTED = EVENT_TYPES.reduce(
  (bits, _, code) => (code === VIEW || code === FOLLOW || code === PAYMENT_CODE ? bits : bits | (1 << code)),
  0,
);

/** Who came to one target in one stretch of time, and what they did: numbers of different people. */
export interface Audience {
  readonly target: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** All that is given, not a part of it. */
  readonly whole: boolean;
  /** Who came: looked or did anything. */
  readonly viewers: number;
  /** By kind of act: who did it; of them, who looked first; who did nothing on another owner's things in the same visit; who had to do with the owner's other things before; who came over a shared link that explains them. */
  readonly actors: Int32Array;
  readonly lookedFirst: Int32Array;
  readonly alone: Int32Array;
  readonly known: Int32Array;
  readonly asked: Int32Array;
  /** People and kinds of act (views and follows left out), together. */
  readonly acts: number;
}

/** The share an event came over, as a code from 0; −1 = none. By the event's sequence. */
export type ShareOf = (sequence: number) => number;

/**
 * Columns → every audience of each target: all of its time, and each half-overlapping stretch of `ORDER_SCALES_MS`, those that hold the same events once. `visit` is called
 * with arrays that are reused. Retractions and payments are left out. O(events · log events of one target + events · scales · 2); memory O(events + actors).
 */
export function eachAudience(
  columns: EventColumns,
  shareOf: ShareOf | null,
  visit: (audience: Audience) => void,
): void {
  const { count, actor, target, kind, occurredAtMs, targetCount } = columns;
  const { alone, known } = readVisits(columns);
  const byTarget = inOrder(columns, target, targetCount);
  const stamp = new Int32Array(columns.actorCount).fill(-1);
  const shown = new Int32Array(columns.actorCount);
  const counted = {
    actors: new Int32Array(RETRACTION_BIT),
    lookedFirst: new Int32Array(RETRACTION_BIT),
    alone: new Int32Array(RETRACTION_BIT),
    known: new Int32Array(RETRACTION_BIT),
    asked: new Int32Array(RETRACTION_BIT),
  };
  const perShare = new Map<number, number>();
  let window = 0;

  const look = (from: number, to: number, whole: boolean): void => {
    for (const column of Object.values(counted)) column.fill(0);
    perShare.clear();
    const own = window++;
    let viewers = 0;
    let acts = 0;
    for (let at = from; at < to; at++) {
      const event = byTarget.events[at]!;
      const code = kind[event]!;
      const who = actor[event]!;
      if (who < 0 || code >= RETRACTION_BIT || code === PAYMENT_CODE) continue;
      if (stamp[who] !== own) {
        stamp[who] = own;
        shown[who] = 0;
        viewers++;
      }
      const bit = 1 << code;
      if ((shown[who]! & bit) !== 0) continue;
      const looked = (shown[who]! & (1 << VIEW)) !== 0;
      shown[who]! |= bit;
      if (code === VIEW) continue;
      counted.actors[code]!++;
      if (looked) counted.lookedFirst[code]!++;
      counted.alone[code]! += alone[event]!;
      counted.known[code]! += known[event]!;
      if ((COUNTED & bit) !== 0) acts++;
      const share = shareOf === null ? -1 : shareOf(columns.sequence[event]!);
      if (share < 0) continue;
      const key = share * RETRACTION_BIT + code;
      const brought = perShare.get(key) ?? 0;
      if (brought < ASKED_PER_SHARE_MAX) counted.asked[code]!++;
      perShare.set(key, brought + 1);
    }
    visit({
      target: target[byTarget.events[from]!]!,
      fromMs: occurredAtMs[byTarget.events[from]!]!,
      toMs: occurredAtMs[byTarget.events[to - 1]!]!,
      whole,
      viewers,
      acts,
      ...counted,
    });
  };

  const seen = new Set<number>();
  for (let t = 0; t < targetCount; t++) {
    const begin = byTarget.start[t]!;
    const end = byTarget.start[t + 1]!;
    if (begin === end) continue;
    look(begin, end, true);
    seen.clear();
    seen.add(begin * (count + 1) + end);
    for (const scaleMs of ORDER_SCALES_MS) {
      const stepMs = scaleMs / 2;
      let low = begin;
      let high = begin;
      let looked = Number.NEGATIVE_INFINITY;
      for (let at = begin; at < end; at++) {
        const own = Math.floor(occurredAtMs[byTarget.events[at]!]! / stepMs);
        // An event lies in the stretch that begins with its own step, and in the one before.
        for (let step = Math.max(own - 1, looked + 1); step <= own; step++) {
          looked = step;
          while (occurredAtMs[byTarget.events[low]!]! < step * stepMs) low++;
          while (high < end && occurredAtMs[byTarget.events[high]!]! < step * stepMs + scaleMs) high++;
          const key = low * (count + 1) + high;
          if (seen.has(key)) continue;
          seen.add(key);
          look(low, high, false);
        }
      }
    }
  }
}

/** Events of groups: of group g `events[start[g] .. start[g + 1])`. */
export interface Grouped {
  readonly start: Int32Array;
  readonly events: Int32Array;
}

/** Events by group, each group in order of time; equal times in the order given. Events of group −1 are left out. */
export function inOrder(columns: EventColumns, group: Int32Array, groups: number): Grouped {
  const { count, occurredAtMs } = columns;
  const start = new Int32Array(groups + 1);
  let sorted = true;
  for (let i = 0; i < count; i++) {
    if (group[i]! >= 0) start[group[i]! + 1]!++;
    if (i > 0 && occurredAtMs[i]! < occurredAtMs[i - 1]!) sorted = false;
  }
  for (let g = 0; g < groups; g++) start[g + 1]! += start[g]!;
  const fill = start.slice(0, groups);
  const events = new Int32Array(start[groups]!);
  for (let i = 0; i < count; i++) if (group[i]! >= 0) events[fill[group[i]!]!++] = i;
  if (!sorted)
    for (let g = 0; g < groups; g++)
      events.subarray(start[g]!, start[g + 1]!).sort((i, j) => occurredAtMs[i]! - occurredAtMs[j]! || i - j);
  return { start, events };
}

/** By event: 1 when nothing of the same visit is another owner's (other target's, where no owner is told); 1 when its actor had to do with another thing of the owner before. */
export function readVisits(
  columns: EventColumns,
  byActor: Grouped = inOrder(columns, columns.actor, columns.actorCount),
): {
  readonly alone: Uint8Array;
  readonly known: Uint8Array;
} {
  const { count, target, owner, occurredAtMs, actorCount } = columns;
  const alone = new Uint8Array(count);
  const known = new Uint8Array(count);
  const ownerOf = (event: number): number => (target[event]! < 0 ? -1 : owner[target[event]!]!);
  const side = (event: number): number => {
    const own = ownerOf(event);
    return own < 0 ? -2 - target[event]! : own;
  };
  /** By owner: the first thing of theirs, and whether another followed. */
  const met = new Map<number, { readonly first: number; more: boolean }>();
  for (let a = 0; a < actorCount; a++) {
    const begin = byActor.start[a]!;
    const end = byActor.start[a + 1]!;
    met.clear();
    let otherMs = Number.NEGATIVE_INFINITY;
    for (let at = begin; at < end; at++) {
      const event = byActor.events[at]!;
      const before = byActor.events[at - 1];
      if (at > begin && side(before!) !== side(event)) otherMs = occurredAtMs[before!]!;
      if (occurredAtMs[event]! - otherMs > VISIT_MS) alone[event] = 1;
      const own = ownerOf(event);
      if (own < 0) continue;
      const past = met.get(own);
      if (past === undefined) met.set(own, { first: target[event]!, more: false });
      else {
        if (past.more || past.first !== target[event]!) known[event] = 1;
        if (past.first !== target[event]!) past.more = true;
      }
    }
    otherMs = Number.POSITIVE_INFINITY;
    for (let at = end - 1; at >= begin; at--) {
      const event = byActor.events[at]!;
      const after = byActor.events[at + 1];
      if (at + 1 < end && side(after!) !== side(event)) otherMs = occurredAtMs[after!]!;
      if (otherMs - occurredAtMs[event]! <= VISIT_MS) alone[event] = 0;
    }
  }
  return { alone, known };
}
