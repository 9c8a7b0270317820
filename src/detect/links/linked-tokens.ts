import type { EventColumns } from "../columns/event-columns.ts";
import { discoveryThreshold, lnPoissonTail } from "./chance.ts";
import { BLOCKS, meetWithin, type Rhythm } from "./rhythm.ts";
import type { Tokens } from "./tokens.ts";

/** Two audiences that share more actors than chance allows. */
export interface Links {
  readonly count: number;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly shared: Int32Array;
  readonly expected: Float64Array;
  /** Pairs of audiences that were tested. */
  readonly tests: number;
  /** Largest ln p that passed on its own; what closes a triangle may lie above it. */
  readonly lnThreshold: number;
}

/** Fewest shared actors for a pair to be looked at. */
export const SHARED_MIN = 3;
/** False links among links, on average. Small, since tests of one crowd lean on each other. */
const DISCOVERY_RATE = 1e-3;
/** How many times chance a link must be: tastes make honest audiences overlap by small factors that no test on counts tells from intent. */
const LIFT_MIN = 3;
/**
 * False pairs listed to a token, on average. Pairs that miss the rate on their own but close a triangle count too: at a tenth of a false neighbour to a token,
 * the whole window holds 0.1³ / 6 false triangles, however many tokens it has, and sparse pools link by triangles first.
 */
const LISTED_DEGREE = 0.1;

/**
 * Pairs of audiences of different owners that share more actors than popularity, activity and daily rhythm explain
 * (statistically validated projection: Tumminello et al., PLoS ONE 6(3), 2011; null of given degrees as in Saracco et al., NJP 19,
 * 2017; here with time, and a false-discovery rate over all pairs). Audiences are compared, not accounts: an order of
 * n actions by a pool of which the part d works at a time shares n · d actors with the next one, where two accounts of it share d² of their orders.
 * Targets marked in `known` are left out. Two targets of one owner are never compared: followers return to whom they follow. Cost: sum over actors of
 * tokens² / 2, with at most `ACTOR_TOKENS_MAX` tokens each.
 */
export function linkTokens(
  columns: EventColumns,
  tokens: Tokens,
  blocks: Uint16Array,
  rhythm: Rhythm,
  known: Uint8Array,
): Links {
  const { owner } = columns;
  const { meet } = rhythm;
  const shared = new Uint16Array(tokens.count);
  const touched = new Int32Array(tokens.count);
  const ahead = new Float64Array(BLOCKS);
  const found = {
    a: [] as number[],
    b: [] as number[],
    shared: [] as number[],
    expected: [] as number[],
    lnP: [] as number[],
  };
  const lnListed = Math.log(LISTED_DEGREE / Math.max(1, tokens.count));
  const fill = tokens.actorStart.slice(1);
  // From the last token to the first, each actor's list is walked from its end: what lies behind `fill` is later than t.
  for (let t = tokens.count - 1; t >= 0; t--) {
    let touchedCount = 0;
    const explained = known[tokens.target[t]!] === 1;
    for (let i = tokens.start[t]!; i < tokens.start[t + 1]!; i++) {
      const who = tokens.actor[i]!;
      const at = fill[who]! - 1;
      if (at < tokens.actorStart[who]! || tokens.token[at] !== t) continue;
      fill[who] = at;
      if (explained) continue;
      const end = tokens.actorStart[who + 1]!;
      for (let later = at + 1; later < end; later++) {
        const other = tokens.token[later]!;
        if (shared[other]!++ === 0) touched[touchedCount++] = other;
      }
    }
    let ready = false;
    const targetA = tokens.target[t]!;
    const ownerA = owner[targetA]!;
    for (let x = 0; x < touchedCount; x++) {
      const other = touched[x]!;
      const both = shared[other]!;
      shared[other] = 0;
      if (both < SHARED_MIN) continue;
      const targetB = tokens.target[other]!;
      if (known[targetB] === 1 || targetB === targetA || (ownerA >= 0 && owner[targetB] === ownerA)) continue;
      if (!ready) {
        ready = true;
        for (let k = 0; k < BLOCKS; k++) {
          let sum = 0;
          for (let h = 0; h < BLOCKS; h++) sum += blocks[t * BLOCKS + h]! * meet[h * BLOCKS + k]!;
          ahead[k] = sum;
        }
      }
      let expected = 0;
      for (let k = 0; k < BLOCKS; k++) expected += blocks[other * BLOCKS + k]! * ahead[k]!;
      if (both < LIFT_MIN * expected) continue;
      expected = Math.max(expected, expectedNear(columns, tokens, rhythm, t, other));
      if (both < LIFT_MIN * expected) continue;
      const lnP = lnPoissonTail(both, expected);
      if (lnP > lnListed) continue;
      found.a.push(t);
      found.b.push(other);
      found.shared.push(both);
      found.expected.push(expected);
      found.lnP.push(lnP);
    }
  }
  const tests = Math.max(1, (tokens.count * (tokens.count - 1)) / 2);
  const lnThreshold = discoveryThreshold(Float64Array.from(found.lnP), tests, DISCOVERY_RATE);
  const closing = inTriangles(found.a, found.b);
  const keep = found.lnP.flatMap((lnP, i) => (lnP <= lnThreshold || closing[i] === 1 ? [i] : []));
  return {
    count: keep.length,
    a: Int32Array.from(keep, (i) => found.a[i]!),
    b: Int32Array.from(keep, (i) => found.b[i]!),
    shared: Int32Array.from(keep, (i) => found.shared[i]!),
    expected: Float64Array.from(keep, (i) => found.expected[i]!),
    tests,
    lnThreshold,
  };
}

/** 1 for the pairs that close a triangle with two others. O(pairs · smaller neighbourhood). */
function inTriangles(a: readonly number[], b: readonly number[]): Uint8Array {
  const near = new Map<number, Set<number>>();
  const put = (from: number, to: number): void => {
    const own = near.get(from);
    if (own === undefined) near.set(from, new Set([to]));
    else own.add(to);
  };
  for (let i = 0; i < a.length; i++) {
    put(a[i]!, b[i]!);
    put(b[i]!, a[i]!);
  }
  return Uint8Array.from(a, (_, i) => {
    const [small, large] = [near.get(a[i]!)!, near.get(b[i]!)!].sort((x, y) => x.size - y.size);
    for (const third of small!) if (large!.has(third)) return 1;
    return 0;
  });
}

/** Actors that two audiences share because both gathered, for the most part, within the same sessions; 0 when they did not. */
export function expectedNear(
  columns: EventColumns,
  tokens: Tokens,
  rhythm: Rhythm,
  a: number,
  b: number,
): number {
  const { start, event } = tokens;
  const timeAt = (t: number, part: number): number =>
    columns.occurredAtMs[event[start[t]! + Math.floor((start[t + 1]! - start[t]!) * part)]!]!;
  const from = Math.min(timeAt(a, 0.25), timeAt(b, 0.25));
  const to = Math.max(timeAt(a, 0.75), timeAt(b, 0.75));
  const sizes = (start[a + 1]! - start[a]!) * (start[b + 1]! - start[b]!);
  return sizes * meetWithin(rhythm, from, to);
}
