/** 0 up to the first, 1 from the second on; the first may be the larger. */
export function between(value: number, [low, high]: readonly [number, number]): number {
  return clamp((value - low) / (high - low), 0, 1);
}

/** The value, held within bounds. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
