import { expect, test } from "vitest";
import { createDecisionRow } from "../../nouns/decision.ts";
import { PAYMENT_CODE } from "../../nouns/event.ts";
import { createEventRow, type KeyColumn, keyColumn, numberColumn } from "../../nouns/event-row.ts";
import { PAYER_REGISTERS } from "./payee-limits.ts";
import { createPayeeRegistry, payersOf } from "./payee-registry.ts";

/** A sketch in which so many registers hold a first rank: what as many payers leave, or a few more. */
const sketch = (filled: number): Uint8Array => new Uint8Array(PAYER_REGISTERS).fill(1, 0, filled);

test.each([
  ["nobody", 0, 0, 0],
  ["fewer payers than payments", 20, 400, 20],
  ["an estimate above the number of payments", 60, 61, 61],
])("payers: %s", (_, filled, payments, expected) => {
  expect(payersOf({ payers: sketch(filled), payments })).toBe(expected);
});

/** A decision that hit the first rule. */
const FIRST_HIT = createDecisionRow(1);
FIRST_HIT.hits[0] = 1;

/** A payment of 6.60 yuan from `a` to `m`, with a status. */
function paymentRow(status: string) {
  const row = createEventRow();
  row.kind = PAYMENT_CODE;
  row.occurredAtMs = Date.parse("2026-11-30T10:00:00Z");
  let bytes = "";
  const set = (column: KeyColumn, value: string): void => {
    row.span.set([bytes.length, bytes.length + value.length], keyColumn(column) * 2);
    bytes += value;
  };
  set("payee", "m");
  set("payer", "a");
  set("status", status);
  set("currency", "CNY");
  row.bytes = new TextEncoder().encode(bytes);
  row.num[numberColumn("amount")] = 6.6;
  return row;
}

test("a payment that failed is known, and counts for nothing that the payee took in", () => {
  const registry = createPayeeRegistry();
  registry.see(paymentRow("failed"), 1, FIRST_HIT);
  const failed = registry.get("m")!;
  expect([failed.payments, failed.sums, failed.recent, payersOf(failed)]).toEqual([0, [], [], 0]);
  expect(failed.verdicts).toEqual([0, 1, 0, 0]);
  registry.see(paymentRow("completed"), 1, FIRST_HIT);
  expect(registry.get("m")).toMatchObject({ payments: 1, recent: [[0]], sums: [{ amount: 6.6 }] });
});
