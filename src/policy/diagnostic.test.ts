import { expect, test } from "vitest";
import { createDiagnostics, DIAGNOSTICS_MAX, formatDiagnostic } from "./diagnostic.ts";

function printed(text: string, part: string, hint?: string): string {
  const report = createDiagnostics("p.yaml", text);
  const start = text.indexOf(part);
  report.error(start, start + part.length, "wrong", hint);
  return formatDiagnostic(report.list[0]!, text);
}

test("place, source line, carets and hint", () => {
  expect(printed("a: 1\nbb: two\n", "two", "a number")).toBe(
    ["p.yaml:2:5: error: wrong", "2 | bb: two", "  |     ^^^", "hint: a number"].join("\n"),
  );
});
test("wide characters take two columns, tabs stay tabs", () => {
  expect(printed("规则👍: x", "x")).toBe(
    ["p.yaml:1:7: error: wrong", "1 | 规则👍: x", "  |         ^"].join("\n"),
  );
  expect(printed("x: 规则", "规则").split("\n")[2]).toBe("  |    ^^^^");
  expect(printed("\tx", "x").split("\n")[2]).toBe("  | \t^");
});
test("the line end of Windows is no part of the line; a span over several lines is marked in its first", () => {
  expect(printed("a: b\r\nc", "b\r\nc")).toBe(
    ["p.yaml:1:4: error: wrong", "1 | a: b", "  |    ^"].join("\n"),
  );
});
test("a long line is cut around the place, and what does not print is shown as a dot", () => {
  const lines = printed(`${"x".repeat(500)}bad${"y".repeat(500)}`, "bad").split("\n");
  expect(lines[0]).toBe("p.yaml:1:501: error: wrong");
  expect(lines[1]!.length).toBeLessThan(150);
  expect(lines[1]!.slice(lines[2]!.indexOf("^"), lines[2]!.lastIndexOf("^") + 1)).toBe("bad");
  expect(printed("a\u0000\u001b[31mb: c", "c").split("\n")[1]).toBe("1 | a··[31mb: c");
});
test("an offset past the end stands at the end", () => {
  const report = createDiagnostics("p", "ab");
  report.error(99, 100, "late");
  expect(report.list[0]).toMatchObject({ line: 1, column: 3 });
});
test("problems up to the limit are listed, one past it ends the list", () => {
  const report = createDiagnostics("p", "x");
  for (let i = 0; i < DIAGNOSTICS_MAX; i++) report.error(0, 1, `${i}`);
  expect(report.list.at(-1)!.message).toBe(`${DIAGNOSTICS_MAX - 1}`);
  for (let i = 0; i < 5; i++) report.error(0, 1, "more");
  expect(report.list.length).toBe(DIAGNOSTICS_MAX + 1);
  expect(report.list.at(-1)!.message).toContain("too many problems");
});
