import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { objectMembers, onOneLine, textOf } from "./json-spans.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
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
