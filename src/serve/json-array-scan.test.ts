import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createArrayScanner } from "./json-array-scan.ts";

/** The elements' texts, with the body fed in pieces of `size` bytes; null when it is not one whole array. */
function elements(text: string, size = 4, elementsMax = 1_000_000): string[] | null {
  const bytes = Buffer.from(text);
  const scanner = createArrayScanner(elementsMax);
  for (let at = 0; at < bytes.length; at += size) scanner.feed(bytes.subarray(at, at + size));
  if (!scanner.whole) return null;
  return Array.from({ length: scanner.count }, (_, i) =>
    bytes.subarray(scanner.start(i), scanner.end(i)).toString(),
  );
}

test.each<[string, string[] | null]>([
  ["[]", []],
  [" [ ] \n", []],
  ["\u{feff}[1]", ["1"]],
  ['[{"a":"]"},"\\"]",[1,[2]], null ,-1e3]', ['{"a":"]"}', '"\\"]"', "[1,[2]]", "null", "-1e3"]],
  ['["\\\\",{"\\"}":"\\\\"}]', ['"\\\\"', '{"\\"}":"\\\\"}']],
  ['[{"a":1]', null],
  ["[1", null],
  ["[1,]", null],
  ["[,1]", null],
  ["[1 2]", null],
  ["[1] 2", null],
  ["[1}", null],
  ["[}]", null],
  ['["a]', null],
  ["{}", null],
  ["", null],
])("%j", (text, expected) => {
  for (const size of [1, 2, 3, 100]) expect(elements(text, size)).toEqual(expected);
});

test("any array, however it is spaced and cut up, is cut where JSON.parse cuts it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue()),
      fc.constantFrom(0, 1, "\t"),
      fc.integer({ min: 1, max: 50 }),
      (values, space, size) => {
        const cut = elements(JSON.stringify(values, null, space), size);
        expect(cut?.map((text) => JSON.parse(text) as unknown)).toEqual(JSON.parse(JSON.stringify(values)));
      },
    ),
    { numRuns: 200 },
  );
});

describe("bounds", () => {
  test("elements are taken up to the limit; one more breaks it off, and the table grows no further", () => {
    expect(elements(`[${Array(50).fill(1).join()}]`, 10, 50)).toHaveLength(50);
    expect(elements(`[${Array(51).fill(1).join()}]`, 10, 50)).toBeNull();
    const scanner = createArrayScanner(5000);
    scanner.feed(Buffer.from(`[${"1,".repeat(1_000_000)}`));
    expect(scanner.count).toBe(5001);
    expect(scanner.broken).toBe(true);
    expect(scanner.bytes).toBeLessThan(100_000);
  });

  test.each([
    ["an array", " \n[", "array"],
    ["an object", "\t{", "other"],
    ["a number", "7", "other"],
    ["white space only", "  \n", null],
    ["a byte order mark only", "\u{feff}", null],
  ] as const)("what begins is known from its first byte: %s", (_name, text, begins) => {
    const scanner = createArrayScanner(10);
    scanner.feed(Buffer.from(text));
    expect(scanner.begins).toBe(begins);
  });
});
