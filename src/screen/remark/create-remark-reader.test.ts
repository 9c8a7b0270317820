import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { compileLexicon } from "./compile-lexicon.ts";
import { createRemarkReader } from "./create-remark-reader.ts";
import { REMARK_READ_MAX } from "./remark-limits.ts";
import type { RemarkContext } from "./remark-reading.ts";

const FILE = path.resolve(import.meta.dirname, "../../../policies/remark-lexicon.yaml");
const compiled = compileLexicon(readFileSync(FILE, "utf8"), FILE);
if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ shown }) => shown).join("\n"));
const read = createRemarkReader(compiled.lexicon);
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
    ["накрутка лайков 500", "лайк", "plain"],
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
