/**
 * Draws that the exports of this folder share: heavy tails, choices by weight and shuffles. Traffic
 * of people is made of them: most people do little, a few do very much, and most answers come soon
 * while some come weeks later.
 */

/** Uniform in [0, 1). */
export type Random = () => number;

/** Standard normal, by Box and Muller. */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/**
 * Log-normal: sizes, appeal, habits. `sigma` 1 puts a twentieth of the draws above five medians.
 */
export function logNormal(random: Random, median: number, sigma: number): number {
  return median * Math.exp(sigma * normal(random));
}

/** Exponential waiting time. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}

/**
 * Log-logistic waiting time: half below `median`, then a power-law tail. The time from cause to
 * action of people has such a tail (Crane and Sornette, PNAS 105, 2008).
 */
export function logLogistic(random: Random, median: number, shape: number): number {
  const share = random();
  return median * (share / (1 - share)) ** (1 / shape);
}

/** Pareto between `least` and `most`. */
export function pareto(random: Random, least: number, exponent: number, most: number): number {
  return Math.min(most, least * (1 - random()) ** (-1 / exponent));
}

/** Whole number from `from` to `to`, both included. */
export function whole(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** Uniform between two numbers. */
export function between(random: Random, from: number, to: number): number {
  return from + random() * (to - from);
}

/** One of a list that is not empty. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}

/**
 * One of a list whose first places are the likeliest, as stock phrases are: weight 1 / (place + 1).
 */
export function pickZipf<T>(random: Random, list: readonly T[]): T {
  const place = Math.floor((list.length + 1) ** random()) - 1;
  return list[Math.min(list.length - 1, place)]!;
}

/** A shuffled copy. */
export function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [copy[at], copy[other]] = [copy[other]!, copy[at]!];
  }
  return copy;
}

/** `count` members, the heavier the sooner, each at most once (Efraimidis and Spirakis, 2006). */
export function weightedSample(random: Random, weights: readonly number[], count: number): number[] {
  const keyed = weights.map((weight, at) => ({ at, key: exponential(random, 1) / weight }));
  keyed.sort((a, b) => a.key - b.key);
  return keyed.slice(0, count).map(({ at }) => at);
}

/** Draws a place in proportion to its weight. */
export function makeChooser(weights: readonly number[]): (random: Random) => number {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  weights.forEach((weight, at) => {
    sum += weight;
    sums[at] = sum;
  });
  return (random) => {
    const goal = random() * sum;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > goal) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/**
 * Numbers `1..count` with gaps, in random order: parts of invented ids that tell nothing about
 * their bearers.
 */
export function scatteredIds(random: Random, count: number): number[] {
  let id = 10_000;
  const ids: number[] = [];
  // On average every fourth account of the platform's numbering is in the export.
  for (let at = 0; at < count; at++) {
    id += whole(random, 1, 7);
    ids.push(id);
  }
  return shuffled(random, ids);
}
