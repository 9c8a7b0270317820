import { paretoTail } from "../src/calibrate/pareto-tail.ts";
import { stratumPath } from "../src/calibrate/stratum.ts";

/** A way to raise alarms at a rate, from scores in order of time. */
export interface Peer {
  readonly name: string;
  /** Scores of the first day, with the type of act of each; called once. */
  readonly begin: (scores: readonly (readonly [score: number, type: number])[]) => void;
  /** Whether a score would be an alarm now; nothing is learnt. `chance` in [0, 1) breaks ties. */
  readonly judge: (score: number, stratum: number, chance: number) => boolean;
  /** Takes a score in, after it was judged. */
  readonly learn: (score: number, stratum: number) => void;
}

function byType(scores: readonly (readonly [number, number])[]): Map<number, Float64Array> {
  const lists = new Map<number, number[]>();
  for (const [score, type] of scores) {
    const list = lists.get(type);
    if (list === undefined) lists.set(type, [score]);
    else list.push(score);
  }
  return new Map([...lists].map(([type, list]) => [type, Float64Array.from(list).sort()]));
}

/** Scores of the list that are at least this high, or higher when `strictly`. */
function atLeast(sorted: Float64Array, score: number, strictly: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < score || (strictly && sorted[middle] === score)) low = middle + 1;
    else high = middle;
  }
  return sorted.length - low;
}

/** Split conformal prediction (Papadopoulos et al. 2002), smoothed: the rank among the first day's scores of the same type of act, for good. */
export function splitConformal(rate: number): Peer {
  let known = new Map<number, Float64Array>();
  return {
    name: "split conformal",
    begin: (scores) => {
      known = byType(scores);
    },
    judge: (score, stratum, chance) => {
      const sorted = known.get(stratumPath(stratum)[0]) ?? new Float64Array(0);
      const higher = atLeast(sorted, score, true);
      // Ties with the score are broken by chance.
      const ties = atLeast(sorted, score, false) - higher;
      return (higher + chance * (ties + 1)) / (sorted.length + 1) <= rate;
    },
    learn: () => {},
  };
}

/** Initial threshold of the peaks: the 98 % quantile (Siffer et al., section 4.3). */
const PEAKS_FROM = 0.98;
/** A tail is fitted again when it has grown by this part, and this many at least. */
const REFIT_PEAKS = 50;
const REFIT_PART = 0.05;

interface Peaks {
  readonly from: number;
  readonly excesses: number[];
  n: number;
  limit: number;
  fitted: number;
}

/**
 * Peaks over threshold with streaming updates (SPOT: Siffer et al., KDD 2017), written from the paper; `streaming: false` keeps the first day's fit. By type of act. The
 * tail is fitted by probability-weighted moments.
 */
export function peaksOverThreshold(rate: number, streaming: boolean): Peer {
  const known = new Map<number, Peaks>();
  const fitTail = (peaks: Peaks): void => {
    const { excesses, n, from } = peaks;
    peaks.fitted = excesses.length;
    if (excesses.length < 10) {
      peaks.limit = Number.POSITIVE_INFINITY;
      return;
    }
    const sorted = [...excesses].sort((a, b) => b - a);
    let mean = 0;
    let weighted = 0;
    sorted.forEach((x, i) => {
      mean += x / sorted.length;
      weighted += (x * ((i + 0.5) / sorted.length)) / sorted.length;
    });
    const { shape, scale } = paretoTail(mean, weighted);
    const part = (rate * n) / sorted.length;
    peaks.limit =
      from + (Math.abs(shape) < 1e-6 ? -scale * Math.log(part) : (scale / shape) * (part ** -shape - 1));
  };
  return {
    name: streaming ? "SPOT" : "POT",
    begin: (scores) => {
      for (const [type, sorted] of byType(scores)) {
        const from = sorted[Math.min(sorted.length - 1, Math.floor(PEAKS_FROM * sorted.length))]!;
        const excesses = Array.from(
          sorted.filter((score) => score > from),
          (score) => score - from,
        );
        const peaks: Peaks = { from, excesses, n: sorted.length, limit: 0, fitted: 0 };
        fitTail(peaks);
        known.set(type, peaks);
      }
    },
    judge: (score, stratum) =>
      score > (known.get(stratumPath(stratum)[0])?.limit ?? Number.POSITIVE_INFINITY),
    learn: (score, stratum) => {
      const peaks = known.get(stratumPath(stratum)[0]);
      if (!streaming || peaks === undefined || score > peaks.limit) return;
      peaks.n++;
      if (score > peaks.from) peaks.excesses.push(score - peaks.from);
      if (peaks.excesses.length >= peaks.fitted + Math.max(REFIT_PEAKS, REFIT_PART * peaks.fitted))
        fitTail(peaks);
    },
  };
}
