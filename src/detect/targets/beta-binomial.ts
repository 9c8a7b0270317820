import { lnGamma } from "../../statistics/gamma.ts";

/** How often something happens: its mean over targets, in (0, 1), and how unlike targets are, as intra-class correlation in (0, 1). */
export interface BetaBinomial {
  readonly mean: number;
  readonly spread: number;
}

/** Both parameters of the beta distribution of a rate. */
function shapes({ mean, spread }: BetaBinomial): readonly [a: number, b: number] {
  const size = (1 - spread) / spread;
  return [mean * size, (1 - mean) * size];
}

/** ln P(k of n) where the rate itself varies by a beta distribution. k and n whole, 0 ≤ k ≤ n. O(1). */
export function lnBetaBinomial(k: number, n: number, usual: BetaBinomial): number {
  const [a, b] = shapes(usual);
  return (
    lnGamma(n + 1) -
    lnGamma(k + 1) -
    lnGamma(n - k + 1) +
    lnGamma(k + a) +
    lnGamma(n - k + b) -
    lnGamma(n + a + b) +
    lnGamma(a + b) -
    lnGamma(a) -
    lnGamma(b)
  );
}

const MEAN_MIN = 1e-4;
const SPREAD_MAX = 0.5;

/**
 * What is usual, by moments: successes of trials, target by target, of those that `keeps` → mean and spread, the latter at least `spreadMin`; null without a
 * trial. O(targets).
 */
export function fitBetaBinomial(
  successes: ArrayLike<number>,
  trials: ArrayLike<number>,
  spreadMin: number,
  keeps: (at: number) => boolean,
): BetaBinomial | null {
  let hits = 0;
  let of = 0;
  for (let i = 0; i < trials.length; i++) {
    if (!keeps(i)) continue;
    hits += successes[i]!;
    of += trials[i]!;
  }
  if (of === 0) return null;
  const mean = Math.min(1 - MEAN_MIN, Math.max(MEAN_MIN, hits / of));
  const variance = mean * (1 - mean);
  let beyond = 0;
  let pairs = 0;
  for (let i = 0; i < trials.length; i++) {
    const n = trials[i]!;
    if (n < 2 || !keeps(i)) continue;
    beyond += (successes[i]! - n * mean) ** 2 - n * variance;
    pairs += n * (n - 1) * variance;
  }
  const spread = pairs === 0 ? spreadMin : beyond / pairs;
  return { mean, spread: Math.min(SPREAD_MAX, Math.max(spreadMin, spread)) };
}

/** Part of the targets from which robust fitting begins: the lowest rates. Up to a fifth may be bought. */
const BEGIN_PART = 0.8;
/** A target whose rate a uniform one explains this many times better is no part of what is usual. */
const STRANGE_ODDS = 20;
const ROUNDS_MAX = 12;

/**
 * As `fitUsual`, though up to a fifth of the targets may be bought: begins with the lowest rates and lets in what the fit explains, until nothing changes (a forward
 * search; Atkinson, Riani & Cerioli 2004). O(rounds · targets + targets · log targets).
 */
export function fitBetaBinomialRobustly(
  successes: ArrayLike<number>,
  trials: ArrayLike<number>,
  spreadMin: number,
): BetaBinomial | null {
  const count = trials.length;
  const order = Array.from({ length: count }, (_, i) => i).sort(
    (i, j) => successes[i]! * trials[j]! - successes[j]! * trials[i]!,
  );
  const kept = new Uint8Array(count);
  for (let i = 0; i < Math.ceil(count * BEGIN_PART); i++) kept[order[i]!] = 1;
  let usual = fitBetaBinomial(successes, trials, spreadMin, (at) => kept[at] === 1);
  for (let round = 0; usual !== null && round < ROUNDS_MAX; round++) {
    let changed = false;
    for (let i = 0; i < count; i++) {
      const keep = lnOddsAbove(successes[i]!, trials[i]!, usual) < Math.log(STRANGE_ODDS) ? 1 : 0;
      if (keep !== kept[i]) changed = true;
      kept[i] = keep;
    }
    if (!changed) break;
    usual = fitBetaBinomial(successes, trials, spreadMin, (at) => kept[at] === 1);
  }
  return usual;
}

/** ln odds that a rate is any at all against that it is a usual one; at most 0 where it is not above the usual mean. Its expectation is at most 1 where the rate is usual. */
export function lnOddsAbove(k: number, n: number, usual: BetaBinomial): number {
  const odds = -Math.log(n + 1) - lnBetaBinomial(k, n, usual);
  return k > n * usual.mean ? odds : Math.min(0, odds);
}

/** ln odds that a rate is of `other` against usual, where `other` lies below; at most 0 where it is not below the usual mean. */
export function lnOddsBelow(k: number, n: number, usual: BetaBinomial, other: BetaBinomial): number {
  const odds = lnBetaBinomial(k, n, other) - lnBetaBinomial(k, n, usual);
  return k < n * usual.mean ? odds : Math.min(0, odds);
}

/** Steps of the numerical integral below, even in the logarithm of the odds from e^-16 to e^16. */
const STEPS = 4096;
const LOGIT_MAX = 16;

/** The rates below which `part` of the targets lie, for each of `parts` (ascending, in (0, 1)). O(4096). */
export function usualRates(usual: BetaBinomial, parts: readonly number[]): readonly number[] {
  const [a, b] = shapes(usual);
  const density = new Float64Array(STEPS);
  let top = Number.NEGATIVE_INFINITY;
  const logitOf = (step: number): number => ((step + 0.5) / STEPS) * 2 * LOGIT_MAX - LOGIT_MAX;
  for (let step = 0; step < STEPS; step++) {
    const logit = logitOf(step);
    density[step] = -a * Math.log1p(Math.exp(-logit)) - b * Math.log1p(Math.exp(logit));
    top = Math.max(top, density[step]!);
  }
  let total = 0;
  for (let step = 0; step < STEPS; step++) {
    density[step] = Math.exp(density[step]! - top);
    total += density[step]!;
  }
  let step = 0;
  let sum = 0;
  return parts.map((part) => {
    while (step < STEPS - 1 && sum + density[step]! < part * total) sum += density[step++]!;
    return 1 / (1 + Math.exp(-logitOf(step)));
  });
}
