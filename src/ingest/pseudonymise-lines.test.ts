import { expect, test } from "vitest";
import { createPseudonymiser } from "./pseudonymise.ts";
import { pseudonymiseLines, pseudonymousSource } from "./pseudonymise-lines.ts";
import { type LineChunk, linesOf } from "./source.ts";

const KEY = new TextEncoder().encode("0123456789abcdef");
const pseudonymiser = createPseudonymiser(KEY, ["actor", "ip"]);
const line = (actor: string) =>
  `{"id":"e","type":"like","at":0,"actor":{"id":"${actor}"},"target":{"kind":"video","id":"v"}}`;
const run = (text: string) =>
  new TextDecoder().decode(pseudonymiseLines(new TextEncoder().encode(text), pseudonymiser));

test.each([
  ["", ""],
  ["\n", "\n"],
  [`${line("a")}\n`, `${pseudonymiser.line(line("a"))}\n`],
  [line("a"), pseudonymiser.line(line("a"))],
  [
    `${line("a")}\n\n${line("b")}\n`,
    `${pseudonymiser.line(line("a"))}\n\n${pseudonymiser.line(line("b"))}\n`,
  ],
  ["{broken\n", "{broken\n"],
  [`{broken\n${line("用户")}`, `{broken\n${pseudonymiser.line(line("用户"))}`],
])("keeps the lines, their number and their order: %j", (input, expected) => {
  expect(run(input)).toBe(expected);
});

test("no original is left, and a second pass changes nothing", () => {
  const once = run(`${line("u-original")}\n`);
  expect(once).not.toContain("u-original");
  expect(run(once)).toBe(once);
});

test("a source keeps its line numbers, rejections and warnings", async () => {
  const chunk: LineChunk = {
    kind: "lines",
    bytes: new TextEncoder().encode(`${line("u-original")}\n`),
    lines: Int32Array.of(7),
    rejections: [{ code: "not_json", line: 6, field: "", value: "x", hint: "y" }],
    bytesRead: 9,
  };
  const source = pseudonymousSource(
    {
      name: "a file",
      bytesTotal: 9,
      absentFields: ["context.ip"],
      warnings: ["one"],
      findings: () => [],
      async *chunks() {
        yield chunk;
      },
    },
    pseudonymiser,
  );
  expect(source).toMatchObject({
    name: "a file",
    bytesTotal: 9,
    absentFields: ["context.ip"],
    warnings: ["one"],
  });
  for await (const read of source.chunks()) {
    const { bytes, ...rest } = linesOf(read);
    expect(rest).toEqual({ kind: "lines", lines: chunk.lines, rejections: chunk.rejections, bytesRead: 9 });
    expect(new TextDecoder().decode(bytes)).toBe(`${pseudonymiser.line(line("u-original"))}\n`);
  }
});
