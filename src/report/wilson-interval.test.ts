import { expect, it } from "vitest";
import { wilsonInterval } from "./wilson-interval.ts";

// 15 of 148 and 0 of 20 stand in Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
it.each([
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
  [20, 20, 0.8389, 1],
  [0, 0, 0, 1],
])("%i of %i lies in [%f, %f]", (hits, n, low, high) => {
  const [a, b] = wilsonInterval(hits, n);
  expect(a).toBeCloseTo(low, 4);
  expect(b).toBeCloseTo(high, 4);
});
