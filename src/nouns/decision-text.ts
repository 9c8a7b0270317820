import type { Decision } from "./decision.ts";

/** A decision as it is answered over HTTP: a JSON object, verdict first. */
export function answerText(decision: Decision): string {
  const { verdict, score, event, reasons, policy, as_of, not_evaluable, late, screened } = decision;
  return JSON.stringify({
    verdict,
    score,
    event,
    reasons,
    policy,
    as_of,
    not_evaluable,
    late,
    screened,
  });
}
