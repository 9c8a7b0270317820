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
