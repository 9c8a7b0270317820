import { outputCount, type TreeModel } from "./trees/tree-model.ts";

/** Sums × `scale` + `shifts[class]` give probabilities that come true. */
export interface Calibration {
  readonly scale: number;
  readonly shifts: readonly number[];
  /** Log loss of the probabilities it was fitted on, before and after. */
  readonly logLossBefore: number;
  readonly logLossAfter: number;
}

const STEPS = 300;
/** Rows looked at: two to four numbers need no more. */
const ROWS_MAX = 50_000;
const LEAST = 1e-9;

/**
 * Fits scale and shifts on probabilities of rows that were not learned from (out of fold): Platt, "Probabilistic outputs for support vector
 * machines" (1999), for two classes, and its matrix-free form for more (Guo et al., ICML 2017). `probabilities[row × classes + class]`.
 */
export function fitCalibration(
  probabilities: Float64Array,
  labels: Int32Array,
  classes: number,
): Calibration {
  const step = Math.max(1, Math.ceil(labels.length / ROWS_MAX));
  const rows = Math.ceil(labels.length / step);
  const logs = new Float64Array(rows * classes);
  const truth = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    truth[i] = labels[i * step]!;
    for (let c = 0; c < classes; c++) {
      logs[i * classes + c] = Math.log(Math.max(LEAST, probabilities[i * step * classes + c]!));
    }
  }
  // parameters: scale, then a shift for every class but the first
  let at = new Float64Array(classes);
  at[0] = 1;
  const slope = new Float64Array(classes);
  const trial = new Float64Array(classes);
  const lossAt = (p: Float64Array, gradient: Float64Array | null): number => {
    gradient?.fill(0);
    let loss = 0;
    const sums = new Float64Array(classes);
    for (let i = 0; i < rows; i++) {
      let top = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < classes; c++) {
        sums[c] = p[0]! * logs[i * classes + c]! + (c === 0 ? 0 : p[c]!);
        if (sums[c]! > top) top = sums[c]!;
      }
      let total = 0;
      for (let c = 0; c < classes; c++) total += Math.exp(sums[c]! - top);
      loss += Math.log(total) + top - sums[truth[i]!]!;
      if (gradient === null) continue;
      for (let c = 0; c < classes; c++) {
        const error = Math.exp(sums[c]! - top) / total - (truth[i] === c ? 1 : 0);
        gradient[0] = gradient[0]! + error * logs[i * classes + c]!;
        if (c > 0) gradient[c] = gradient[c]! + error;
      }
    }
    if (gradient !== null) for (let k = 0; k < classes; k++) gradient[k] = gradient[k]! / rows;
    return loss / rows;
  };
  const logLossBefore = lossAt(at, slope);
  let loss = logLossBefore;
  let rate = 1;
  for (let turn = 0; turn < STEPS; turn++) {
    lossAt(at, slope);
    let next = loss;
    for (; rate > 1e-8; rate /= 2) {
      for (let k = 0; k < classes; k++) trial[k] = at[k]! - rate * slope[k]!;
      next = trial[0]! > 0.05 ? lossAt(trial, null) : Number.POSITIVE_INFINITY;
      if (next < loss) break;
    }
    if (!(next < loss - 1e-10)) break;
    at = Float64Array.from(trial);
    loss = next;
    rate *= 2;
  }
  return { scale: at[0]!, shifts: [0, ...at.subarray(1)], logLossBefore, logLossAfter: loss };
}

/** The model with the calibration inside its leaves: whoever runs the file gets calibrated probabilities. */
export function withCalibration(model: TreeModel, { scale, shifts }: Calibration): TreeModel {
  if (model.link === "shares") throw new Error("a forest's shares have no sums to calibrate");
  const base = model.base.map((sum, output) =>
    Math.fround(sum * scale + (outputCount(model) === 1 ? shifts[1]! - shifts[0]! : shifts[output]!)),
  );
  const value = model.trees.value.map((leaf) => Math.fround(leaf * scale));
  return { ...model, base, trees: { ...model.trees, value } };
}
