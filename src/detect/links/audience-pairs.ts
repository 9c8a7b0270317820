import type { EventColumns } from "../columns/event-columns.ts";
import type { AudienceSlices } from "./audience-slices.ts";

/** Fewest shared actors for a pair to be looked at. */
export const SHARED_MIN = 3;

/** One audience and later ones that share actors with it; in the order in which its actors lead there. */
export interface Pairs {
  count: number;
  readonly other: Int32Array;
  readonly shared: Uint16Array;
  /** Of each pair, how many chance explains; for a null model to fill in. */
  readonly expected: Float64Array;
}

/** What a walk over all pairs of audiences keeps from one audience to the next. */
export interface PairWalk {
  readonly slices: AudienceSlices;
  readonly pairs: Pairs;
  /** Whose the audience slice's target is, never compared with its own: the owner, or else the target alone; `EXPLAINED`. */
  readonly family: Int32Array;
  /** By actor: up to where the walk has come in their audience slices. */
  readonly reached: Int32Array;
  readonly counts: Uint16Array;
}

const EXPLAINED = -1;

/** A walk that has not begun. Audience slices of targets marked in `known` are left out. Takes 20 bytes an audience slice and 4 an actor. */
export function walkPairs(columns: EventColumns, slices: AudienceSlices, known: Uint8Array): PairWalk {
  const family = new Int32Array(slices.count);
  for (let t = 0; t < slices.count; t++) {
    const target = slices.target[t]!;
    const owner = columns.owner[target]!;
    if (known[target] === 1) family[t] = EXPLAINED;
    else family[t] = owner >= 0 ? owner : EXPLAINED - 1 - target;
  }
  // One more than there are audiences: what is met is written before it is known whether it is new.
  const room = slices.count + 1;
  return {
    slices,
    pairs: {
      count: 0,
      other: new Int32Array(room),
      shared: new Uint16Array(room),
      expected: new Float64Array(room),
    },
    family,
    reached: slices.actorStart.slice(1),
    counts: new Uint16Array(slices.count),
  };
}

/**
 * Audience `a` → the walk's pairs: later audiences of other owners that share at least `SHARED_MIN` actors with it. To be called for every audience, from the last
 * to the first: each actor's audience slices are then walked from their end, and what lies behind `reached` is later than `a`. Over the whole walk: sum over actors of audience slices² / 2,
 * 4 ns each; no branch in the inner loops that could be guessed wrong, no allocation.
 */
export function gatherPairs({ slices, pairs, family, reached, counts }: PairWalk, a: number): void {
  const { actor, actorStart, slice } = slices;
  const { other, shared } = pairs;
  const own = family[a]!;
  const end = slices.start[a + 1]!;
  let met = 0;
  for (let i = slices.start[a]!; i < end; i++) {
    const who = actor[i]!;
    const at = reached[who]! - 1;
    if (at < actorStart[who]! || slice[at] !== a) continue; // not among the audience slices kept of this actor
    reached[who] = at;
    if (own === EXPLAINED) continue;
    const last = actorStart[who + 1]!;
    for (let later = at + 1; later < last; later++) {
      const b = slice[later]!;
      const before = counts[b]!;
      counts[b] = before + 1;
      other[met] = b;
      met += (before - 1) >>> 31; // 1 when it was 0
    }
  }
  let enough = 0;
  for (let i = 0; i < met; i++) {
    const b = other[i]!;
    const both = counts[b]!;
    counts[b] = 0;
    other[enough] = b;
    shared[enough] = both;
    enough += (SHARED_MIN - 1 - both) >>> 31; // 1 when it is at least SHARED_MIN
  }
  let count = 0;
  for (let i = 0; i < enough; i++) {
    const b = other[i]!;
    if (family[b] === own || family[b] === EXPLAINED) continue;
    other[count] = b;
    shared[count++] = shared[i]!;
  }
  pairs.count = count;
}
