import { describe, expect, it } from "vitest";
import { createRowsFilter, listsIn } from "./json-rows.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe("listsIn", () => {
  it.each([
    ['{"status":0,"data":{"items":[{"a":1},{"a":2}]}}', [["data.items", 2]]],
    [
      '{"a":[1,2],"b":[{"x":[{}]},{"x":[{},{}]}]}',
      [
        ["b.x", 3],
        ["b", 2],
      ],
    ],
    ['[{"data":{"list":[{}]}},{"data":{"list":[{},{}]}}]', [["data.list", 3]]],
    ['{"columns":["a"],"rows":[["1"],["2"]]}', [["rows", 2]]],
    ['{"text":"[{","items":[{"q":"\\"]}"},{"cut', [["items", 2]]],
    ['{"a":1}', []],
  ])("%s", (text, wanted) => {
    expect(listsIn(bytes(text)).map(({ path, elements }) => [path, elements])).toEqual(wanted);
  });
});

describe("createRowsFilter", () => {
  const masked = (text: string, path: string, size: number): string => {
    const filter = createRowsFilter(path.split("."));
    const whole = bytes(text);
    const parts: Buffer[] = [];
    for (let at = 0; at < whole.length; at += size) parts.push(filter.mask(whole.subarray(at, at + size)));
    return Buffer.concat(parts).toString("utf8");
  };
  it.each([1, 3, 1000])("lets elements through in pieces of %i bytes, with their lines", (size) => {
    const text =
      '{"n":[{"z":0}],\n"data":{"items":[\n {"a":"],}","b":[1,2]},\n {"a":"好"}],"more":[{}]},"items":[{}]}\n';
    const out = masked(text, "data.items", size);
    expect(out.length).toBe(text.length);
    expect(out.split("\n").map((line) => line.trim())).toEqual([
      "",
      "",
      '{"a":"],}","b":[1,2]}',
      '{"a":"好"}',
      "",
    ]);
  });
  it("reads one envelope after another, and lists on the way", () => {
    const pages = '{"d":{"l":[1,2]}}\n[{"d":{"l":[3]}}]\n{"d":{"l":[]}}';
    expect(masked(pages, "d.l", 5).split(/\s+/).filter(Boolean)).toEqual(["1", "2", "3"]);
  });
  it("says when there is no such list", () => {
    const filter = createRowsFilter(["a"]);
    filter.mask(bytes('{"b":[1],"c":{"a":[1]}}'));
    expect(filter.found()).toBe(false);
  });
});
