import { PLAUSIBLE_MS_MIN, plausibleUnit } from "../kernels/time/plausible-time.ts";
import type { Rejection } from "../nouns/codes.ts";
import { currencyCodes } from "../nouns/currency-exponents.ts";
import { isEngagement, PAYMENT_CODE } from "../nouns/event.ts";
import { type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import { EVENT_BYTES_MAX, FUTURE_SKEW_MS_MAX } from "../nouns/limits.ts";
import type { Decoder } from "./decoder.ts";
import { cutText } from "./json-tree.ts";
import { nearMissHint } from "./near-miss.ts";
import { parseEvent } from "./parse-event.ts";
import { isRoundedId } from "./rounded-id.ts";
import { ACTOR, AMOUNT, OWNER, TARGET } from "./row-columns.ts";
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

/** Columns of ids, by the field they come from. */
const IDS: readonly (readonly [column: number, engagement: string, payment: string])[] = [
  [ACTOR, "actor.id", "payer"],
  [TARGET, "target.id", "payee.id"],
  [OWNER, "target.owner", ""],
];
const CURRENCY = keyColumn("currency");

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

/** What was read well, and yet can be no event: a time of another unit, an id that was rounded. */
function refusedAtDoor(row: EventRow): Rejection | null {
  if (row.occurredAtMs < PLAUSIBLE_MS_MIN) {
    const ms = row.occurredAtMs;
    const unit = plausibleUnit(ms);
    const would =
      unit === "s"
        ? `as seconds it is ${new Date(ms * 1000).toISOString()}: multiply by 1000`
        : "events lie between 2000 and 2099";
    const hint = `as milliseconds this is ${new Date(ms).toISOString()}; ${would}`;
    return { code: "bad_time", line: 0, field: "at", value: String(ms), hint };
  }
  const { bytes, span } = row;
  const payment = !isEngagement(row.kind);
  if (row.kind === PAYMENT_CODE && Number.isNaN(row.num[AMOUNT]!)) {
    const value = keyText(row, CURRENCY) ?? "";
    const near = nearMissHint(value, currencyCodes());
    return {
      code: "out_of_range",
      line: 0,
      field: "currency",
      value,
      hint: `a currency of ISO 4217; ${near}`,
    };
  }
  for (const [column, engagementField, paymentField] of IDS) {
    const field = payment ? paymentField : engagementField;
    const start = span[column * 2]!;
    const end = span[column * 2 + 1]!;
    if (!isRoundedId(bytes, start, end)) continue;
    const hint = "export the ids as text: a spreadsheet, or a column of decimals, has cut their last digits";
    return { code: "rounded_id", line: 0, field, value: cutText(bytes, start, end), hint };
  }
  return null;
}
