import { expect, it } from "vitest";
import { maskIdentifier } from "./mask-identifier.ts";

it.each([
  ["user-123", "use…"],
  ["abcd", "abc…"],
  ["abc", "a…"],
  ["a", "a…"],
  ["", "…"],
  ["👍👍👍👍", "👍👍👍…"],
])("masks `%s` as `%s`", (id, masked) => {
  expect(maskIdentifier(id)).toBe(masked);
});
