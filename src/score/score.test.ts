import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDecisionRow, type DecisionRow } from "../nouns/decision.ts";
import { createEventRow } from "../nouns/event-row.ts";
import { USUAL_PLACEHOLDERS } from "../nouns/placeholders.ts";
import type { Policy, Rule, Truth } from "../nouns/policy.ts";
import { createScorer } from "./score.ts";

const ROW = createEventRow();
ROW.kind = 1;

/** Rules whose truth is read from features: rule i answers features[i]. */
function policyOf(rules: readonly Partial<Rule>[]): Policy {
  return {
    id: "t@1#0",
    name: "t",
    version: "1",
    sha256: "",
    source: "",
    features: [],
    rules: rules.map((rule, index) => ({
      name: `r${index}`,
      onMask: 2,
      evaluate: (_row, features) => features[index] as Truth,
      needs: [index],
      weight: 0.5,
      family: index,
      verdictMin: 0,
      shownFeature: index,
      shownBaseline: 7,
      shownBaselineFeature: -1,
      text: { zh: "", en: "" },
      ...rule,
    })),
    listUses: [],
    thresholds: [0.5, 0.8, 0.95],
    latenessMs: 0,
    keysMax: 1,
    exactMax: 1,
    placeholders: USUAL_PLACEHOLDERS,
    infrastructure: { classify: () => undefined },
    campaigns: {
      confirmScoreMin: 2,
      confirmMembersMin: 20,
      nearLine: { everyMs: 15_000, eventsMax: 10_000 },
      nightly: null,
    },
  };
}

function score(rules: readonly Partial<Rule>[], truths: readonly number[], into?: DecisionRow): DecisionRow {
  const decision = into ?? createDecisionRow(rules.length);
  createScorer(policyOf(rules))(ROW, Float64Array.from(truths), decision);
  return decision;
}

describe("score", () => {
  test.each([
    ["nothing", [{}, {}], [0, 0], 0],
    ["one", [{ weight: 0.3 }, {}], [1, 0], 0.3],
    ["two families", [{ weight: 0.5 }, { weight: 0.4 }], [1, 1], 0.7],
    [
      "one family counts once, its strongest",
      [
        { weight: 0.5, family: 0 },
        { weight: 0.4, family: 0 },
      ],
      [1, 1],
      0.5,
    ],
    ["a certainty", [{ weight: 1 }, { weight: 0.4 }], [1, 1], 1],
    ["weightless", [{ weight: 0 }], [1], 0],
    ["not evaluable adds nothing", [{ weight: 0.5 }, { weight: 0.5 }], [1, 2], 0.5],
    ["rounded to six decimals", [{ weight: 1 / 3 }], [1], 0.333333],
  ])("%s", (_name, rules, truths, expected) => expect(score(rules, truths).score).toBe(expected));

  test("nothing of one event is left for the next", () => {
    const rules = [{ weight: 0.5 }, { weight: 0.4 }, {}];
    const scorer = createScorer(policyOf(rules));
    const decision = createDecisionRow(3);
    scorer(ROW, Float64Array.of(1, 1, 2), decision);
    expect(decision).toMatchObject({ score: 0.7, reasonCount: 2 });
    scorer(ROW, Float64Array.of(0, 0, 0), decision);
    expect(decision).toMatchObject({ score: 0, reasonCount: 0, verdict: 0 });
    expect([...decision.notEvaluable]).toEqual([0]);
    scorer(ROW, Float64Array.of(0, 1, 0), decision);
    expect(decision.score).toBe(0.4);
  });
});

describe("reasons", () => {
  const reasons = (decision: DecisionRow) => [...decision.reasonRule.slice(0, decision.reasonCount)];
  test("by weight, then by the verdict asked for, then by order; at most three", () => {
    const rules = [
      { weight: 0.2 },
      { weight: 0.5 },
      { weight: 0.5, verdictMin: 2 as const },
      { weight: 0.5 },
      { weight: 0.9 },
    ];
    expect(reasons(score(rules, [1, 0, 0, 0, 0]))).toEqual([0]);
    expect(reasons(score(rules, [1, 1, 0, 1, 0]))).toEqual([1, 3, 0]);
    expect(reasons(score(rules, [1, 1, 1, 1, 1]))).toEqual([4, 2, 1]);
    expect(reasons(score(rules, [1, 1, 2, 1, 0]))).toEqual([1, 3, 0]);
  });
  test("carry what was seen and what it is held against", () => {
    const decision = score(
      [
        { weight: 0.9, shownFeature: 2, shownBaseline: 30 },
        { weight: 0.8, shownFeature: -1, shownBaseline: Number.NaN },
        { weight: 0.7, shownFeature: 0, shownBaselineFeature: 3 },
      ],
      [1, 1, 1, 99],
    );
    expect([...decision.reasonValue]).toEqual([1, Number.NaN, 1]);
    expect([...decision.reasonBaseline]).toEqual([30, Number.NaN, 99]);
  });
  test("the floor is the severest verdict any hit rule asks for, also one that is not among the reasons", () => {
    const rules = [
      { weight: 0.9 },
      { weight: 0.8 },
      { weight: 0.7 },
      { weight: 0.1, verdictMin: 3 as const },
    ];
    expect(score(rules, [1, 1, 1, 1]).verdict).toBe(3);
    expect(score(rules, [1, 1, 1, 2]).verdict).toBe(0);
  });
});

test("rules of other types are not asked; not evaluable ones are marked, also beyond the first word", () => {
  const rules = Array.from({ length: 70 }, (_, i) => ({ onMask: i === 40 ? 4 : 2 }));
  const truths = rules.map((_, i) => (i % 10 === 0 ? 2 : 0));
  const decision = score(rules, truths);
  const marked = rules.map((_, i) => (decision.notEvaluable[i >> 5]! >>> (i & 31)) & 1);
  expect(marked.flatMap((bit, i) => (bit ? [i] : []))).toEqual([0, 10, 20, 30, 50, 60]);
});

test("adding a hit never lowers score or verdict, whatever else is known", () => {
  const rule = fc.record({
    weight: fc.double({ min: 0, max: 1, noNaN: true }),
    family: fc.nat(3),
    verdictMin: fc.constantFrom<0 | 1 | 2 | 3>(0, 1, 2, 3),
  });
  const property = fc.property(
    fc.array(fc.tuple(rule, fc.constantFrom(0, 1, 2)), { minLength: 1, maxLength: 12 }),
    fc.nat(),
    (drawn, which) => {
      const rules = drawn.map(([one]) => one);
      const truths = drawn.map(([, truth]) => truth);
      const before = score(rules, truths);
      const more = truths.with(which % truths.length, 1);
      const after = score(rules, more);
      expect(after.score).toBeGreaterThanOrEqual(before.score);
      expect(after.verdict).toBeGreaterThanOrEqual(before.verdict);
      expect(after.score).toBeGreaterThanOrEqual(0);
      expect(after.score).toBeLessThanOrEqual(1);
    },
  );
  fc.assert(property, { numRuns: 500, seed: 3 });
});
