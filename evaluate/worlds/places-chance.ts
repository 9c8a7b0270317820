/**
 * Chance for the world of places: the few distributions that people's habits follow. Honest people
 * look alike partly because these distributions have heavy tails: a few posts, towns and people
 * hold most of the acts.
 */

import { createRandom } from "./world.ts";

export interface Chance {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** Whole number in [0, limit). */
  readonly whole: (limit: number) => number;
  readonly between: (low: number, high: number) => number;
  readonly hit: (probability: number) => boolean;
  readonly lognormal: (median: number, sigma: number) => number;
  readonly pareto: (least: number, alpha: number, most: number) => number;
  readonly poisson: (mean: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** Rank in [0, count): the first ranks come most, as one over the rank (Zipf's law). */
  readonly rank: (count: number) => number;
  readonly shuffled: <T>(list: readonly T[]) => T[];
  /** Up to `count` members of a list, none twice. */
  readonly some: <T>(list: readonly T[], count: number) => T[];
}

/** Above this mean the normal curve stands in for Poisson's: its error is then below a percent. */
const POISSON_BY_NORMAL = 60;

export function createChance(seed: number): Chance {
  const next = createRandom(seed);
  const whole = (limit: number): number => Math.floor(next() * limit);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const poisson = (mean: number): number => {
    if (mean > POISSON_BY_NORMAL) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = next(); product > floor; product *= next()) count++;
    return count;
  };
  const some = <T>(list: readonly T[], count: number): T[] => {
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
  };
  return {
    next,
    whole,
    poisson,
    some,
    between: (low, high) => low + next() * (high - low),
    hit: (probability) => next() < probability,
    lognormal: (median, sigma) => median * Math.exp(sigma * normal()),
    pareto: (least, alpha, most) => Math.min(most, least * (1 - next()) ** (-1 / alpha)),
    pick: <T>(list: readonly T[]): T => list[whole(list.length)]!,
    rank: (count) => Math.min(count - 1, Math.floor((count + 1) ** next()) - 1),
    shuffled: (list) => some(list, list.length),
  };
}

/** Picks places of a list by weight: `draw(u)` for u in [0, 1). An empty list gives -1. */
export interface Draw {
  readonly total: number;
  readonly draw: (uniform: number) => number;
}

export function createDraw(weights: ArrayLike<number>): Draw {
  const sums = new Float64Array(weights.length);
  let total = 0;
  for (let at = 0; at < weights.length; at++) {
    total += weights[at]!;
    sums[at] = total;
  }
  const draw = (uniform: number): number => {
    const wanted = uniform * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sums[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return high;
  };
  return { total, draw };
}

/**
 * A 32-bit number made of two: the same two give the same one. For leases and masks that must
 * recur.
 */
export function blend(first: number, second: number): number {
  let mixed = Math.imul(first ^ 0x5bd1e995, 0x85ebca6b) ^ Math.imul(second + 0x3c6ef372, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x27d4eb2f);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
