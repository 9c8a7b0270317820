import { describe, expect, test } from "vitest";
import { html, shownId } from "./html.ts";

test("text is escaped between tags and in attributes; markup, lists and nothing are not", () => {
  const evil = `<img src=x onerror="a('b')">\`&`;
  const safe = "&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&#96;&amp;";
  expect(html`<p title="${evil}">${evil}</p>`.text).toBe(`<p title="${safe}">${safe}</p>`);
  expect(html`<ul>${[html`<li>${1}</li>`, html`<li>${"<"}</li>`]}${null}</ul>`.text).toBe(
    "<ul><li>1</li><li>&lt;</li></ul>",
  );
});

describe("shownId", () => {
  test.each([
    ["u1", "u1"],
    ["视频 7 😀", "视频 7 😀"],
    ["a\u{202e}gnp", "a\\u{202e}gnp"],
    ["a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"],
    ["a\nb\u{0}", "a\\u{a}b\\u{0}"],
    ["\u{d800}", "\\u{d800}"],
    ["x".repeat(8), "x".repeat(8)],
    ["x".repeat(9), `${"x".repeat(8)}…`],
    ["😀".repeat(8), "😀".repeat(8)],
    ["😀".repeat(9), `${"😀".repeat(8)}…`],
  ])("%j is shown as %j", (id, expected) => {
    expect(shownId(id, 8)).toBe(expected);
  });
});
