/** Chance for the world of ordinary life: a few distributions, and numbers that recur. */

import { createRandom } from "../world.ts";

export interface Chance {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** Whole number in [0, limit). */
  readonly whole: (limit: number) => number;
  readonly between: (low: number, high: number) => number;
  readonly hit: (probability: number) => boolean;
  readonly normal: () => number;
  readonly lognormal: (median: number, sigma: number) => number;
  readonly poisson: (mean: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** Up to `count` members of a list, none twice, in any order. */
  readonly some: <T>(list: readonly T[], count: number) => T[];
}

/** Above this mean the normal curve stands in for Poisson's. */
const POISSON_BY_NORMAL = 50;

export function createChance(seed: number): Chance {
  const next = createRandom(seed);
  const whole = (limit: number): number => Math.floor(next() * limit);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    whole,
    normal,
    between: (low, high) => low + next() * (high - low),
    hit: (probability) => next() < probability,
    lognormal: (median, sigma) => median * Math.exp(sigma * normal()),
    poisson: (mean) => {
      if (mean > POISSON_BY_NORMAL) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
      const floor = Math.exp(-mean);
      let count = 0;
      for (let product = next(); product > floor; product *= next()) count++;
      return count;
    },
    pick: <T>(list: readonly T[]): T => list[whole(list.length)]!,
    some: <T>(list: readonly T[], count: number): T[] => {
      const rest = [...list];
      const taken = Math.min(Math.max(0, Math.floor(count)), rest.length);
      for (let at = 0; at < taken; at++) {
        const from = at + whole(rest.length - at);
        const held = rest[at]!;
        rest[at] = rest[from]!;
        rest[from] = held;
      }
      rest.length = taken;
      return rest;
    },
  };
}

/** A stream of its own for each part, so that a change in one leaves the others as they are. */
export function streamOf(seed: number, part: string): Chance {
  let mixed = seed | 0;
  for (let at = 0; at < part.length; at++) mixed = mix(mixed, part.charCodeAt(at));
  return createChance(mixed);
}

/** Two whole numbers → a whole number below 2³²: the same two give the same one. */
export function mix(first: number, second: number): number {
  let mixed = Math.imul(first ^ 0x2c1b3c6d, 0x297a2d39) ^ Math.imul(second + 0x68e31da4, 0x1b56c4e9);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Two whole numbers → a share in [0, 1) that recurs. */
export function share(first: number, second: number): number {
  return mix(first, second) / 4294967296;
}

/** Sums of weights so far → the place that a uniform number falls on; -1 for an empty list. */
export function place(sums: ArrayLike<number>, uniform: number): number {
  if (sums.length === 0) return -1;
  const wanted = uniform * sums[sums.length - 1]!;
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return high;
}

/** Weights → their sums so far, for `place`. */
export function sumsOf(weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(weights.length);
  let total = 0;
  for (let at = 0; at < weights.length; at++) {
    total += weights[at]!;
    sums[at] = total;
  }
  return sums;
}
