import type { FalseAlarmRate } from "../../calibrate/false-alarm-meter.ts";
import { createScoreCalibrator } from "../../calibrate/score-calibrator.ts";
import { targetStratum } from "../../calibrate/stratum.ts";
import { SURGE_TICK_MS, SurgeScores } from "../../detect/surge-scores.ts";
import type { Cluster } from "../../nouns/campaign.ts";
import { HOUR_MS } from "../../nouns/durations.ts";
import { RETRACTION_BIT } from "../../nouns/event.ts";
import { type EventRow, keyColumn } from "../../nouns/event-row.ts";
import { combine } from "../../nouns/hash.ts";
import { benjaminiHochberg } from "../../statistics/false-discovery.ts";
import { SURGES_SHOWN_MAX } from "./detector-limits.ts";

/** A target that rose beyond its own pace in the latest tick. Position: of an event on it in the log. */
export interface Surge {
  readonly key: string;
  readonly event: number;
  /** Event type. */
  readonly type: string;
  readonly score: number;
  readonly p: number;
  /** Beginning of the tick of five minutes. */
  readonly fromMs: number;
}

/** What was asked and obtained since `fromMs`, over seven days at the most. */
export type SurgeRate = FalseAlarmRate & { readonly fromMs: number };

const TARGET = keyColumn("target") * 2;
/** What the reading looks back on: all that the meter remembers. */
const READING_MS = 168 * HOUR_MS;
/** Seen for less than this, there is no reading. */
const SEEN_MS_MIN = HOUR_MS;
/** Part of the targets shown that may be there by chance. */
const FALSE_PART_MAX = 0.1;
/** One act is no surge, and half of all windows hold no more: without them it costs half as much, and a rate asked for is of windows that could be one. */
const ACTS_MIN = 2;
/** Windows of targets that can still be taken out when a campaign names them; 50 bytes each. */
const RECENT_MAX = 2 ** 18;
/** Targets of campaigns whose windows are known to be taken out; those not named for longest are forgotten first. */
const NAMED_MAX = 100_000;
/** Ticks after a campaign's latest act in which its targets are not shown as surges: six hours, as long as a campaign lingers. */
const NAMED_TICKS = 72;
/** Latest positions of targets, by hash; a target that lost its place to another is not shown. */
const PLACES = 2 ** 17;

/**
 * Scores each target's windows of five minutes with two acts or more against its own pace, turns scores into p-values, and keeps account of how many alarms were asked for and came. Windows
 * of found campaigns are taken out, of every kind of act on their targets: who is paid to like a video opens it first, and its views surge with its likes. Of what is
 * left, an alarm is taken for false, so that obtained is an upper bound. Assumed is that campaigns are found: thresholds answer to all that is not named, and
 * a fifth of the traffic bought by nobody known would take most of the alarms asked for (docs/adr/0016). Campaigns that weeks showed are not known
 * here, and what a person dismissed stays out. Event time only; deterministic; memory is bounded, some 50 MB at the most. Holds nothing over a restart:
 * `sinceMs` says from when on it has counted. 0.5 to 0.8 CPU-µs an event.
 */
export class SurgeDetector {
  /** Event time of the first event. */
  sinceMs = Number.NaN;
  private readonly scores = new SurgeScores({ actsMin: ACTS_MIN });
  private readonly calibrator = createScoreCalibrator({ recentMax: RECENT_MAX });
  /** The open tick. */
  private tick = Number.NEGATIVE_INFINITY;
  private latest: readonly Surge[] = [];
  /** Type of act and key of a campaign's target → ticks taken out, both ends included. */
  private readonly named = new Map<string, { from: number; to: number }>();
  /** Key of a campaign's target → the latest of these ticks. */
  private readonly servedUntil = new Map<string, number>();
  /** Codes of the kinds of act seen so far. */
  private readonly kinds: number[] = [];
  private readonly placeKeys = new Int32Array(2 * PLACES);
  private readonly placePositions = new Float64Array(PLACES);
  private readonly id = new Int32Array(2);
  private rates: readonly SurgeRate[] | null = [];

  /** Takes an event that happened at `atMs`, on a clock that is not ahead of the others. */
  add(row: EventRow, position: number, atMs: number): void {
    const { kind, hash } = row;
    const low = hash[TARGET]!;
    const high = hash[TARGET + 1]!;
    if (kind >= RETRACTION_BIT || (low === 0 && high === 0)) return;
    const tick = Math.floor(atMs / SURGE_TICK_MS);
    if (tick > this.tick) {
      if (Number.isNaN(this.sinceMs)) this.sinceMs = atMs;
      else this.close(tick);
      this.tick = tick;
    }
    this.scores.add(low, high, kind, atMs);
    if (!this.kinds.includes(kind)) this.kinds.push(kind);
    const place = placeOf(low, high);
    this.placeKeys[2 * place] = low;
    this.placeKeys[2 * place + 1] = high;
    this.placePositions[place] = position;
  }

