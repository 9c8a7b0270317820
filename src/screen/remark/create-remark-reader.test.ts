import { readFileSync } from "node:fs";
import path from "node:path";
import { dict } from "@node-rs/jieba/dict.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileLexicon } from "./compile-lexicon.ts";
import { createRemarkReader } from "./create-remark-reader.ts";
import { REMARK_READ_MAX } from "./remark-limits.ts";
import type { RemarkContext } from "./remark-reading.ts";

const FILE = path.resolve(import.meta.dirname, "../../../policies/remark-lexicon.yaml");
const compiled = compileLexicon(readFileSync(FILE, "utf8"), FILE);
if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ shown }) => shown).join("\n"));
const read = createRemarkReader(compiled.lexicon);
/** Every fiftieth word of the lexicon. */
const terms = compiled.lexicon.terms.filter((_, index) => index % 50 === 0).map(({ word }) => word);
const FIVE_YUAN: RemarkContext = { amountMinor: 500, currency: "CNY", payeeKind: "personal" };

describe("orders, however they are written", () => {
  it.each([
    ["快手刷赞100", "刷赞", "plain"],
    ["快手刷攒100", "刷赞", "homophone"],
    ["快手唰赞100", "刷赞", "homophone"],
    ["霜击200", "双击", "homophone"],
    ["刷米分 500", "刷粉", "split"],
    ["刷先先贝100", "刷赞", "split"],
    ["尸巾刂赞100", "刷赞", "split"],
    ["亻弋刷播放1w", "代刷播放", "split"],
    ["刷讚100", "刷赞", "traditional"],
    ["刷\u200b赞100", "刷赞", "invisible"],
    ["\u202e赞刷\u202c 100", "刷赞", "invisible"],
    ["点zan 100", "点赞", "mixed_script"],
    ["刷👍100", "刷点赞", "emoji"],
    ["１００ ｌｉｋｅｓ", "likes", "width"],
    ["l1kes 500", "likes", "shape"],
    ["500 fоllоwеrs", "followers", "shape"],
    ["ㄕㄨㄚㄗㄢˋ100", "刷赞", "mixed_script"],
    ["刷赞的钱100", "刷赞", "plain"],
    ["闲鱼刷粉丝 100", "刷粉丝", "plain"],
    ["刷f-e-n-s 5-0-0", "刷粉丝", "mixed_script"],
    ["快手刷赞lOOO", "刷赞", "plain"],
    ["&#x5237;&#36190; 100", "刷赞", "plain"],
    ["\\u5237\\u{8d5e}100", "刷赞", "plain"],
    ["%E5%88%B7%E8%B5%9E100", "刷赞", "plain"],
    [`${" ".repeat(3 * REMARK_READ_MAX)}\u200b刷赞100`, "刷赞", "plain"],
    ["sɹǝʍolloɟ 0001", "followers", "shape"],
    ["ks yibai zan", "赞", "mixed_script"],
    ["🇰🇸双击100", "ks", "shape"],
    ["shuāzàn100", "刷赞", "mixed_script"],
    ["накрутка лайков 500", "лайк", "plain"],
    ["外卖好评188条", "外卖好评", "plain"],
    ["双 击 一 千", "双击", "spaced"],
  ])("%s is read as %s by %s", (remark, term, how) => {
    const reading = read(remark, FIVE_YUAN);
    expect(reading.spans.map((span) => [span.term, span.how])).toContainEqual([term, how]);
    expect(reading.label).toBe("bought_engagement");
    for (const { from, to } of reading.spans) expect(remark.slice(from, to)).not.toBe("");
  });
});

describe("ordinary life", () => {
  it.each([
    "牙刷粉色",
    "印刷赞助费",
    "上涨粉料",
    "刷赞助名单",
    "一双击剑鞋",
    "本人气垫床",
    "相互赞助",
    "Books业务",
    "Thanks业务",
    "龙口粉丝500克",
    "涨粉条",
    "快手粉条推广",
    "DOU+ 加热",
    "双击666",
    "刷卡",
    "刷墙工钱",
    "给师傅点赞",
    "刷粉被骗退款",
    "刷量案律师费",
    "房租",
    "抖音粉丝团灯牌",
    "赞助",
    "爱心捐款",
    "粉底液",
    "I like you",
    "",
  ])("%s is not asked about", (remark) => {
    expect(read(remark, FIVE_YUAN).score).toBeLessThan(0.3);
  });
});

