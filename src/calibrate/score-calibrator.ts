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

/** See `ScoreCalibrator`; the method, with its sources, is told in docs/adr/0016. */
export function createScoreCalibrator(options: CalibratorOptions = {}): ScoreCalibrator {
  const nodesMax = Math.min(4096, Math.max(4, Math.floor(options.strataMax ?? 192)));
  const recentMax = 2 ** Math.ceil(Math.log2(Math.max(16, options.recentMax ?? 131_072)));
  const halfLifeMs = Math.max(HOUR_MS, options.halfLifeMs ?? 36 * HOUR_MS);
  const seed = (options.seed ?? 1) | 0;
  const feeds = options.feedback ?? true;
  const strata = new StrataTable(nodesMax);
  const baselines = new RankBaselines(nodesMax, halfLifeMs);
  /**
   * Ranks of the strata's p-values among all of them: what small strata's tails get wrong on average is put right where all events are together. Ranks alone, for
   * here a rate is promised: of n scores exchangeable with the next, the next is the strangest once in n + 1, and no tail can know a rarer rate.
   */
  const pool = new RankBaselines(1, POOL_HALF_LIFE_EVENTS, false);
  const feedback = new RateFeedback(nodesMax);
  const admission = new Admission(nodesMax);
  const recent = new RecentEvents(recentMax);
  const meter = new FalseAlarmMeter(nodesMax);
  /** Time of the last event, time that has passed by our own count, NaN scores, other scores. */
  const clock = Float64Array.of(Number.NaN, 0, 0, 0);

  /**
   * Lets the time since the last event pass, an hour at most: an outage, or one clock set to another century, must not wipe out what was learnt. Time that goes
   * back by more than an hour is a clock put right.
   */
  function advance(atMs: number): void {
    const gap = atMs - clock[0]!;
    if (Number.isNaN(gap) || gap < -HOUR_MS) {
      if (!Number.isNaN(atMs)) clock[0] = atMs;
      return;
    }
    if (gap <= 0) return;
    clock[0] = atMs;
    const passed = Math.min(gap, HOUR_MS);
    const before = clock[1]!;
    clock[1] = before + passed;
    const unit = baselines.unit;
    baselines.advance(passed);
    if (baselines.unit < unit) recent.scale(1 / (unit * 2 ** (passed / halfLifeMs)));
    if (Math.floor(clock[1] / HOUR_MS) > Math.floor(before / HOUR_MS)) {
      admission.turn();
      strata.merge(
        (node) => baselines.count(node),
        (node) => {
          baselines.clear(node);
          feedback.clear(node);
          admission.clear(node);
          meter.clear(node);
        },
      );
    }
  }

  /** p-value by rank along the path just walked, each depth leaning on the one before while it is young. */
  function rank(bin: number, chance: number): number {
    let p = 1;
    for (let depth = 0; depth < PATH_NODES; depth++) {
      const node = strata.path[depth]!;
      if (node < 0) break;
      const count = baselines.count(node);
      const one = baselines.survival(node, bin, chance);
      const parent = depth === 0 ? 0 : PARENT_COUNT * Math.max(0, 1 - count / GROWN_COUNT);
      p = depth === 0 ? one : (count * one + parent * p) / (count + parent);
    }
    return Math.max(LEAST_P, p);
  }

  /** The pool's bin of a score on the path just walked. */
  function pooledBinOf(bin: number, idLow: number, idHigh: number): number {
    return binOf(poolScore(rank(bin, chanceOf(seed, idLow, idHigh))));
  }

  function pValue(leaf: number, pooledBin: number, idLow: number, idHigh: number): number {
    const pooled = pool.survival(0, pooledBin, chanceOf(~seed, idLow, idHigh));
    return Math.max(LEAST_P, feeds ? feedback.calibrate(leaf, pooled) : pooled);
  }

  function judge(score: number, stratum: Stratum, idLow: number, idHigh: number): number {
    if (Number.isNaN(score)) return Number.NaN;
    const leaf = strata.walk(stratum, false);
    return pValue(leaf, pooledBinOf(binOf(score), idLow, idHigh), idLow, idHigh);
  }

  function add(score: number, stratum: Stratum, atMs: number, idLow: number, idHigh: number): number {
    if (Number.isNaN(score)) {
      clock[2]!++;
      return Number.NaN;
    }
    advance(atMs);
    const leaf = strata.walk(stratum, true);
    const bin = binOf(score);
    const pooledBin = pooledBinOf(bin, idLow, idHigh);
    const p = pValue(leaf, pooledBin, idLow, idHigh);
    const learnt = feedback.learn(leaf, feedback.band(p));
    const alarms = meter.alarmsAt(p);
    const place = recent.add(idLow, idHigh);
    recent.stratum[place] = stratum;
    recent.bin[place] = bin;
    recent.pooledBin[place] = pooledBin;
    recent.learnt[place] = learnt;
    recent.alarms[place] = alarms;
    recent.hour[place] = meter.add(leaf, atMs, alarms);
    recent.entered[place] = 0;
    recent.weight[place] = baselines.unit;
    recent.pooledWeight[place] = pool.unit;
    const known = pool.count(0);
    if (leaf !== ROOT) {
      if (baselines.count(leaf) < YOUNG_COUNT || admission.admits(leaf, p, known, idLow, idHigh))
        enter(place, OWN_STRATA);
      if (admission.release(leaf)) enterLate(OWN_STRATA);
    }
    if (admission.admits(ROOT, p, known, idLow, idHigh)) enter(place, WHOLE);
    if (admission.release(ROOT)) enterLate(WHOLE);
    const unit = pool.unit;
    const steps = poolSteps(++clock[3]!);
    pool.advance(steps);
    if (pool.unit < unit) recent.scalePooled(1 / (unit * 2 ** (steps / POOL_HALF_LIFE_EVENTS)));
    return p;
  }

  /** Adds an event to the baselines of its own strata, or to those of the whole and the pool. */
  function enter(place: number, which: number): void {
    if ((recent.entered[place]! & which) !== 0) return;
    strata.walk(recent.stratum[place]!, false);
    const bin = recent.bin[place]!;
    const weight = recent.weight[place]!;
    if (which === OWN_STRATA) {
      for (let depth = 1; depth < PATH_NODES && strata.path[depth]! >= 0; depth++)
        baselines.add(strata.path[depth]!, bin, weight);
    } else {
      baselines.add(ROOT, bin, weight);
      pool.add(0, recent.pooledBin[place]!, recent.pooledWeight[place]!);
    }
    recent.entered[place]! |= which;
  }

  /** The same for the one just released, unless he waited so long that he is forgotten. */
  function enterLate(which: number): void {
    const place = recent.find(admission.released[0]!, admission.released[1]!);
    if (place >= 0 && recent.alarms[place] !== UNDONE) enter(place, which);
  }

  function exclude(idLow: number, idHigh: number): boolean {
    const place = recent.find(idLow, idHigh);
    if (place < 0 || recent.alarms[place] === UNDONE) return false;
    const leaf = strata.walk(recent.stratum[place]!, false);
    const bin = recent.bin[place]!;
    const weight = recent.weight[place]!;
    if (recent.entered[place]! & OWN_STRATA) {
      for (let depth = 1; depth < PATH_NODES && strata.path[depth]! >= 0; depth++)
        baselines.remove(strata.path[depth]!, bin, weight);
      admission.refund(leaf, recent.alarms[place]!);
    } else admission.dismiss(leaf, idLow, idHigh);
    if (recent.entered[place]! & WHOLE) {
      baselines.remove(ROOT, bin, weight);
      pool.remove(0, recent.pooledBin[place]!, recent.pooledWeight[place]!);
      if (leaf !== ROOT) admission.refund(ROOT, recent.alarms[place]!);
    } else admission.dismiss(ROOT, idLow, idHigh);
    feedback.unlearn(leaf, recent.learnt[place]!);
    meter.remove(leaf, recent.hour[place]!, recent.alarms[place]!);
    recent.alarms[place] = UNDONE;
    return true;
  }

  function threshold(stratum: Stratum, nominal: number): number {
    const leaf = strata.walk(stratum, false);
    let low = 0;
    let high = BIN_COUNT;
    while (low < high) {
      const bin = (low + high) >> 1;
      const pooled = pool.survival(0, binOf(poolScore(rank(bin, 0.5))), 0.5);
      const p = feeds ? feedback.calibrate(leaf, pooled) : pooled;
      if (p <= nominal) high = bin;
      else low = bin + 1;
    }
    return binFloor(low);
  }

  function snapshot(): Uint8Array[] {
    const header = Float64Array.of(VERSION, nodesMax, recentMax, halfLifeMs, seed);
    return [
      new Uint8Array(header.buffer),
      new Uint8Array(clock.buffer),
      strata.snapshot(),
      ...baselines.snapshot(),
      ...pool.snapshot(),
      ...feedback.snapshot(),
      ...admission.snapshot(),
      ...meter.snapshot(),
      ...recent.snapshot(),
    ];
  }

  function restore(parts: readonly Uint8Array[]): void {
    const expected = snapshot();
    const fits =
      parts.length === expected.length && parts.every((part, i) => part.length === expected[i]!.length);
    if (!fits || !parts[0]!.every((byte, i) => byte === expected[0]![i])) {
      throw new TouchstoneError(
        "storage_damaged",
        `the calibration's snapshot has \`${parts.length}\` parts of \`${parts.reduce((sum, { length }) => sum + length, 0)}\` bytes that do not fit these options; start without it and it is learnt anew`,
      );
    }
    new Uint8Array(clock.buffer).set(parts[1]!);
    strata.restore(parts[2]!);
    baselines.restore(parts[3]!, parts[4]!, parts[5]!);
    pool.restore(parts[6]!, parts[7]!, parts[8]!);
    feedback.restore(parts[9]!, parts[10]!);
    admission.restore(parts[11]!, parts[12]!);
    meter.restore(parts[13]!, parts[14]!);
    recent.restore(parts.slice(15));
  }

  return {
    add,
    judge,
    exclude,
    threshold,
    reading: (toMs, windowMs) =>
      meter.reading(toMs, windowMs, (node) => (strata.key[node]! < 0 ? null : strata.stepsOf(node))),
    notMeasurable: () => clock[2]!,
    bytes: () =>
      strata.bytes +
      baselines.bytes +
      pool.bytes +
      feedback.bytes +
      admission.bytes +
      recent.bytes +
      meter.bytes,
    snapshot,
    restore,
  };
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
