import { bandEdges, countCells, measureAnswers } from "../answer-cells.ts";
import {
  distanceOf,
  drawMultinomial,
  expectedCells,
  misplacedPart,
  mixtureOf,
  smoothedRates,
} from "../class-mixture.ts";
import type { FeatureTable } from "../feature-table.ts";
import { scoreTable } from "../score-rows.ts";
import { createSeeded, type Seeded } from "../seeded.ts";
import type { TreeModel } from "../trees/tree-model.ts";
import type { ReferenceAccounts } from "./reference-accounts.ts";

/** A share with its 95 % interval. */
export interface PartShare {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export interface ProfileShares {
  /** By class of the model. */
  readonly shares: readonly PartShare[];
  /** As `shares`, of all accounts that are of one of `unions[i]`. */
  readonly unions: readonly PartShare[];
  /** Part of the accounts that no known population explains. */
  readonly strange: number;
  /** By account and class, [account × classes + class]. */
  readonly probabilities: Float64Array;
}

/** Accounts of a list that shares are estimated from: more would not narrow an interval that populations make wide. */
const SAMPLE_MAX = 20_000;
/** Weight of all populations together in the rates of one, in accounts: a population has some eighty of a class. */
const SHRINK = 10;
const QUANTILE = 0.025;
/** Pairs of a community and a vendor tried: each of sixty fifteen times. */
const PAIRS = 900;
/**
 * How much blunter than its likelihood the fit chooses among pairs: a list's own population is none of the reference's. With 1 the intervals held the truth of
 * lists of new populations in 60 % of cases, with 5 in about 95 % (seeds 5000 to 5015, docs/evaluation/followers.md for others).
 */
const BLUNT = 5;
/** Part of what no population explains by which an interval is widened on either side. */
const STRANGE_WIDENS = 0.3;

/**
 * Shares of the classes in a list of accounts, where how a class answers differs from population to population. Every pair of a community (all classes but the last)
 * and a vendor (the last class) of the reference gives the shares that its own rates make likeliest; pairs under which the list's answers are likelier
 * weigh more, in quasi-likelihood: the best pair's misfit sets the scale (McCullagh and Nelder, 1989, 9). So the shape of the scores picks the populations,
 * and the interval holds the sample and the doubt which population it is. The reference is masked as the list is: what the list does not tell
 * must not be told of the reference either. Deterministic by seed. About 0.3 s.
 */
export function profileShares(
  table: FeatureTable,
  model: TreeModel,
  reference: ReferenceAccounts,
  unions: readonly (readonly number[])[],
  seed: number,
): ProfileShares {
  const classes = model.classes.length;
  const random = createSeeded(seed);
  const probabilities = scoreTable(model, table);
  const masked = maskedLike(reference.table, table, random);
  const answers = scoreTable(model, masked);
  const edges = bandEdges(answers, classes);
  const observed = countCells(sampleOf(probabilities, classes, random), classes, edges);
  const rows = observed.reduce((sum, count) => sum + count, 0);
  const tables = populationRates(reference, answers, edges, classes);
  const pairs = Array.from({ length: PAIRS }, (_, i) => {
    const community = tables.communities[i % tables.communities.length]!;
    const rates = [...community, tables.vendors[random.below(tables.vendors.length)]!];
    const shares = mixtureOf(observed, rates);
    const expected = expectedCells(shares, rates, rows);
    const again = mixtureOf(drawMultinomial(rows, smoothedRates(observed), random), rates);
    return {
      shares,
      again,
      distance: distanceOf(observed, expected),
      misplaced: misplacedPart(observed, expected),
    };
  });
  const least = pairs.reduce((best, pair) => (pair.distance < best.distance ? pair : best));
  const degrees = observed.length - classes;
  const scale = Math.max(1, least.distance / degrees);
  const weights = pairs.map(({ distance }) => Math.exp(-(distance - least.distance) / (2 * scale * BLUNT)));
  const strange = least.misplaced;
  const wider = STRANGE_WIDENS * strange;
  const partOf = (members: readonly number[]): PartShare => {
    const sum = (list: Float64Array): number => members.reduce((all, c) => all + list[c]!, 0);
    const share = weightedMean(
      pairs.map(({ shares }) => sum(shares)),
      weights,
    );
    const drawn = pairs.map(({ again }) => sum(again));
    return {
      share,
      low: Math.max(0, Math.min(share, weightedQuantile(drawn, weights, QUANTILE)) - wider),
      high: Math.min(1, Math.max(share, weightedQuantile(drawn, weights, 1 - QUANTILE)) + wider),
    };
  };
  return {
    shares: model.classes.map((_, c) => partOf([c])),
    unions: unions.map(partOf),
    strange,
    probabilities,
  };
}

/** Rates of every community's classes, and of every vendor. */
function populationRates(
  { population, populations, kind }: ReferenceAccounts,
  answers: Float64Array,
  edges: ReturnType<typeof bandEdges>,
  classes: number,
) {
  const bought = classes - 1;
  const all = measureAnswers(answers, kind, classes, edges).counts.map((row) => smoothedRates(row));
  const ofPopulation = populations.map((_, p) => {
    const rows = Array.from(population.keys()).filter((row) => population[row] === p);
    const own = Float64Array.from(
      rows.flatMap((row) => [...answers.subarray(row * classes, (row + 1) * classes)]),
    );
    return {
      sells: rows.every((row) => kind[row] === bought),
      counts: measureAnswers(
        own,
        Int32Array.from(rows, (row) => kind[row]!),
        classes,
        edges,
      ).counts,
    };
  });
  const shrunk = (counts: readonly number[], c: number): Float64Array => {
    const n = counts.reduce((sum, count) => sum + count, 0);
    return Float64Array.from(counts, (count, cell) => (count + SHRINK * all[c]![cell]!) / (n + SHRINK));
  };
  return {
    communities: ofPopulation
      .filter(({ sells }) => !sells)
      .map(({ counts }) => counts.slice(0, bought).map((row, c) => shrunk(row, c))),
    vendors: ofPopulation.filter(({ sells }) => sells).map(({ counts }) => shrunk(counts[bought]!, bought)),
  };
}

/** The reference with values missing as they are in rows of the list, drawn by chance. */
function maskedLike(reference: FeatureTable, list: FeatureTable, random: Seeded): FeatureTable {
  const drawn = Int32Array.from({ length: reference.rowCount }, () => random.below(list.rowCount));
  return {
    ...reference,
    columns: reference.columns.map((column, f) => {
      const shown = list.columns[list.names.indexOf(reference.names[f]!)];
      return column.map((value, row) =>
        shown === undefined || Number.isNaN(shown[drawn[row]!]!) ? Number.NaN : value,
      );
    }),
  };
}

function sampleOf(probabilities: Float64Array, classes: number, random: Seeded): Float64Array {
  const rows = probabilities.length / classes;
  if (rows <= SAMPLE_MAX) return probabilities;
  const out = new Float64Array(SAMPLE_MAX * classes);
  for (let i = 0; i < SAMPLE_MAX; i++) {
    const row = random.below(rows);
    out.set(probabilities.subarray(row * classes, (row + 1) * classes), i * classes);
  }
  return out;
}

function weightedMean(values: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.reduce((sum, value, i) => sum + value * weights[i]!, 0) / total;
}

function weightedQuantile(values: readonly number[], weights: readonly number[], part: number): number {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  for (const i of order) {
    before += weights[i]!;
    if (before >= part * total) return values[i]!;
  }
  return values[order.at(-1)!]!;
}
