import { describe, expect, it, test } from "vitest";
import { createValueColumns } from "./value-columns.ts";

describe("createValueColumns", () => {
  it.each([
    ["12", 12],
    [" -1.5e2 ", -150],
    ["True", 1],
    ["no", 0],
    ["", Number.NaN],
    ["NA", Number.NaN],
    ["null", Number.NaN],
    ["-1", Number.NaN],
    ["Infinity", Number.NaN],
    ["1e300", Number.NaN],
    ["0x10", Number.NaN],
  ])("reads `%s` as %d", (text, value) => {
    const columns = createValueColumns(["x"], ["-1"]);
    columns.add([text]);
    expect(columns.table(0, ["x"]).columns[0]![0]).toBe(value);
  });

  it("takes dates as days before the newest", () => {
    const columns = createValueColumns(["created"]);
    for (const text of ["2024-01-01", "2024-01-11T00:00:00Z", ""]) columns.add([text]);
    expect([...columns.table(columns.newestMs()).columns[0]!]).toEqual([10, 0, Number.NaN]);
  });

  it("calls a column text from more than a tenth of words on, and tells the first", () => {
    const column = (words: number) => {
      const columns = createValueColumns(["x"]);
      for (let row = 0; row < 100; row++) columns.add([row < words ? "much" : "3"]);
      return { summary: columns.summaries()[0]!, names: columns.table(0).names };
    };
    expect(column(10)).toMatchObject({
      summary: { kind: "number", odd: 10, firstOdd: { row: 0, value: "much" } },
      names: ["x"],
    });
    expect(column(11)).toMatchObject({ summary: { kind: "text" }, names: [] });
  });

  it("leaves an empty column out, and fills a late column with nothing before it", () => {
    const columns = createValueColumns(["a"]);
    columns.add([""]);
    columns.addColumn("b");
    columns.add(["", "5"]);
    expect(columns.table(0).names).toEqual(["b"]);
    expect([...columns.table(0).columns[0]!]).toEqual([Number.NaN, 5]);
  });
});

test("columns as people's tools write them hold the numbers of plain ones", () => {
  const columns = createValueColumns(["fans", "rate", "verified", "since"]);
  columns.add(["1.7万", "21.01%", "是", "2026年1月5日"]);
  columns.add(["16,547", "0.5 %", "N", "2026/1/5 08:00"]);
  columns.add(["64", "未知", "False", "2026-01-05"]);
  columns.add(["3k", "7", "Y", null]);
  expect(columns.summaries().map(({ kind, missing, odd }) => [kind, missing, odd])).toEqual([
    ["number", 0, 0],
    ["number", 1, 0],
    ["number", 0, 0],
    ["date", 1, 0],
  ]);
  const [fans, rate, verified] = columns
    .table(0)
    .columns.map((column) => [...column].map((value) => Math.fround(value)));
  expect(fans).toEqual([17_000, 16_547, 64, 3000]);
  expect(rate).toEqual([Math.fround(21.01), 0.5, Number.NaN, 7]);
  expect(verified).toEqual([1, 0, 0, 1]);
});
