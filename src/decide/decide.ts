import type { DecisionRow } from "../nouns/decision.ts";
import { isEngagement } from "../nouns/event.ts";
import type { Policy } from "../nouns/policy.ts";

/** Raises a scored decision's verdict to what its score demands; `kind`: the event's kind code. */
export type Decider = (decision: DecisionRow, kind: number) => void;

/**
 * A decider for a policy's thresholds: the verdict becomes the severest of what the hit rules ask for (set by the scoring
 * stage) and what the score reaches, and never beyond what the evidence allows. Never lowers a verdict otherwise. Retractions are decided as other events are.
 */
export function createDecider(policy: Pick<Policy, "thresholds" | "paymentThresholds">): Decider {
  const engagement = Float64Array.from(policy.thresholds);
  const payment = Float64Array.from(policy.paymentThresholds ?? policy.thresholds);
  return (decision, kind) => {
    const { score, verdictMax } = decision;
    const thresholds = isEngagement(kind) ? engagement : payment;
    const challenge = thresholds[0]!;
    const hold = thresholds[1]!;
    const reject = thresholds[2]!;
    const reached = score >= reject ? 3 : score >= hold ? 2 : score >= challenge ? 1 : 0;
    if (reached > decision.verdict) decision.verdict = reached;
    if (decision.verdict > verdictMax) decision.verdict = verdictMax;
  };
}
