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

describe("characters that disguise", () => {
  test.each([
    ["a turn of direction", "abc\u{202e}gpj.exe", "abc\\u{202e}gpj.exe"],
    ["an isolate", "a\u{2066}b\u{2069}", "a\\u{2066}b\\u{2069}"],
    ["an Arabic letter mark", "a\u{61c}b", "a\\u{61c}b"],
    ["nothing of a width", "a\u{200b}b\u{2060}c\u{feff}", "a\\u{200b}b\\u{2060}c\\u{feff}"],
    ["tags", "a\u{e0041}b", "a\\u{e0041}b"],
    ["half a pair", "a\ud800b", "a\\u{d800}b"],
    ["a bell", "a\u{7}b", "a\\u{7}b"],
    ["lines and tabs stay", "a\n\tb", "a\n\tb"],
    [
      "joined emoji stay",
      "\u{1f469}\u{200d}\u{1f4bb}\u{2764}\u{fe0f}",
      "\u{1f469}\u{200d}\u{1f4bb}\u{2764}\u{fe0f}",
    ],
    ["Chinese stays", "公开数：１２", "公开数：１２"],
  ])("in any text: %s", (_name, text, shown) => {
    expect(html`<p title="${text}">${text}</p>`.text).toBe(`<p title="${shown}">${shown}</p>`);
  });

  test.each([
    ["two spaces", "a  b", "a \\u{20}b"],
    ["a space at the end", "a ", "a\\u{20}"],
    ["a space that does not break", "a\u{a0}b", "a\\u{a0}b"],
    ["an ideographic space", "a\u{3000}b", "a\\u{3000}b"],
    ["a blank letter", "a\u{3164}b", "a\\u{3164}b"],
    ["a blank of braille", "a\u{2800}b", "a\\u{2800}b"],
    ["a variation selector", "a\u{fe0f}b", "a\\u{fe0f}b"],
    ["a joiner that shows nothing", "a\u{34f}b", "a\\u{34f}b"],
    ["piled-up marks", "e\u{301}\u{302}\u{303}\u{304}", "e\u{301}\u{302}\\u{303}\\u{304}"],
    ["an ordinary accent stays", "Zoe\u{308} 张三", "Zoe\u{308} 张三"],
  ])("in an identifier: %s", (_name, id, shown) => {
    expect(shownId(id, 64)).toBe(shown);
  });
});
