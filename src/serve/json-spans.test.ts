import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrayElements, objectMembers, onOneLine, textOf } from "./json-spans.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
function elements(text: string): string[] | null {
  const found: string[] = [];
  const spans = arrayElements(bytes(text));
  for (;;) {
    const { done, value } = spans.next();
    if (done) return value ? found : null;
    found.push(textOf(bytes(text), value.start, value.end));
  }
}

describe("arrayElements", () => {
  test.each<[string, string[] | null]>([
    ["[]", []],
    [" [ ] \n", []],
    ["\u{feff}[1]", ["1"]],
    ['[{"a":"]"},"\\"]",[1,[2]], null ,-1e3]', ['{"a":"]"}', '"\\"]"', "[1,[2]]", "null", "-1e3"]],
    ['[{"a":1]', null],
    ["[1", null],
    ["[1,]", null],
    ["[,1]", null],
    ["[1 2]", null],
    ["[1] 2", null],
    ['["a]', null],
    ["{}", null],
    ["", null],
  ])("%j", (text, expected) => {
    expect(elements(text)).toEqual(expected);
  });

  test("any array, however it is spaced, is cut where JSON.parse cuts it", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 1, "\t"), (values, space) => {
        const cut = elements(JSON.stringify(values, null, space));
        expect(cut?.map((text) => JSON.parse(text) as unknown)).toEqual(JSON.parse(JSON.stringify(values)));
      }),
      { numRuns: 200 },
    );
  });
});

describe("objectMembers", () => {
  test.each<[string, [string, string][] | null]>([
    ["{}", []],
    [
      ' {"a" : 1 , "b":{"c":[]}} ',
      [
        ["a", "1"],
        ["b", '{"c":[]}'],
      ],
    ],
    [
      '{"a":1,"a":2}',
      [
        ["a", "1"],
        ["a", "2"],
      ],
    ],
    ['{"a"}', null],
    ['{"a":}', null],
    ['{"a":1,}', null],
    ['{"a":1', null],
    ['{"a', null],
    ['{"a":1} {}', null],
    ["[1]", null],
    ["7", null],
  ])("%j", (text, expected) => {
    const members = objectMembers(bytes(text));
    const named =
      members?.map(({ name, value }) => [name, textOf(bytes(text), value.start, value.end)]) ?? null;
    expect(named).toEqual(expected);
  });
});

describe("onOneLine", () => {
  test("bytes without a newline are handed back as they are", () => {
    const line = bytes('{"a": "b"}');
    expect(onOneLine(line)).toBe(line);
  });

  test.each<[string, string | null]>([
    ['{\n "a": "x\\n"\r\n}', '{  "a": "x\\n"\r }'],
    ['{"a": "x\ny"}', null],
    ['{"a": "x\n', null],
  ])("%j", (text, expected) => {
    const line = onOneLine(bytes(text));
    expect(line === null ? null : new TextDecoder().decode(line)).toBe(expected);
  });

  test("a pretty-printed value means the same on one line", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const line = onOneLine(bytes(JSON.stringify(value, null, 2)))!;
        expect(line.includes(10)).toBe(false);
        expect(JSON.stringify(JSON.parse(new TextDecoder().decode(line)))).toBe(JSON.stringify(value));
      }),
      { numRuns: 200 },
    );
  });
});
