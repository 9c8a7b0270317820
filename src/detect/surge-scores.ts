import { KeyTable, ROW_HEADER_WORDS } from "../kernels/key-table.ts";
import { kindWord, RETRACTION_BIT } from "../nouns/event.ts";
import { keyHex } from "./columns/key-hex.ts";

/** How far one kind of act on one target rose beyond its own pace in one tick. */
export interface SurgeScore {
  /** 64-bit key as 16 hexadecimal digits. */
  readonly targetKey: string;
  /** Event type, and its code. */
  readonly type: string;
  readonly kind: number;
  /** The tick is [fromMs, fromMs + SURGE_TICK_MS). */
  readonly fromMs: number;
  /**
   * Beyond what was expected, about in standard deviations; negative when it was less. People come in groups, so that its distribution is not the normal one: to
   * be calibrated, by `kind` and `actsPerDay`.
   */
  readonly score: number;
  readonly acts: number;
  readonly actsExpected: number;
  /** How popular the target was before: acts a day at the platform's mean pace. */
  readonly actsPerDay: number;
  /** Its past is not known: new, or forgotten to keep within memory. Then it is held against what is usual for its type. */
  readonly isNew: boolean;
}

export interface SurgeOptions {
  /** Targets and types remembered, 16 to 2^24; the longest untouched are forgotten first. 80 bytes each. Default 262,144. */
  readonly targetsMax?: number;
  /** Scores kept for `take`, ≥ 1; the oldest go first. Default 262,144. */
  readonly scoresMax?: number;
  /** Acts in a tick from which on it is scored, ≥ 1; fewer are the past of later ticks all the same. Default 1. */
  readonly actsMin?: number;
}

/** A tick: short enough to see an order of minutes, long enough for counts that say something. */
export const SURGE_TICK_MS = 300_000;
/** Ticks in which the past counts half: two hours. Longer, and what a new video gathers looks like a surge; shorter, and orders become their own past. */
const HALF_LIFE_TICKS = 24;
const KEEP = 0.5 ** (1 / HALF_LIFE_TICKS);
/** Idle for longer, and the past is forgotten: by then a 64th of it is left. */
const FORGET_MS = 6 * HALF_LIFE_TICKS * SURGE_TICK_MS;
/** What is usual counts as much as this many ticks of one's own. */
const USUAL_TICKS = 3;
/** What lies beyond this score enters the past only up to it. */
const CAP = 5;
/** Anscombe's 3/8: 2 √(n + 3/8) has a variance near 1 for a Poisson count of any mean. */
const ANSCOMBE = 0.375;

const NOW = ROW_HEADER_WORDS;
const PAST = NOW + 1;
const AS_OF = NOW + 2;
const BORN = NOW + 3;
const PACE_THEN = NOW + 4;
const STRIDE = NOW + 5;
const KINDS = RETRACTION_BIT;

/**
 * A continuous score of each target and type that anything happened to, tick by tick: the burst idea of MIDAS-F (Bhatia et al., TKDD 16(4), 2022) where it serves
 * engagement. Where we differ: what is expected of a tick is the target's own pace (half-life two hours) times how much goes on elsewhere in that tick, so that evening
 * is no surge; the score has a side; and a burst enters the past cut to what just passes, where the paper
 * keeps it out whole, so that honest growth is a surge for some ticks and not for ever. A cue where to look, not evidence: what fans and flash crowds do rises
 * higher than most orders (docs/evaluation/second-opinion.md). Memory is bounded; event time only; deterministic.
 */
export class SurgeScores {
  /** Acts that came after their tick was closed; they count nowhere. */
  late = 0;
  /** Scores given up because nobody took them. */
  dropped = 0;
  private readonly table: KeyTable;
  private readonly targetsMax: number;
  private readonly scoresMax: number;
  private readonly actsMin: number;
  private floats: Float32Array;
  private tick = Number.NEGATIVE_INFINITY;
  /** By kind: acts in this tick, targets touched in it; decayed sums of both, of ticks, and of the pace as it stands. */
  private readonly acts = new Float64Array(KINDS);
  private readonly touchedOf = new Float64Array(KINDS);
  private readonly actsPast = new Float64Array(KINDS);
  private readonly touchedPast = new Float64Array(KINDS);
  private ticksPast = 0;
  /** Low, high and kind of what was touched in this tick. */
  private touched = new Int32Array(3 * 1024);
  private touchedCount = 0;
  private scores: SurgeScore[] = [];

  constructor({ targetsMax = 262_144, scoresMax = 262_144, actsMin = 1 }: SurgeOptions = {}) {
    if (!(targetsMax >= 16 && targetsMax <= 2 ** 24))
      throw new Error(`targetsMax out of range: \`${targetsMax}\``);
    if (!(scoresMax >= 1)) throw new Error(`scoresMax out of range: \`${scoresMax}\``);
    this.targetsMax = targetsMax;
    if (!(actsMin >= 1)) throw new Error(`actsMin out of range: \`${actsMin}\``);
    this.scoresMax = scoresMax;
    this.actsMin = actsMin;
    this.table = new KeyTable(STRIDE, FORGET_MS, targetsMax, () => {});
    this.floats = new Float32Array(this.table.words.buffer);
  }

