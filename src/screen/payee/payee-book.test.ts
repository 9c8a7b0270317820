import { expect, test } from "vitest";
import { payersOf } from "./payee-book.ts";
import { PAYER_REGISTERS } from "./payee-limits.ts";

/** A sketch in which so many registers hold a first rank: what as many payers leave, or a few more. */
const sketch = (filled: number): Uint8Array => new Uint8Array(PAYER_REGISTERS).fill(1, 0, filled);

test.each([
  ["nobody", 0, 0, 0],
  ["fewer payers than payments", 20, 400, 20],
  ["an estimate above the number of payments", 60, 61, 61],
])("payers: %s", (_, filled, payments, expected) => {
  expect(payersOf({ payers: sketch(filled), payments })).toBe(expected);
});
