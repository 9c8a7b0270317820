import type { QualitySums } from "./counts.ts";
import { EVENT_TYPES, type EventType } from "./event.ts";

/** Numbers of one target in `PackedCounts.counts`: public, held, rejected of each type, by type index. */
export const COUNTS_PER_TARGET = EVENT_TYPES.length * 3;

/** Names of the quality sums, in the order in which they are packed. */
export const QUALITY_SUMS = [
  "views",
  "dwellCount",
  "dwellSumMs",
  "bounces",
  "playCount",
  "playSum",
  "depthCount",
  "depthSum",
  "shares",
  "likes",
  "comments",
] as const satisfies readonly (keyof QualitySums)[];

/**
 * Changes of counts and quality, a few numbers a target instead of objects: thousands of them cross to another thread at the cost
 * of a copy. Target i has the name `kinds[i]`, `ids[i]`.
 */
export interface PackedCounts {
  readonly kinds: readonly string[];
  readonly ids: readonly string[];
  /** Bit t: type t was counted at all, also where it came to 0. */
  readonly types: Int32Array<ArrayBuffer>;
  /** `COUNTS_PER_TARGET` numbers a target. */
  readonly counts: Int32Array<ArrayBuffer>;
  /** `QUALITY_SUMS.length` numbers a target. */
  readonly quality: Float64Array<ArrayBuffer>;
}

/** Change of one target's counts for one type. */
export interface CountDelta {
  readonly kind: string;
  readonly id: string;
  /** Event type name. */
  readonly type: string;
  readonly public: number;
  readonly held: number;
  readonly rejected: number;
}

/** What one target's quality sums gain (all fields are differences, and may be negative after a retraction). */
export interface QualityDelta extends QualitySums {
  readonly kind: string;
  readonly id: string;
}

/** The changes of counts, one at a time, by target and type. */
export function* countDeltasOf({ kinds, ids, types, counts }: PackedCounts): Generator<CountDelta> {
  for (let target = 0; target < ids.length; target++) {
    for (let type = 0; type < EVENT_TYPES.length; type++) {
      if (((types[target]! >>> type) & 1) === 0) continue;
      const at = target * COUNTS_PER_TARGET + type * 3;
      const name: EventType = EVENT_TYPES[type]!;
      const [shown, held, rejected] = [counts[at]!, counts[at + 1]!, counts[at + 2]!];
      yield { kind: kinds[target]!, id: ids[target]!, type: name, public: shown, held, rejected };
    }
  }
}

/** The changes of quality, one at a time, of targets that have any. */
export function* qualityDeltasOf({ kinds, ids, quality }: PackedCounts): Generator<QualityDelta> {
  for (let target = 0; target < ids.length; target++) {
    const from = target * QUALITY_SUMS.length;
    const sums = quality.subarray(from, from + QUALITY_SUMS.length);
    if (sums.some((sum) => sum !== 0))
      yield { kind: kinds[target]!, id: ids[target]!, ...qualitySumsOf(sums) };
  }
}

/** Packed sums by name. Written out: made for each changed target. */
export function qualitySumsOf(sums: Float64Array): QualitySums {
  return {
    views: sums[PLACE.views]!,
    dwellCount: sums[PLACE.dwellCount]!,
    dwellSumMs: sums[PLACE.dwellSumMs]!,
    bounces: sums[PLACE.bounces]!,
    playCount: sums[PLACE.playCount]!,
    playSum: sums[PLACE.playSum]!,
    depthCount: sums[PLACE.depthCount]!,
    depthSum: sums[PLACE.depthSum]!,
    shares: sums[PLACE.shares]!,
    likes: sums[PLACE.likes]!,
    comments: sums[PLACE.comments]!,
  };
}

const PLACE = Object.fromEntries(QUALITY_SUMS.map((name, place) => [name, place])) as Record<
  keyof QualitySums,
  number
>;
