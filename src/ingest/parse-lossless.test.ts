import { expect, test } from "vitest";
import { parseLossless } from "./parse-lossless.ts";

test("whole numbers beyond a double's digits stay as they are written, all else is as JSON.parse gives it", () => {
  const text =
    '{"id":7123456789012345671,"n":-9223372036854775807,"x":[1,2.5,1e3],"s":"7123456789012345671","d":0.1234567890123456}';
  expect(parseLossless(text)).toEqual({
    id: "7123456789012345671",
    n: "-9223372036854775807",
    x: [1, 2.5, 1000],
    s: "7123456789012345671",
    d: 0.1234567890123456,
  });
  expect(() => parseLossless('{"id":7123456789012345671')).toThrow(SyntaxError);
});
