import { expect, test } from "vitest";
import { readNumberText } from "./read-number-text.ts";

test.each([
  ["7", 7],
  ["7.0", 7],
  ["-1", -1],
  ["1e5", 100_000],
  ["1,234", 1234],
  ["16,547", 16_547],
  ["12,345,678.5", 12_345_678.5],
  ["12,5", 12.5],
  ["1.234,5", 1234.5],
  ["1.234.567", 1_234_567],
  ["1 234", 1234],
  ["12\u202f345", 12_345],
  ["1'234", 1234],
  ["1.2万", 12_000],
  ["1.1w", 11_000],
  ["1.7萬", 17_000],
  ["3k", 3000],
  ["1.2M", 1_200_000],
  ["5亿", 500_000_000],
  ["10万+", 100_000],
  ["１２３", 123],
  ["'42", 42],
])("`%s` is the number %f", (text, value) => {
  expect(readNumberText(text)).toEqual({ value, percent: false, duration: false });
});

test.each([
  ["21%", 21],
  ["21.01%", 21.01],
  ["２１％", 21],
  ["-3.5 %", -3.5],
])("`%s` is %f per cent", (text, value) => {
  expect(readNumberText(text)).toEqual({ value, percent: true, duration: false });
});

test.each([
  ["12s", 12],
  ["350ms", 0.35],
  ["00:00:12", 12],
  ["1:02:03", 3723],
  ["02:30", 150],
  ["1分20秒", 80],
  ["1小时2分", 3720],
  ["1h30m", 5400],
  ["2m5s", 125],
  ["90 seconds", 90],
])("`%s` lasts %f s", (text, value) => {
  expect(readNumberText(text)).toEqual({ value, percent: false, duration: true });
});

test.each([
  "",
  " ",
  "-",
  "NaN",
  "inf",
  "∞",
  "abc",
  "1 2",
  "1,23,456",
  "0x10",
  "12abc",
  "1:99:00",
  "%",
  "1..2",
  "1万%",
])("`%s` is no number", (text) => {
  expect(readNumberText(text)).toBeNull();
});
