/** Chance in the world of streams: a seeded generator with the draws that its life needs. */

import { createRandom } from "../world.ts";

export interface Luck {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number below `count`. */
  below(count: number): number;
  /** Uniform between two bounds. */
  between(low: number, high: number): number;
  /** A whole number between two bounds, both included. */
  whole(low: number, high: number): number;
  hit(part: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Up to `count` different members of a list, in random order. */
  some<T>(list: readonly T[], count: number): T[];
  /** Exponential wait with this mean. */
  wait(mean: number): number;
  /** Normal, by the sum of twelve uniforms. */
  near(mean: number, deviation: number): number;
  /** Poisson with a small mean, by waiting times. */
  count(mean: number): number;
}

/** One part of the world draws from its own stream, so that a new part moves no other. */
export function createLuck(seed: number, part: string): Luck {
  let state = seed | 0;
  for (const letter of part) state = (Math.imul(state, 31) + letter.charCodeAt(0)) | 0;
  const next = createRandom(state);
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    between: (low, high) => low + (high - low) * next(),
    whole: (low, high) => low + below(high - low + 1),
    hit: (part) => next() < part,
    pick: (list) => list[below(list.length)]!,
    some(list, count) {
      const left = list.slice();
      const taken = Math.min(count, left.length);
      for (let place = 0; place < taken; place += 1) {
        const other = place + below(left.length - place);
        [left[place], left[other]] = [left[other]!, left[place]!];
      }
      return left.slice(0, taken);
    },
    wait: (mean) => -mean * Math.log(1 - next()),
    near(mean, deviation) {
      let sum = -6;
      for (let draw = 0; draw < 12; draw += 1) sum += next();
      return mean + deviation * sum;
    },
    count(mean) {
      let events = -1;
      for (let left = mean; left >= 0; events += 1) left += Math.log(1 - next());
      return events;
    },
  };
}

/** A lot in [0, 1) that hangs on its numbers alone: for traits that need no order of draws. */
export function lotOf(first: number, second: number, third = 0): number {
  let mixed = Math.imul(first | 0, 0x9e3779b1) ^ Math.imul(second | 0, 0x85ebca6b);
  mixed ^= Math.imul(third | 0, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296;
}

/** Numerals of a given length, no two alike: they tell neither kind nor order. */
export function createNumerals(luck: Luck): (length: number) => string {
  const known = new Set<string>();
  return (length) => {
    for (;;) {
      let numeral = String(1 + luck.below(9));
      while (numeral.length < length) numeral += String(luck.below(10));
      if (!known.has(numeral)) {
        known.add(numeral);
        return numeral;
      }
    }
  };
}

/** Draws places of a list by weight; the weights are read once. */
export function byWeight(weights: readonly number[]): (luck: Luck) => number {
  const sums: number[] = [];
  let all = 0;
  for (const weight of weights) {
    all += weight;
    sums.push(all);
  }
  return (luck) => {
    const mark = luck.next() * all;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > mark) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
