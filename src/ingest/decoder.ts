import type { Rejection } from "../nouns/codes.ts";
import type { EventRow } from "../nouns/event-row.ts";

/** Border: one JSON line → a filled row, or why not. */
export interface Decoder {
  /** Optional values of the event last decoded that could not be read, each with its reason; the event counts without them. */
  readonly setAside: readonly Rejection[];
  /**
   * Decodes bytes[start, end) (one line, no \n, valid UTF-8) into `row`; returns null when it is a valid event, else the
   * rejection (`line` 0: the caller knows it). `nowMs` is the receiver's clock for the future bound; Infinity switches it off.
   */
  decode(bytes: Uint8Array, start: number, end: number, row: EventRow, nowMs: number): Rejection | null;
}
