import { TouchstoneError } from "../nouns/codes.ts";
import { HOUR_MS } from "../nouns/durations.ts";
import { Admission } from "./admission.ts";
import { FalseAlarmMeter, type FalseAlarmReading } from "./false-alarm-meter.ts";
import { RankBaselines } from "./rank-baselines.ts";
import { RateFeedback } from "./rate-feedback.ts";
import { RecentEvents } from "./recent-events.ts";
import { BIN_COUNT, binFloor, binOf } from "./score-bins.ts";
import { PATH_NODES, StrataTable } from "./strata-table.ts";
import type { Stratum } from "./stratum.ts";

/** Scores → calibrated p-values, for one kind of score. Deterministic: the same calls give the same answers. */
export interface ScoreCalibrator {
  /**
   * The score's p-value in (0, 1]: on honest traffic, p-values at or below a small α come about α of the time, also while traffic drifts. NaN for a score of NaN
   * (not measurable), which counts nowhere. Higher scores are stranger. The id (64 bits, two words) breaks ties and names the event to `exclude`.
   * Allocates nothing; about 1 µs.
   */
  readonly add: (score: number, stratum: Stratum, atMs: number, idLow: number, idHigh: number) => number;
  /** The p-value that a score would get now, were it the event of this id; nothing is learnt or counted. NaN for NaN. About 0.5 µs. */
  readonly judge: (score: number, stratum: Stratum, idLow: number, idHigh: number) => number;
  /** Undoes what an event did, once a campaign has claimed it; false when it is no longer remembered or was undone before. */
  readonly exclude: (idLow: number, idHigh: number) => boolean;
  /** The lowest score (end of a bin of the histogram, 3 to 6 % apart) that would be an alarm at a rate now; Infinity when none would. */
  readonly threshold: (stratum: Stratum, nominal: number) => number;
  /** What was asked and obtained over the window that ends at `toMs`. */
  readonly reading: (toMs: number, windowMs: number) => FalseAlarmReading;
  /** Scores of NaN so far. */
  readonly notMeasurable: () => number;
  readonly bytes: () => number;
  /** The whole state. Parts may share memory with it: use them before the next `add`. */
  readonly snapshot: () => Uint8Array[];
  /** Throws `storage_damaged` for parts of another version, other options or cut short; then nothing has changed. */
  readonly restore: (parts: readonly Uint8Array[]) => void;
}

export interface CalibratorOptions {
  /** Strata and their parents told apart at most, 4 to 4096; 20 kB each. Default 192. */
  readonly strataMax?: number;
  /** Time in which the past counts half, ms. Default 36 hours. */
  readonly halfLifeMs?: number;
  /** Events that can still be excluded, rounded up to a power of two; 50 bytes each. Default 131,072. */
  readonly recentMax?: number;
  /** Breaks ties, with the event's id. Default 1. */
  readonly seed?: number;
  /** false: ranks alone, for comparison. Default true. */
  readonly feedback?: boolean;
}

/** How much a parent's distribution counts in a young stratum, in events; it fades out as the stratum reaches `GROWN_COUNT`. */
const PARENT_COUNT = 200;
const GROWN_COUNT = 3000;
/** Events in which the pool's past counts half: enough for ranks at 1e-4, and soon over when traffic changes. */
const POOL_HALF_LIFE_EVENTS = 100_000;
/** Below this many events a stratum takes in whatever comes: a region that has just joined is not held against what others are like. */
const YOUNG_COUNT = 100;
const ROOT = 0;
/** Which baselines an event entered. */
const OWN_STRATA = 1;
const WHOLE = 2;
const UNDONE = 255;
const VERSION = 2;
const LEAST_P = 1e-12;

/** What a calibrator consists of: strata, their baselines, and what was learnt of rates. */
interface CalibratorState {
  readonly nodesMax: number;
  readonly recentMax: number;
  readonly halfLifeMs: number;
  readonly seed: number;
  readonly feeds: boolean;
  readonly strata: StrataTable;
  readonly baselines: RankBaselines;
  /**
   * Ranks of the strata's p-values among all of them: what small strata's tails get wrong on average is put right where all events are together. Ranks alone, for
   * here a rate is promised: of n scores exchangeable with the next, the next is the strangest once in n + 1, and no tail can know a rarer rate.
   */
  readonly pool: RankBaselines;
  readonly feedback: RateFeedback;
  readonly admission: Admission;
  readonly recent: RecentEvents;
  readonly meter: FalseAlarmMeter;
  /** Time of the last event, time that has passed by our own count, NaN scores, other scores. */
  readonly clock: Float64Array;
}

