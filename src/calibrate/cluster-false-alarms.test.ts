import { expect, test } from "vitest";
import { campaignProbability, falseAlarmRateOf, memberProbability } from "./cluster-false-alarms.ts";

test("a cluster's false-alarm rate counts what was found as high and as large, and never says none", () => {
  const steps = { from: [0.5, 0.9], value: [0.6, 0.95], weight: [5, 5] };
  const table = {
    provenance: "made up",
    millions: 2,
    falseClusters: [
      [0.6, 20],
      [0.9, 5],
    ] as const,
    truth: steps,
    membership: steps,
  };
  expect(falseAlarmRateOf(0.5, 1, table)).toEqual({ perMillionEvents: 1.5, atFloor: false });
  expect(falseAlarmRateOf(0.6, 20, table)).toEqual({ perMillionEvents: 1, atFloor: false });
  expect(falseAlarmRateOf(0.95, 1, table)).toEqual({ perMillionEvents: 0.5, atFloor: true });
  expect(campaignProbability(0.7, table)).toBe(0.6);
  expect(memberProbability(0.95, table)).toBe(0.95);
});

test("the shipped table is monotone and in range", () => {
  let before = 0;
  for (let score = 0.5; score <= 1; score += 0.01) {
    expect(falseAlarmRateOf(score, 30).perMillionEvents).toBeGreaterThan(0);
    expect(campaignProbability(score)).toBeGreaterThanOrEqual(before);
    before = campaignProbability(score);
    expect(memberProbability(score)).toBeLessThanOrEqual(1);
  }
});
