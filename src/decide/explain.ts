import type { Decision } from "../nouns/decision.ts";
import type { Policy } from "../nouns/policy.ts";

/** One sentence in both languages. */
export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

/**
 * A decision → one sentence a reason, in the policy's own words with the value and the baseline that were seen. A rule that
 * this policy does not have (the decision was made by another version) is named instead.
 */
export function explain(decision: Decision, policy: Pick<Policy, "rules">): Sentence[] {
  return decision.reasons.map((reason) => {
    const rule = policy.rules.find(({ name }) => name === reason.rule);
    if (rule === undefined) {
      return {
        zh: `命中规则 ${reason.rule}（策略 ${decision.policy}）`,
        en: `rule ${reason.rule} of policy ${decision.policy} was hit`,
      };
    }
    const fill = (text: string, unknown: string) =>
      text.replace(/\{(value|baseline)\}/g, (_, slot: "value" | "baseline") => spoken(reason[slot], unknown));
    return { zh: fill(rule.text.zh, "未知"), en: fill(rule.text.en, "unknown") };
  });
}

/** A number as a person reads it: whole above 100, else three significant digits. */
function spoken(value: number | null, unknown: string): string {
  if (value === null) return unknown;
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
