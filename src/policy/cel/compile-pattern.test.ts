import { describe, expect, test } from "vitest";
import { MATCHED_CHARS_MAX, PATTERN_CHARS_MAX } from "../limits.ts";
import { compilePattern } from "./compile-pattern.ts";

const tested = (pattern: string, text: string): boolean | string => {
  const compiled = compilePattern(pattern);
  return compiled.ok ? compiled.test(text) : compiled.message;
};

describe("patterns", () => {
  test.each([
    ["^abc$", "abc", true],
    ["b", "abc", true],
    ["^b", "abc", false],
    ["极.", "太极了", true],
    ["(?i)ABC", "xabcx", true],
    ["", "", true],
  ])("%s on %s is %s", (pattern, text, expected) => expect(tested(pattern, text)).toBe(expected));
  test.each(["(a", "(?=a)b", "(a)\\1", "a{2000}", "[z-a]"])("%s is refused", (pattern) => {
    expect(tested(pattern, "")).toContain("not valid");
  });
  test("length, at the limit and one past it", () => {
    expect(tested("a".repeat(PATTERN_CHARS_MAX), "b")).toBe(false);
    expect(tested("a".repeat(PATTERN_CHARS_MAX + 1), "b")).toContain("longer than");
  });
  test("what of a text is looked at, at the limit and one past it", () => {
    const before = "a".repeat(MATCHED_CHARS_MAX - 1);
    expect(tested("b", `${before}b`)).toBe(true);
    expect(tested("b", `a${before}b`)).toBe(false);
  });
  test.each(["(?:a?){100}.*b", "(a+)+b", "(a|a)*b", "(.*)(.*)(.*)b"])("%s takes linear time", (pattern) => {
    const start = performance.now();
    expect(tested(pattern, "a".repeat(MATCHED_CHARS_MAX))).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
