/** Whoever gathers changes and counts how often they have reached the store. */
export interface Storing {
  readonly storedSequence: number;
}

/**
 * Reads what is stored and joins it with what waits to be stored, as of one moment: where changes reached the store while it was read,
 * they may be in what was read or not, and wait no longer; then it is read again. `join` is called in the very turn in which that is
 * known, so it must not wait. The store answers no read that holds changes before they count as stored (`Records.storeCounts`).
 */
export async function ofOneMoment<T, R>(
  changes: Storing,
  read: () => Promise<T>,
  join: (stored: T) => R,
): Promise<R> {
  for (;;) {
    const before = changes.storedSequence;
    const stored = await read();
    if (before === changes.storedSequence) return join(stored);
  }
}
