import { describe, expect, it } from "vitest";
import { figureText, percentText, spanText } from "./figure-text.ts";

describe("figureText", () => {
  it.each([
    [null, "–"],
    [0, "0"],
    [0.00099, "< 0.001"],
    [0.001, "0.001"],
    [0.0312, "0.031"],
    [14.26, "14"],
    [99.6, "100"],
    [41_877.4, "41877"],
  ])("%s → %s", (value, text) => expect(figureText(value)).toBe(text));
});

describe("percentText", () => {
  it.each([
    [null, "–"],
    [0, "0 %"],
    [0.000001, "< 0.001 %"],
    [0.0004, "0.04 %"],
    [0.914, "91 %"],
    [0.9949, "99 %"],
    [0.995, "> 99 %"],
    [1, "100 %"],
  ])("%s → %s", (share, text) => expect(percentText(share)).toBe(text));
});

describe("spanText", () => {
  it.each([
    [0, "1 s", "1 秒"],
    [119_000, "119 s", "119 秒"],
    [120_000, "2 min", "2 分钟"],
    [12 * 3_600_000, "12 h", "12 小时"],
    [47 * 3_600_000, "47 h", "47 小时"],
    [96 * 3_600_000, "4 days", "4 天"],
  ])("%i ms → %s", (spanMs, en, zh) => expect(spanText(spanMs)).toEqual({ en, zh }));
});
