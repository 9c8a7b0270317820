import { type ActContext, CONTEXT_BINS, CONTEXT_FEATURES } from "./act-context.ts";
import type { Order, Visitors } from "./orders-of.ts";

/** Acts' worth of the usual context that members' context leans on, and the most that one act's may say, in nats. */
const CONTEXT_PRIOR_WEIGHT = 10;
const CONTEXT_LN_MAX = 4;
const TIMES_MAX = Math.exp(CONTEXT_LN_MAX);
const SECOND = CONTEXT_BINS;
const THIRD = 2 * CONTEXT_BINS;

/**
 * Visitors → what the context of each one's act says, by entry, for any membership: ln of how often members' acts come about like it, against acts of its kind in all. Nobody speaks
 * for themselves. The array is good until the next call. O(entries), one logarithm each.
 */
export function createContextSays(
  orders: readonly Order[],
  { start, place, event }: Visitors,
  { binsOf, usual }: ActContext,
): (probability: Float64Array) => Float64Array {
  const bins = new Uint8Array(3 * event.length);
  for (let i = 0; i < event.length; i++) {
    const packed = binsOf(event[i]!);
    bins[3 * i] = packed % CONTEXT_BINS;
    bins[3 * i + 1] = SECOND + (Math.floor(packed / CONTEXT_BINS) % CONTEXT_BINS);
    bins[3 * i + 2] = THIRD + (Math.floor(packed / CONTEXT_BINS ** 2) % CONTEXT_BINS);
  }
  const chances = orders.map(({ kind }) => usual(kind));
  const counts = new Float64Array(CONTEXT_FEATURES * CONTEXT_BINS);
  const says = new Float64Array(event.length);
  return (probability) => {
    counts.fill(0);
    let all = 0;
    for (let i = 0; i < says.length; i++) {
      const p = probability[place[i]!]!;
      counts[bins[3 * i]!]! += p;
      counts[bins[3 * i + 1]!]! += p;
      counts[bins[3 * i + 2]!]! += p;
      all += p;
    }
    for (let o = 0; o < chances.length; o++) {
      const own = chances[o]!;
      const end = start[o + 1]!;
      for (let i = start[o]!; i < end; i++) {
        const p = probability[place[i]!]!;
        const x = bins[3 * i]!;
        const y = bins[3 * i + 1]!;
        const z = bins[3 * i + 2]!;
        const a = own[x]!;
        const b = own[y]!;
        const c = own[z]!;
        const acts = all - p + CONTEXT_PRIOR_WEIGHT;
        const among =
          (counts[x]! - p + CONTEXT_PRIOR_WEIGHT * a) *
          (counts[y]! - p + CONTEXT_PRIOR_WEIGHT * b) *
          (counts[z]! - p + CONTEXT_PRIOR_WEIGHT * c);
        const times = among / (acts * acts * acts * a * b * c);
        // The bounds themselves need no logarithm.
        if (times >= TIMES_MAX) says[i] = CONTEXT_LN_MAX;
        else says[i] = times * TIMES_MAX <= 1 ? -CONTEXT_LN_MAX : Math.log(times);
      }
    }
    return says;
  };
}
