import type { DecisionRow } from "../nouns/decision.ts";
import type { Policy } from "../nouns/policy.ts";

/**
 * Raises a scored decision's verdict to what its score demands by the policy's thresholds: the verdict becomes the severest
 * of what the hit rules ask for (set by the scoring stage) and what the score reaches. Never lowers a verdict.
 * Retractions are decided as other events are. Allocates nothing.
 */
export function decide(policy: Pick<Policy, "thresholds">, decision: DecisionRow): void {
  const { thresholds } = policy;
  const { score } = decision;
  const reached = score >= thresholds[2] ? 3 : score >= thresholds[1] ? 2 : score >= thresholds[0] ? 1 : 0;
  if (reached > decision.verdict) decision.verdict = reached;
}
