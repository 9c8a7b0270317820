import type { Rejection } from "../nouns/codes.ts";
import { EVENT_BYTES_MAX, FUTURE_SKEW_MS_MAX } from "../nouns/limits.ts";
import type { Decoder } from "./decoder.ts";
import { cutText } from "./json-tree.ts";
import { parseEvent } from "./parse-event.ts";
import { refusedAtDoor } from "./refused-at-door.ts";
import { scanEvent } from "./scan-event.ts";

export interface DecoderOptions {
  /** An optional value that cannot be read rejects the event; else it is set aside. */
  readonly strict?: boolean;
  /**
   * Events come from outside for the first time: what can be no event of today, a time before 2000 or an id that was rounded, is refused.
   * What stands in a log passed this door already.
   */
  readonly door?: boolean;
}

/**
 * A decoder of the public contract: one JSON line → a filled row, or why not. The ordinary line takes one pass over
 * its bytes and allocates nothing; what that pass does not take (escapes, exponents, nested unknown fields, payments,
 * anything wrong) is parsed once more with care. Both give the same row (tested against each other).
 * The row's `bytes` are the caller's: read them before they change.
 */
export function createDecoder({ strict = false, door = false }: DecoderOptions = {}): Decoder {
  const setAside: Rejection[] = [];
  return {
    setAside,
    decode(bytes, start, end, row, nowMs) {
      if (setAside.length > 0) setAside.length = 0;
      if (end - start > EVENT_BYTES_MAX || !scanEvent(bytes, start, end, row)) {
        const rejection = parseEvent(bytes, start, end, row, strict ? null : setAside);
        if (rejection !== null) return rejection;
      }
      if (row.occurredAtMs > nowMs + FUTURE_SKEW_MS_MAX) {
        return {
          code: "future_time",
          line: 0,
          field: "at",
          value: new Date(row.occurredAtMs).toISOString(),
          hint: `at most ${FUTURE_SKEW_MS_MAX / 60_000} minutes ahead of the receiver, whose clock says ${new Date(nowMs).toISOString()}: check the sender's clock (${cutText(bytes, start, Math.min(end, start + 40))}…)`,
        };
      }
      return door ? refusedAtDoor(row) : null;
    },
  };
}