/** See `ScoreCalibrator`; the method, with its sources, is told in docs/adr/0016. */
export function createScoreCalibrator(options: CalibratorOptions = {}): ScoreCalibrator {
  const nodesMax = Math.min(4096, Math.max(4, Math.floor(options.strataMax ?? 192)));
  const recentMax = 2 ** Math.ceil(Math.log2(Math.max(16, options.recentMax ?? 131_072)));
  const halfLifeMs = Math.max(HOUR_MS, options.halfLifeMs ?? 36 * HOUR_MS);
  const calibrator: CalibratorState = {
    nodesMax,
    recentMax,
    halfLifeMs,
    seed: (options.seed ?? 1) | 0,
    feeds: options.feedback ?? true,
    strata: new StrataTable(nodesMax),
    baselines: new RankBaselines(nodesMax, halfLifeMs),
    pool: new RankBaselines(1, POOL_HALF_LIFE_EVENTS, false),
    feedback: new RateFeedback(nodesMax),
    admission: new Admission(nodesMax),
    recent: new RecentEvents(recentMax),
    meter: new FalseAlarmMeter(nodesMax),
    clock: Float64Array.of(Number.NaN, 0, 0, 0),
  };
  return {
    add: (score, stratum, atMs, idLow, idHigh) => add(calibrator, score, stratum, atMs, idLow, idHigh),
    judge: (score, stratum, idLow, idHigh) => judge(calibrator, score, stratum, idLow, idHigh),
    exclude: (idLow, idHigh) => exclude(calibrator, idLow, idHigh),
    threshold: (stratum, nominal) => threshold(calibrator, stratum, nominal),
    reading: (toMs, windowMs) =>
      calibrator.meter.reading(toMs, windowMs, (node) =>
        calibrator.strata.key[node]! < 0 ? null : calibrator.strata.stepsOf(node),
      ),
    notMeasurable: () => calibrator.clock[2]!,
    bytes: () => bytes(calibrator),
    snapshot: () => snapshot(calibrator),
    restore: (parts) => restore(calibrator, parts),
  };
}

/**
 * Lets the time since the last event pass, an hour at most: an outage, or one clock set to another century, must not wipe out what was learnt. Time that goes
 * back by more than an hour is a clock put right.
 */
function advance(calibrator: CalibratorState, atMs: number): void {
  const gap = atMs - calibrator.clock[0]!;
  if (Number.isNaN(gap) || gap < -HOUR_MS) {
    if (!Number.isNaN(atMs)) calibrator.clock[0] = atMs;
    return;
  }
  if (gap <= 0) return;
  calibrator.clock[0] = atMs;
  const passed = Math.min(gap, HOUR_MS);
  const before = calibrator.clock[1]!;
  calibrator.clock[1] = before + passed;
  const unit = calibrator.baselines.unit;
  calibrator.baselines.advance(passed);
  if (calibrator.baselines.unit < unit)
    calibrator.recent.scale(1 / (unit * 2 ** (passed / calibrator.halfLifeMs)));
  if (Math.floor(calibrator.clock[1] / HOUR_MS) > Math.floor(before / HOUR_MS)) {
    calibrator.admission.turn();
    calibrator.strata.merge(
      (node) => calibrator.baselines.count(node),
      (node) => {
        calibrator.baselines.clear(node);
        calibrator.feedback.clear(node);
        calibrator.admission.clear(node);
        calibrator.meter.clear(node);
      },
    );
  }
}

/** p-value by rank along the path just walked, each depth leaning on the one before while it is young. */
function rank(calibrator: CalibratorState, bin: number, chance: number): number {
  let p = 1;
  for (let depth = 0; depth < PATH_NODES; depth++) {
    const node = calibrator.strata.path[depth]!;
    if (node < 0) break;
    const count = calibrator.baselines.count(node);
    const one = calibrator.baselines.survival(node, bin, chance);
    const parent = depth === 0 ? 0 : PARENT_COUNT * Math.max(0, 1 - count / GROWN_COUNT);
    p = depth === 0 ? one : (count * one + parent * p) / (count + parent);
  }
  return Math.max(LEAST_P, p);
}

/** The pool's bin of a score on the path just walked. */
function pooledBinOf(calibrator: CalibratorState, bin: number, idLow: number, idHigh: number): number {
  return binOf(poolScore(rank(calibrator, bin, chanceOf(calibrator.seed, idLow, idHigh))));
}

function pValue(
  calibrator: CalibratorState,
  leaf: number,
  pooledBin: number,
  idLow: number,
  idHigh: number,
): number {
  const pooled = calibrator.pool.survival(0, pooledBin, chanceOf(~calibrator.seed, idLow, idHigh));
  return Math.max(LEAST_P, calibrator.feeds ? calibrator.feedback.calibrate(leaf, pooled) : pooled);
}

