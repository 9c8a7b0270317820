import { KeyCodes } from "../columns/key-codes.ts";

/** Members kept of one pool at one target: who comes again within them is not counted again. */
const KEPT = 8;
/** Members up to which each newcomer is worth a look; from there on each doubling is: a viral target is not looked at for each visitor. */
const EACH_UP_TO = 32;
/** A pool that stays away for so long begins anew. */
const PAUSE_MS = 3_600_000;
/** Pairs of target and pool held in each of two generations, some 60 bytes each: when one is full the older goes. */
const PAIRS_MAX = 1 << 16;

interface Generation {
  readonly codes: KeyCodes;
  /** Hashes of the latest members, `KEPT` a pair. */
  members: Int32Array;
  counts: Int32Array;
  latestMs: Float64Array;
}

/**
 * Arrivals of known members, one by one: when it is worth to look whether their pool has an order, long before a window would be due. Bounded in memory by `pairsMax`,
 * in looks it asks for by `EACH_UP_TO` and a logarithm a target and hour. It tells when to look and nothing else.
 */
export class PoolArrivals {
  private generations: readonly [Generation, Generation] = [empty(), empty()];
  private readonly pairsMax: number;

  constructor(pairsMax: number = PAIRS_MAX) {
    this.pairsMax = pairsMax;
  }

  /** A member, by a hash, came to what the two words say (target, kind and pool) → whether at least `membersMin` were there by now and this one is news. O(1). */
  note(low: number, high: number, member: number, atMs: number, membersMin: number): boolean {
    const [generation, code] = this.pair(low, high, atMs);
    const count = generation.counts[code]!;
    const base = code * KEPT;
    for (let at = 0; at < Math.min(KEPT, count); at++)
      if (generation.members[base + at] === member) return false;
    generation.members[base + (count % KEPT)] = member;
    generation.counts[code] = count + 1;
    if (count + 1 < membersMin) return false;
    return count < EACH_UP_TO || Number.isInteger(Math.log2(count + 1));
  }

  get bytes(): number {
    return this.generations.reduce(
      (sum, { codes, members, counts, latestMs }) =>
        sum + codes.bytes + members.byteLength + counts.byteLength + latestMs.byteLength,
      0,
    );
  }

  private pair(low: number, high: number, atMs: number): readonly [Generation, number] {
    for (const generation of this.generations) {
      const code = generation.codes.find(low, high);
      if (code < 0) continue;
      if (atMs - generation.latestMs[code]! > PAUSE_MS) generation.counts[code] = 0;
      if (atMs > generation.latestMs[code]!) generation.latestMs[code] = atMs;
      return [generation, code];
    }
    if (this.generations[0].codes.size >= this.pairsMax) this.generations = [empty(), this.generations[0]];
    const [young] = this.generations;
    const code = young.codes.code(low, high);
    if (code === young.counts.length) {
      const expanded = { members: new Int32Array(code * 2 * KEPT), counts: new Int32Array(code * 2) };
      expanded.members.set(young.members);
      expanded.counts.set(young.counts);
      const latestMs = new Float64Array(code * 2);
      latestMs.set(young.latestMs);
      Object.assign(young, expanded, { latestMs });
    }
    young.latestMs[code] = atMs;
    return [young, code];
  }
}

function empty(): Generation {
  return {
    codes: new KeyCodes(),
    members: new Int32Array(64 * KEPT),
    counts: new Int32Array(64),
    latestMs: new Float64Array(64),
  };
}
