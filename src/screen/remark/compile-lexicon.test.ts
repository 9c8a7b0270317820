import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { compileLexicon } from "./compile-lexicon.ts";
import { createRemarkReader } from "./create-remark-reader.ts";
import { foldSyllable } from "./han-classes.ts";
import { LEXICON_BYTES_MAX } from "./remark-limits.ts";
import { zhuyinOf } from "./zhuyin.ts";

const SHIPPED = readFileSync(
  path.resolve(import.meta.dirname, "../../../policies/remark-lexicon.yaml"),
  "utf8",
);
const SMALL = `name: small
version: "1"
groups:
  brush: { class: action, weight: 4.5, words: [刷], zh: 刷, en: brush }
  like: { class: object, weight: 1, words: [赞], zh: 赞, en: likes }
`;

describe("what is wrong with a lexicon", () => {
  it.each([
    ["no YAML", "name: [", 1, "not valid YAML", ""],
    ["an empty file", "", 1, "the lexicon must be entries", "indent"],
    ["a missing key", 'name: a\nversion: "1"\n', 1, "lacks `groups`", "add `groups:`"],
    ["an unknown key", `${SMALL}gruops: {}\n`, 6, "unknown key `gruops`", "`groups`"],
    ["an unknown class", SMALL.replace("object", "objekt"), 5, "no such class `objekt`", "object"],
    [
      "a weight that is no number",
      SMALL.replace("4.5", "much"),
      4,
      "`weight` must be a number in [-8, 8], not `much`",
      "log-odds",
    ],
    ["a weight out of range", SMALL.replace("4.5", "99"), 4, "not `99`", "log-odds"],
    ["a word twice", SMALL.replace("[赞]", "[赞, 赞]"), 5, "`赞` stands twice in `like`", "take one out"],
    ["a word of nothing", SMALL.replace("[赞]", '["\u200b"]'), 5, "nothing is left", "write letters"],
    ["words that are no list", SMALL.replace("[赞]", "赞"), 5, "`words` must be a list", "- item"],
    [
      "a context that cancels nothing",
      `${SMALL}  food: { class: benign, weight: -3, words: [汤], cancels: [likes], zh: 汤, en: soup }\n`,
      6,
      "cancels `likes`, which is no group",
      "brush, like",
    ],
    ["an alias", `${SMALL}  x: *like\n`, 6, "", ""],
    ["a picture that is two", `${SMALL}emoji: { 👍👍: [赞] }\n`, 6, "is not one picture", "skin tones"],
  ])("%s", (_, text, line, message, hint) => {
    const result = compileLexicon(text, "my.yaml");
    if (result.ok) throw new Error("it was taken");
    const found = result.diagnostics.find((diagnostic) => diagnostic.message.includes(message));
    expect(found).toBeDefined();
    expect(found!.line).toBe(line);
    expect(found!.hint).toContain(hint);
    expect(found!.shown).toMatch(/^my\.yaml:\d+:\d+: error: .+\n {2}.*\n {2} *\^\nhint: /);
  });
  it("is told all at once, in the order of the file", () => {
    const result = compileLexicon(SMALL.replace("4.5", "x").replace("object", "y"), "a");
    expect(result.ok ? [] : result.diagnostics.map(({ line }) => line)).toEqual([4, 5]);
  });
  it("says the size of what is no lexicon", () => {
    expect(compileLexicon("#".repeat(LEXICON_BYTES_MAX + 1), "a").ok).toBe(false);
  });
});

describe("a lexicon in use", () => {
  it("is known by the hash of its text and can be exchanged while another reads", () => {
    const one = compileLexicon(SMALL, "a");
    const other = compileLexicon(SMALL.replace("[赞]", "[旺]"), "a");
    if (!one.ok || !other.ok) throw new Error("it was refused");
    expect(one.lexicon.id).toMatch(/^small@1#[0-9a-f]{12}$/);
    expect(other.lexicon.id).not.toBe(one.lexicon.id);
    const [first, second] = [createRemarkReader(one.lexicon), createRemarkReader(other.lexicon)];
    expect([first("刷赞", {}).score > 0.5, first("刷旺", {}).score > 0.5]).toEqual([true, false]);
    expect([second("刷赞", {}).score > 0.5, second("刷旺", {}).score > 0.5]).toEqual([false, true]);
    expect(second("刷望", {}).spans).toMatchObject([{ from: 0, to: 2, term: "刷旺", how: "homophone" }]);
  });
  it("gives every group and rule texts in both languages", () => {
    const shipped = compileLexicon(SHIPPED, "remark-lexicon.yaml");
    if (!shipped.ok) throw new Error(shipped.diagnostics[0]!.shown);
    for (const { text } of [...shipped.lexicon.groups.values(), ...shipped.lexicon.scenes]) {
      expect(text.zh).toMatch(/\p{Script=Han}/u);
      expect(text.en).toMatch(/^[\x20-\x7e]+$/);
    }
  });
});

describe("sounds", () => {
  it.each([
    ["zan", "zhang"],
    ["fen", "feng"],
    ["nan", "lang"],
    ["si", "shi"],
    ["cai", "chai"],
    ["jing", "jin"],
    ["fa", "hua"],
    ["re", "le"],
    ["fu", "hu"],
  ])("%s and %s are taken for each other", (a, b) => expect(foldSyllable(a)).toBe(foldSyllable(b)));
  it.each([
    ["zan", "fen"],
    ["dian", "tian"],
    ["ji", "qi"],
    ["shua", "shuang"],
  ])("%s and %s are not", (a, b) => expect(foldSyllable(a)).not.toBe(foldSyllable(b)));
  it.each([
    ["zan", "ㄗㄢ"],
    ["shua", "ㄕㄨㄚ"],
    ["si", "ㄙ"],
    ["yue", "ㄩㄝ"],
    ["ju", "ㄐㄩ"],
    ["xiong", "ㄒㄩㄥ"],
    ["lve", "ㄌㄩㄝ"],
    ["er", "ㄦ"],
    ["wu", "ㄨ"],
  ])("%s is %s in zhuyin", (pinyin, zhuyin) => expect(zhuyinOf(pinyin)).toBe(zhuyin));
});