function judge(
  calibrator: CalibratorState,
  score: number,
  stratum: Stratum,
  idLow: number,
  idHigh: number,
): number {
  if (Number.isNaN(score)) return Number.NaN;
  const leaf = calibrator.strata.walk(stratum, false);
  return pValue(calibrator, leaf, pooledBinOf(calibrator, binOf(score), idLow, idHigh), idLow, idHigh);
}

function add(
  calibrator: CalibratorState,
  score: number,
  stratum: Stratum,
  atMs: number,
  idLow: number,
  idHigh: number,
): number {
  if (Number.isNaN(score)) {
    calibrator.clock[2]!++;
    return Number.NaN;
  }
  advance(calibrator, atMs);
  const leaf = calibrator.strata.walk(stratum, true);
  const bin = binOf(score);
  const pooledBin = pooledBinOf(calibrator, bin, idLow, idHigh);
  const p = pValue(calibrator, leaf, pooledBin, idLow, idHigh);
  const learnt = calibrator.feedback.learn(leaf, calibrator.feedback.band(p));
  const alarms = calibrator.meter.alarmsAt(p);
  const place = calibrator.recent.add(idLow, idHigh);
  calibrator.recent.stratum[place] = stratum;
  calibrator.recent.bin[place] = bin;
  calibrator.recent.pooledBin[place] = pooledBin;
  calibrator.recent.learnt[place] = learnt;
  calibrator.recent.alarms[place] = alarms;
  calibrator.recent.hour[place] = calibrator.meter.add(leaf, atMs, alarms);
  calibrator.recent.entered[place] = 0;
  calibrator.recent.weight[place] = calibrator.baselines.unit;
  calibrator.recent.pooledWeight[place] = calibrator.pool.unit;
  const known = calibrator.pool.count(0);
  if (leaf !== ROOT) {
    if (
      calibrator.baselines.count(leaf) < YOUNG_COUNT ||
      calibrator.admission.admits(leaf, p, known, idLow, idHigh)
    )
      enter(calibrator, place, OWN_STRATA);
    if (calibrator.admission.release(leaf)) enterLate(calibrator, OWN_STRATA);
  }
  if (calibrator.admission.admits(ROOT, p, known, idLow, idHigh)) enter(calibrator, place, WHOLE);
  if (calibrator.admission.release(ROOT)) enterLate(calibrator, WHOLE);
  const unit = calibrator.pool.unit;
  const steps = poolSteps(++calibrator.clock[3]!);
  calibrator.pool.advance(steps);
  if (calibrator.pool.unit < unit)
    calibrator.recent.scalePooled(1 / (unit * 2 ** (steps / POOL_HALF_LIFE_EVENTS)));
  return p;
}

/** Adds an event to the baselines of its own strata, or to those of the whole and the pool. */
function enter(calibrator: CalibratorState, place: number, which: number): void {
  if ((calibrator.recent.entered[place]! & which) !== 0) return;
  calibrator.strata.walk(calibrator.recent.stratum[place]!, false);
  const bin = calibrator.recent.bin[place]!;
  const weight = calibrator.recent.weight[place]!;
  if (which === OWN_STRATA) {
    for (let depth = 1; depth < PATH_NODES && calibrator.strata.path[depth]! >= 0; depth++)
      calibrator.baselines.add(calibrator.strata.path[depth]!, bin, weight);
  } else {
    calibrator.baselines.add(ROOT, bin, weight);
    calibrator.pool.add(0, calibrator.recent.pooledBin[place]!, calibrator.recent.pooledWeight[place]!);
  }
  calibrator.recent.entered[place]! |= which;
}

/** The same for the one just released, unless he waited so long that he is forgotten. */
function enterLate(calibrator: CalibratorState, which: number): void {
  const place = calibrator.recent.find(calibrator.admission.released[0]!, calibrator.admission.released[1]!);
  if (place >= 0 && calibrator.recent.alarms[place] !== UNDONE) enter(calibrator, place, which);
}

function exclude(calibrator: CalibratorState, idLow: number, idHigh: number): boolean {
  const place = calibrator.recent.find(idLow, idHigh);
  if (place < 0 || calibrator.recent.alarms[place] === UNDONE) return false;
  const leaf = calibrator.strata.walk(calibrator.recent.stratum[place]!, false);
  const bin = calibrator.recent.bin[place]!;
  const weight = calibrator.recent.weight[place]!;
  if (calibrator.recent.entered[place]! & OWN_STRATA) {
    for (let depth = 1; depth < PATH_NODES && calibrator.strata.path[depth]! >= 0; depth++)
      calibrator.baselines.remove(calibrator.strata.path[depth]!, bin, weight);
    calibrator.admission.refund(leaf, calibrator.recent.alarms[place]!);
  } else calibrator.admission.dismiss(leaf, idLow, idHigh);
  if (calibrator.recent.entered[place]! & WHOLE) {
    calibrator.baselines.remove(ROOT, bin, weight);
    calibrator.pool.remove(0, calibrator.recent.pooledBin[place]!, calibrator.recent.pooledWeight[place]!);
    if (leaf !== ROOT) calibrator.admission.refund(ROOT, calibrator.recent.alarms[place]!);
  } else calibrator.admission.dismiss(ROOT, idLow, idHigh);
  calibrator.feedback.unlearn(leaf, calibrator.recent.learnt[place]!);
  calibrator.meter.remove(leaf, calibrator.recent.hour[place]!, calibrator.recent.alarms[place]!);
  calibrator.recent.alarms[place] = UNDONE;
  return true;
}

