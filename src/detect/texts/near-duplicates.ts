import { createSfc32 } from "../../kernels/sfc32.ts";
import { resemblance } from "./shingles.ts";

/**
 * Bands and rows of the signature: texts of resemblance s meet in some band with chance 1 − (1 − s⁴)²⁰: .74 at .5,
 * .94 at .6, .998 at .75, .03 at .2. Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", section 3.4.
 */
const BANDS = 20;
const ROWS = 4;
/** Texts that are as like as this are one text with changes. Broder's clusters of pages stand at .5. */
export const SAME_TEXT_RESEMBLANCE = 0.5;
/** Texts of one bucket that a newcomer is compared with: bounds the work by 20 × 8 comparisons a text. */
const COMPARED_MAX = 8;
/** Any fixed seed: it decides the hash functions only. */
const SEED = 0x7e97;

/**
 * Shingle sets of distinct texts → for each the number of its cluster; clusters are numbered by first appearance. A text
 * joins the cluster of the first text met (in `order`, most frequent first by the caller's choice) that resembles it by
 * `atLeast`; it is compared with founders of clusters, never with later members, so that no chain of small changes
 * joins what is unlike. MinHash (Broder et al., "Min-wise independent permutations", STOC 1998) with
 * multiply-add hashes over 32 bits. Deterministic. Work 80 × shingles + at most 160 comparisons a text; holds 20 numbers a founder.
 */
export function clusterNearDuplicates(
  sets: readonly Uint32Array[],
  order: Iterable<number>,
  atLeast: number = SAME_TEXT_RESEMBLANCE,
): Int32Array {
  const random = createSfc32(SEED, SEED ^ 0x55555555, 1);
  const multipliers = Uint32Array.from({ length: BANDS * ROWS }, () => random() | 1);
  const addends = Uint32Array.from({ length: BANDS * ROWS }, () => random());
  const buckets = Array.from({ length: BANDS }, () => new Map<number, number[]>());
  const clusters = new Int32Array(sets.length).fill(-1);
  const keys = new Int32Array(BANDS);
  let count = 0;
  for (const text of order) {
    const set = sets[text]!;
    bandKeys(set, multipliers, addends, keys);
    const best = nearest(sets, set, buckets, keys, atLeast);
    if (best >= 0) {
      clusters[text] = clusters[best]!;
      continue;
    }
    clusters[text] = count++;
    for (let band = 0; band < BANDS; band++) {
      const bucket = buckets[band]!.get(keys[band]!);
      if (bucket === undefined) buckets[band]!.set(keys[band]!, [text]);
      else if (bucket.length < COMPARED_MAX) bucket.push(text);
    }
  }
  return clusters;
}

function nearest(
  sets: readonly Uint32Array[],
  set: Uint32Array,
  buckets: readonly Map<number, number[]>[],
  keys: Int32Array,
  atLeast: number,
): number {
  let best = -1;
  let bestResemblance = atLeast;
  for (let band = 0; band < BANDS; band++) {
    for (const founder of buckets[band]!.get(keys[band]!) ?? []) {
      const like = founder === best ? 0 : resemblance(set, sets[founder]!);
      if (like > bestResemblance || (best < 0 && like === bestResemblance)) {
        best = founder;
        bestResemblance = like;
      }
    }
  }
  return best;
}

function bandKeys(set: Uint32Array, multipliers: Uint32Array, addends: Uint32Array, keys: Int32Array): void {
  for (let band = 0; band < BANDS; band++) {
    let key = 0;
    for (let row = 0; row < ROWS; row++) {
      const multiplier = multipliers[band * ROWS + row]!;
      const addend = addends[band * ROWS + row]!;
      let least = 0xffffffff;
      for (let i = 0; i < set.length; i++) {
        let hash = (Math.imul(set[i]!, multiplier) + addend) | 0;
        hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
        if (hash < least) least = hash;
      }
      key = Math.imul(key ^ least, 0x9e3779b1);
      key ^= key >>> 13;
    }
    keys[band] = key;
  }
}
