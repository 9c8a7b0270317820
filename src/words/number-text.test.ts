import { expect, it } from "vitest";
import { displayWidth, fitColumns } from "./display-width.ts";
import { bytesText, countText, shareText, valueText } from "./number-text.ts";
import { shortNames } from "./short-names.ts";
import { visibleText } from "./visible-text.ts";

it.each([
  [0, "0"],
  [999, "999"],
  [1000, "1,000"],
  [1204332, "1,204,332"],
])("%d is `%s`", (n, text) => {
  expect(countText(n)).toBe(text);
});

it.each([
  [0, "0 %"],
  [0.00001, "< 0.01 %"],
  [0.0001, "0.01 %"],
  [0.0068, "0.68 %"],
  [0.041, "4.1 %"],
  [0.5, "50 %"],
  [0.99999, "> 99.9 %"],
  [1, "100 %"],
])("a share of %d is `%s`", (share, text) => {
  expect(shareText(share)).toBe(text);
});

it.each([
  [null, "–"],
  [0, "0"],
  [30, "30"],
  [0.123456, "0.123"],
  [-2500, "−2,500"],
  [1234.5, "1,235"],
  [1e18, "1.00e+18"],
])("a value of %s is `%s`", (value, text) => {
  expect(valueText(value)).toBe(text);
});

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [999_400, "999 kB"],
  [999_600, "1.0 MB"],
  [12_345_678, "12 MB"],
])("%d bytes are `%s`", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

it.each([
  ["abc", 3, "abc"],
  ["abcd", 3, "abc…"],
  ["👍👍👍", 2, "👍👍…"],
  ["\ud83d", 9, "‹U+D83D›"],
  ["a\u00a0b", 9, "a‹U+00A0›b"],
  ["a b", 9, "a b"],
  ["👨\u200d👩\u200d👧 好", 200, "👨\u200d👩\u200d👧 好"],
  ["好👨\u200d👩\u200d👧", 3, "好…"],
  ["👍🏽👍🏽", 3, "👍🏽…"],
  ["a\u200db", 200, "a‹U+200D›b"],
  ["👨\u200dx", 200, "👨‹U+200D›x"],
  [`a${"\u0301".repeat(9)}`, 3, "a\u0301\u0301…"],
])("`%s` cut to %i is `%s`", (text, max, shown) => {
  expect(visibleText(text, max)).toBe(shown);
});

it("characters joined to one are cut and measured as one", () => {
  const family = "👨\u200d👩\u200d👧";
  expect([displayWidth(family), displayWidth(`好${family}e\u0301`)]).toEqual([2, 5]);
  expect(fitColumns(`${family}好好`, 5)).toBe(`${family}好…`);
  expect(shortNames([family.repeat(5)], 4).get(family.repeat(5))).toBe(`${family}…${family.repeat(2)}`);
});
