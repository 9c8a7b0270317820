import { expect, it } from "vitest";
import { leastOf } from "./least-of.ts";

it("corrects the least of several", () => {
  expect(leastOf(0.01, 1)).toBeCloseTo(0.01, 12);
  expect(leastOf(0.01, 10)).toBeCloseTo(1 - 0.99 ** 10, 12);
  expect(leastOf(1, 3)).toBeLessThanOrEqual(1);
});
