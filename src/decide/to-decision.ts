import type { Decision, DecisionRow, Reason } from "../nouns/decision.ts";
import type { Policy } from "../nouns/policy.ts";
import { verdictWord } from "../nouns/verdict.ts";

/**
 * A decision row → the public record of the event with id `event`, as of `asOfMs` (the time its windows were read at, ms
 * since 1970). Rules by name; values that are not measurable become null.
 */
export function toDecision(
  row: DecisionRow,
  policy: Policy,
  event: string,
  asOfMs: number,
  late: 0 | 1,
): Decision {
  const reasons: Reason[] = [];
  for (let i = 0; i < row.reasonCount; i++) {
    reasons.push({
      rule: policy.rules[row.reasonRule[i]!]!.name,
      value: finite(row.reasonValue[i]!),
      baseline: finite(row.reasonBaseline[i]!),
    });
  }
  const decision = {
    event,
    verdict: verdictWord(row.verdict),
    score: row.score,
    reasons,
    policy: policy.id,
    as_of: new Date(asOfMs).toISOString(),
    not_evaluable: notEvaluable(row, policy),
  };
  return late === 1 ? { ...decision, late: true } : decision;
}

/** Names of the rules that could not be evaluated, in the policy's order. */
export function notEvaluable(row: DecisionRow, policy: Policy): string[] {
  const names: string[] = [];
  for (const [word, bits] of row.notEvaluable.entries()) {
    if (bits === 0) continue;
    for (let bit = 0; bit < 32; bit++) {
      if (bits & (1 << bit)) names.push(policy.rules[word * 32 + bit]!.name);
    }
  }
  return names;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
