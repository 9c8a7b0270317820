import { EVENT_BYTES_MAX, FUTURE_SKEW_MS_MAX } from "../nouns/limits.ts";
import type { Decoder } from "./decoder.ts";
import { cutText } from "./json-tree.ts";
import { parseEvent } from "./parse-event.ts";
import { scanEvent } from "./scan-event.ts";

/**
 * A decoder of the public contract: one JSON line → a filled row, or why not. The ordinary line takes one pass over
 * its bytes and allocates nothing; what that pass does not take (escapes, exponents, nested unknown fields, payments,
 * anything wrong) is parsed once more with care. Both give the same row (tested against each other).
 * The row's `bytes` are the caller's: read them before they change.
 */
export function createDecoder(): Decoder {
  return {
    decode(bytes, start, end, row, nowMs) {
      if (end - start > EVENT_BYTES_MAX || !scanEvent(bytes, start, end, row)) {
        const rejection = parseEvent(bytes, start, end, row);
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
      return null;
    },
  };
}
