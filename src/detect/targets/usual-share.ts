import {
  BOUGHT_PART_MAX,
  CONVERTED_HIGH,
  CONVERTED_SPREAD_MIN,
  CONVERTED_USUAL_MAX,
  FIELD_HIGH,
  FIELD_LOW,
  FIELD_SPREAD_MAX,
  FIELD_SPREAD_MIN,
  SECOND_ACTORS_MIN,
  SECOND_TARGETS_MIN,
} from "./second-tier-limits.ts";

/** Of how many members of a crowd something holds. */
export type Count = readonly [hits: number, of: number];

/** How often something holds for a crowd's members: mean over crowds, and how unlike they are. */
interface UsualShare {
  readonly mean: number;
  readonly spread: number;
}

/** The lowest rates leave out empty crowds and the like. */
const LOWEST_PART = 0.02;
const MEAN_MIN = 0.01;
/** Variance below which a count is not told apart by rounding. */
const VARIANCE_MIN = 0.3;

/**
 * What is usual where up to `BOUGHT_PART_MAX` of the crowds may be bought, by moments and without
 * the highest rates. Audiences of one platform are of several kinds (fans, a feed's strangers), so
 * the spread is that of all that is kept. null = too few crowds. O(n log n).
 */
export function learnUsualShare(counts: readonly Count[]): UsualShare | null {
  const some = counts.filter(([, of]) => of >= SECOND_ACTORS_MIN / 2);
  if (some.length < SECOND_TARGETS_MIN) return null;
  some.sort((a, b) => a[0] * b[1] - b[0] * a[1]);
  const kept = some.slice(
    Math.floor(LOWEST_PART * some.length),
    Math.floor((1 - BOUGHT_PART_MAX) * some.length) + 1,
  );
  let hits = 0;
  let of = 0;
  for (const [k, n] of kept) {
    hits += k;
    of += n;
  }
  const mean = Math.min(1 - MEAN_MIN, Math.max(MEAN_MIN, hits / of));
  let beyond = 0;
  let pairs = 0;
  for (const [k, n] of kept) {
    const variance = n * mean * (1 - mean);
    beyond += (k - n * mean) ** 2 - variance;
    pairs += (n - 1) * variance;
  }
  return { mean, spread: Math.min(FIELD_SPREAD_MAX, Math.max(FIELD_SPREAD_MIN, beyond / pairs)) };
}

/** Parts below and above the middle that a standard deviation leaves out. */
const SIDE = 0.16;

/** How many of those who come usually do it, as ln odds: middle and spread over crowds. */
export interface UsualConversion {
  readonly middle: number;
  readonly spread: number;
}

/**
 * What is usual of the part of those who came that did it. It runs over decades between targets
 * (fans, a feed's strangers), so that it is learned as ln odds, one vote a crowd, by its middle and
 * the wider of its sides: up to a sixth of the crowds may be bought. null = too few crowds, or most
 * who come do it (a log that tells of few views): then it says nothing. O(n log n).
 */
export function learnUsualConversion(counts: readonly Count[]): UsualConversion | null {
  const odds = counts.filter(([hits, of]) => of >= hits).map(lnOddsOf);
  if (odds.length < SECOND_TARGETS_MIN) return null;
  odds.sort((a, b) => a - b);
  const at = (part: number): number => odds[Math.floor(part * (odds.length - 1))]!;
  const middle = at(0.5);
  if (1 / (1 + Math.exp(-middle)) > CONVERTED_USUAL_MAX) return null;
  const spread = Math.max(CONVERTED_SPREAD_MIN, middle - at(SIDE), at(1 - SIDE) - middle);
  return { middle, spread };
}

/** Spreads above the middle, within `FIELD_LOW` and `CONVERTED_HIGH`. */
export function conversionDeviations(count: Count, { middle, spread }: UsualConversion): number {
  return Math.min(CONVERTED_HIGH, Math.max(FIELD_LOW, (lnOddsOf(count) - middle) / spread));
}

function lnOddsOf([hits, of]: Count): number {
  return Math.log((hits + 0.5) / (of - hits + 0.5));
}

/**
 * Standard deviations of a beta-binomial count above its mean, within `FIELD_LOW` and `FIELD_HIGH`.
 */
export function deviationsOf(hits: number, of: number, { mean, spread }: UsualShare): number {
  const variance = of * mean * (1 - mean) * (1 + (of - 1) * spread);
  const deviations = (hits - of * mean) / Math.sqrt(Math.max(VARIANCE_MIN, variance));
  return Math.min(FIELD_HIGH, Math.max(FIELD_LOW, deviations));
}
