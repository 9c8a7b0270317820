import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { FIELD_WORDS } from "../src/words/field-words.ts";
import { KIND_WORDS } from "../src/words/kind-words.ts";
import { TYPE_WORDS } from "../src/words/type-words.ts";
import { COUNT_WORDS, VERDICT_WORDS } from "../src/words/verdict-words.ts";

/**
 * Chinese as the trade says it, in every text a person may read: code, policies, Chinese pages. STYLE: one word for one
 * thing, full-width punctuation. What is quoted as code (`…`) is left alone.
 */
const ROOT = path.resolve(import.meta.dirname, "..");
const CJK = "\\u3400-\\u9fff";

/** Words that are not said, and what is said in their place. */
const BANNED: readonly (readonly [word: RegExp, instead: string])[] = [
  [/协同活动/, "疑似协同行为 (before review), 刷量团伙 (confirmed)"],
  [/协同群组/, "疑似协同行为"],
  [/展示量|公开量/, "公开数"],
  [/暂缓/, "待定"],
  [/原始量/, "原始数"],
  [/待定量/, "待定数"],
  [/剔除量/, "剔除数"],
];

/** What is wrong with one Chinese text; empty where nothing is. `§` stands for a value that is put in. */
function faults(text: string): string[] {
  const plain = text.replace(/`[^`]*`/g, "§").replace(/https?:\/\/\S+/g, "§");
  if (!new RegExp(`[${CJK}]`).test(plain)) return [];
  const found = BANNED.flatMap(([word, instead]) => {
    const match = word.exec(plain);
    return match === null ? [] : [`\`${match[0]}\`: say ${instead}`];
  });
  const half = new RegExp(
    `[${CJK}§）”」%][,;:!?]|[${CJK}] *\\(|\\)[${CJK}]|\\([^()]*[${CJK}][^()]*\\)|[${CJK}]\\.(?![\\w/*])|[,;!?] ?[${CJK}]`,
  );
  const match = half.exec(plain);
  if (match !== null) found.push(`half-width punctuation at \`${match[0]}\``);
  return found;
}

interface Place {
  readonly where: string;
  readonly text: string;
}

/** String literals and templates of a source file, values put in as `§`. */
function textsOfSource(file: string): Place[] {
  const source = ts.createSourceFile(file, readFileSync(path.join(ROOT, file), "utf8"), 99, true);
  const places: Place[] = [];
  const visit = (node: ts.Node): void => {
    let text: string | null = null;
    if (ts.isStringLiteralLike(node)) text = node.text;
    else if (ts.isTemplateExpression(node))
      text = node.head.text + node.templateSpans.map((span) => `§${span.literal.text}`).join("");
    if (text !== null) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      places.push({ where: `${file}:${line + 1}`, text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return places;
}

/** Lines of a page outside code, links as their words. */
function textsOfPage(file: string): Place[] {
  let code = false;
  return readFileSync(path.join(ROOT, file), "utf8")
    .split("\n")
    .flatMap((line, i) => {
      if (/^\s*(```|~~~)/.test(line)) code = !code;
      if (code) return [];
      const text = line.replace(/\]\([^)]*\)/g, "]").replace(/<!--.*?-->/g, "");
      return [{ where: `${file}:${i + 1}`, text }];
    });
}

/** Chinese texts of a policy: what stands after `zh:`. */
function textsOfPolicy(file: string): Place[] {
  return readFileSync(path.join(ROOT, file), "utf8")
    .split("\n")
    .flatMap((line, i) => {
      const match = /\bzh: *"?([^"\n]*)/.exec(line);
      return match === null ? [] : [{ where: `${file}:${i + 1}`, text: match[1]! }];
    });
}

/** Kernels hold patterns that read Chinese, and no text that anybody reads. */
const glob = (pattern: string): string[] =>
  globSync(pattern, { cwd: ROOT }).filter(
    (file) => !/(\.(test|fixture)\.ts$)|fixtures?[-/]|^src\/kernels\//.test(file),
  );

/** Rooms that know Chinese because they read it: what columns, comments and remarks say. And the simulator, which writes such. */
const READS_CHINESE =
  /^src\/(ingest\/guess|screen\/remark|simulate)\/|^src\/flow\/accounts\/(account-table|follower-columns)\.ts$/;

/** What the catalogue calls types, kinds, verdicts, counts and fields, and where. */
const CATALOGUE: ReadonlyMap<string, string> = new Map(
  Object.entries({ TYPE_WORDS, KIND_WORDS, VERDICT_WORDS, COUNT_WORDS, FIELD_WORDS }).flatMap(
    ([table, words]) => Object.values<{ readonly zh: string }>(words).map(({ zh }) => [zh, table] as const),
  ),
);

/** Texts that are a word of the catalogue, written once more. */
function copies(places: readonly Place[]): string[] {
  return places.flatMap(({ where, text }) => {
    const table = CATALOGUE.get(text);
    return table === undefined ? [] : [`${where}: \`${text}\` stands in ${table}; use it`];
  });
}

describe("Chinese texts", () => {
  it("say what the catalogue calls things by the catalogue: no second table", () => {
    const files = glob("src/**/*.ts").filter(
      (file) => !/^src\/words\//.test(file) && !READS_CHINESE.test(file),
    );
    expect(files.flatMap((file) => copies(textsOfSource(file)))).toEqual([]);
    expect(copies([{ where: "a.ts:1", text: "待定" }])).toEqual([
      "a.ts:1: `待定` stands in VERDICT_WORDS; use it",
    ]);
  });

  it.each<[string, (file: string) => Place[], string[]]>([
    ["of the code", textsOfSource, glob("src/**/*.ts")],
    ["of policies", textsOfPolicy, [...glob("policies/*.yaml"), ...glob("examples/**/*.yaml")]],
    ["of Chinese pages", textsOfPage, [...glob("docs/zh/*.md"), ...glob("README.zh.md")]],
  ])("%s: the trade's words, full-width punctuation", (_, texts, files) => {
    const wrong = files.flatMap((file) =>
      texts(file).flatMap(({ where, text }) => faults(text).map((fault) => `${where}: ${fault}`)),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ["发现 § 个协同活动", 1],
    ["暂缓:§", 2],
    ["账号(每批至少两类)", 1],
    ["过于集中,无法判断", 1],
    ["共 1,204 次；12:30 起（UTC）。", 0],
    ["95 % 区间 4.1 % – 5 %", 0],
    ["§: 无法读取", 1],
    ["写作 `a, b(c): d` 即可", 0],
    ["no Chinese, nothing to say (here): fine", 0],
  ])("the scan of `%s` finds %i", (text, count) => {
    expect(faults(text)).toHaveLength(count);
  });
});
