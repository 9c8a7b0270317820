/** Chance of one file: everything is drawn from the seed and the file's name, nothing from the machine. */
export interface Chance {
  /** A number in [0, 1). */
  readonly next: () => number;
  /** A whole number in [low, high]. */
  readonly between: (low: number, high: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** The list in an order of its own (Fisher and Yates); the list given stays as it was. */
  readonly shuffled: <T>(list: readonly T[]) => T[];
}

/** A seed and a name → chance. FNV-1a mixes the name in, so that a new file does not change the others. */
export function chanceOf(seed: number, name: string): Chance {
  let state = (2166136261 ^ seed) >>> 0;
  for (const char of name) state = Math.imul(state ^ char.codePointAt(0)!, 16777619) >>> 0;
  // mulberry32 (T. Ettinger, public domain): 32 bits of state are plenty for files of 10^5 rows.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    pick: (list) => list[Math.floor(next() * list.length)]!,
    shuffled: (list) => {
      const copy = [...list];
      for (let i = copy.length - 1; i > 0; i -= 1) {
        const j = between(0, i);
        [copy[i], copy[j]] = [copy[j]!, copy[i]!];
      }
      return copy;
    },
  };
}
