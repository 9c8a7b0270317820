import { DAY_MS } from "../../nouns/durations.ts";
import { BATCH_MIN, BATCH_PART_MIN, BINS_MAX, BURSTS_MAX } from "./batch-limits.ts";

/** Times counted in bins of equal width. */
export interface Course {
  readonly fromMs: number;
  readonly binMs: number;
  readonly counts: Float64Array;
  readonly total: number;
}

/** A stretch of a course with far more than its surroundings. Bins [fromBin, toBin). */
export interface Burst {
  readonly fromBin: number;
  readonly toBin: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly observed: number;
  readonly expected: number;
}

/** The bursts of a course, and what each bin would hold without them. */
export interface CourseBursts {
  readonly course: Course;
  readonly bursts: readonly Burst[];
  readonly baseline: Float64Array;
}

export interface BurstOptions {
  /** Lengths of stretches that are tried, in ms. */
  readonly lengthsMs: readonly number[];
  /** How far on either side the smooth expectation is taken from, in ms. */
  readonly reachMs: number;
  /** Whether the expectation follows the hours of the day, as the whole list keeps them. */
  readonly daily: boolean;
}

/**
 * Log likelihood ratio from which on a stretch is a burst. With 30,000 bins and eight lengths chance reaches 12.4 = ln(240,000) once in a
 * list; a burst alone accuses nobody, so that no further correction is made.
 */
const LLR_MIN = 12.5;
/** A burst holds at least this many times the expectation: growth and seasons stay below. */
const RATIO_MIN = 2;
/** Neighbouring bursts whose paces differ by more are two. */
const PACE_RATIO = 3;
/** Bins' worth of the whole list's rate that every local expectation holds, so that none is 0. */
const PRIOR_BINS = 20;

/**
 * Times in ms (NaN = unknown, left out) → their course; bins are widened until there are at most `BINS_MAX`. `beforeMs` of empty course stand
 * before the first time.
 */
export function courseOf(times: ArrayLike<number>, binMs: number, beforeMs = 0): Course {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (let i = 0; i < times.length; i++) {
    const at = times[i]!;
    if (Number.isNaN(at)) continue;
    total++;
    if (at < first) first = at;
    if (at > last) last = at;
  }
  if (total === 0) return { fromMs: 0, binMs, counts: new Float64Array(1), total };
  first -= beforeMs;
  let width = binMs;
  while ((last - first) / width > BINS_MAX) width *= 2;
  const fromMs = Math.floor(first / width) * width;
  const counts = new Float64Array(Math.floor((last - fromMs) / width) + 1);
  for (let i = 0; i < times.length; i++) {
    const at = times[i]!;
    if (Number.isNaN(at)) continue;
    const bin = Math.floor((at - fromMs) / width);
    counts[bin] = counts[bin]! + 1;
  }
  return { fromMs, binMs: width, counts, total };
}

/**
 * Stretches that hold far more than the smooth course around them: the scan of Kulldorff (Communications in Statistics 26, 1997) for counts,
 * strongest first. Each one found is taken out of the expectation before the next is sought, so that a batch that is most of a list does not
 * become its own expectation. Neighbours are joined. O(bursts × lengths × bins).
 */
export function findBursts(course: Course, options: BurstOptions): CourseBursts {
  const { counts, binMs, fromMs, total } = course;
  const bins = counts.length;
  const weights = options.daily ? dailyWeights(course) : new Float64Array(bins).fill(1);
  const reach = Math.max(10, Math.round(options.reachMs / binMs));
  const lengths = [...new Set(options.lengthsMs.map((ms) => Math.max(1, Math.round(ms / binMs))))].filter(
    (length) => length <= Math.max(1, bins / 2),
  );
  const excessMin = Math.max(BATCH_MIN, BATCH_PART_MIN * total);
  const open = new Uint8Array(bins).fill(1);
  const found: { from: number; to: number }[] = [];
  let sums = prefix(counts, weights, open);
  while (found.length < BURSTS_MAX) {
    let best: { from: number; to: number } | null = null;
    let bestLlr = LLR_MIN;
    for (const length of lengths) {
      for (let from = 0; from + length <= bins; from++) {
        const to = from + length;
        const observed = sums.all[to]! - sums.all[from]!;
        if (observed < excessMin) continue;
        const expected = expectedIn(sums, from, to, reach);
        if (observed < RATIO_MIN * expected || observed - expected < excessMin) continue;
        const llr = observed * Math.log(observed / expected) - (observed - expected);
        if (llr <= bestLlr) continue;
        bestLlr = llr;
        best = { from, to };
      }
    }
    if (best === null) break;
    // Closed bins count as empty: what stood in them is told already.
    open.fill(0, best.from, best.to);
    found.push(best);
    sums = prefix(counts, weights, open);
  }
  const baseline = new Float64Array(bins);
  for (let bin = 0; bin < bins; bin++) baseline[bin] = smoothAt(sums, bin, reach);
  const bursts = joined(found, counts).map(({ from, to }) => {
    let observed = 0;
    let expected = 0;
    for (let bin = from; bin < to; bin++) {
      observed += counts[bin]!;
      expected += baseline[bin]!;
    }
    return {
      fromBin: from,
      toBin: to,
      fromMs: fromMs + from * binMs,
      toMs: fromMs + to * binMs,
      observed,
      expected,
    };
  });
  return { course, bursts: bursts.sort((a, b) => b.observed - a.observed), baseline };
}

