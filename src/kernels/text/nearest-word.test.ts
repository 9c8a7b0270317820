import { expect, test } from "vitest";
import { editDistance, nearest, suggest } from "./nearest-word.ts";

test.each([
  ["", "", 0],
  ["abc", "abc", 0],
  ["abc", "abd", 1],
  ["abc", "ab", 1],
  ["abc", "acb", 1],
  ["kitten", "sitting", 3],
  ["", "xyz", 3],
])("%s to %s takes %i edits", (a, b, edits) => expect(editDistance(a, b)).toBe(edits));

test("the nearest name, within a third of the word", () => {
  const names = ["device_accounts_1d", "device_accounts_1h", "ip_likes_1m"];
  expect(nearest("device_acounts_1d", names)).toBe("device_accounts_1d");
  expect(nearest("DEVICE_ACCOUNTS_1H", names)).toBe("device_accounts_1h");
  expect(nearest("something", names)).toBeNull();
  expect(nearest("x".repeat(97), names)).toBeNull();
});

test("a short list is given whole when nothing is near", () => {
  expect(suggest("zzz", ["hold", "reject"])).toBe("one of hold, reject");
  expect(suggest("hodl", ["hold", "reject"])).toBe("did you mean `hold`?");
  expect(suggest("zzz", [])).toBeUndefined();
});
