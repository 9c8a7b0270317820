import { ramp, sureExcess, sureExcessOver } from "./compare-parts.ts";
import { emptiness, type Follower } from "./follower.ts";

/** How empty, or how much of one cast, the profiles of a group are beyond those of the rest, 0 to 1. */
export interface ProfileEvidence {
  readonly strength: number;
  /** Part of the group with an empty profile; NaN where none is told. */
  readonly emptyPart: number;
  /** Part of the group that follows about equally many, and between how many; NaN where it is not told. */
  readonly alikePart: number;
  readonly alikeFrom: number;
}

/** Emptiness of honest newcomers at most: many who join have not posted, and have neither picture nor text. */
const HONEST_EMPTY = 0.8;
const ROOM = 3;
/** Accounts that honest people of one list follow lie within a factor of 1.5 for at most this part. */
const HONEST_ALIKE = 0.4;
const ALIKE_RATIO = 1.5;
/** Below, counts are too small for a ratio: nearly everybody new follows fewer. */
const ALIKE_FROM_MIN = 20;
/** Fewest accounts of about the same age that are enough to compare with. */
const PEERS_MIN = 60;
/** Same age: within this factor, since profiles fill with time. */
const AGE_FACTOR = 2;
const NONE = 0.15;
const FULL = 0.45;

/**
 * A group's profiles against those of the rest: accounts of about the same age where there are enough, since what is new is empty. And
 * always emptier than honest newcomers may be: they are emptier than their peers who have been there as long. `asOfMs`: the newest time in the list. O(n log n).
 */
export function profileEvidence(
  group: readonly Follower[],
  rest: readonly Follower[],
  asOfMs: number,
): ProfileEvidence {
  const peers = peersOf(group, rest, asOfMs);
  const own = group.map(emptiness).filter((empty) => empty !== null);
  const others = (peers ?? rest).map(emptiness).filter((empty) => empty !== null);
  const hits = own.filter(Boolean).length;
  const restHits = others.filter(Boolean).length;
  const emptyExcess = Math.min(
    others.length === 0 ? 1 : sureExcess(hits, own.length, restHits, others.length),
    // What is left above honest newcomers is little room: it counts for more.
    sureExcessOver(hits, own.length, HONEST_EMPTY) * ROOM,
  );
  const alike = alikeWindow(group);
  const following = (peers ?? rest).map((row) => row.following).filter((value) => !Number.isNaN(value));
  const inside = following.filter((value) => value >= alike.from && value < alike.from * ALIKE_RATIO).length;
  const alikeExcess = Math.min(
    following.length === 0 ? 1 : sureExcess(alike.hits, alike.known, inside, following.length),
    sureExcessOver(alike.hits, alike.known, HONEST_ALIKE),
  );
  return {
    strength: Math.max(ramp(emptyExcess, NONE, FULL), ramp(alikeExcess, NONE, FULL)),
    emptyPart: own.length === 0 ? Number.NaN : hits / own.length,
    alikePart: alike.known === 0 ? Number.NaN : alike.hits / alike.known,
    alikeFrom: alike.from,
  };
}

function peersOf(
  group: readonly Follower[],
  rest: readonly Follower[],
  asOfMs: number,
): readonly Follower[] | null {
  const ages = Float64Array.from(group, (row) => asOfMs - row.registeredAtMs)
    .filter((age) => !Number.isNaN(age))
    .sort();
  if (ages.length < group.length / 2) return null;
  const age = Math.max(1, ages[Math.floor(ages.length / 2)]!);
  const peers = rest.filter(({ registeredAtMs }) => {
    const ratio = (asOfMs - registeredAtMs) / age;
    return ratio >= 1 / AGE_FACTOR && ratio <= AGE_FACTOR;
  });
  return peers.length >= PEERS_MIN ? peers : null;
}

/** The range [from, 1.5 from) that most of a group's numbers of followed accounts lie in. */
function alikeWindow(group: readonly Follower[]): { from: number; hits: number; known: number } {
  const values = Float64Array.from(group, (row) => row.following)
    .filter((value) => !Number.isNaN(value))
    .sort();
  let best = 0;
  let from = ALIKE_FROM_MIN;
  let end = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < ALIKE_FROM_MIN) continue;
    end = Math.max(end, i);
    while (end < values.length && values[end]! < values[i]! * ALIKE_RATIO) end++;
    if (end - i <= best) continue;
    best = end - i;
    from = values[i]!;
  }
  return { from, hits: best, known: values.length };
}
