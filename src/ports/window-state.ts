import type { EventRow } from "../nouns/event-row.ts";

/** Port: the sliding windows behind a policy's features. One owner per partition; updates and reads are one step. */
export interface WindowState {
  /**
   * Enters an event and writes the features that its type's rules need into `out` (index = place in the policy's list;
   * NaN = not measurable). Events must come in order of time; ties in order of arrival.
   */
  measure(row: EventRow, asOfMs: number, out: Float64Array): void;
  /**
   * Begins anew as of a time that may lie before all the events entered so far: the clock stood wrong. Until a feature's window
   * has passed since, it is not measurable, for every key: what the windows held cannot be placed in time.
   */
  restart(asOfMs: number): void;
  /** Live keys, evictions and bytes, for health and tests. */
  stats(): WindowStats;
  /** The whole state as one buffer list; `restore` of it in a new instance of the same policy gives the same answers. */
  snapshot(): Uint8Array[];
  restore(parts: readonly Uint8Array[]): void;
}

export interface WindowStats {
  readonly keysLive: number;
  readonly keysEvicted: number;
  readonly bytes: number;
}
