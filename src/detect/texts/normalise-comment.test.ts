import { expect, it } from "vitest";
import { normaliseComment } from "./normalise-comment.ts";

it.each([
  ["full-width forms and case", "Ｇｒｅａｔ　ＳＯＡＰ！", "greatsoap"],
  ["what is invisible", "好\u200b用\ufeff的\u2060皂", "好用的皂"],
  ["emoji, their joiners and their names in brackets", "好用👨‍👩‍👧❤️[doge]", "好用"],
  ["punctuation and blanks", "好用，真的 好用~~。", "好用真的好用"],
  ["traditional characters", "這個真的很好用，後來買了", "这个真的很好用后来买了"],
  ["look-alike letters", "grеаt sоap", "greatsoap"],
  ["numbers, however long", "用了28天，单号 1234567", "用了0天单号0"],
  ["stretched characters", "哈哈哈哈哈哈好用sooooo", "哈哈好用soo"],
  [
    "tags, mentions, addresses and the head of an answer",
    "回复 @a12 :好用 #抽奖# @小明 https://a.b/c",
    "好用",
  ],
  ["nothing but signs", "👍👍👍！！", ""],
])("folds %s", (_, text, core) => {
  expect(normaliseComment(text)).toBe(core);
});

it("keeps what is said apart", () => {
  expect(normaliseComment("好用")).not.toBe(normaliseComment("难用"));
  expect(normaliseComment("like it")).not.toBe(normaliseComment("hate it"));
});
