/**
 * p-values of one round of tests → which to report so that the expected part of false ones among them is at most `rate`: Benjamini & Hochberg (JRSS B 57, 1995),
 * valid for independent and positively dependent tests. NaN (not measurable) counts as no test. Indexes, the smallest p first. O(n log n).
 */
export function benjaminiHochberg(pValues: ArrayLike<number>, rate: number): readonly number[] {
  const order: number[] = [];
  for (let i = 0; i < pValues.length; i++) if (!Number.isNaN(pValues[i]!)) order.push(i);
  order.sort((a, b) => pValues[a]! - pValues[b]! || a - b);
  let reported = 0;
  for (let i = 0; i < order.length; i++) {
    if (pValues[order[i]!]! <= (rate * (i + 1)) / order.length) reported = i + 1;
  }
  return order.slice(0, reported);
}

/**
 * p-values → for each the false-discovery rate at which it would be reported: Benjamini & Hochberg (JRSS B 57, 1995), adjusted. NaN (not measured) is no test and stays NaN. O(n log n).
 */
export function falseDiscoveryRates(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((_, i) => i).filter((i) => !Number.isNaN(pValues[i]!));
  order.sort((a, b) => pValues[b]! - pValues[a]!);
  const rates = pValues.map(() => Number.NaN);
  let least = 1;
  order.forEach((i, place) => {
    least = Math.min(least, (pValues[i]! * order.length) / (order.length - place));
    rates[i] = least;
  });
  return rates;
}

/**
 * Benjamini-Hochberg (JRSS B 57, 1995): the largest ln p that may be called a discovery at false-discovery rate `rate` when `tests`
 * tests were made, of which only those in `lnP` came out small enough to be listed; −Infinity when none may. The threshold
 * moves with the number of tests, which is what lets one setting serve 10^5 events and 10^7. O(m log m).
 */
export function discoveryThreshold(lnP: Float64Array, tests: number, rate: number): number {
  const sorted = lnP.slice().sort();
  for (let rank = sorted.length; rank > 0; rank--) {
    if (sorted[rank - 1]! <= Math.log((rate * rank) / tests)) return sorted[rank - 1]!;
  }
  return Number.NEGATIVE_INFINITY;
}