describe("bad input", () => {
  it("tells what it did not read", () => {
    const long = `${"好".repeat(REMARK_READ_MAX)}刷赞100`;
    expect(read(long, FIVE_YUAN).unread).toEqual([
      { from: REMARK_READ_MAX, to: long.length, why: "too_long" },
    ]);
    expect(read("刷\ud800\udc00\ud800赞", FIVE_YUAN).unread).toEqual([
      { from: 3, to: 4, why: "broken_characters" },
    ]);
  });
  it.each([
    ["nothing but invisible", "\u200b\u200d\ufeff\u202e"],
    ["nothing but pictures", "😀👍🏽👨‍👩‍👧🔥"],
    ["nulls", "\0\0刷\0"],
    ["lone surrogates", "\udc00\ud800"],
    ["XML", "<a>&lt;&#21047;&amp;</a>"],
    ["accents on accents", `s${"\u0301".repeat(500)}`],
    ["marks", "...".repeat(400)],
  ])("%s is read without harm", (_, remark) => {
    const reading = read(remark, {});
    expect(reading.score).toBeGreaterThanOrEqual(0);
    expect(reading.score).toBeLessThan(0.5);
  });
});

describe("whatever comes", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc
      .array(fc.constantFrom(..."刷赞粉米分先贝亻弋zdsf1o0 .\u200b\u202e\u202c👍\ud83d涨快手100个退款"), {
        maxLength: 60,
      })
      .map((parts) => parts.join("")),
  );
  it("spans stand in the remark, do not overlap, and the same text is read the same", () => {
    fc.assert(
      fc.property(anything, (remark) => {
        const reading = read(remark, FIVE_YUAN);
        expect(reading.score).toBeGreaterThanOrEqual(0);
        expect(reading.score).toBeLessThanOrEqual(1);
        for (const { from, to } of [...reading.spans, ...reading.unread]) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(remark.length);
        }
        expect(read(remark, FIVE_YUAN)).toEqual(reading);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
  it("what pairs of characters lead to is remembered without changing an answer", () => {
    const { lexicon } = compiled;
    const slowly = <T extends { live?: unknown }>({ live: _, ...top }: T): Omit<T, "live"> => top;
    const { root, contexts, objects, ...trie } = lexicon.trie;
    const tops = { root: slowly(root), contexts: slowly(contexts), objects: slowly(objects) };
    const reference = createRemarkReader({ ...lexicon, trie: { ...trie, ...tops } });
    const pieces = [
      ..."刷唰赞攒粉米分家加电站点 双霜100k.o",
      "zan",
      "fs",
      "kszan",
      "快手",
      "播放",
      "牙刷",
      "退款",
    ];
    const text = fc.array(fc.constantFrom(...pieces, ...terms), { maxLength: 9 }).map((all) => all.join(""));
    fc.assert(
      fc.property(text, (remark) => {
        expect(read(remark, FIVE_YUAN)).toEqual(reference(remark, FIVE_YUAN));
      }),
      { numRuns: 400, seed: 11 },
    );
  });
  it("a text that was read before is read alike, whatever was paid", () => {
    const amounts = [1, 500, 90_000, null];
    for (const remark of ["100赞", "谢谢老板", "快手刷攒100", "赞刷手快001", `赞${" ".repeat(300)}`]) {
      const fresh = amounts.map((amountMinor) => {
        const other = createRemarkReader(compiled.lexicon);
        return other(remark, { ...FIVE_YUAN, amountMinor });
      });
      expect(amounts.map((amountMinor) => read(remark, { ...FIVE_YUAN, amountMinor }))).toEqual(fresh);
    }
  });
  it("text made to be hard is read within bounds, and what was not read is told", () => {
    const hard = ["赞", "亻", "份粉分", "dz sz fs ", "1o0l", "刷 ", "快手刷赞100个"].map((text) =>
      text.repeat(1024).slice(0, 1024),
    );
    const began = process.cpuUsage();
    for (const text of hard) read(text, {});
    // 60,000 steps are some 60 ms; five times that is no chance of a slow machine.
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(hard.length * 300);
    expect(read(hard[0]!, {}).unread.map(({ why }) => why)).toEqual(["too_tangled"]);
  });
  it("no word of the dictionary is taken for an order by itself", () => {
    const words = Buffer.from(dict).toString("utf8").split("\n");
    const taken: string[] = [];
    for (let i = 0; i < words.length; i += 41) {
      const word = words[i]!.split(" ")[0]!;
      if (read(word, FIVE_YUAN).score >= 0.5) taken.push(word);
    }
    expect(taken).toEqual([]);
  });
  it("the payment's context can speak against the words", () => {
    expect(read("100赞", FIVE_YUAN).score).toBeGreaterThan(0.5);
    for (const context of [
      { ...FIVE_YUAN, scene: "live_tip" },
      { ...FIVE_YUAN, amountMinor: 900_000 },
      { ...FIVE_YUAN, payeeKind: "merchant" as const, category: "restaurant" },
    ]) {
      expect(read("100赞", context).score).toBeLessThan(0.5);
    }
  });
});
