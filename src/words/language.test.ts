import { expect, it } from "vitest";
import { languageOf } from "./language.ts";

it.each<[string | undefined, Record<string, string>, "zh" | "en"]>([
  ["zh", { LANG: "en_US.UTF-8" }, "zh"],
  ["en", { LC_ALL: "zh_CN.UTF-8" }, "en"],
  [undefined, {}, "en"],
  [undefined, { LANG: "zh_CN.UTF-8" }, "zh"],
  [undefined, { LANG: "zh" }, "zh"],
  [undefined, { LANG: "ZH-TW" }, "zh"],
  [undefined, { LANG: "zhuang" }, "en"],
  [undefined, { LC_MESSAGES: "zh_CN", LANG: "en_US" }, "zh"],
  [undefined, { LC_ALL: "C", LANG: "zh_CN" }, "en"],
  [undefined, { LC_ALL: "", LANG: "zh_CN" }, "zh"],
  [undefined, { TOUCHSTONE_LANG: "zh", LC_ALL: "en_US" }, "zh"],
  [undefined, { TOUCHSTONE_LANG: "en", LC_ALL: "zh_CN" }, "en"],
  ["fr", { LANG: "zh_CN" }, "zh"],
])("asked for %s in %o: %s", (asked, environment, language) => {
  expect(languageOf(asked, environment)).toBe(language);
});
