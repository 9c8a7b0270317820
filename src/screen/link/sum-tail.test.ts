import { describe, expect, it } from "vitest";
import { binomialTail } from "../../statistics/binomial.ts";
import { sumTail } from "./sum-tail.ts";

describe("sumTail", () => {
  it.each([
    [0, [0.2, 0.3], 1],
    [1, [0.2, 0.3], 0.44],
    [2, [0.2, 0.3], 0.06],
    [3, [0.2, 0.3], 0],
    [2, [1, 0.5, 0], 0.5],
  ])("P(at least %i of %o) is %f", (k, chances, expected) => {
    expect(sumTail(k, chances)).toBeCloseTo(expected, 12);
  });
  it("is the binomial tail where all chances are one", () => {
    for (const k of [1, 7, 20, 30]) {
      expect(sumTail(k, new Array(30).fill(0.12)) / binomialTail(k, 30, 0.12)).toBeCloseTo(1, 8);
    }
  });
});
