import { createSfc32 } from "../kernels/sfc32.ts";

/** Seeded chance; no other source of it is used anywhere in this folder. */
export interface Random {
  /** Whole number in [0, 2^32). */
  readonly u32: () => number;
  /** In [0, 1). */
  readonly unit: () => number;
  /** Whole number in [0, n); n in [1, 2^32]. */
  readonly below: (n: number) => number;
  /** In [low, high). */
  readonly between: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
  /** Mean 0, deviation 1 (Marsaglia's polar method). */
  readonly normal: () => number;
  /** exp of a normal: half the draws lie below `median`. */
  readonly logNormal: (median: number, sigma: number) => number;
  readonly exponential: (mean: number) => number;
  /** Whole number with that mean; the normal approximation above 30. */
  readonly poisson: (mean: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
}

/** A seed and the name of a stream → its generator. Streams of one seed are independent of each other's use. */
export function createRandom(seed: number, stream: string): Random {
  let b = (seed ^ 0x9e3779b9) | 0;
  let c = 0x243f6a88 | 0;
  for (let i = 0; i < stream.length; i++) {
    c = Math.imul(c ^ stream.charCodeAt(i), 0x5bd1e995);
    b = (b + ((c << 7) | (c >>> 25))) | 0;
  }
  const u32 = createSfc32(seed, b, c);
  const unit = (): number => u32() / 4294967296;
  let spare = Number.NaN;
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = Number.NaN;
      return kept;
    }
    let x = 0;
    let y = 0;
    let square = 0;
    do {
      x = unit() * 2 - 1;
      y = unit() * 2 - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    spare = y * factor;
    return x * factor;
  };
  const poisson = (mean: number): number => {
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    const floor = Math.exp(-mean);
    let product = unit();
    let count = 0;
    while (product > floor) {
      product *= unit();
      count++;
    }
    return count;
  };
  return {
    u32,
    unit,
    below: (n) => Math.floor(unit() * n),
    between: (low, high) => low + unit() * (high - low),
    chance: (probability) => unit() < probability,
    normal,
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    exponential: (mean) => -Math.log(1 - unit()) * mean,
    poisson,
    pick: (list) => list[Math.floor(unit() * list.length)]!,
  };
}
