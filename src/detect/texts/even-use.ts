import { lnFactorial } from "../../statistics/gamma.ts";

/** How near to the mean all counts lie when a list is worked off in turn, as a part of the mean: in turn, nearly, roughly. */
const DEALT_WITHIN = [0, 0.05, 0.125] as const;

/**
 * How much better counts are explained by "handed out from one list" than by "each sentence had its own popularity", as a natural
 * logarithm. Popularity: any split of the total is as likely as any other (Bose–Einstein, i.e. multinomial under a flat
 * Dirichlet prior), given that each count reached `least`, without which it would not have been seen. Handed out: one of
 * k sentences drawn at random each time, or the list worked off in turn, so that all counts lie within 1, 5 % or
 * 12.5 % of the mean; a quarter of belief each. The chance of a value above ln x by popularity alone is at most 1/x
 * (Markov). Kass and Raftery, "Bayes factors", JASA 90 (1995).
 */
export function evenUseLnOdds(counts: readonly number[], least: number): number {
  const k = counts.length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = total / k;
  let drawn = lnFactorial(total) - total * Math.log(k);
  for (const count of counts) drawn -= lnFactorial(count);
  const explanations = [drawn];
  for (const part of DEALT_WITHIN) {
    const width = Math.max(1, part * mean);
    if (counts.every((count) => Math.abs(count - mean) <= width)) {
      // The last count is what the others leave.
      explanations.push(-(k - 1) * Math.log(2 * width + 1));
    }
  }
  const largest = Math.max(...explanations);
  const handedOut =
    largest +
    Math.log(explanations.reduce((sum, ln) => sum + Math.exp(ln - largest), 0) / (1 + DEALT_WITHIN.length));
  const free = total - k * least;
  return handedOut + lnFactorial(free + k - 1) - lnFactorial(free) - lnFactorial(k - 1);
}
