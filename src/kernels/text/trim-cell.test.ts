import { expect, test } from "vitest";
import { trimCell } from "./trim-cell.ts";

test.each([
  ["7301234567890000001\t", "7301234567890000001"],
  ["\t7301 ", "7301"],
  ["\u00a07301\u3000", "7301"],
  ["7301\u200b", "7301"],
  ["\ufeff7301\u2060\r\n", "7301"],
  ["\u0000ab-c_1\u0007", "ab-c_1"],
  ['="7301234567890000001"', "7301234567890000001"],
  ['\t="7301\t"', "7301"],
  ["小明 ", "小明"],
  [" \t\u200b", ""],
])("%j is %j", (cell, bare) => {
  expect(trimCell(cell)).toBe(bare);
});

test.each(["小明\u200b", "❤️", "👩\u200d", "a b", "=SUM(A1)", "小明", "e", "", "7301 0001", "（一）"])(
  "%j stays as it is",
  (cell) => {
    expect(trimCell(cell)).toBe(cell);
  },
);