interface Sums {
  /** Up to each bin: counts and weights of open bins, and weights of all. */
  readonly all: Float64Array;
  readonly open: Float64Array;
  readonly whole: Float64Array;
}

function prefix(counts: Float64Array, weights: Float64Array, open: Uint8Array): Sums {
  const bins = counts.length;
  const all = new Float64Array(bins + 1);
  const openWeights = new Float64Array(bins + 1);
  const whole = new Float64Array(bins + 1);
  for (let bin = 0; bin < bins; bin++) {
    all[bin + 1] = all[bin]! + (open[bin] === 1 ? counts[bin]! : 0);
    openWeights[bin + 1] = openWeights[bin]! + (open[bin] === 1 ? weights[bin]! : 0);
    whole[bin + 1] = whole[bin]! + weights[bin]!;
  }
  return { all, open: openWeights, whole };
}

/** What bins [from, to) would hold by the open bins around them, themselves left out. */
function expectedIn({ all, open, whole }: Sums, from: number, to: number, reach: number): number {
  const bins = all.length - 1;
  const low = Math.max(0, from - reach);
  const high = Math.min(bins, to + reach);
  const own = all[to]! - all[from]!;
  const ownOpen = open[to]! - open[from]!;
  const outside = Math.max(1, open[bins]! - ownOpen);
  // Half an account: an empty surrounding is not proof that none would have come.
  const rate = (all[bins]! - own + 0.5) / outside;
  const near = all[high]! - all[low]! - own + PRIOR_BINS * rate;
  return ((whole[to]! - whole[from]!) * near) / (open[high]! - open[low]! - ownOpen + PRIOR_BINS);
}

function smoothAt({ all, open, whole }: Sums, bin: number, reach: number): number {
  const bins = all.length - 1;
  const low = Math.max(0, bin - reach);
  const high = Math.min(bins, bin + 1 + reach);
  const rate = (all[bins]! + 0.5) / Math.max(1, open[bins]!);
  const near = all[high]! - all[low]! + PRIOR_BINS * rate;
  return ((whole[bin + 1]! - whole[bin]!) * near) / (open[high]! - open[low]! + PRIOR_BINS);
}

/** Neighbours of about the same pace become one: the edges of a batch fall anywhere in a bin. What differs stays apart: a night within a region's weeks. */
function joined(
  found: readonly { from: number; to: number }[],
  counts: Float64Array,
): { from: number; to: number }[] {
  const out: { from: number; to: number; pace: number }[] = [];
  for (const next of [...found].sort((a, b) => a.from - b.from)) {
    const held = counts.subarray(next.from, next.to).reduce((sum, count) => sum + count, 0);
    const pace = held / (next.to - next.from);
    const last = out.at(-1);
    const alike = last !== undefined && Math.max(pace, last.pace) < PACE_RATIO * Math.min(pace, last.pace);
    if (alike && next.from <= last.to) last.to = Math.max(last.to, next.to);
    else out.push({ ...next, pace });
  }
  return out;
}

/** How much of a day falls on each hour, by the list's own course: mean 1. Flat where bins are wider than six hours. */
function dailyWeights({ counts, binMs, fromMs }: Course): Float64Array {
  const bins = counts.length;
  const perDay = Math.round(DAY_MS / binMs);
  if (perDay < 4) return new Float64Array(bins).fill(1);
  // Each day counts for at most the square root of what came: a burst must not set the hours for all.
  const hours = new Float64Array(perDay).fill(1);
  const phase = Math.round((fromMs % DAY_MS) / binMs);
  for (let bin = 0; bin < bins; bin++) {
    const hour = (bin + phase) % perDay;
    hours[hour] = hours[hour]! + Math.sqrt(counts[bin]!);
  }
  const mean = hours.reduce((sum, value) => sum + value, 0) / perDay;
  return Float64Array.from({ length: bins }, (_, bin) => hours[(bin + phase) % perDay]! / mean);
}
