import type { Decision, DecisionRow, Reason } from "../nouns/decision.ts";
import type { Policy } from "../nouns/policy.ts";
import { verdictWord } from "../nouns/verdict.ts";

/** What a decision is about, beyond the reusable row. */
export interface DecisionContext {
  /** Event id. */
  readonly event: string;
  /** Event time the windows were read at, ms since 1970. */
  readonly asOfMs: number;
  readonly late: boolean;
}

/** A decision row → the public record. Rules by name; values that are not measurable become null. */
export function toDecision(row: DecisionRow, policy: Policy, context: DecisionContext): Decision {
  const reasons: Reason[] = [];
  for (let i = 0; i < row.reasonCount; i++) {
    reasons.push({
      rule: policy.rules[row.reasonRule[i]!]!.name,
      value: finite(row.reasonValue[i]!),
      baseline: finite(row.reasonBaseline[i]!),
    });
  }
  const decision = {
    event: context.event,
    verdict: verdictWord(row.verdict),
    score: row.score,
    reasons,
    policy: policy.id,
    as_of: new Date(context.asOfMs).toISOString(),
    not_evaluable: notEvaluable(row, policy),
  };
  return context.late ? { ...decision, late: true } : decision;
}

/** Names of the rules that could not be evaluated, in the policy's order. */
export function notEvaluable(row: Pick<DecisionRow, "notEvaluable">, policy: Policy): string[] {
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
