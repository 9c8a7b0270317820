import type { EventColumns } from "../columns/event-columns.ts";
import type { Tokens } from "../links/tokens.ts";

/**
 * How an act came about, as far as times tell: how long its actor had looked at the thing or at another of its owner's, how long before that they were busy
 * elsewhere, and how soon after they were again. Who comes for an order arrives from nowhere and goes; people come across things.
 */
export const MANNER_FEATURES = 3;
/** Lengths of time by doublings from a quarter of a second to two hours and a half; the last stands for longer, or never. */
export const MANNER_BINS = 17;
const SHORTEST_MS = 250;
/** Own events to either side that are looked through: a spree of taps says no more than this. */
const REACH = 16;
/** Acts that the usual manner is learned from at the most. */
const SAMPLE_MAX = 20_000;
/** Acts' worth of the usual manner of all kinds that each kind leans on. */
const KIND_LEAN = 20;

/** How acts come about in a window, usually and one by one. */
export interface Manner {
  /** Bins of an event, one a feature: `look + MANNER_BINS · before + MANNER_BINS² · after`. */
  readonly binsOf: (event: number) => number;
  /** Chances of each feature's bins among ordinary acts of a kind, `MANNER_FEATURES · MANNER_BINS` values, all above 0. */
  readonly usual: (kind: number) => Float64Array;
}

/** An actor's events in order of time, those of one moment in order of their numbers. */
export interface Diaries {
  readonly start: Int32Array;
  readonly event: Int32Array;
}

/** Columns → each actor's events in order of time. `order`: events by time and number, null when they are. O(events). */
export function keepDiaries(columns: EventColumns, order: Int32Array | null): Diaries {
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
 * Learns from a channel's audiences how acts come about, those in `suspect` tokens left out. Deterministic. O(sample); an event's own bins cost the logarithm
 * of its actor's events.
 */
export function learnManner(
  columns: EventColumns,
  diaries: Diaries,
  tokens: Tokens,
  suspect: (token: number) => boolean,
): Manner {
  /** By event; −1 = not read yet. There are 17³ bins. */
  const known = new Int16Array(columns.count).fill(-1);
  const binsOf = (event: number): number => {
    if (known[event] === -1) known[event] = readBins(columns, diaries, event);
    return known[event]!;
  };
  const length = MANNER_FEATURES * MANNER_BINS;
  const byKind = new Map<number, Float64Array>();
  const all = new Float64Array(length);
  const stride = Math.max(1, Math.ceil(tokens.event.length / SAMPLE_MAX));
  for (let t = 0; t < tokens.count; t++) {
    if (suspect(t)) continue;
    let own = byKind.get(tokens.kind[t]!);
    if (own === undefined) {
      own = new Float64Array(length);
      byKind.set(tokens.kind[t]!, own);
    }
    for (let i = Math.ceil(tokens.start[t]! / stride) * stride; i < tokens.start[t + 1]!; i += stride) {
      const bins = binsOf(tokens.event[i]!);
      addBins(own, bins, 1);
      addBins(all, bins, 1);
    }
  }
  // A bin that nobody was seen in is as likely as half an act in all.
  const lean = toChances(all, new Float64Array(length).fill(1 / MANNER_BINS), MANNER_BINS / 2);
  const usual = new Map([...byKind].map(([kind, counts]) => [kind, toChances(counts, lean, KIND_LEAN)]));
  return { binsOf, usual: (kind) => usual.get(kind) ?? lean };
}

/** Adds `by` to the bins of one act in each feature. */
export function addBins(counts: Float64Array, bins: number, by: number): void {
  counts[bins % MANNER_BINS]! += by;
  counts[MANNER_BINS + (Math.floor(bins / MANNER_BINS) % MANNER_BINS)]! += by;
  counts[2 * MANNER_BINS + Math.floor(bins / MANNER_BINS ** 2)]! += by;
}

function toChances(counts: Float64Array, lean: Float64Array, weight: number): Float64Array {
  let all = 0;
  for (let b = 0; b < MANNER_BINS; b++) all += counts[b]!;
  return counts.map((own, b) => (own + weight * lean[b]!) / (all + weight));
}

function readBins(columns: EventColumns, diaries: Diaries, event: number): number {
  const { actor, target, owner, kind, occurredAtMs } = columns;
  const from = diaries.start[actor[event]!]!;
  const end = diaries.start[actor[event]! + 1]!;
  const atMs = occurredAtMs[event]!;
  let low = from;
  let high = end;
  while (low < high) {
    const mid = (low + high) >> 1;
    const other = diaries.event[mid]!;
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
    const other = diaries.event[at]!;
    if (!isThere(other)) {
      beforeMs = occurredAtMs[other]!;
      break;
    }
    if (kind[other] === 0 && Number.isNaN(lookMs)) lookMs = occurredAtMs[other]!;
  }
  let afterMs = Number.NaN;
  for (let at = low + 1; at < Math.min(end, low + REACH + 1); at++) {
    const other = diaries.event[at]!;
    if (isThere(other)) continue;
    afterMs = occurredAtMs[other]!;
    break;
  }
  const cameMs = Number.isNaN(lookMs) ? atMs : lookMs;
  return bin(atMs - lookMs) + MANNER_BINS * bin(cameMs - beforeMs) + MANNER_BINS ** 2 * bin(afterMs - atMs);
}

/** NaN, for never, is the last. */
function bin(lengthMs: number): number {
  if (Number.isNaN(lengthMs)) return MANNER_BINS - 1;
  return Math.min(MANNER_BINS - 1, Math.max(0, Math.floor(Math.log2(lengthMs / SHORTEST_MS)) + 1));
}