  /** Takes out the windows in which campaigns were served, of all kinds of act on their targets. O(windows not taken out before · kinds). */
  exclude(campaigns: Iterable<Pick<Cluster, "targets">>): void {
    for (const { targets } of campaigns) {
      for (const { key, type, fromMs, toMs } of targets) {
        const from = Math.floor(fromMs / SURGE_TICK_MS);
        const to = Math.min(Math.floor(toMs / SURGE_TICK_MS), this.tick - 1);
        if (to >= from) this.excludeTicks(type, key, from, to);
      }
    }
  }

  /** Asked and obtained; empty while less than an hour was seen. O(1) but once a tick. */
  falseAlarms(): readonly SurgeRate[] {
    this.rates ??= this.reading();
    return this.rates;
  }

  /** Targets that rose beyond their own pace in the tick that ended last, the strangest first. A cue where to look: fans and flash crowds rise higher than most orders. */
  surges(): readonly Surge[] {
    return this.latest;
  }

  get bytes(): number {
    return (
      this.scores.bytes + this.calibrator.bytes() + this.placeKeys.byteLength + this.placePositions.byteLength
    );
  }

  private close(tick: number): void {
    const closed = this.scores.take(tick * SURGE_TICK_MS);
    const pValues = new Float64Array(closed.length);
    for (let i = 0; i < closed.length; i++) {
      const { targetKey, kind, score, actsPerDay, fromMs } = closed[i]!;
      this.idOf(targetKey, kind, fromMs / SURGE_TICK_MS);
      const stratum = targetStratum(kind, actsPerDay, fromMs);
      const p = this.calibrator.add(score, stratum, fromMs, this.id[0]!, this.id[1]!);
      pValues[i] = this.isNamed(targetKey) ? Number.NaN : p;
    }
    const surges: Surge[] = [];
    for (const i of benjaminiHochberg(pValues, FALSE_PART_MAX)) {
      if (surges.length === SURGES_SHOWN_MAX) break;
      const { targetKey: key, type, score, fromMs } = closed[i]!;
      const event = this.positionOf(key);
      if (event !== null) surges.push({ key, event, type, score, p: pValues[i]!, fromMs });
    }
    this.latest = surges;
    this.rates = null;
  }

  /** In a campaign now or shortly before: it has a page of its own. */
  private isNamed(key: string): boolean {
    const until = this.servedUntil.get(key);
    return until !== undefined && until >= this.tick - NAMED_TICKS;
  }

  private reading(): readonly SurgeRate[] {
    const toMs = this.tick * SURGE_TICK_MS;
    if (!(toMs - this.sinceMs >= SEEN_MS_MIN)) return [];
    // An end of a whole hour is the next hour's beginning.
    const { fromMs, rates } = this.calibrator.reading(toMs - 1, READING_MS);
    return rates.map((rate) => ({ ...rate, fromMs: Math.max(fromMs, this.sinceMs) }));
  }

  private excludeTicks(type: string, key: string, from: number, to: number): void {
    const name = `${type} ${key}`;
    const done = this.named.get(name);
    for (let tick = from; tick <= to; tick++) {
      if (done !== undefined && tick >= done.from && tick <= done.to) {
        tick = done.to;
        continue;
      }
      for (const kind of this.kinds) {
        this.idOf(key, kind, tick);
        if (this.calibrator.exclude(this.id[0]!, this.id[1]!)) this.rates = null;
      }
    }
    const until = Math.max(to, this.servedUntil.get(key) ?? to);
    this.servedUntil.delete(key);
    this.servedUntil.set(key, until);
    forgetFirst(this.servedUntil);
    this.named.delete(name);
    // Of stretches apart the newest is remembered: taking a window out twice does no harm.
    const apart = done === undefined || from > done.to + 1 || to < done.from - 1;
    this.named.set(
      name,
      apart ? { from, to } : { from: Math.min(from, done.from), to: Math.max(to, done.to) },
    );
    forgetFirst(this.named);
  }

  /** The window's id, into `id`. */
  private idOf(key: string, kind: number, tick: number): void {
    combine(lowOf(key), highOf(key), tick | 0, kind, this.id, 0);
  }

  private positionOf(key: string): number | null {
    const [low, high] = [lowOf(key), highOf(key)];
    const place = placeOf(low, high);
    const kept = this.placeKeys[2 * place] === low && this.placeKeys[2 * place + 1] === high;
    return kept ? this.placePositions[place]! : null;
  }
}

/** Holds a map of targets to `NAMED_MAX`. */
function forgetFirst(map: Map<string, unknown>): void {
  if (map.size <= NAMED_MAX) return;
  for (const first of map.keys()) {
    map.delete(first);
    return;
  }
}

function placeOf(low: number, high: number): number {
  return (Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 8) & (PLACES - 1);
}

function lowOf(key: string): number {
  return Number.parseInt(key.slice(8), 16) | 0;
}

function highOf(key: string): number {
  return Number.parseInt(key.slice(0, 8), 16) | 0;
}
