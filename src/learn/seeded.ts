import { createSfc32 } from "../kernels/sfc32.ts";

/** Whole numbers in [0, 2^32) from a seed. */
export interface Seeded {
  readonly u32: () => number;
  /** In [0, 1). */
  readonly unit: () => number;
  /** Whole number in [0, n); n in [1, 2^32]. */
  readonly below: (n: number) => number;
  /** Mean 0, deviation 1. */
  readonly normal: () => number;
}

/** The only chance in this folder. A seed is a whole number in [0, 2^32). */
export function createSeeded(seed: number): Seeded {
  const u32 = createSfc32(seed, seed ^ 0x9e3779b9, 0x243f6a88);
  const unit = (): number => u32() / 4294967296;
  return {
    u32,
    unit,
    below: (n) => Math.floor(unit() * n),
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
  };
}

/** `list` in an order of chance, in place (Fisher and Yates). */
export function shuffle(list: Int32Array, random: Seeded): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = list[i]!;
    list[i] = list[j]!;
    list[j] = kept;
  }
}
