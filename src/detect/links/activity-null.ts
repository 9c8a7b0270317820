import type { EventColumns } from "../columns/event-columns.ts";
import { type AudienceSlices, REPEAT_VIEWS_MIN } from "./audience-slices.ts";
import { distinctActs } from "./distinct-acts.ts";

/** Blocks the window is cut into: hours of a day, four hours of four days. */
export const BLOCKS = 24;

/**
 * The null model: who is about when, and how often. Actors act in proportion to their own activity in each block of time and choose targets by the targets'
 * popularity alone. Then two audiences of n and m share n · m · meet(h, k) actors on average, when they gather in blocks h and k.
 */
export interface ActivityNull {
  readonly fromMs: number;
  readonly blockMs: number;
  /** meet[h · BLOCKS + k]: chance that one act in block h and one act in block k are the same actor's. */
  readonly coOccurrence: Float64Array;
  /**
   * meetNear[h · NEAR_LEVELS + l]: chance that two acts less than `slotMs · 2^l` apart, the first in block h, are the same actor's. People act in sessions: of
   * those about within the same ten minutes, far more meet twice than of those about in the same hour; at night more than by day, since fewer are about.
   */
  readonly coOccurrenceNear: Float64Array;
  readonly slotMs: number;
  /** Actor's share of all activity, by actor. */
  readonly share: Float64Array;
}

/** Slots a block is cut into for the sessions, and levels of nearness: 1, 2, 4 … 64 slots, a block. */
const SLOTS = 64;
export const NEAR_LEVELS = 7;

/**
 * Distinct (actor, target) pairs of any kind, by actor and block. A pair counts once, so that the same event a thousand times is one; an actor counts for at most
 * `ACTIVITY_MAX`. O(events + actors · BLOCKS²) at worst, in practice three blocks an actor.
 */
export function learnActivityNull(columns: EventColumns): ActivityNull {
  const { count, actorCount, occurredAtMs } = columns;
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    if (occurredAtMs[i]! < fromMs) fromMs = occurredAtMs[i]!;
    if (occurredAtMs[i]! > toMs) toMs = occurredAtMs[i]!;
  }
  const blockMs = count === 0 ? 1 : Math.max(1, (toMs - fromMs + 1) / BLOCKS);
  const slotMs = blockMs / SLOTS;
  const { start, target, slot, audience } = distinctActs(columns, fromMs, slotMs, BLOCKS * SLOTS);
  const parts = partsOfTargets(audience);
  const coOccurrence = new Float64Array(BLOCKS * BLOCKS);
  const total = new Float64Array(BLOCKS);
  const share = new Float64Array(actorCount);
  const slots = new Float64Array(BLOCKS * SLOTS);
  const slotSquares = new Float64Array(BLOCKS * SLOTS);
  const same = new Float64Array(BLOCKS * NEAR_LEVELS);
  const ownSlots = new Int32Array(ACTIVITY_MAX);
  const ownParts = new Float64Array(ACTIVITY_MAX);
  const own = new Float64Array(BLOCKS);
  const ownSquares = new Float64Array(BLOCKS);
  const active = new Int32Array(BLOCKS);
  let all = 0;
  let squares = 0;
  for (let a = 0; a < actorCount; a++) {
    let blocks = 0;
    const from = start[a]!;
    const acts = Math.min(ACTIVITY_MAX, start[a + 1]! - from);
    for (let i = 0; i < acts; i++) {
      const at = slot[from + i]!;
      const block = Math.floor(at / SLOTS);
      const part = parts[target[from + i]!]!;
      const square = part * part;
      slots[at]! += part;
      slotSquares[at]! += square;
      ownSlots[i] = at;
      ownParts[i] = part;
      if (own[block] === 0) active[blocks++] = block;
      own[block]! += part;
      ownSquares[block]! += square;
    }
    countNear(ownSlots, ownParts, acts, same);
    let sum = 0;
    let ownPairs = 0;
    for (let x = 0; x < blocks; x++) {
      sum += own[active[x]!]!;
      ownPairs -= ownSquares[active[x]!]!;
    }
    ownPairs += sum ** 2;
    share[a] = sum;
    all += sum;
    squares += ownPairs;
    for (let x = 0; x < blocks; x++) {
      const h = active[x]!;
      total[h]! += own[h]!;
      for (let y = 0; y < blocks; y++) {
        const k = active[y]!;
        // An act does not meet itself.
        coOccurrence[h * BLOCKS + k]! += own[h]! * own[k]! - (h === k ? ownSquares[h]! : 0);
      }
    }
    for (let x = 0; x < blocks; x++) {
      own[active[x]!] = 0;
      ownSquares[active[x]!] = 0;
    }
  }
  for (let a = 0; a < actorCount; a++) share[a]! /= Math.max(1, all);
  // Thin blocks (night, small data) lean on the whole window's value.
  const overall = squares / Math.max(1, all * all);
  const lean = 0.02 * (all / BLOCKS) ** 2 + 1;
  for (let h = 0; h < BLOCKS; h++) {
    for (let k = 0; k < BLOCKS; k++) {
      const cell = h * BLOCKS + k;
      coOccurrence[cell] = (coOccurrence[cell]! + overall * lean) / (total[h]! * total[k]! + lean);
    }
  }
  return {
    fromMs,
    blockMs,
    coOccurrence,
    coOccurrenceNear: nearness(slots, slotSquares, same, overall),
    slotMs,
    share,
  };
}

