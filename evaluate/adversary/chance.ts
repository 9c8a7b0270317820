/** Draws that the adversary needs, all from one seeded source. */
import type { Range } from "./attack.ts";

export type Random = () => number;

export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[below(random, items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

export function between(random: Random, [low, high]: Range): number {
  return low + random() * (high - low);
}

export function wholeBetween(random: Random, [low, high]: Range): number {
  return low + below(random, high - low + 1);
}

/** A whole number whose mean is `value`. */
export function rounded(random: Random, value: number): number {
  const whole = Math.floor(value);
  return whole + (random() < value - whole ? 1 : 0);
}

export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}

export function logNormal(random: Random, median: number, sigma: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * random()));
}

export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = below(random, last + 1);
    const moved = result[last]!;
    result[last] = result[other]!;
    result[other] = moved;
  }
  return result;
}

/**
 * So many of the items, none twice, each with a chance that grows with its weight. Keys after
 * Efraimidis and Spirakis (2006).
 */
export function sampled<T>(
  random: Random,
  items: readonly T[],
  count: number,
  weightOf: (place: number) => number,
): T[] {
  const keyed = items.map((item, place) => ({ item, key: Math.log(1 - random()) / weightOf(place) }));
  keyed.sort((a, b) => b.key - a.key);
  return keyed.slice(0, count).map(({ item }) => item);
}

/** First place in `count` ascending values that is not below `value`. */
export function placeOf(count: number, valueAt: (place: number) => number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