function threshold(calibrator: CalibratorState, stratum: Stratum, nominal: number): number {
  const leaf = calibrator.strata.walk(stratum, false);
  let low = 0;
  let high = BIN_COUNT;
  while (low < high) {
    const bin = (low + high) >> 1;
    const pooled = calibrator.pool.survival(0, binOf(poolScore(rank(calibrator, bin, 0.5))), 0.5);
    const p = calibrator.feeds ? calibrator.feedback.calibrate(leaf, pooled) : pooled;
    if (p <= nominal) high = bin;
    else low = bin + 1;
  }
  return binFloor(low);
}

function snapshot(calibrator: CalibratorState): Uint8Array[] {
  const header = Float64Array.of(
    VERSION,
    calibrator.nodesMax,
    calibrator.recentMax,
    calibrator.halfLifeMs,
    calibrator.seed,
  );
  return [
    new Uint8Array(header.buffer),
    new Uint8Array(calibrator.clock.buffer),
    calibrator.strata.snapshot(),
    ...calibrator.baselines.snapshot(),
    ...calibrator.pool.snapshot(),
    ...calibrator.feedback.snapshot(),
    ...calibrator.admission.snapshot(),
    ...calibrator.meter.snapshot(),
    ...calibrator.recent.snapshot(),
  ];
}

function restore(calibrator: CalibratorState, parts: readonly Uint8Array[]): void {
  const expected = snapshot(calibrator);
  const fits =
    parts.length === expected.length && parts.every((part, i) => part.length === expected[i]!.length);
  if (!fits || !parts[0]!.every((byte, i) => byte === expected[0]![i])) {
    throw new TouchstoneError(
      "storage_damaged",
      `the calibration's snapshot has \`${parts.length}\` parts of \`${parts.reduce((sum, { length }) => sum + length, 0)}\` bytes that do not fit these options; start without it and it is learnt anew`,
    );
  }
  new Uint8Array(calibrator.clock.buffer).set(parts[1]!);
  calibrator.strata.restore(parts[2]!);
  calibrator.baselines.restore(parts[3]!, parts[4]!, parts[5]!);
  calibrator.pool.restore(parts[6]!, parts[7]!, parts[8]!);
  calibrator.feedback.restore(parts[9]!, parts[10]!);
  calibrator.admission.restore(parts[11]!, parts[12]!);
  calibrator.meter.restore(parts[13]!, parts[14]!);
  calibrator.recent.restore(parts.slice(15));
}

function bytes(calibrator: CalibratorState): number {
  return (
    calibrator.strata.bytes +
    calibrator.baselines.bytes +
    calibrator.pool.bytes +
    calibrator.feedback.bytes +
    calibrator.admission.bytes +
    calibrator.recent.bytes +
    calibrator.meter.bytes
  );
}

/**
 * How far the pool ages with its nth event, in events: by one, and by as much again as makes the weight grow with n. What was ranked when n events were known was
 * ranked among n: early p-values are coarser, never as low as later ones, and weighed alike they make the next one look rarer than it is (below 1e-3 1.4 times
 * too often among the first twenty thousand). The price: while young, p-values below the first rank come up to half as often as they say. Fades out: after a
 * hundred half-lives the pool forgets a hundredth faster than it would.
 */
function poolSteps(n: number): number {
  return 1 + POOL_HALF_LIFE_EVENTS * Math.log2(1 + 1 / n);
}

/** A p-value as a score of the pool, 1 to 1e6: with bins 9 to 13 % of p apart. */
function poolScore(p: number): number {
  return 1 / Math.sqrt(p);
}

/** A seed and an id → chance in [0, 1), the same every time: MurmurHash3's finish (Appleby, 2011, public domain). */
function chanceOf(seed: number, idLow: number, idHigh: number): number {
  let h = Math.imul(idLow ^ seed, 0xcc9e2d51) ^ Math.imul(idHigh + 0x9e3779b9, 0x1b873593);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}
