/**
 * Area under the precision-recall curve as average precision, in [0, 1]; NaN without positives. `label`: 1, 0, or −1 for what is left aside. Equal scores
 * are one step, with the precision at its end: whoever is not scored (0) comes in any order. O(n + scored · log scored).
 */
export function averagePrecision(scores: Float64Array, label: (index: number) => -1 | 0 | 1): number {
  const scored: number[] = [];
  let positives = 0;
  let all = 0;
  for (let i = 0; i < scores.length; i++) {
    const own = label(i);
    if (own < 0) continue;
    all++;
    positives += own;
    if (scores[i]! > 0) scored.push(i);
  }
  scored.sort((a, b) => scores[b]! - scores[a]!);
  let area = 0;
  let hits = 0;
  for (let at = 0; at < scored.length; ) {
    const { [at]: first } = scored;
    let step = 0;
    const score = scores[first!]!;
    for (; at < scored.length && scores[scored[at]!]! === score; at++) step += label(scored[at]!);
    hits += step;
    area += (step / positives) * (hits / at);
  }
  return area + ((positives - hits) / positives) * (positives / all);
}
