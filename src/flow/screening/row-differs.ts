import type { EventRow } from "../../nouns/event-row.ts";

/** Whether two events have other values in a key column, by their hashes. */
export function rowsDiffer(one: EventRow, other: EventRow, column: number): boolean {
  return (
    one.hash[column * 2] !== other.hash[column * 2] || one.hash[column * 2 + 1] !== other.hash[column * 2 + 1]
  );
}
