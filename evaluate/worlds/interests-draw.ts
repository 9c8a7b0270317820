/**
 * Draws for the world of interests. Nearly everything people do on a platform has a heavy tail, so
 * the laws here are lognormal, Pareto and exponential: honest people look alike there partly
 * because a few people and items make most of the traffic.
 */

import { createRandom } from "./world.ts";

/**
 * A stream of draws. Each part of the world has its own, so that one part can change and leave the
 * others as they were.
 */
export interface Draw {
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Whole number in [0, limit). */
  readonly below: (limit: number) => number;
  readonly between: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly normal: () => number;
  readonly lognormal: (median: number, sigma: number) => number;
  readonly exponential: (mean: number) => number;
  readonly poisson: (mean: number) => number;
  /** Power law between `low` and `high`; the density falls as x^-(alpha + 1). */
  readonly pareto: (low: number, high: number, alpha: number) => number;
}

/** Above this mean a normal is as good as a Poisson law and does not loop. */
const POISSON_BY_NORMAL = 30;

function poisson(mean: number, random: () => number, normal: () => number): number {
  if (mean > POISSON_BY_NORMAL) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  const floor = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > floor; product *= random()) count += 1;
  return count;
}

function pareto(random: () => number, low: number, high: number, alpha: number): number {
  if (high <= low) return low;
  const kept = 1 - (low / high) ** alpha;
  return low / (1 - random() * kept) ** (1 / alpha);
}

export function createDraw(seed: number, stream: number): Draw {
  // Two odd multipliers (of splitmix and murmur) keep neighbouring seeds and streams apart.
  const random = createRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b));
  // Box-Muller. The floor keeps the logarithm finite.
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(Math.max(random(), 1e-12))) * Math.cos(2 * Math.PI * random());
  return {
    random,
    below: (limit) => Math.floor(random() * limit),
    between: (low, high) => low + (high - low) * random(),
    chance: (probability) => random() < probability,
    normal,
    lognormal: (median, sigma) => median * Math.exp(sigma * normal()),
    exponential: (mean) => -mean * Math.log(1 - random()),
    poisson: (mean) => poisson(mean, random, normal),
    pareto: (low, high, alpha) => pareto(random, low, high, alpha),
  };
}

/**
 * Place of a draw in running sums: the first whose sum is above it. Looks at the first `count`
 * sums.
 */
export function pickBySums(draw: Draw, sums: Float64Array, count: number): number {
  const wanted = draw.random() * (sums[count - 1] ?? 0);
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function runningSums(weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(weights.length);
  let total = 0;
  for (let place = 0; place < weights.length; place += 1) {
    total += weights[place]!;
    sums[place] = total;
  }
  return sums;
}

export function pickOne<T>(draw: Draw, from: readonly T[]): T {
  return from[draw.below(from.length)]!;
}

/** Up to `count` different ones, in random order. */
export function sampleOf(draw: Draw, from: ArrayLike<number>, count: number): number[] {
  if (count * 4 > from.length) return shuffled(draw, from).slice(0, Math.max(0, count));
  const places = new Set<number>();
  while (places.size < count) places.add(draw.below(from.length));
  return Array.from(places, (place) => from[place]!);
}

export function shuffled(draw: Draw, from: ArrayLike<number>): number[] {
  const order = Array.from(from);
  for (let place = order.length - 1; place > 0; place -= 1) {
    const other = draw.below(place + 1);
    const kept = order[place]!;
    order[place] = order[other]!;
    order[other] = kept;
  }
  return order;
}
