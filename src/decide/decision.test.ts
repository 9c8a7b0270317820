import { describe, expect, test } from "vitest";
import { decisionOf, policyOf } from "./decision.fixture.ts";
import { toDecision } from "./decision.ts";
import { explain } from "./explain.ts";

const NONE = Number.NaN;

describe("a row in words", () => {
  test("everything in its place", () => {
    const row = decisionOf(
      70,
      3,
      0.912345,
      [
        [0, 31, 30],
        [69, 0.25, NONE],
      ],
      [1, 31, 32, 69],
    );
    const decision = toDecision(row, policyOf(70), { event: "e1", asOfMs: 1_700_000_000_123, late: false });
    expect(decision).toEqual({
      event: "e1",
      verdict: "reject",
      score: 0.912345,
      reasons: [
        { rule: "rule_0", value: 31, baseline: 30 },
        { rule: "rule_69", value: 0.25, baseline: null },
      ],
      policy: "t@1#00c0ffee",
      as_of: "2023-11-14T22:13:20.123Z",
      not_evaluable: ["rule_1", "rule_31", "rule_32", "rule_69"],
    });
  });
  test("late is said only where it is so", () => {
    const row = decisionOf(1, 0, 0, []);
    const policy = policyOf(1);
    expect(toDecision(row, policy, { event: "e", asOfMs: 0, late: true }).late).toBe(true);
    expect("late" in toDecision(row, policy, { event: "e", asOfMs: 0, late: false })).toBe(false);
  });
});

describe("a decision explained", () => {
  const decision = (value: number, baseline: number) =>
    toDecision(decisionOf(1, 1, 0.5, [[0, value, baseline]]), policyOf(1), {
      event: "e",
      asOfMs: 0,
      late: false,
    });
  test.each([
    [31, 30, "值 31，基准 30", "31 against 30, 31 again"],
    [0.123456, 0.28, "值 0.123，基准 0.28", "0.123 against 0.28, 0.123 again"],
    [1234.56, NONE, "值 1235，基准 未知", "1235 against unknown, 1235 again"],
    [NONE, 1e-7, "值 未知，基准 1e-7", "unknown against 1e-7, unknown again"],
  ])("%d against %d", (value, baseline, zh, en) => {
    expect(explain(decision(value, baseline), policyOf(1))).toEqual([{ zh, en }]);
  });
  test("a rule that the policy does not have is named", () => {
    expect(explain(decision(1, 2), { rules: [] })[0]!.en).toBe("rule rule_0 of policy t@1#00c0ffee was hit");
  });
  test("nothing to explain", () => {
    const allowed = toDecision(decisionOf(1, 0, 0, []), policyOf(1), { event: "e", asOfMs: 0, late: false });
    expect(explain(allowed, policyOf(1))).toEqual([]);
  });
});
