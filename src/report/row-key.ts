import type { EventRow } from "../nouns/event-row.ts";

/**
 * 53 of the 64 bits of a hash as one number, for maps: two among a million keys meet with a chance of 6e-5.
 * 0 only for the absent value.
 */
export function hashNumber(low: number, high: number): number {
  return (high & 0x1fffff) * 4294967296 + (low >>> 0);
}

/** A key column of a row as a number for maps; 0 = the event has no such value. Allocates nothing. */
export function rowKey(row: EventRow, column: number): number {
  return hashNumber(row.hash[column * 2]!, row.hash[column * 2 + 1]!);
}
