import { expect, it } from "vitest";
import { wilsonBound, wilsonInterval } from "./wilson.ts";

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

// scipy 1.17: binomtest(hits, n).proportion_ci(method="wilson").
it.each([
  [1, 10, 0.017876213095072896, 0.4041500267952385],
  [50, 100, 0.4038315303659956, 0.5961684696340044],
  [3, 1000, 0.0010207838811386186, 0.008783014053503173],
])("%i of %i, to the last digits", (hits, n, low, high) => {
  const [a, b] = wilsonInterval(hits, n);
  expect(a).toBeCloseTo(low, 13);
  expect(b).toBeCloseTo(high, 13);
});

it("is as wide for hits in clusters of five as for a fifth of them, and narrower for fewer deviations", () => {
  expect(wilsonInterval(50, 500, 5)).toEqual(wilsonInterval(10, 100));
  expect(wilsonBound(0.1, 100, 1)).toBeLessThan(wilsonBound(0.1, 100, 3));
});
