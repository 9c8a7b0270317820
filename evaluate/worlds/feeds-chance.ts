/**
 * Dice of the world `feeds` (a short-video platform whose feeds decide what people see). Honest
 * people look alike there since the machine shows them the same; what is left to chance is drawn
 * here, and mostly from heavy tails.
 */

/** Uniform in [0, 1). */
export type Chance = () => number;

export function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

export function lognormal(chance: Chance, median: number, sigma: number): number {
  return median * Math.exp(sigma * normal(chance));
}

export function exponential(chance: Chance, mean: number): number {
  return -mean * Math.log(1 - chance());
}

/** At least 1, with this mean. */
export function geometric(chance: Chance, mean: number): number {
  if (mean <= 1) return 1;
  return 1 + Math.floor(Math.log(1 - chance()) / Math.log(1 - 1 / mean));
}

export function poisson(chance: Chance, mean: number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(chance)));
  const floor = Math.exp(-mean);
  let product = chance();
  let count = 0;
  while (product > floor) {
    product *= chance();
    count++;
  }
  return count;
}

/** Pareto from `least`, cut at `most`. */
export function pareto(chance: Chance, least: number, alpha: number, most: number): number {
  return Math.min(most, least / (1 - chance()) ** (1 / alpha));
}

export function between(chance: Chance, low: number, high: number): number {
  return low + (high - low) * chance();
}

/** A whole number in [0, count). */
export function below(chance: Chance, count: number): number {
  return Math.floor(chance() * count);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Running sums of weights, for `pickWeighted`. */
export function runningSums(weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(weights.length);
  let total = 0;
  for (let place = 0; place < weights.length; place++) {
    total += weights[place]!;
    sums[place] = total;
  }
  return sums;
}

/** A place, with chance in proportion to its weight. */
export function pickWeighted(chance: Chance, sums: Float64Array): number {
  const wanted = chance() * sums[sums.length - 1]!;
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The whole numbers below `count` in a random order. */
export function shuffled(chance: Chance, count: number): Int32Array {
  const order = new Int32Array(count);
  for (let place = 0; place < count; place++) {
    const other = below(chance, place + 1);
    order[place] = order[other]!;
    order[other] = place;
  }
  return order;
}

/** Hash of two whole numbers to 32 bits (murmur3's finish). */
export function mix(left: number, right: number): number {
  let mixed = Math.imul(left ^ 0x2545f491, 0x9e3779b1) ^ Math.imul(right + 0x7f4a7c15, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A steady draw in [0, 1) for a pair: the same at each call. */
export function steady(left: number, right: number): number {
  return mix(left, right) / 4294967296;
}