/** Most of all that is done that one target may stand for in the null model. */
const TARGET_PART_MAX = 0.02;

/**
 * What one act on each target counts for: 1, or less where a target drew so many that it would stand for more than `TARGET_PART_MAX` of everything. Those who came for one
 * viral thing and did nothing else say nothing about how the others meet: counted whole, they would make every honest overlap a marvel. `audience`: distinct actors by target. O(targets).
 */
function partsOfTargets(audience: Int32Array): Float64Array {
  let most = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 8; round++) {
    let all = 0;
    for (let t = 0; t < audience.length; t++) all += Math.min(audience[t]!, most);
    most = Math.max(1, TARGET_PART_MAX * all);
  }
  // Loops: `from` with a function goes through an iterator, ten times as dear.
  const parts = new Float64Array(audience.length);
  for (let t = 0; t < parts.length; t++) parts[t] = audience[t]! > most ? most / audience[t]! : 1;
  return parts;
}

/** Adds an actor's pairs of acts to the levels they are near at: pairs less than a level's slots apart. */
function countNear(slots: Int32Array, parts: Float64Array, acts: number, same: Float64Array): void {
  sortTogether(slots, parts, acts);
  for (let i = 0; i < acts; i++) {
    for (let j = i + 1; j < acts && j - i <= NEAR_PAIRS_MAX; j++) {
      const apart = slots[j]! - slots[i]!;
      if (apart >= SLOTS) break;
      same[Math.floor(slots[i]! / SLOTS) * NEAR_LEVELS + (32 - Math.clz32(apart))]! += parts[i]! * parts[j]!;
    }
  }
}

/** By slot, ascending. Events mostly come in order of time, so that insertion is linear. */
function sortTogether(slots: Int32Array, parts: Float64Array, count: number): void {
  for (let i = 1; i < count; i++) {
    const slot = slots[i]!;
    const part = parts[i]!;
    let at = i;
    while (at > 0 && slots[at - 1]! > slot) {
      slots[at] = slots[at - 1]!;
      parts[at] = parts[at - 1]!;
      at--;
    }
    slots[at] = slot;
    parts[at] = part;
  }
}

/** Pairs counted of one act with the actor's later ones; a machine gun counts no further. */
const NEAR_PAIRS_MAX = 128;

