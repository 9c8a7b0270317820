import { expect, test } from "vitest";
import { isRoundedId } from "./rounded-id.ts";

const check = (text: string): boolean =>
  isRoundedId(new TextEncoder().encode(`"${text}"`), 1, text.length + 1);

test.each(["7.12346E+18", "7.123456789012346e+18", "7E+18", "1.5e+100", "7123456789012345856.0"])(
  "`%s` was rounded",
  (text) => {
    expect(check(text)).toBe(true);
  },
);

test.each([
  "7123456789012345671",
  "71234.0",
  "u1",
  "a+18",
  "7.12E+x8",
  "1.0",
  "x7.1E+18",
  "",
  "+18",
  "E+18",
  "c++11",
  "1.2.3E+18",
])("`%s` was not", (text) => {
  expect(check(text)).toBe(false);
});