  /** Takes an event: its target's key, the code of its kind (retractions are passed over) and its time. About 0.3 µs, and 1.5 µs for each score when its tick closes. */
  add(targetLow: number, targetHigh: number, kind: number, atMs: number): void {
    if (kind >= KINDS || (targetLow === 0 && targetHigh === 0)) return;
    const tick = Math.floor(atMs / SURGE_TICK_MS);
    if (tick < this.tick) {
      this.late++;
      return;
    }
    if (tick > this.tick) this.moveTo(tick);
    const base = this.find(targetLow, targetHigh, kind);
    this.acts[kind]!++;
    if (this.floats[base + NOW]!++ > 0) return;
    this.touchedOf[kind]!++;
    if (this.touchedCount === this.targetsMax) return;
    let { touched } = this;
    const at = 3 * this.touchedCount++;
    if (at === touched.length) {
      touched = new Int32Array(2 * at);
      touched.set(this.touched);
      this.touched = touched;
    }
    touched[at] = targetLow;
    touched[at + 1] = targetHigh;
    touched[at + 2] = kind;
  }

  /** The scores of ticks that ended by `nowMs`, each once, in order of time and of first sight. */
  take(nowMs: number): readonly SurgeScore[] {
    if (nowMs >= (this.tick + 1) * SURGE_TICK_MS) this.moveTo(Math.floor(nowMs / SURGE_TICK_MS));
    const taken = this.scores;
    this.scores = [];
    return taken;
  }

  get bytes(): number {
    return this.table.bytes + this.touched.byteLength;
  }

  private find(low: number, high: number, kind: number): number {
    const { table } = this;
    const base = table.find(low ^ Math.imul(kind + 1, 0x9e3779b1), high, (this.tick * SURGE_TICK_MS) >>> 0);
    if (this.floats.buffer !== table.words.buffer) this.floats = new Float32Array(table.words.buffer);
    if (table.created) {
      table.words[base + AS_OF] = this.tick;
      table.words[base + BORN] = this.tick;
      this.floats[base + PACE_THEN] = this.actsPast[kind]!;
    }
    return base;
  }

  /** Scores the open tick, then lets time pass. */
  private moveTo(tick: number): void {
    if (this.tick !== Number.NEGATIVE_INFINITY) {
      for (let i = 0; i < this.touchedCount; i++) {
        const at = 3 * i;
        this.close(this.touched[at]!, this.touched[at + 1]!, this.touched[at + 2]!);
      }
      const keep = KEEP ** (tick - this.tick);
      for (let kind = 0; kind < KINDS; kind++) {
        this.actsPast[kind] = (this.actsPast[kind]! + this.acts[kind]!) * keep;
        this.touchedPast[kind] = (this.touchedPast[kind]! + this.touchedOf[kind]!) * keep;
      }
      // Ticks in which nothing happened anywhere count too.
      this.ticksPast = this.ticksPast * keep + (KEEP * (1 - keep)) / (1 - KEEP);
      if (this.scores.length > this.scoresMax) {
        this.dropped += this.scores.length - this.scoresMax;
        this.scores = this.scores.slice(-this.scoresMax);
      }
    }
    this.acts.fill(0);
    this.touchedOf.fill(0);
    this.touchedCount = 0;
    this.tick = tick;
  }

  private close(low: number, high: number, kind: number): void {
    const { floats, table, tick } = this;
    const base = table.peek(low ^ Math.imul(kind + 1, 0x9e3779b1), high);
    if (base < 0) return; // forgotten within the tick
    const keep = KEEP ** (tick - table.words[base + AS_OF]!);
    const past = floats[base + PAST]! * keep;
    const count = floats[base + NOW]!;
    // What went on while the target was known, in acts of its kind: all of it, without what is older than the target.
    const born = floats[base + PACE_THEN]! * KEEP ** (tick - table.words[base + BORN]!);
    const went = Math.max(0, this.actsPast[kind]! - born);
    const pace = this.actsPast[kind]! / Math.max(1e-9, this.ticksPast);
    const goesOn = Math.max(1, this.acts[kind]! - count);
    const usual =
      this.touchedPast[kind]! === 0 ? 1 : this.actsPast[kind]! / this.touchedPast[kind]! / Math.max(1, pace);
    const lean = USUAL_TICKS * Math.max(1, pace);
    const level = (past + usual * lean) / (went + lean);
    const expected = level * goesOn;
    const root = Math.sqrt(expected + ANSCOMBE);
    const score = 2 * (Math.sqrt(count + ANSCOMBE) - root);
    if (count >= this.actsMin)
      this.scores.push({
        targetKey: keyHex(Int32Array.of(low, high), 0),
        type: kindWord(kind),
        kind,
        fromMs: tick * SURGE_TICK_MS,
        score,
        acts: count,
        actsExpected: expected,
        actsPerDay: (past / Math.max(1, went)) * pace * (86_400_000 / SURGE_TICK_MS),
        isNew: table.words[base + BORN] === tick,
      });
    const capped = score <= CAP ? count : (root + CAP / 2) ** 2 - ANSCOMBE;
    floats[base + PAST] = past + capped;
    floats[base + NOW] = 0;
    table.words[base + AS_OF] = tick;
  }
}
