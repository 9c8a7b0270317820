/** Verdicts of some set of events. */
export interface Tally {
  events: number;
  challenged: number;
  held: number;
  rejected: number;
}

export function tally(): Tally {
  return { events: 0, challenged: 0, held: 0, rejected: 0 };
}

/** Counts one event by its verdict's rank. */
export function addVerdict(to: Tally, verdict: number): void {
  to.events++;
  if (verdict === 1) to.challenged++;
  else if (verdict === 2) to.held++;
  else if (verdict === 3) to.rejected++;
}

/** Adds b to a. */
export function merge(a: Tally, b: Tally): void {
  a.events += b.events;
  a.challenged += b.challenged;
  a.held += b.held;
  a.rejected += b.rejected;
}

/** Sum of several. */
export function sum(tallies: Iterable<Tally>): Tally {
  const total = tally();
  for (const one of tallies) merge(total, one);
  return total;
}
