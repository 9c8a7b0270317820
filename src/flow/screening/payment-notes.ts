import { type EventRow, keyColumn, keyText, numberColumn } from "../../nouns/event-row.ts";
import type { RemarkReading } from "../../screen/remark/remark-reading.ts";
import type { PaymentNote } from "../screened-payments.ts";
import { rowsDiffer } from "./row-differs.ts";

const ID = keyColumn("id");
const PAYER = keyColumn("payer");
const PAYEE = keyColumn("payee");
const PAYEE_ID = keyColumn("payee_id");
const REFUND_OF = keyColumn("refund_of");
const CURRENCY = keyColumn("currency");
const AMOUNT = numberColumn("amount");
const OPENED = numberColumn("opened_at_ms");

/** What of a payment is odd and no error. `rowOf`: a stored payment by its id. */
export function notesOf(
  row: EventRow,
  reading: RemarkReading | null,
  rowOf: (id: string) => EventRow | null,
): PaymentNote[] {
  const notes: PaymentNote[] = [];
  const refundOf = keyText(row, REFUND_OF);
  if (refundOf !== null) {
    const paid = refundOf === keyText(row, ID) ? null : rowOf(refundOf);
    const note = (code: PaymentNote["code"], field: string, value: string) =>
      notes.push({ code, field, value });
    if (paid === null) note("refund_before_payment", "refund_of", refundOf);
    else {
      if (rowsDiffer(row, paid, PAYEE_ID)) note("refund_other_payee", "payee.id", keyText(row, PAYEE) ?? "");
      if (rowsDiffer(row, paid, CURRENCY))
        note("refund_other_currency", "currency", keyText(row, CURRENCY) ?? "");
      else if (row.num[AMOUNT]! > paid.num[AMOUNT]!)
        note("refund_above_payment", "amount_minor", String(row.num[AMOUNT]));
    }
  }
  if (row.num[OPENED]! > row.occurredAtMs)
    notes.push({
      code: "payee_opened_later",
      field: "payee.opened_at",
      value: new Date(row.num[OPENED]!).toISOString(),
    });
  if (
    row.hash[PAYER * 2] === row.hash[PAYEE_ID * 2] &&
    row.hash[PAYER * 2 + 1] === row.hash[PAYEE_ID * 2 + 1]
  )
    notes.push({ code: "payer_is_payee", field: "payer", value: keyText(row, PAYER) ?? "" });
  const unread = reading?.unread[0];
  if (unread !== undefined)
    notes.push({
      code: "remark_not_read_whole",
      field: "remark",
      value: `${unread.why} ${unread.from}–${unread.to}`,
    });
  return notes;
}
