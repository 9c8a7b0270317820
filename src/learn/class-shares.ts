import { type AnswerCells, callOf, countCells } from "./answer-cells.ts";
import {
  distanceOf,
  drawMultinomial,
  expectedCells,
  misplacedPart,
  mixtureOf,
  smoothedRates,
} from "./class-mixture.ts";
import { createSeeded } from "./seeded.ts";

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
   * Chance of answers as far from every mixture of the learned classes as these, were they one. Small in a long list also where the difference is too
   * small to matter: `strange` says how much it is.
   */
  readonly fit: number;
  /** Part of the accounts that no mixture of the learned classes explains, beyond what chance leaves unexplained, 0 to 1. */
  readonly strange: number;
}

/** Answers of one part of a model on the accounts audited, and how that very part answers on accounts it had not seen. */
export interface PartAnswers {
  /** [account × classes + class]. */
  readonly probabilities: Float64Array;
  readonly cells: AnswerCells;
}

const DRAWS = 1000;

/**
 * Answers on audited accounts → shares of the classes with intervals. Adjusted counting (Rogan and Gladen, Am J Epidemiol 107, 1978)
 * in its maximum-likelihood form over several cells, so that shares stay within [0, 1] and sum to 1, by each part and then the mean. Intervals by
 * parametric bootstrap of the audit and of each part's own error table; what no mixture explains (`strange`) widens them. Holds when each
 * class answers in the audit as it did in the training data, in whatever mixture. All parts answer on the same accounts, in the same order. `probabilities` of the
 * whole model say what is called. Deterministic by seed; about 50 ms a part.
 */
export function estimateShares(
  probabilities: Float64Array,
  parts: readonly PartAnswers[],
  seed: number,
): SharesAnswer {
  const classes = parts[0]!.cells.counts.length;
  const rows = probabilities.length / classes;
  const looks = parts.map((part) => lookAtPart(part, rows));
  const shares = meanOf(looks.map((look) => look.shares));
  const random = createSeeded(seed);
  const drawn = Array.from({ length: classes }, () => new Float64Array(DRAWS));
  let further = 0;
  let misplacedByChance = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    // The error tables were measured on accounts of each part's own; the accounts audited are the same for all parts.
    const truths = looks.map(({ rates, sizes }) =>
      rates.map((rate, c) => smoothedRates(drawMultinomial(sizes[c]!, rate, random))),
    );
    const shifted = meanOf(
      looks.map((look, p) => mixtureOf(expectedCells(look.shares, truths[p]!, rows), look.rates)),
    );
    const one = draw % looks.length;
    const look = looks[one]!;
    const sample = drawMultinomial(rows, expectedCells(look.shares, truths[one]!, 1), random);
    const again = mixtureOf(sample, look.rates);
    const before = mixtureOf(expectedCells(look.shares, truths[one]!, rows), look.rates);
    for (let c = 0; c < classes; c++) drawn[c]![draw] = shifted[c]! + again[c]! - before[c]!;
    const expected = expectedCells(again, look.rates, rows);
    if (distanceOf(sample, expected) >= look.distance) further++;
    misplacedByChance += misplacedPart(sample, expected) / DRAWS;
  }
  const misplaced = looks.reduce((sum, look) => sum + look.misplaced, 0) / looks.length;
  const strange = Math.max(0, misplaced - misplacedByChance);
  const called = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    const call = callOf(probabilities, row, classes);
    called[call] = called[call]! + 1;
  }
  return {
    shares: drawn.map((list, c) => {
      const sorted = list.sort();
      return {
        called: rows === 0 ? Number.NaN : called[c]! / rows,
        share: shares[c]!,
        low: Math.max(0, Math.min(shares[c]!, sorted[Math.floor(DRAWS * 0.025)]!) - strange),
        high: Math.min(1, Math.max(shares[c]!, sorted[Math.ceil(DRAWS * 0.975) - 1]!) + strange),
      };
    }),
    fit: (further + 1) / (DRAWS + 1),
    strange,
  };
}

function lookAtPart({ probabilities, cells }: PartAnswers, rows: number) {
  const classes = cells.counts.length;
  const observed = countCells(probabilities, classes, cells.edges);
  const rates = cells.counts.map((row) => smoothedRates(row));
  const shares = mixtureOf(observed, rates);
  const expected = expectedCells(shares, rates, rows);
  return {
    rates,
    sizes: cells.counts.map((row) => row.reduce((sum, count) => sum + count, 0)),
    shares,
    distance: distanceOf(observed, expected),
    misplaced: misplacedPart(observed, expected),
  };
}

function meanOf(lists: readonly Float64Array[]): Float64Array {
  return lists[0]!.map((_, i) => lists.reduce((sum, list) => sum + list[i]!, 0) / lists.length);
}
