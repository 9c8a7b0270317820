import type { Seeded } from "./seeded.ts";

/** How accounts of each class fall into cells: rates[class][cell], each row summing to 1, none of them 0. */
export type AnswerRates = readonly Float64Array[];

const TURNS_MAX = 2000;
/** Shares that move less than this in a turn have settled: far below what any interval can tell. */
const SETTLED = 1e-5;

/** Counts → rates, none of them 0: half an account spread over the cells. */
export function smoothedRates(counts: ArrayLike<number>): Float64Array {
  const cells = counts.length;
  let total = 0.5;
  for (let i = 0; i < cells; i++) total += counts[i]!;
  return Float64Array.from(counts, (count) => (count + 0.5 / cells) / total);
}

/**
 * The shares of classes that make the observed cells likeliest: expectation-maximisation (Saerens, Latinne and Decaestecker, Neural
 * Computation 14, 2002, over cells), which cannot leave the simplex. Equal shares where nothing was observed.
 */
export function mixtureOf(observed: Float64Array, rates: AnswerRates): Float64Array {
  const classes = rates.length;
  let shares = new Float64Array(classes).fill(1 / classes);
  const total = observed.reduce((sum, count) => sum + count, 0);
  if (total === 0) return shares;
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const next = new Float64Array(classes);
    for (let cell = 0; cell < observed.length; cell++) {
      const count = observed[cell]!;
      if (count === 0) continue;
      let all = 0;
      for (let c = 0; c < classes; c++) all += shares[c]! * rates[c]![cell]!;
      for (let c = 0; c < classes; c++) {
        next[c] = next[c]! + (count * shares[c]! * rates[c]![cell]!) / (all * total);
      }
    }
    let moved = 0;
    for (let c = 0; c < classes; c++) moved += Math.abs(next[c]! - shares[c]!);
    shares = next;
    if (moved < SETTLED) break;
  }
  return shares;
}

/** Shares and rates → expected counts of the cells, of `total` accounts. */
export function expectedCells(shares: ArrayLike<number>, rates: AnswerRates, total: number): Float64Array {
  return rates[0]!.map((_, cell) => {
    let sum = 0;
    for (let c = 0; c < rates.length; c++) sum += shares[c]! * rates[c]![cell]!;
    return sum * total;
  });
}

/** Twice the log likelihood ratio (G²) of counts against what was expected. */
export function distanceOf(observed: Float64Array, expected: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < observed.length; i++) {
    if (observed[i]! > 0) sum += observed[i]! * Math.log(observed[i]! / expected[i]!);
  }
  return 2 * sum;
}

/** Part of the accounts that would have to fall into other cells for the counts to be as expected, 0 to 1 (index of dissimilarity). */
export function misplacedPart(observed: Float64Array, expected: Float64Array): number {
  let over = 0;
  let total = 0;
  for (let i = 0; i < observed.length; i++) {
    over += Math.max(0, observed[i]! - expected[i]!);
    total += observed[i]!;
  }
  return total === 0 ? 0 : over / total;
}

/** `n` accounts fall into cells by `rates`. */
export function drawMultinomial(n: number, rates: Float64Array, random: Seeded): Float64Array {
  const out = new Float64Array(rates.length);
  let left = n;
  let rest = rates.reduce((sum, rate) => sum + rate, 0);
  for (let i = 0; i < rates.length - 1 && left > 0; i++) {
    out[i] = drawBinomial(left, Math.min(1, rates[i]! / rest), random);
    left -= out[i]!;
    rest -= rates[i]!;
  }
  out[rates.length - 1] = left;
  return out;
}

function drawBinomial(n: number, p: number, random: Seeded): number {
  const variance = n * p * (1 - p);
  // Beyond it the normal is closer than the bootstrap can tell.
  if (variance > 50)
    return Math.min(n, Math.max(0, Math.round(n * p + Math.sqrt(variance) * random.normal())));
  if (p > 0.5) return n - drawBinomial(n, 1 - p, random);
  let hits = 0;
  // Gaps between hits are geometric.
  const scale = Math.log1p(-p);
  if (scale === 0) return 0;
  for (let at = 0; ; hits++) {
    at += 1 + Math.floor(Math.log(1 - random.unit()) / scale);
    if (at > n) return hits;
  }
}
