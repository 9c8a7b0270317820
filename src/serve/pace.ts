/** How long one side of a connection may let the other wait: in each window of waiting at least so many bytes move. */
export interface PaceRule {
  readonly windowMs: number;
  readonly bytesMin: number;
}

/** Waiting so far in the present window. */
export interface Pace {
  waitedMs: number;
  movedBytes: number;
}

export const freshPace = (): Pace => ({ waitedMs: 0, movedBytes: 0 });

/**
 * Adds one tick to a pace and says whether it is too slow. Time in which nobody waited for the other side does not count:
 * a sender whose bytes lie unread here is not slow. Pure but for the pace it is given.
 */
export function tooSlow(
  pace: Pace,
  rule: PaceRule,
  tickMs: number,
  waiting: boolean,
  movedBytes: number,
): boolean {
  pace.movedBytes += movedBytes;
  if (!waiting) return false;
  pace.waitedMs += tickMs;
  if (pace.waitedMs < rule.windowMs) return false;
  const slow = pace.movedBytes < rule.bytesMin;
  pace.waitedMs = 0;
  pace.movedBytes = 0;
  return slow;
}
