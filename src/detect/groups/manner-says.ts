import { addBins, MANNER_BINS, MANNER_FEATURES, type Manner } from "./manner.ts";
import type { Order, Visitors } from "./orders-of.ts";

/** Acts' worth of the usual manner that members' manner leans on, and the most that one act's may say, in nats. */
const MANNER_LEAN = 10;
const MANNER_LN_MAX = 4;
const SECOND = MANNER_BINS;
const THIRD = 2 * MANNER_BINS;

/**
 * Visitors → what the manner of each one's act says, by entry, for any membership: ln of how often members' acts come about like it, against acts of its kind in all. Nobody speaks
 * for themselves. The array is good until the next call. O(entries), one logarithm each.
 */
export function createMannerSays(
  orders: readonly Order[],
  { start, place, event }: Visitors,
  { binsOf, usual }: Manner,
): (probability: Float64Array) => Float64Array {
  const packed = Int32Array.from(event, binsOf);
  const bins = new Uint8Array(3 * packed.length);
  for (let i = 0; i < packed.length; i++) {
    bins[3 * i] = packed[i]! % MANNER_BINS;
    bins[3 * i + 1] = SECOND + (Math.floor(packed[i]! / MANNER_BINS) % MANNER_BINS);
    bins[3 * i + 2] = THIRD + (Math.floor(packed[i]! / MANNER_BINS ** 2) % MANNER_BINS);
  }
  const chances = orders.map(({ kind }) => usual(kind));
  const counts = new Float64Array(MANNER_FEATURES * MANNER_BINS);
  const says = new Float64Array(packed.length);
  return (probability) => {
    counts.fill(0);
    let all = 0;
    for (let i = 0; i < packed.length; i++) {
      const p = probability[place[i]!]!;
      addBins(counts, packed[i]!, p);
      all += p;
    }
    for (let o = 0; o < chances.length; o++) {
      const own = chances[o]!;
      for (let i = start[o]!; i < start[o + 1]!; i++) {
        const p = probability[place[i]!]!;
        const [x, y, z] = [bins[3 * i]!, bins[3 * i + 1]!, bins[3 * i + 2]!];
        const [a, b, c] = [own[x]!, own[y]!, own[z]!];
        const among = (counts[x]! - p + MANNER_LEAN * a) * (counts[y]! - p + MANNER_LEAN * b);
        const times =
          (among * (counts[z]! - p + MANNER_LEAN * c)) /
          ((all - p + MANNER_LEAN) ** MANNER_FEATURES * a * b * c);
        says[i] = Math.max(-MANNER_LN_MAX, Math.min(MANNER_LN_MAX, Math.log(times)));
      }
    }
    return says;
  };
}
