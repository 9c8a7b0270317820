import type { EventColumns } from "../columns/event-columns.ts";
import type { AudienceSlices } from "../links/audience-slices.ts";

/**
 * How an act came about, as far as times tell: how long its actor had looked at the thing or at another of its owner's, how long before that they were busy
 * elsewhere, and how soon after they were again. Who comes for an order arrives from nowhere and goes; people come across things.
 */
export const CONTEXT_FEATURES = 3;
/** Lengths of time by doublings from a quarter of a second to two hours and a half; the last stands for longer, or never. */
export const CONTEXT_BINS = 17;
const SHORTEST_MS = 250;
/** Own events to either side that are looked through: a spree of taps says no more than this. */
const REACH = 16;
/** Acts that the usual context is learned from at the most. */
const SAMPLE_MAX = 20_000;
/** Acts' worth of the usual context of all kinds that each kind leans on. */
const KIND_PRIOR_WEIGHT = 20;

/** How acts come about in a window, usually and one by one. */
export interface ActContext {
  /** Bins of an event, one a feature: `look + MANNER_BINS · before + MANNER_BINS² · after`. */
  readonly binsOf: (event: number) => number;
  /** Chances of each feature's bins among ordinary acts of a kind, `MANNER_FEATURES · MANNER_BINS` values, all above 0. */
  readonly usual: (kind: number) => Float64Array;
}

/** An actor's events in order of time, those of one moment in order of their numbers. */
export interface EventsByActor {
  readonly start: Int32Array;
  readonly event: Int32Array;
}

/** Columns → each actor's events in order of time. `order`: events by time and number, null when they are. O(events). */
export function groupByActor(columns: EventColumns, order: Int32Array | null): EventsByActor {
  const { count, actor, actorCount } = columns;
  const start = new Int32Array(actorCount + 1);
  for (let i = 0; i < count; i++) start[actor[i]! + 1]!++;
  for (let a = 0; a < actorCount; a++) start[a + 1]! += start[a]!;
  const fill = start.slice(0, actorCount);
  const event = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const at = order === null ? i : order[i]!;
    event[fill[actor[at]!]!++] = at;
  }
  return { start, event };
}

/**
 * Learns from a channel's audiences how acts come about, those in `suspect` audience slices left out. Deterministic. O(sample); an event's own bins cost the logarithm
 * of its actor's events.
 */
export function learnActContext(
  columns: EventColumns,
  eventsByActor: EventsByActor,
  slices: AudienceSlices,
  suspect: (slice: number) => boolean,
): ActContext {
  /** By event; −1 = not read yet. There are 17³ bins. */
  const known = new Int16Array(columns.count).fill(-1);
  const binsOf = (event: number): number => {
    if (known[event] === -1) known[event] = readBins(columns, eventsByActor, event);
    return known[event]!;
  };
  const length = CONTEXT_FEATURES * CONTEXT_BINS;
  const byKind = new Map<number, Float64Array>();
  const all = new Float64Array(length);
  const stride = Math.max(1, Math.ceil(slices.event.length / SAMPLE_MAX));
  for (let t = 0; t < slices.count; t++) {
    if (suspect(t)) continue;
    let own = byKind.get(slices.kind[t]!);
    if (own === undefined) {
      own = new Float64Array(length);
      byKind.set(slices.kind[t]!, own);
    }
    for (let i = Math.ceil(slices.start[t]! / stride) * stride; i < slices.start[t + 1]!; i += stride) {
      const bins = binsOf(slices.event[i]!);
      addBins(own, bins, 1);
      addBins(all, bins, 1);
    }
  }
  // A bin that nobody was seen in is as likely as half an act in all.
  const priorWeight = toChances(all, new Float64Array(length).fill(1 / CONTEXT_BINS), CONTEXT_BINS / 2);
  const usual = new Map(
    [...byKind].map(([kind, counts]) => [kind, toChances(counts, priorWeight, KIND_PRIOR_WEIGHT)]),
  );
  return { binsOf, usual: (kind) => usual.get(kind) ?? priorWeight };
}

/** Adds `by` to the bins of one act in each feature. */
export function addBins(counts: Float64Array, bins: number, by: number): void {
  counts[bins % CONTEXT_BINS]! += by;
  counts[CONTEXT_BINS + (Math.floor(bins / CONTEXT_BINS) % CONTEXT_BINS)]! += by;
  counts[2 * CONTEXT_BINS + Math.floor(bins / CONTEXT_BINS ** 2)]! += by;
}

function toChances(counts: Float64Array, priorWeight: Float64Array, weight: number): Float64Array {
  let all = 0;
  for (let b = 0; b < CONTEXT_BINS; b++) all += counts[b]!;
  return counts.map((own, b) => (own + weight * priorWeight[b]!) / (all + weight));
}

function readBins(columns: EventColumns, eventsByActor: EventsByActor, event: number): number {
  const { actor, target, owner, kind, occurredAtMs } = columns;
  const from = eventsByActor.start[actor[event]!]!;
  const end = eventsByActor.start[actor[event]! + 1]!;
  const atMs = occurredAtMs[event]!;
  let low = from;
  let high = end;
  while (low < high) {
    const mid = (low + high) >> 1;
    const other = eventsByActor.event[mid]!;
    const earlier = occurredAtMs[other]! - atMs || other - event; // many acts may fall on one moment
    if (earlier < 0) low = mid + 1;
    else high = mid;
  }
  const owned = owner[target[event]!]!;
  const isThere = (other: number): boolean =>
    target[other] === target[event] || (owned >= 0 && owner[target[other]!] === owned);
  let lookMs = Number.NaN;
  let beforeMs = Number.NaN;
  for (let at = low - 1; at >= Math.max(from, low - REACH); at--) {
    const other = eventsByActor.event[at]!;
    if (!isThere(other)) {
      beforeMs = occurredAtMs[other]!;
      break;
    }
    if (kind[other] === 0 && Number.isNaN(lookMs)) lookMs = occurredAtMs[other]!;
  }
  let afterMs = Number.NaN;
  for (let at = low + 1; at < Math.min(end, low + REACH + 1); at++) {
    const other = eventsByActor.event[at]!;
    if (isThere(other)) continue;
    afterMs = occurredAtMs[other]!;
    break;
  }
  const cameMs = Number.isNaN(lookMs) ? atMs : lookMs;
  return bin(atMs - lookMs) + CONTEXT_BINS * bin(cameMs - beforeMs) + CONTEXT_BINS ** 2 * bin(afterMs - atMs);
}

/** NaN, for never, is the last. */
function bin(lengthMs: number): number {
  if (Number.isNaN(lengthMs)) return CONTEXT_BINS - 1;
  return Math.min(CONTEXT_BINS - 1, Math.max(0, Math.floor(Math.log2(lengthMs / SHORTEST_MS)) + 1));
}
