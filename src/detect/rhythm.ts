import type { EventColumns } from "./event-columns.ts";
import type { Tokens } from "./tokens.ts";

/** Blocks the window is cut into: hours of a day, four hours of four days. */
export const BLOCKS = 24;

/**
 * The null model: who is about when, and how often. Actors act in proportion to their own activity in each block of time and choose targets by the targets'
 * popularity alone. Then two audiences of n and m share n · m · meet(h, k) actors on average, when they gather in blocks h and k.
 */
export interface Rhythm {
  readonly fromMs: number;
  readonly blockMs: number;
  /** meet[h · BLOCKS + k]: chance that one act in block h and one act in block k are the same actor's. */
  readonly meet: Float64Array;
  /** Actor's share of all activity, by actor. */
  readonly share: Float64Array;
}

/**
 * Distinct (actor, target) pairs of any kind, by actor and block. A pair counts once, so that the same event a thousand times is one; an actor counts for at most
 * `ACTIVITY_MAX`. O(events + actors · BLOCKS²) at worst, in practice three blocks an actor.
 */
export function learnRhythm(columns: EventColumns): Rhythm {
  const { count, actorCount, occurredAtMs } = columns;
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    if (occurredAtMs[i]! < fromMs) fromMs = occurredAtMs[i]!;
    if (occurredAtMs[i]! > toMs) toMs = occurredAtMs[i]!;
  }
  const blockMs = count === 0 ? 1 : Math.max(1, (toMs - fromMs + 1) / BLOCKS);
  // Events by actor (counting sort), so that one actor's blocks are together.
  const start = new Int32Array(actorCount + 1);
  for (let i = 0; i < count; i++) start[columns.actor[i]! + 1]!++;
  for (let a = 0; a < actorCount; a++) start[a + 1]! += start[a]!;
  const fill = start.slice(0, actorCount);
  const byActor = new Int32Array(count);
  for (let i = 0; i < count; i++) byActor[fill[columns.actor[i]!]!++] = i;

  const meet = new Float64Array(BLOCKS * BLOCKS);
  const total = new Float64Array(BLOCKS);
  const share = new Float64Array(actorCount);
  const seen = new Int32Array(columns.targetCount).fill(-1);
  const own = new Float64Array(BLOCKS);
  const active = new Int32Array(BLOCKS);
  let all = 0;
  let squares = 0;
  for (let a = 0; a < actorCount; a++) {
    let blocks = 0;
    let acts = 0;
    for (let at = start[a]!; at < start[a + 1]!; at++) {
      const event = byActor[at]!;
      if (seen[columns.target[event]!] === a) continue;
      seen[columns.target[event]!] = a;
      const block = Math.min(BLOCKS - 1, Math.floor((occurredAtMs[event]! - fromMs) / blockMs));
      if (own[block] === 0) active[blocks++] = block;
      own[block]!++;
      if (++acts === ACTIVITY_MAX) break;
    }
    share[a] = acts;
    all += acts;
    squares += acts * (acts - 1);
    for (let x = 0; x < blocks; x++) {
      const h = active[x]!;
      total[h]! += own[h]!;
      for (let y = 0; y < blocks; y++) {
        const k = active[y]!;
        meet[h * BLOCKS + k]! += own[h]! * (h === k ? own[k]! - 1 : own[k]!);
      }
    }
    for (let x = 0; x < blocks; x++) own[active[x]!] = 0;
  }
  for (let a = 0; a < actorCount; a++) share[a]! /= Math.max(1, all);
  // Thin blocks (night, small data) lean on the whole window's value.
  const overall = squares / Math.max(1, all * all);
  const lean = 0.02 * (all / BLOCKS) ** 2 + 1;
  for (let h = 0; h < BLOCKS; h++) {
    for (let k = 0; k < BLOCKS; k++) {
      const cell = h * BLOCKS + k;
      meet[cell] = (meet[cell]! + overall * lean) / (total[h]! * total[k]! + lean);
    }
  }
  return { fromMs, blockMs, meet, share };
}

/** Most targets one actor counts for: nobody's day is longer, and one machine must not set the platform's rhythm. */
const ACTIVITY_MAX = 2000;

/** Actors of each token by block: `BLOCKS` counts a token. O(entries). */
export function tokenBlocks(columns: EventColumns, tokens: Tokens, rhythm: Rhythm): Uint16Array {
  const blocks = new Uint16Array(tokens.count * BLOCKS);
  for (let t = 0; t < tokens.count; t++) {
    for (let i = tokens.start[t]!; i < tokens.start[t + 1]!; i++) {
      const sinceMs = columns.occurredAtMs[tokens.event[i]!]! - rhythm.fromMs;
      blocks[t * BLOCKS + Math.min(BLOCKS - 1, Math.floor(sinceMs / rhythm.blockMs))]!++;
    }
  }
  return blocks;
}
