import { describe, expect, it } from "vitest";
import { countPower } from "../evaluate/foreign/count-bound.ts";

describe("what counts can tell of a bought lot at most", () => {
  it.each<[string, number, number, number, number, number]>([
    ["nothing bought: the false alarms and no more", 20, 1, 0, 0.01, 0.01],
    ["nothing bought, however uneven", 20, 10, 0, 0.01, 0.01],
    // Poisson(1): P(≥ 5) = .00366, P(4) = .01533; of X + 1 the same cut at 4: P(X ≥ 4) + P(X = 3) · (.01 − .00366) / .01533.
    ["Poisson by hand", 1, 1, 1, 0.01, 0.018988 + 0.061313 * ((0.01 - 0.0036598) / 0.0153283)],
    ["far beyond any chance", 5, 1, 100, 0.01, 1],
  ])("%s", (_, expected, dispersion, bought, falseRate, power) => {
    expect(countPower(expected, dispersion, bought, falseRate)).toBeCloseTo(power, 4);
  });

  it("meets the normal law where counts are many", () => {
    // 10,000 ± 100 · √4 = 200: 465 more is 2.326 deviations, where half are beyond the hundredth.
    expect(countPower(10_000, 4, 465, 0.01)).toBeCloseTo(0.5, 1);
  });

  it("grows with the lot and the false alarms, and falls with unevenness and with what is earned", () => {
    const at = (expected: number, dispersion: number, bought: number, rate = 0.01): number =>
      countPower(expected, dispersion, bought, rate);
    expect(at(20, 5, 25)).toBeGreaterThan(at(20, 5, 12));
    expect(at(20, 5, 12, 0.05)).toBeGreaterThan(at(20, 5, 12));
    expect(at(20, 20, 12)).toBeLessThan(at(20, 5, 12));
    expect(at(80, 5, 12)).toBeLessThan(at(20, 5, 12));
  });

  it("no simulated cut on counts does better", () => {
    let state = 7;
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 4294967296;
    };
    const poisson = (mean: number): number => {
      let left = Math.exp(-mean);
      let count = 0;
      for (let u = random(); u > left; count++) {
        u -= left;
        left *= mean / (count + 1);
      }
      return count;
    };
    const honest = Array.from({ length: 20_000 }, () => poisson(6)).sort((a, b) => b - a);
    const cut = honest[200]!;
    const told = Array.from({ length: 20_000 }, () => poisson(6) + 8).filter((count) => count > cut).length;
    expect(told / 20_000).toBeLessThan(countPower(6, 1, 8, 0.01) + 0.02);
  });

  it.each([
    [0, 1, 1, 0.01],
    [1, 0.5, 1, 0.01],
    [1, 1, 1.5, 0.01],
    [1, 1, 1, 1],
  ])("refuses %d, %d, %d, %d", (expected, dispersion, bought, falseRate) => {
    expect(() => countPower(expected, dispersion, bought, falseRate)).toThrow(/not `/);
  });
});
