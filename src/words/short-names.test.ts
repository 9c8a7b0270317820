import { expect, it } from "vitest";
import { shortNames } from "./short-names.ts";

it.each([
  [["7301234567890000001", "7301234567890000002"], 10, ["73…0000001", "73…0000002"]],
  [["短名", "a"], 10, ["短名", "a"]],
  [
    ["video-A-2026-11-22-end", "video-B-2026-11-22-end"],
    10,
    ["video-A-2026-11-22-end", "video-B-2026-11-22-end"],
  ],
  [["甲甲甲甲甲甲甲甲甲甲甲乙"], 6, ["甲…甲甲甲乙"]],
])("%j within %i characters tell themselves apart", (names, most, shown) => {
  const short = shortNames(names, most);
  expect(names.map((name) => short.get(name))).toEqual(shown);
});
