/**
 * A stratum is a path of at most three steps, the broadest first, packed in 24 bits. What a step means is the caller's: for targets it is the type of act, the
 * decade of popularity and the part of the day, because those move a score's distribution most.
 */
export type Stratum = number;

/** Steps of a path, and values of a step. */
export const STRATUM_DEPTH = 3;
export const STEP_VALUES = 256;

/** Path → stratum. Steps are cut to whole numbers in [0, 255]. */
export function stratumOf(first: number, second: number, third: number): Stratum {
  return (step(first) << 16) | (step(second) << 8) | step(third);
}

/** Stratum → its path. */
export function stratumPath(stratum: Stratum): readonly [first: number, second: number, third: number] {
  return [(stratum >>> 16) & 255, (stratum >>> 8) & 255, stratum & 255];
}

/** Parts the day is cut into: four hours each. */
export const DAY_PARTS = 6;
const PART_MS = 86_400_000 / DAY_PARTS;

/**
 * The stratum of a target's score: type of act (code of its kind), decade of its popularity (acts of a day: below 1, below 10, below 100 …) and part of the local
 * day. `utcOffsetMs`: how far the platform's clocks are ahead of UTC.
 */
export function targetStratum(kind: number, popularity: number, atMs: number, utcOffsetMs = 0): Stratum {
  const decade = popularity >= 1 ? 1 + Math.min(9, Math.floor(Math.log10(popularity))) : 0;
  const part = Math.floor((atMs + utcOffsetMs) / PART_MS) % DAY_PARTS;
  return stratumOf(kind, decade, (part + DAY_PARTS) % DAY_PARTS);
}

function step(value: number): number {
  return Math.min(STEP_VALUES - 1, Math.max(0, value | 0));
}
