import type { Random } from "./random.ts";

/** Draws an index in proportion to its weight in constant time (alias method: Walker 1977; Vose 1991). */
export interface AliasTable {
  /** Replaces the weights (≥ 0, at least one > 0). O(n), allocates nothing after the first call of a size. */
  readonly rebuild: (weights: Float64Array) => void;
  readonly draw: (random: Random) => number;
}

export function createAliasTable(weights: Float64Array): AliasTable {
  const size = weights.length;
  const probability = new Float64Array(size);
  const alias = new Int32Array(size);
  const stack = new Int32Array(size);

  const rebuild = (next: Float64Array): void => {
    let total = 0;
    for (let i = 0; i < size; i++) total += next[i]!;
    const scale = size / total;
    // Small weights are stacked from the left, large ones from the right of one array.
    let small = 0;
    let large = size;
    for (let i = 0; i < size; i++) {
      probability[i] = next[i]! * scale;
      alias[i] = i;
      if (probability[i]! < 1) stack[small++] = i;
      else stack[--large] = i;
    }
    while (small > 0 && large < size) {
      const less = stack[--small]!;
      const more = stack[large]!;
      alias[less] = more;
      probability[more] = probability[more]! + probability[less]! - 1;
      if (probability[more]! < 1) {
        large++;
        stack[small++] = more;
      }
    }
    while (large < size) probability[stack[large++]!] = 1;
    while (small > 0) probability[stack[--small]!] = 1;
  };
  rebuild(weights);
  return {
    rebuild,
    draw: (random) => {
      const i = random.below(size);
      return random.unit() < probability[i]! ? i : alias[i]!;
    },
  };
}
