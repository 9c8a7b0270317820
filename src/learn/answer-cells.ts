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

const BANDS = 4;
/** Probabilities this close are one: accounts with equal features stay in one band whatever the last digit of a sum. */
const SAME = 1e-6;

/** Probabilities of accounts the model had not seen, and their classes → how it answers, in bands of their own unless `edges` are given. */
export function measureAnswers(
  probabilities: Float64Array,
  labels: Int32Array,
  classes: number,
  edges: AnswerCells["edges"] = bandEdges(probabilities, classes),
): AnswerCells {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes * BANDS).fill(0));
  for (let row = 0; row < labels.length; row++) {
    const cell = cellOf(probabilities, row, classes, edges);
    counts[labels[row]!]![cell] = counts[labels[row]!]![cell]! + 1;
  }
  return { edges, counts };
}

/** Quartiles of each called class's top probability, midway between it and the next lower one. */
export function bandEdges(probabilities: Float64Array, classes: number): AnswerCells["edges"] {
  const tops: number[][] = Array.from({ length: classes }, () => []);
  for (let row = 0; row < probabilities.length / classes; row++) {
    const called = callOf(probabilities, row, classes);
    tops[called]!.push(probabilities[row * classes + called]!);
  }
  return tops.map((list) => {
    const sorted = Float64Array.from(list).sort();
    return Array.from({ length: BANDS - 1 }, (_, i) => {
      if (sorted.length === 0) return (i + 1) / BANDS;
      const at = Math.floor(((i + 1) * sorted.length) / BANDS);
      let below = at;
      while (below > 0 && sorted[below]! > sorted[at]! - SAME) below--;
      return (sorted[at]! + Math.min(sorted[below]!, sorted[at]! - SAME)) / 2;
    });
  });
}

/** Probabilities of accounts → how many fall into each cell. */
export function countCells(
  probabilities: Float64Array,
  classes: number,
  edges: AnswerCells["edges"],
): Float64Array {
  const counts = new Float64Array(classes * BANDS);
  for (let row = 0; row < probabilities.length / classes; row++) {
    const cell = cellOf(probabilities, row, classes, edges);
    counts[cell] = counts[cell]! + 1;
  }
  return counts;
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
