import { describe, expect, it } from "vitest";
import { nameMarks } from "./name-marks.ts";

describe("names", () => {
  it.each([
    ["Lily8842", "letters digits4", "lily#"],
    ["anna_maria", null, null],
    ["张伟", null, null],
    ["小熊1234", "han digits4", "小熊#"],
    ["Ｌｉｌｙ８８", "letters digits2", "lily#"],
    ["x9", "letters digits1", null],
  ])("%s", (name, shape, stem) => {
    expect(nameMarks(name)).toMatchObject({ shape, stem, isDefault: false });
  });

  it.each(["用户83749201", "user_8374920", "手机用户1234567", "13800138000", "小红薯5F3A9C01"])(
    "%s is a platform's",
    (name) => expect(nameMarks(name)).toEqual({ shape: null, stem: null, scrambled: false, isDefault: true }),
  );

  it.each([
    ["xkqjwzvb", true],
    ["qwzrtkpl77", true],
    ["wangxiaoming", false],
    ["elizabeth", false],
    ["marcorossi", false],
    ["zhangwei", false],
    ["dkwz", false],
  ])("%s scrambled: %s", (name, scrambled) => {
    expect(nameMarks(name).scrambled).toBe(scrambled);
  });
});
