import { expect, test } from "vitest";
import { readFlagText } from "./read-flag-text.ts";

test.each(["True", "true", "TRUE", "1", "1.0", "1.00", "yes", "Y", "t", "on", "是", "有", " √ ", "１"])(
  "`%s` is yes",
  (text) => {
    expect(readFlagText(text)).toBe(true);
  },
);

test.each(["False", "0", "0.0", "no", "N", "f", "off", "否", "无", "没有"])("`%s` is no", (text) => {
  expect(readFlagText(text)).toBe(false);
});

test.each(["", "2", "10", "1.5", "maybe", "null", "好"])("`%s` is neither", (text) => {
  expect(readFlagText(text)).toBeNull();
});
