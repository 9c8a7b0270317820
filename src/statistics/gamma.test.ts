import { expect, it } from "vitest";
import { lnFactorial, lnGamma } from "./gamma.ts";

// scipy 1.17: special.gammaln(x).
it.each([
  [0.1, 2.252712651734206],
  [0.5, 0.5723649429247],
  [1, 0],
  [3.7, 1.428072326665388],
  [8, 8.525161361065415],
  [100, 359.1342053695754],
  [12345.6, 103959.18506616844],
])("ln Γ(%f)", (x, ln) => expect(Math.abs(lnGamma(x) - ln)).toBeLessThan(1e-11 * Math.max(1, Math.abs(ln))));

it("has factorials on both sides of the table's end", () => {
  let slow = 0;
  for (let k = 2; k <= 70; k++) {
    slow += Math.log(k);
    expect(lnFactorial(k)).toBeCloseTo(slow, 8);
  }
});
