/**
 * How well scores rank positives above negatives. Ties count half; all are exact and cost a sort. NaN where a class is missing.
 */

/** Area under the ROC curve: the chance that a positive scores above a negative. */
export function rocAuc(scores: ArrayLike<number>, positive: (row: number) => boolean): number {
  const order = descending(scores);
  let positives = 0;
  let negatives = 0;
  let above = 0;
  for (let i = 0; i < order.length; ) {
    let p = 0;
    let n = 0;
    const score = scores[order[i]!];
    for (; i < order.length && scores[order[i]!] === score; i++) {
      if (positive(order[i]!)) p++;
      else n++;
    }
    above += n * (positives + p / 2);
    positives += p;
    negatives += n;
  }
  return positives === 0 || negatives === 0 ? Number.NaN : above / (positives * negatives);
}

/** Average precision: area under the precision-recall curve, in steps. */
export function averagePrecision(scores: ArrayLike<number>, positive: (row: number) => boolean): number {
  const order = descending(scores);
  let positives = 0;
  let area = 0;
  for (let i = 0; i < order.length; ) {
    let p = 0;
    const score = scores[order[i]!];
    for (; i < order.length && scores[order[i]!] === score; i++) if (positive(order[i]!)) p++;
    positives += p;
    area += p * (positives / i);
  }
  return positives === 0 || positives === order.length ? Number.NaN : area / positives;
}

/** F1 of rows called positive. 0 where none was found. */
export function f1Of(
  called: (row: number) => boolean,
  positive: (row: number) => boolean,
  rows: number,
): number {
  let hits = 0;
  let calls = 0;
  let positives = 0;
  for (let row = 0; row < rows; row++) {
    const c = called(row);
    const p = positive(row);
    if (c) calls++;
    if (p) positives++;
    if (c && p) hits++;
  }
  return hits === 0 ? 0 : (2 * hits) / (calls + positives);
}

function descending(scores: ArrayLike<number>): Int32Array {
  const order = new Int32Array(scores.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order.sort((a, b) => scores[b]! - scores[a]!);
}
