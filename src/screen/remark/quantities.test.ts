import { describe, expect, it } from "vitest";
import { foldRemark } from "./fold-remark.ts";
import { findQuantities } from "./quantities.ts";

const COUNTERS = new Set(["个", "条"]);
const OTHER = new Set(["元", "斤", "g", "点", "平米"]);
const read = (text: string) => findQuantities(foldRemark(text).units, COUNTERS, OTHER);

describe("numbers in a remark", () => {
  it.each([
    ["100", 100, "count"],
    ["1oo个", 100, "count"],
    ["１００", 100, "count"],
    ["1k粉", 1000, "count"],
    ["1.5w", 15_000, "count"],
    ["1,000个", 1000, "count"],
    ["11.29", 11.29, "other"],
    ["lOOO", 1000, "count"],
    ["I00", 100, "count"],
    ["2 千", 2000, "count"],
    ["一百", 100, "count"],
    ["壹仟伍佰", 1500, "count"],
    ["三万", 30_000, "count"],
    ["俩百", 200, "count"],
    ["一百五", 150, "count"],
    ["两千五", 2500, "count"],
    ["一百零五", 105, "count"],
    ["一 千", 1000, "count"],
    ["5|万", 50_000, "count"],
    ["十二", 12, "count"],
    ["①⓪⓪", 100, "count"],
    ["5〇0", 500, "count"],
    ["100元", 100, "other"],
    ["¥100", 100, "other"],
    ["3斤", 3, "other"],
    ["500g", 500, "other"],
    ["80平米", 80, "other"],
    ["第100名", 100, "other"],
    ["13800138000", 13_800_138_000, "other"],
    ["100likes", 100, "count"],
    ["5gold", 5, "count"],
  ])("%s is %d, %s", (text, value, kind) => expect(read(text)).toMatchObject([{ value, kind }]));
  it.each(["一起", "一下", "千万", "oo", "两", "lol", "loo", "ilo"])("%s is none", (text) =>
    expect(read(text).filter(({ value }) => value < 1e6)).toEqual([]),
  );
  it("takes dates and times for what they are", () => {
    expect(read("2026-11-30 10:30").filter(({ kind }) => kind === "count")).toEqual([]);
  });
});
