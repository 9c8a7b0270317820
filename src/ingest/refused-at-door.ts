import { nearestHint } from "../kernels/text/nearest-word.ts";
import { PLAUSIBLE_MS_MIN, plausibleUnit } from "../kernels/time/plausible-time.ts";
import type { Rejection } from "../nouns/codes.ts";
import { currencyCodes } from "../nouns/currency-exponents.ts";
import { isEngagement, PAYMENT_CODE } from "../nouns/event.ts";
import { type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import { cutText } from "./json-tree.ts";
import { isRoundedId } from "./rounded-id.ts";
import { ACTOR, AMOUNT, OWNER, TARGET } from "./row-columns.ts";

/** Columns of ids, by the field they come from. */
const IDS: readonly (readonly [column: number, engagement: string, payment: string])[] = [
  [ACTOR, "actor.id", "payer"],
  [TARGET, "target.id", "payee.id"],
  [OWNER, "target.owner", ""],
];
const CURRENCY = keyColumn("currency");

/** What was read well, and yet can be no event of today: a time of another unit, an id that was rounded. Null: it can. */
export function refusedAtDoor(row: EventRow): Rejection | null {
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
    const near = nearestHint(value, currencyCodes());
    return {
      code: "out_of_range",
      line: 0,
      field: "currency",
      value,
      hint: `a currency of ISO 4217; ${near}`,
    };
  }
  for (let i = 0; i < IDS.length; i++) {
    const column = IDS[i]![0];
    const start = span[column * 2]!;
    const end = span[column * 2 + 1]!;
    if (!isRoundedId(bytes, start, end)) continue;
    const [, engagementField, paymentField] = IDS[i]!;
    const field = payment ? paymentField : engagementField;
    const hint = "export the ids as text: a spreadsheet, or a column of decimals, has cut their last digits";
    return { code: "rounded_id", line: 0, field, value: cutText(bytes, start, end), hint };
  }
  return null;
}
