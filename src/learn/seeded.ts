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

/** sfc32 of Chris Doty-Humphrey's PractRand (public domain): the only chance in this folder. A seed is a whole number in [0, 2^32). */
export function createSeeded(seed: number): Seeded {
  let a = seed | 0;
  let b = (seed ^ 0x9e3779b9) | 0;
  let c = 0x243f6a88 | 0;
  let counter = 1;
  const u32 = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  for (let i = 0; i < 16; i++) u32();
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
