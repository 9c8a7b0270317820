import { expect, test } from "vitest";
import { loadPolicy } from "../policy/load.ts";
import { compileLexicon } from "../screen/remark/compile-lexicon.ts";
import { lexiconInChinese } from "./lexicon-words.ts";
import { policyInChinese } from "./policy-words.ts";

/** A policy with many mistakes: everything said of it is in Chinese, with the file's own words left as they are. */
const BROKEN = `name: x
version: "1"
colour: red
thresholds: { challenge: 0.4, hold: 2, reject: never }
features:
  Bad-Name: { kind: count, by: actor, on: like, window: 1h }
  twice: { kind: count, by: actor, on: like, window: 1h }
  twice: { kind: count, by: actor, on: like, window: 1h }
rules:
  a:
    on: follow
    when: devise >= 2
    weight: 3
    text: { zh: "{amount}" }
  b:
    on: []
    when: 5
    weight: heavy
`;

test("what is said of a broken policy is in Chinese", () => {
  const loaded = loadPolicy(BROKEN, "p.yaml");
  if (loaded.ok) throw new Error("it is broken");
  const english = loaded.diagnostics.flatMap(({ message, hint }) => [
    message,
    ...(hint === undefined ? [] : [hint]),
  ]);
  expect(english.length).toBeGreaterThan(6);
  const untold = english.filter((text) => policyInChinese(text) === text);
  expect(untold).toEqual([]);
  expect(policyInChinese("did you mean `device_actors_1h`?")).toBe("是不是 `device_actors_1h`？");
  expect(policyInChinese("words that nobody knows")).toBe("words that nobody knows");
});

test("what is said of a broken lexicon is in Chinese, and keys stay as they are", () => {
  const compiled = compileLexicon(
    `name: x
version: "1"
colour: red
structure: { base: nine }
groups:
  a: { class: sing, weight: 99, words: [赞, 赞, "\u200b"], zh: 一, en: one }
  b: { class: object, match: no, words: 3 }
  c: { class: object, weight: 1, words: [x], zh: "", en: x, cancels: [zz] }
emoji: { ab: [赞] }
`,
    "l.yaml",
  );
  if (compiled.ok) throw new Error("it is broken");
  const english = compiled.diagnostics.flatMap(({ message, hint }) => [message, hint]);
  expect(english.length).toBeGreaterThan(20);
  expect(english.filter((text) => lexiconInChinese(text) === text)).toEqual([]);
  expect(policyInChinese("rule `a` lacks `text`")).toBe("规则 `a` 缺少 `text`");
});
