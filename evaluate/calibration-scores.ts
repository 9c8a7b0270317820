import { targetStratum } from "../src/calibrate/stratum.ts";
import { combine } from "../src/nouns/hash.ts";

/** One event as far as scores of targets need it: who was acted on, how, when, and whether it was bought (read only to tell honest windows apart). */
export interface Touch {
  readonly atMs: number;
  readonly kind: number;
  readonly targetLow: number;
  readonly targetHigh: number;
  readonly bought: boolean;
}

/** Scores of targets' five minutes in order of time, as columns. */
export interface ScoreStream {
  readonly name: string;
  readonly score: Float64Array;
  readonly stratum: Int32Array;
  readonly atMs: Float64Array;
  /** Two words a score. */
  readonly id: Int32Array;
  /** Key of the target, 16 hexadecimal digits. */
  readonly target: readonly string[];
  /** 1 when nothing in the window was bought. */
  readonly honest: Uint8Array;
  /** What the score would be of the window's honest acts alone, against the same past; NaN where there were none. */
  readonly honestScore: Float64Array;
}

export const WINDOW_MS = 300_000;
const DAY_MS = 86_400_000;
const HALF_LIFE_WINDOWS = 72; // 6 hours

interface Target {
  readonly kind: number;
  readonly low: number;
  readonly high: number;
  count: number;
  /** Of them bought. */
  bought: number;
  /** Acts of before, fading, and the window they were last brought up to. */
  past: number;
  upTo: number;
}

/**
 * Events → two scores of every target's five minutes in which anything happened: `count`, the acts themselves (drifts with traffic, the time of day and popularity),
 * and `surge`, the signed root of the log-likelihood ratio of the count against the target's own fading rate (drifts less). The stratum is type × popularity × part of
 * the day. Events in any order. O(events · log events).
 */
export function targetScores(touches: readonly Touch[], utcOffsetMs: number): readonly ScoreStream[] {
  const sorted = [...touches].sort((a, b) => a.atMs - b.atMs);
  const targets = new Map<string, Target>();
  const counts: number[] = [];
  const surges: number[] = [];
  const strata: number[] = [];
  const times: number[] = [];
  const ids: number[] = [];
  const honest: number[] = [];
  const honestCounts: number[] = [];
  const honestSurges: number[] = [];
  const names: string[] = [];
  const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
  const out = new Int32Array(2);
  let at = 0;
  while (at < sorted.length) {
    const window = Math.floor(sorted[at]!.atMs / WINDOW_MS);
    const here = new Set<Target>();
    for (; at < sorted.length && Math.floor(sorted[at]!.atMs / WINDOW_MS) === window; at++) {
      const touch = sorted[at]!;
      const key = `${touch.kind} ${touch.targetLow} ${touch.targetHigh}`;
      let target = targets.get(key);
      if (target === undefined) {
        target = {
          kind: touch.kind,
          low: touch.targetLow,
          high: touch.targetHigh,
          count: 0,
          bought: 0,
          past: 0,
          upTo: window,
        };
        targets.set(key, target);
      }
      if (!here.has(target)) {
        here.add(target);
        target.count = 0;
        target.bought = 0;
      }
      target.count++;
      if (touch.bought) target.bought++;
    }
    for (const target of here) {
      target.past *= 2 ** ((target.upTo - window) / HALF_LIFE_WINDOWS);
      target.upTo = window;
      const rate = (target.past * Math.LN2) / HALF_LIFE_WINDOWS;
      const expected = rate + 0.02;
      const { count } = target;
      const own = count - target.bought;
      counts.push(count);
      surges.push(surgeOf(count, expected));
      honestCounts.push(own === 0 ? Number.NaN : own);
      honestSurges.push(own === 0 ? Number.NaN : surgeOf(own, expected));
      strata.push(targetStratum(target.kind, (rate * DAY_MS) / WINDOW_MS, window * WINDOW_MS, utcOffsetMs));
      times.push((window + 1) * WINDOW_MS - 1);
      combine(target.low, target.high, window | 0, target.kind, out, 0);
      ids.push(out[0]!, out[1]!);
      honest.push(target.bought > 0 ? 0 : 1);
      names.push(`${hex(target.high)}${hex(target.low)}`);
      target.past += count;
    }
  }
  const stream = (name: string, scores: readonly number[], own: readonly number[]): ScoreStream => ({
    name,
    score: Float64Array.from(scores),
    stratum: Int32Array.from(strata),
    atMs: Float64Array.from(times),
    id: Int32Array.from(ids),
    target: names,
    honest: Uint8Array.from(honest),
    honestScore: Float64Array.from(own),
  });
  return [stream("count", counts, honestCounts), stream("surge", surges, honestSurges)];
}

/** Signed root of the log-likelihood ratio of a count against what was expected. */
function surgeOf(count: number, expected: number): number {
  const ratio = count * Math.log(count / expected) - (count - expected);
  return Math.sign(count - expected) * Math.sqrt(2 * Math.max(0, ratio));
}

/** The same scores with their strata, dealt out anew over the same times: exchangeable by construction. `draw` in [0, 1). */
export function shuffled(stream: ScoreStream, draw: () => number): ScoreStream {
  const order = Array.from(stream.score, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1));
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return {
    ...stream,
    score: stream.score.map((_, i) => stream.score[order[i]!]!),
    stratum: stream.stratum.map((_, i) => stream.stratum[order[i]!]!),
    target: order.map((from) => stream.target[from]!),
    honest: stream.honest.map((_, i) => stream.honest[order[i]!]!),
    honestScore: stream.honestScore.map((_, i) => stream.honestScore[order[i]!]!),
  };
}
