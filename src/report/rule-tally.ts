import type { FieldCoverage, RuleExample, RuleFigures } from "../nouns/audit-report.ts";
import type { DecisionRow } from "../nouns/decision.ts";
import { hasKind } from "../nouns/kind-mask.ts";
import type { Policy } from "../nouns/policy.ts";
import { verdictCode } from "../nouns/verdict.ts";

const HOLD = verdictCode("hold");
const REJECT = verdictCode("reject");

export interface RuleTally {
  /** Enters one decision. `event` is asked for only when it becomes a rule's example. */
  add(decision: DecisionRow, event: () => string | null): void;
  /** Figures in the policy's order. `eventsByKind`: accepted events by kind code. */
  figures(eventsByKind: ArrayLike<number>, coverage: readonly FieldCoverage[]): RuleFigures[];
}

/** Counts what each rule of a policy contributed, from the reasons that decisions name. */
export function createRuleTally(policy: Policy): RuleTally {
  const size = policy.rules.length;
  const notEvaluable = new Float64Array(size);
  const named = new Float64Array(size);
  const namedHeld = new Float64Array(size);
  const namedRejected = new Float64Array(size);
  const first = new Float64Array(size);
  const examples: (RuleExample | null)[] = policy.rules.map(() => null);
  const exampleScore = new Float64Array(size).fill(-1);

  return {
    add(decision, event) {
      for (let word = 0; word < decision.notEvaluable.length; word++) {
        let bits = decision.notEvaluable[word]!;
        while (bits !== 0) {
          const bit = 31 - Math.clz32(bits & -bits);
          notEvaluable[(word << 5) | bit]!++;
          bits &= bits - 1;
        }
      }
      const discarded = decision.verdict >= HOLD;
      for (let r = 0; r < decision.reasonCount; r++) {
        const rule = decision.reasonRule[r]!;
        named[rule]!++;
        if (!discarded) continue;
        if (decision.verdict === REJECT) namedRejected[rule]!++;
        else namedHeld[rule]!++;
        if (r === 0) first[rule]!++;
        if (decision.score > exampleScore[rule]!) {
          exampleScore[rule] = decision.score;
          examples[rule] = {
            event: event(),
            value: finite(decision.reasonValue[r]!),
            baseline: finite(decision.reasonBaseline[r]!),
            score: decision.score,
          };
        }
      }
    },
    figures(eventsByKind, coverage) {
      return policy.rules.map((rule, r) => {
        let asked = 0;
        for (let kind = 0; kind < eventsByKind.length; kind++) {
          if (hasKind(rule.onMask, kind)) asked += eventsByKind[kind]!;
        }
        return {
          rule: rule.name,
          text: rule.text,
          asked,
          not_evaluable: notEvaluable[r]!,
          named: named[r]!,
          named_in_held: namedHeld[r]!,
          named_in_rejected: namedRejected[r]!,
          first_in_discarded: first[r]!,
          example: examples[r]!,
          lacks:
            notEvaluable[r]! === 0
              ? []
              : coverage
                  .filter((c) => c.present < c.events && c.rules.includes(rule.name))
                  .map((c) => c.field),
        };
      });
    },
  };
}

/** NaN and the infinities have no JSON form; they mean that there is nothing to show. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
