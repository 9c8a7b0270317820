import { dispersionOf } from "../src/calibrate/dispersion-of.ts";
import { countInterval } from "./calibration-interval.ts";

/** Rates asked for. */
export const RATES = [1e-2, 1e-3, 1e-4] as const;
/** What obtained over asked may be at 0.001. */
const GOAL_MOST = 1.25;
const GOAL_LEAST = 0.8;
/** Rates that have a goal, as obtained over asked; null: no bound on this side. */
export const ALARM_GOALS = [
  { nominal: 1e-3, least: GOAL_LEAST, most: GOAL_MOST },
  { nominal: 1e-4, least: null, most: 1.5 },
] as const;

/** What an interval says of a goal: all of it within, all of it outside, or neither. */
type Finding = "met" | "missed" | "cannot decide";

/** What the interval of a ratio says of its rate's goal; null where the rate has none. */
export function findingOf({
  nominal,
  low,
  high,
}: {
  readonly nominal: number;
  readonly low: number;
  readonly high: number;
}): Finding | null {
  const goal = ALARM_GOALS.find((one) => one.nominal === nominal);
  if (goal === undefined) return null;
  const least = goal.least ?? 0;
  if (low >= least && high <= goal.most) return "met";
  return high < least || low > goal.most ? "missed" : "cannot decide";
}

/** What one method obtained in one scenario, by rate. */
export interface CalibrationFigure {
  readonly scenario: string;
  readonly score: string;
  readonly method: string;
  /** Windows with honest acts judged after the first day, all seeds together. */
  readonly n: number;
  readonly rates: readonly {
    readonly nominal: number;
    readonly alarms: number;
    readonly empirical: number;
    readonly ratio: number;
    /** 95 % interval of the ratio (Garwood's), widened by the variance over hours. */
    readonly low: number;
    readonly high: number;
    /** Alarms on windows in which something was bought, as part of these; null where there are none. */
    readonly caught: number | null;
    /** The most that thresholds without names can obtain, over asked (`ceilingOf`); only of the method that is told none, where something was bought. */
    readonly ceiling?: number;
  }[];
}

/** The fewest alarms asked for with which a rate that is obtained exactly would have its whole interval within the goal; a goal has one of two sides at least. */
export function alarmsToDecide({
  least,
  most,
}: {
  readonly least: number | null;
  readonly most: number;
}): number {
  for (let nominal = 1; ; nominal++) {
    const [low, high] = countInterval(nominal);
    if (low >= (least ?? 0) * nominal && high <= most * nominal) return nominal;
  }
}

/** What was counted of one method in one scenario. */
export interface Tally {
  readonly scenario: string;
  readonly score: string;
  readonly method: string;
  n: number;
  bought: number;
  readonly alarms: number[];
  readonly caught: number[];
  /** Honest windows, and alarms by rate, of each hour of each seed. */
  readonly hours: Map<string, number[]>;
  /** p-values of all windows and of honest acts alone, in bins; of one method. */
  readonly all: Float64Array;
  readonly own: Float64Array;
}

/** By rate. */
export type Alarms = readonly boolean[];

/** The method that is told of no campaign. */
export const UNNAMED = "adaptive";

/** A p-value → whether it is an alarm, by rate. */
export function alarmsOf(p: number): Alarms {
  return RATES.map((rate) => p <= rate);
}

/** Nothing counted yet. */
export function emptyTally(scenario: string, score: string, method: string): Tally {
  return {
    scenario,
    score,
    method,
    n: 0,
    bought: 0,
    alarms: [0, 0, 0],
    caught: [0, 0, 0],
    hours: new Map(),
    all: new Float64Array(P_BINS),
    own: new Float64Array(P_BINS),
  };
}

/** Counts honest acts of an hour (of a seed). */
export function addHonest(tally: Tally, hourKey: string, alarms: Alarms): void {
  let hour = tally.hours.get(hourKey);
  if (hour === undefined) {
    hour = [0, 0, 0, 0];
    tally.hours.set(hourKey, hour);
  }
  tally.n++;
  hour[0]!++;
  alarms.forEach((alarm, k) => {
    if (!alarm) return;
    tally.alarms[k]!++;
    hour[k + 1]!++;
  });
}

/** Counts a window in which something was bought. */
export function addBought(tally: Tally, alarms: Alarms): void {
  tally.bought++;
  alarms.forEach((alarm, k) => {
    if (alarm) tally.caught[k]!++;
  });
}

/** Bins of p-values: a hundred to a decade, down to 1e-6. */
const P_BINS = 601;

/** Counts the p-values of a window and of its honest acts alone (NaN where there were none). */
export function addPair(tally: Tally, p: number, honestP: number): void {
  const bin = (value: number): number => Math.min(P_BINS - 1, Math.floor(-100 * Math.log10(value)));
  tally.all[bin(p)]!++;
  if (!Number.isNaN(honestP)) tally.own[bin(honestP)]!++;
}

/**
 * The most that honest acts can obtain of the alarms asked for, over asked, at thresholds that would still be right were all of this honest: alarms of all windows
 * are let be 1.25 of what was asked for. Without names, what is bought and what is honest differ by score alone, and both worlds look the same.
 */
function ceilingOf(tally: Tally, nominal: number): number {
  const windows = tally.all.reduce((sum, one) => sum + one, 0);
  let left = GOAL_MOST * nominal * windows;
  let honest = 0;
  for (let bin = P_BINS - 1; bin >= 0 && left > 0; bin--) {
    const part = Math.min(1, left / Math.max(1, tally.all[bin]!));
    honest += part * tally.own[bin]!;
    left -= tally.all[bin]!;
  }
  return honest / Math.max(1, tally.n) / nominal;
}

/** What was counted → obtained over asked. */
export function figure(tally: Tally): CalibrationFigure {
  const hours = [...tally.hours.values()];
  const trials = hours.map((hour) => hour[0]!);
  return {
    scenario: tally.scenario,
    score: tally.score,
    method: tally.method,
    n: tally.n,
    rates: RATES.map((nominal, k) => {
      const alarms = tally.alarms[k]!;
      const dispersion = dispersionOf(
        hours.map((hour) => hour[k + 1]!),
        trials,
      );
      const [low, high] = countInterval(alarms, dispersion);
      const expected = Math.max(1e-9, nominal * tally.n);
      return {
        nominal,
        alarms,
        empirical: alarms / Math.max(1, tally.n),
        ratio: alarms / expected,
        low: low / expected,
        high: high / expected,
        caught: tally.bought === 0 ? null : tally.caught[k]! / tally.bought,
        ...(tally.bought > 0 && tally.method === UNNAMED && { ceiling: ceilingOf(tally, nominal) }),
      };
    }),
  };
}
