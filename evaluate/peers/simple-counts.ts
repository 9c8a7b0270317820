import type { EventColumns } from "../../src/detect/columns/event-columns.ts";
import { RETRACTION_BIT } from "../../src/nouns/event.ts";

/** Two acts are near duplicates when they are of one kind, on one target and this close. */
const TOGETHER_MS = 10 * 60_000;
/** Later acts each one is compared with, the nearest first: a target with a million likes in an hour must not cost their square. */
const NEXT_MAX = 32;
/** Acts done together from which on two accounts count as partners. */
const PARTNERS_MIN = 2;

/** What anybody would count first. */
export const SIMPLE_COUNTS = [
  { name: "accounts by number of acts", rank: byActs },
  { name: "accounts by acts done together with the same others", rank: byCoActs },
] as const;

/** Actors in groups of equally many acts (all but views; the same again on the same target counts once), most first. O(acts · log). */
export function byActs(columns: EventColumns): readonly Int32Array[] {
  const acts = new Float64Array(columns.actorCount);
  for (const event of firstActs(columns)) acts[columns.actor[event]!]!++;
  return ranked(acts);
}

/**
 * Actors in groups of equally many near-duplicate acts with partners, most first: for every other account with which it did at least `PARTNERS_MIN` things within
 * `TOGETHER_MS`, as many as they did. No chance model, no popularity, no owners: what a query in a database would say. O(acts · `NEXT_MAX` · log).
 */
export function byCoActs(columns: EventColumns): readonly Int32Array[] {
  const { actor, actorCount, target, kind, occurredAtMs } = columns;
  const acts = firstActs(columns);
  let pairs = new Float64Array(1 << 16);
  let count = 0;
  for (let i = 0; i < acts.length; i++) {
    const a = acts[i]!;
    for (let j = i + 1; j < acts.length && j <= i + NEXT_MAX; j++) {
      const b = acts[j]!;
      if (target[a] !== target[b] || kind[a] !== kind[b]) break;
      if (occurredAtMs[b]! - occurredAtMs[a]! > TOGETHER_MS) break;
      if (count === pairs.length) {
        const grown = new Float64Array(count * 2);
        grown.set(pairs);
        pairs = grown;
      }
      const [low, high] = actor[a]! < actor[b]! ? [actor[a]!, actor[b]!] : [actor[b]!, actor[a]!];
      pairs[count++] = low * actorCount + high;
    }
  }
  const sorted = pairs.subarray(0, count).sort();
  const together = new Float64Array(actorCount);
  for (let i = 0; i < count; ) {
    let end = i + 1;
    while (end < count && sorted[end] === sorted[i]) end++;
    if (end - i >= PARTNERS_MIN) {
      const pair = sorted[i]!;
      together[Math.floor(pair / actorCount)]! += end - i;
      together[pair % actorCount]! += end - i;
    }
    i = end;
  }
  return ranked(together);
}

/** Each actor's first act of a kind on a target, by target, kind and time. */
function firstActs({ count, actor, target, kind, occurredAtMs }: EventColumns): Int32Array {
  const acts = Int32Array.from({ length: count }, (_, event) => event)
    .filter((event) => kind[event]! > 0 && kind[event]! < RETRACTION_BIT)
    .sort(
      (a, b) =>
        target[a]! - target[b]! || kind[a]! - kind[b]! || occurredAtMs[a]! - occurredAtMs[b]! || a - b,
    );
  const seen = new Set<number>();
  return acts.filter((event, i) => {
    const before = acts[i - 1];
    if (before === undefined || target[before] !== target[event] || kind[before] !== kind[event])
      seen.clear();
    if (seen.has(actor[event]!)) return false;
    seen.add(actor[event]!);
    return true;
  });
}

/** Actors with a count above 0 in groups of the same count, highest first. */
function ranked(counts: Float64Array): readonly Int32Array[] {
  const groups = Map.groupBy(
    Array.from(counts.keys()).filter((actor) => counts[actor]! > 0),
    (actor) => counts[actor]!,
  );
  return [...groups].sort(([a], [b]) => b - a).map(([, actors]) => Int32Array.from(actors));
}