/** Pairs of one actor over all pairs, by level, both summed up to the level. */
function nearness(
  slots: Float64Array,
  slotSquares: Float64Array,
  same: Float64Array,
  overall: number,
): Float64Array {
  const sums = new Float64Array(slots.length + 1);
  for (let s = 0; s < slots.length; s++) sums[s + 1] = sums[s]! + slots[s]!;
  const near = new Float64Array(BLOCKS * NEAR_LEVELS);
  for (let block = 0; block < BLOCKS; block++) {
    let met = 0;
    for (let level = 0; level < NEAR_LEVELS; level++) {
      met += same[block * NEAR_LEVELS + level]!;
      const reach = 2 ** level; // pairs less than this many slots apart
      let all = 0;
      for (let s = block * SLOTS; s < (block + 1) * SLOTS; s++) {
        const ahead = sums[Math.min(slots.length, s + reach)]! - sums[s + 1]!;
        all += slots[s]! * ahead + (slots[s]! ** 2 - slotSquares[s]!) / 2;
      }
      // A thousand pairs' worth of the overall value, for thin data.
      near[block * NEAR_LEVELS + level] = (met + 1000 * overall) / (all + 1000);
    }
  }
  return near;
}

/** Actors busier than this many times the mean see many things three times; they are left out where that is what counts. */
const BUSY_MIN = 2;

/** 1 for the busy. */
export function busyActors(activityNull: ActivityNull): Uint8Array {
  const limit = BUSY_MIN / Math.max(1, activityNull.share.length);
  const busy = new Uint8Array(activityNull.share.length);
  for (let a = 0; a < busy.length; a++) if (activityNull.share[a]! > limit) busy[a] = 1;
  return busy;
}

/**
 * The activity null of views again and again, among those who are not `busy`: somebody with a share s of all activity sees one thing three times with a chance in s³, so
 * that the audiences of repeats are made up of the busier. Their hour says little then.
 */
export function activityNullOfRepeats(activityNull: ActivityNull, busy: Uint8Array): ActivityNull {
  const share = activityNull.share.map((own, a) => (busy[a] === 1 ? 0 : own ** REPEAT_VIEWS_MIN));
  const all = share.reduce((sum, own) => sum + own, 0);
  let overall = 0;
  for (let a = 0; a < share.length; a++) {
    share[a]! /= Math.max(Number.MIN_VALUE, all);
    overall += share[a]! ** 2;
  }
  const atLeast = (coOccurrence: number): number => Math.max(coOccurrence, overall);
  return {
    ...activityNull,
    share,
    coOccurrence: activityNull.coOccurrence.map(atLeast),
    coOccurrenceNear: activityNull.coOccurrenceNear.map(atLeast),
  };
}

/** Chance that two acts of the span [fromMs, toMs] are the same actor's; 0 when it is no shorter than a block, whose own value holds. */
export function coOccurrenceWithin(activityNull: ActivityNull, fromMs: number, toMs: number): number {
  const { slotMs } = activityNull;
  const spanMs = toMs - fromMs;
  if (spanMs > slotMs * 2 ** (NEAR_LEVELS - 1)) return 0;
  let level = 0;
  while (spanMs > slotMs * 2 ** level) level++;
  const block = Math.floor(((fromMs + toMs) / 2 - activityNull.fromMs) / activityNull.blockMs);
  return activityNull.coOccurrenceNear[Math.min(BLOCKS - 1, Math.max(0, block)) * NEAR_LEVELS + level]!;
}

/** Most targets one actor counts for: nobody's day is longer, and one machine must not set the null of the whole platform. */
const ACTIVITY_MAX = 2000;

/** Actors of each audience slice by block: `BLOCKS` counts an audience slice. O(entries). */
export function sliceBlocks(
  columns: EventColumns,
  slices: AudienceSlices,
  activityNull: ActivityNull,
): Uint16Array {
  const blocks = new Uint16Array(slices.count * BLOCKS);
  for (let t = 0; t < slices.count; t++) {
    for (let i = slices.start[t]!; i < slices.start[t + 1]!; i++) {
      const sinceMs = columns.occurredAtMs[slices.event[i]!]! - activityNull.fromMs;
      blocks[t * BLOCKS + Math.min(BLOCKS - 1, Math.floor(sinceMs / activityNull.blockMs))]!++;
    }
  }
  return blocks;
}
