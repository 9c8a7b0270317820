import { expect, it } from "vitest";
import { isDisguised } from "./disguise.ts";
import { evenUseLnOdds } from "./even-use.ts";
import { maskComment } from "./mask-comment.ts";
import { learnTextSurprise } from "./text-surprise.ts";
import { compareSamples } from "./two-samples.ts";

it("says even counts were handed out, popular ones not, and few of either nothing", () => {
  expect(evenUseLnOdds([32, 32, 32, 32, 31, 31], 5)).toBeGreaterThan(Math.log(1e5));
  expect(evenUseLnOdds([40, 35, 33, 30, 28, 24], 5)).toBeGreaterThan(Math.log(20));
  expect(evenUseLnOdds([90, 41, 22, 14, 9, 6], 5)).toBeLessThan(0);
  expect(evenUseLnOdds([6, 5, 5], 5)).toBeLessThan(Math.log(20));
});

it("odds of equal use keep what they promise: under popularity a value of 20 comes at most one time in 20", () => {
  // Every split of 60 into three counts of 5 or more is as likely as any other.
  let splits = 0;
  let high = 0;
  for (let a = 5; a <= 50; a++) {
    for (let b = 5; a + b <= 55; b++) {
      splits++;
      if (evenUseLnOdds([a, b, 60 - a - b], 5) >= Math.log(20)) high++;
    }
  }
  expect(high).toBeGreaterThan(0);
  expect(high / splits).toBeLessThanOrEqual(1 / 20);
});

it("finds a text less surprising the more the others write like it", () => {
  const others = ["今天天气真的很好", "真的很好看", "真的很好吃", "昨天的天气"];
  const model = learnTextSurprise(others);
  expect(model.bits("真的很好")).toBeLessThan(model.bits("蒸笼打赌") / 2);
  expect(learnTextSurprise([]).bits("好用")).toBe(24);
  expect(learnTextSurprise([]).bits("")).toBe(0);
});

it.each([
  ["one course", [1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8], 0, 1],
  ["two courses", [1, 2, 3, 4, 5, 6, 7, 8], [11, 12, 13, 14, 15, 16, 17, 18], 1, 0.001],
  ["nothing", [], [1], 0, 1],
])("compares %s", (_, a, b, distance, chanceMax) => {
  const found = compareSamples(Float64Array.from(a), Float64Array.from(b));
  expect(found.distance).toBe(distance);
  expect(found.chance).toBeLessThanOrEqual(chanceMax);
});

it.each([
  ["好\u200b用的皂", true],
  ["th\u200cank", true],
  ["👨\u200d👩\u200d👧 好用", false],
  ["می\u200cخواهم", false],
  ["\ufeff好用", false],
])("sees characters hidden in words: %j", (text, hidden) => {
  expect(isDisguised(text)).toBe(hidden);
});

it.each([
  ["加微信 abc 138 0013 8000 找我", "加微信 abc … 找我"],
  ["@小明 看这个 https://a.b/c?d=1", "@… 看这个 …"],
  ["用了28天", "用了28天"],
  ["太好用了！！　真的，绝绝子（认真）：ＡＢＣ…①", "太好用了！！　真的，绝绝子（认真）：ＡＢＣ…①"],
  ["电话１３８－００１３－８０００，找＠小明　看ｈｔｔｐ：／／ａ．ｂ", "电话…，找＠…　看…"],
  ["第一行\n\u202e第二行", "第一行 第二行"],
  ["好".repeat(33), `${"好".repeat(32)}…`],
  ["好".repeat(32), "好".repeat(32)],
])("masks %j", (text, shown) => {
  expect(maskComment(text)).toBe(shown);
});
