import { createDecisionRow, type DecisionRow } from "../nouns/decision.ts";
import { USUAL_PLACEHOLDERS } from "../nouns/placeholders.ts";
import type { Policy } from "../nouns/policy.ts";

/** A policy of `ruleCount` rules named `rule_0`, …, for turning decisions into words. */
export function policyOf(ruleCount: number): Policy {
  return {
    id: "t@1#00c0ffee",
    name: "t",
    version: "1",
    sha256: "",
    source: "",
    features: [],
    rules: Array.from({ length: ruleCount }, (_, index) => ({
      name: `rule_${index}`,
      onMask: 2,
      evaluate: () => 0 as const,
      needs: [],
      weight: 0.5,
      family: index,
      verdictMin: 0 as const,
      shownFeature: -1,
      shownBaseline: Number.NaN,
      shownBaselineFeature: -1,
      text: { zh: "值 {value}，基准 {baseline}", en: "{value} against {baseline}, {value} again" },
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

/** A decision with the given reasons and rules not evaluable. */
export function decisionOf(
  ruleCount: number,
  verdict: number,
  score: number,
  reasons: readonly (readonly [rule: number, value: number, baseline: number])[],
  notEvaluable: readonly number[] = [],
): DecisionRow {
  const row = createDecisionRow(ruleCount);
  row.verdict = verdict;
  row.score = score;
  row.reasonCount = reasons.length;
  for (const [i, [rule, value, baseline]] of reasons.entries()) {
    row.reasonRule[i] = rule;
    row.reasonValue[i] = value;
    row.reasonBaseline[i] = baseline;
  }
  for (const rule of notEvaluable) row.notEvaluable[rule >> 5]! |= 1 << (rule & 31);
  return row;
}
