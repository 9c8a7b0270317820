import type { Rejection } from "../../nouns/codes.ts";
import { kindWord } from "../../nouns/event.ts";
import { type EventRow, keyColumn, keyText, numberColumn } from "../../nouns/event-row.ts";
import { rowsDiffer } from "./row-differs.ts";

const PAYER = keyColumn("payer");
const PAYEE = keyColumn("payee");
const PAYEE_ID = keyColumn("payee_id");
const CURRENCY = keyColumn("currency");
const AMOUNT = numberColumn("amount");

/** An id under which something else than a payment is stored; null where nothing is. */
export function takenOf(id: string, type: string | null): Rejection | null {
  if (type === null) return null;
  const hint = `\`${id}\` is the id of an event of type \`${type}\`: give each payment an id of its own`;
  return { code: "id_conflict", line: 0, field: "id", value: id, hint };
}

/** An id that was used for another payment; null for the same payment again. Names the first field that differs. */
export function conflictOf(row: EventRow, id: string, before: EventRow): Rejection | null {
  if (before.kind !== row.kind) return takenOf(id, kindWord(before.kind));
  const money = (one: EventRow) => `${one.num[AMOUNT]} ${keyText(one, CURRENCY)}`;
  const told = (field: string, tell: (one: EventRow) => string): Rejection => {
    const hint = `\`${id}\` was screened with \`${tell(before)}\` before: give each payment an id of its own`;
    return { code: "id_conflict", line: 0, field, value: tell(row), hint };
  };
  if (row.num[AMOUNT] !== before.num[AMOUNT]) return told("amount_minor", money);
  if (rowsDiffer(row, before, CURRENCY)) return told("currency", money);
  if (rowsDiffer(row, before, PAYER)) return told("payer", (one) => keyText(one, PAYER) ?? "");
  // The hash alone stands under `payee_id`; the text stands under `payee`.
  return rowsDiffer(row, before, PAYEE_ID) ? told("payee.id", (one) => keyText(one, PAYEE) ?? "") : null;
}
