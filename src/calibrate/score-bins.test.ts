import { expect, test } from "vitest";
import { BIN_COUNT, binFloor, binOf } from "./score-bins.ts";

test("a score lies between its bin's ends, and bins follow the order of scores", () => {
  let before = -1;
  for (const score of [
    -1e30, -4e9, -1000, -3.7, -1, -1e-3, -1e-12, 0, 1e-12, 1e-9, 0.5, 0.97, 1, 1.04, 16, 17, 1e6, 1e30,
  ]) {
    const bin = binOf(score);
    expect(bin).toBeGreaterThanOrEqual(before);
    expect(score).toBeGreaterThanOrEqual(binFloor(bin));
    expect(score).toBeLessThanOrEqual(binFloor(bin + 1));
    before = bin;
  }
});

test("bins are at most a sixteenth of the score wide", () => {
  for (let score = 1e-9; score < 1e9; score *= 1.37) {
    const bin = binOf(score);
    expect(binFloor(bin + 1) / binFloor(bin)).toBeLessThanOrEqual(1 + 1 / 16 + 1e-12);
  }
});

test("infinities fall in the end bins", () => {
  expect(binOf(Number.POSITIVE_INFINITY)).toBe(BIN_COUNT - 1);
  expect(binOf(Number.NEGATIVE_INFINITY)).toBe(0);
});
