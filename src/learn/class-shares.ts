import { createSeeded, type Seeded } from "./seeded.ts";

/**
 * How a model answers on accounts of each class that it had not learned from: which cell they fall into. A cell is the class called and
 * one of a few bands of how sure the call was.
 */
export interface AnswerCells {
  /** By class called: upper edges of its bands of the top probability, ascending; the last band has none. */
  readonly edges: readonly (readonly number[])[];
  /** counts[true class][cell]; cells of class c are c × bands … */
  readonly counts: readonly (readonly number[])[];
}

/** Share of a class among the accounts audited. */
export interface ClassShare {
  /** Share of accounts the model calls so: biased by its mistakes. */
  readonly called: number;
  /** Corrected for the model's mistakes. */
  readonly share: number;
  /** 95 %, with the chance of the sample and of the model's measured error. */
  readonly low: number;
  readonly high: number;
}

export interface SharesAnswer {
  readonly shares: readonly ClassShare[];
  /**
   * Chance of answers as far from every mixture of the learned classes as these, were they one. Small: these accounts are of another kind
   * than those the model learned from, and the shares are not to be trusted.
   */
  readonly fit: number;
}

const BANDS = 4;
const DRAWS = 1000;
const TURNS_MAX = 2000;

/** Out-of-fold probabilities and truth → how the model answers. Bands are quartiles of each called class's top probability. */
export function measureAnswers(
  probabilities: Float64Array,
  labels: Int32Array,
  classes: number,
): AnswerCells {
  const tops: number[][] = Array.from({ length: classes }, () => []);
  for (let row = 0; row < labels.length; row++) {
    const called = callOf(probabilities, row, classes);
    tops[called]!.push(probabilities[row * classes + called]!);
  }
  const edges = tops.map((list) => {
    const sorted = Float64Array.from(list).sort();
    return Array.from({ length: BANDS - 1 }, (_, i) =>
      sorted.length === 0 ? (i + 1) / BANDS : sorted[Math.floor(((i + 1) * sorted.length) / BANDS)]!,
    );
  });
  const counts = Array.from({ length: classes }, () => new Array<number>(classes * BANDS).fill(0));
  for (let row = 0; row < labels.length; row++) {
    const cell = cellOf(probabilities, row, classes, edges);
    counts[labels[row]!]![cell] = counts[labels[row]!]![cell]! + 1;
  }
  return { edges, counts };
}

/**
 * Probabilities of audited accounts → shares of the classes with intervals. Adjusted counting (Rogan and Gladen, Am J Epidemiol 107,
 * 1978) in its maximum-likelihood form over several cells, so that shares stay within [0, 1] and sum to 1; intervals by parametric
 * bootstrap of the audit and of the model's own error table. Holds when each class answers in the audit as it did in the training data, in
 * whatever mixture. Deterministic by seed; about 50 ms.
 */
export function estimateShares(probabilities: Float64Array, cells: AnswerCells, seed: number): SharesAnswer {
  const classes = cells.counts.length;
  const cellCount = classes * BANDS;
  const rows = probabilities.length / classes;
  const observed = new Float64Array(cellCount);
  const called = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    const cell = cellOf(probabilities, row, classes, cells.edges);
    observed[cell] = observed[cell]! + 1;
    const call = callOf(probabilities, row, classes);
    called[call] = called[call]! + 1;
  }
  const rates = cells.counts.map((row) => smoothed(row));
  const shares = mixture(observed, rates);
  const distance = distanceOf(observed, mix(shares, rates, rows));
  const random = createSeeded(seed);
  const drawn = Array.from({ length: classes }, () => new Float64Array(DRAWS));
  let further = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const truth = cells.counts.map((row, c) => {
      const n = row.reduce((sum, count) => sum + count, 0);
      return smoothed(multinomial(n, rates[c]!, random));
    });
    const sample = multinomial(rows, mix(shares, truth, 1), random);
    const again = mixture(sample, rates);
    for (let c = 0; c < classes; c++) drawn[c]![draw] = again[c]!;
    if (distanceOf(sample, mix(again, rates, rows)) >= distance) further++;
  }
  return {
    shares: drawn.map((list, c) => {
      const sorted = list.sort();
      return {
        called: rows === 0 ? Number.NaN : called[c]! / rows,
        share: shares[c]!,
        low: Math.min(shares[c]!, sorted[Math.floor(DRAWS * 0.025)]!),
        high: Math.max(shares[c]!, sorted[Math.ceil(DRAWS * 0.975) - 1]!),
      };
    }),
    fit: (further + 1) / (DRAWS + 1),
  };
}

/** The class with the highest probability; the first of equals. */
export function callOf(probabilities: Float64Array, row: number, classes: number): number {
  let best = 0;
  for (let c = 1; c < classes; c++) {
    if (probabilities[row * classes + c]! > probabilities[row * classes + best]!) best = c;
  }
  return best;
}

function cellOf(
  probabilities: Float64Array,
  row: number,
  classes: number,
  edges: AnswerCells["edges"],
): number {
  const called = callOf(probabilities, row, classes);
  const top = probabilities[row * classes + called]!;
  let band = 0;
  while (band < BANDS - 1 && top >= edges[called]![band]!) band++;
  return called * BANDS + band;
}

/** Counts → rates, none of them 0: half an account spread over the cells. */
function smoothed(counts: ArrayLike<number>): Float64Array {
  const cells = counts.length;
  let total = 0.5;
  for (let i = 0; i < cells; i++) total += counts[i]!;
  return Float64Array.from(counts, (count) => (count + 0.5 / cells) / total);
}

/** The shares of classes that make the observed cells likeliest (expectation-maximisation, which cannot leave the simplex). */
function mixture(observed: Float64Array, rates: readonly Float64Array[]): Float64Array {
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
    if (moved < 1e-7) break;
  }
  return shares;
}

function mix(shares: Float64Array, rates: readonly Float64Array[], total: number): Float64Array {
  return rates[0]!.map((_, cell) => {
    let sum = 0;
    for (let c = 0; c < rates.length; c++) sum += shares[c]! * rates[c]![cell]!;
    return sum * total;
  });
}

/** Twice the log likelihood ratio (G²) of counts against what was expected. */
function distanceOf(observed: Float64Array, expected: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < observed.length; i++) {
    if (observed[i]! > 0) sum += observed[i]! * Math.log(observed[i]! / expected[i]!);
  }
  return 2 * sum;
}

function multinomial(n: number, rates: Float64Array, random: Seeded): Float64Array {
  const out = new Float64Array(rates.length);
  let left = n;
  let rest = rates.reduce((sum, rate) => sum + rate, 0);
  for (let i = 0; i < rates.length - 1 && left > 0; i++) {
    out[i] = binomial(left, Math.min(1, rates[i]! / rest), random);
    left -= out[i]!;
    rest -= rates[i]!;
  }
  out[rates.length - 1] = left;
  return out;
}

function binomial(n: number, p: number, random: Seeded): number {
  const variance = n * p * (1 - p);
  // Beyond it the normal is closer than the bootstrap can tell.
  if (variance > 50)
    return Math.min(n, Math.max(0, Math.round(n * p + Math.sqrt(variance) * random.normal())));
  if (p > 0.5) return n - binomial(n, 1 - p, random);
  let hits = 0;
  // Gaps between hits are geometric.
  const scale = Math.log1p(-p);
  if (scale === 0) return 0;
  for (let at = 0; ; hits++) {
    at += 1 + Math.floor(Math.log(1 - random.unit()) / scale);
    if (at > n) return hits;
  }
}
