import type { DecisionRow } from "../nouns/decision.ts";
import type { Policy } from "../nouns/policy.ts";

/** Raises a scored decision's verdict to what its score demands. */
export type Decider = (decision: DecisionRow) => void;

/**
 * A decider for a policy's thresholds: the verdict becomes the severest of what the hit rules ask for (set by the scoring
 * stage) and what the score reaches. Never lowers a verdict. Retractions are decided as other events are.
 */
export function createDecider(policy: Pick<Policy, "thresholds">): Decider {
  const [challenge, hold, reject] = policy.thresholds;
  return (decision) => {
    const { score } = decision;
    const reached = score >= reject ? 3 : score >= hold ? 2 : score >= challenge ? 1 : 0;
    if (reached > decision.verdict) decision.verdict = reached;
  };
}
