import { describe, expect, test } from "vitest";
import { createDecisionRow } from "../nouns/decision.ts";
import { kindCode } from "../nouns/event.ts";
import { createDecider } from "./decide.ts";

describe("decide", () => {
  const LIKE = kindCode("like")!;
  const decide = createDecider({ thresholds: [0.5, 0.75, 0.9] });
  test.each([
    [0, 0, 0],
    [0.499999, 0, 0],
    [0.5, 0, 1],
    [0.749999, 0, 1],
    [0.75, 0, 2],
    [0.9, 0, 3],
    [1, 0, 3],
    [0, 3, 3],
    [0.6, 2, 2],
    [0.95, 1, 3],
  ])("score %d with floor %d is %d", (score, floor, expected) => {
    const decision = createDecisionRow(1);
    decision.score = score;
    decision.verdict = floor;
    decide(decision, LIKE);
    expect(decision.verdict).toBe(expected);
  });
  test("payments have thresholds of their own, and text alone stops at challenge", () => {
    const own = createDecider({ thresholds: [0.5, 0.75, 0.9], paymentThresholds: [0.1, 0.2, 0.3] });
    const decision = createDecisionRow(1);
    decision.score = 0.25;
    own(decision, LIKE);
    expect(decision.verdict).toBe(0);
    own(decision, kindCode("payment")!);
    expect(decision.verdict).toBe(2);
    decision.score = 1;
    decision.verdictMax = 1;
    own(decision, kindCode("complaint")!);
    expect(decision.verdict).toBe(1);
  });
  test("a threshold of never is never reached", () => {
    const decision = createDecisionRow(1);
    decision.score = 1;
    createDecider({ thresholds: [2, 2, 2] })(decision, LIKE);
    expect(decision.verdict).toBe(0);
  });
  test("a higher score is never decided more mildly", () => {
    let last = 0;
    for (let score = 0; score <= 1; score += 0.001) {
      const decision = createDecisionRow(1);
      decision.score = score;
      decide(decision, LIKE);
      expect(decision.verdict).toBeGreaterThanOrEqual(last);
      last = decision.verdict;
    }
  });
});
