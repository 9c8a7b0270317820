import type { EventRow } from "../nouns/event-row.ts";

/** Port: the sliding windows behind a policy's features. One owner per partition; updates and reads are one step. */
export interface WindowState {
  /**
   * Enters an event and writes the features that its type's rules need into `out` (index = place in the policy's list;
   * NaN = not measurable). Events must come in order of time; ties in order of arrival.
   */
  measure(row: EventRow, asOfMs: number, out: Float64Array): void;
  /** Enters an event whose features nobody asks for: later answers are as after `measure`. */
  enter(row: EventRow, asOfMs: number): void;
  /**
   * Begins anew as of a time that may lie before all the events entered so far: the clock stood wrong. Until a feature's window
   * has passed since, it is not measurable, for every key: what the windows held cannot be placed in time.
   */
  restart(asOfMs: number): void;
  /** Live keys, evictions and bytes, for health and tests. */
  stats(): WindowStats;
  /**
   * Slots that the state is cut into by hash of the key, the same in every instance of a policy: nothing in one depends on another,
   * nor on who holds it.
   */
  readonly slots: number;
  /** All that a slot is, as bytes of its own. */
  snapshotSlot(slot: number): Uint8Array;
  /** Takes a slot in place of what is held of it: from here on the answers are those of the instance that it was taken from. */
  restoreSlot(slot: number, part: Uint8Array): void;
  /** Lets go of a slot: until it is restored, events of its keys enter nothing, and their features are not measurable. */
  dropSlot(slot: number): void;
}

export interface WindowStats {
  readonly keysLive: number;
  readonly keysEvicted: number;
  readonly bytes: number;
}
