import { toDecision } from "../../decide/decision.ts";
import type { ChangedEvent } from "../../nouns/backtest-report.ts";
import type { DecisionRow } from "../../nouns/decision.ts";
import { kindWord } from "../../nouns/event.ts";
import { type EventRow, keyColumn, keyText } from "../../nouns/event-row.ts";
import type { Policy } from "../../nouns/policy.ts";
import { VERDICTS, verdictWord } from "../../nouns/verdict.ts";
import type { CandidateState } from "../../ports/policy-rollout.ts";
import { SHADOW_RULES_MAX, SHADOW_SAMPLES_MAX } from "./policy-limits.ts";

const ID = keyColumn("id");
const ACTOR = keyColumn("actor");
const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");

export type ShadowDifferences = Pick<
  CandidateState,
  "events" | "stricter" | "milder" | "verdicts" | "rules" | "samples"
>;

/** Counts how one policy would have decided what another has decided. Memory: the latest samples. */
export function createShadowTally(policy: Policy): {
  readonly add: (row: EventRow, before: number, decision: DecisionRow, asOfMs: number) => void;
  readonly differences: () => ShadowDifferences;
  /** Takes an account's name out of the samples. */
  readonly forget: (account: string) => void;
} {
  const verdicts = VERDICTS.map(() => VERDICTS.map(() => 0));
  const reasons = new Float64Array(policy.rules.length);
  const stricterReasons = new Float64Array(policy.rules.length);
  let samples: ChangedEvent[] = [];
  let [events, stricter, milder] = [0, 0, 0];
  return {
    add(row, before, decision, asOfMs) {
      const after = decision.verdict;
      events++;
      verdicts[before]![after]!++;
      for (let i = 0; i < decision.reasonCount; i++) {
        reasons[decision.reasonRule[i]!]!++;
        if (after > before) stricterReasons[decision.reasonRule[i]!]!++;
      }
      if (before === after) return;
      if (after > before) stricter++;
      else milder++;
      const event = keyText(row, ID) ?? "";
      samples.push({
        event,
        type: kindWord(row.kind),
        at: new Date(row.occurredAtMs).toISOString(),
        actor: keyText(row, ACTOR) ?? "",
        target: { kind: keyText(row, TARGET_KIND) ?? "payee", id: keyText(row, TARGET) ?? "" },
        before: verdictWord(before),
        after: verdictWord(after),
        reasons: toDecision(decision, policy, { event, asOfMs, late: row.late === 1 }).reasons,
      });
      if (samples.length >= 2 * SHADOW_SAMPLES_MAX) samples = samples.slice(-SHADOW_SAMPLES_MAX);
    },
    differences() {
      const rules = policy.rules
        .map(({ name }, rule) => ({ rule: name, reasons: reasons[rule]!, stricter: stricterReasons[rule]! }))
        .filter((one) => one.reasons > 0)
        .sort((a, b) => b.stricter - a.stricter || b.reasons - a.reasons || (a.rule < b.rule ? -1 : 1))
        .slice(0, SHADOW_RULES_MAX);
      const latest = samples.slice(-SHADOW_SAMPLES_MAX).reverse();
      return { events, stricter, milder, verdicts: verdicts.map((row) => [...row]), rules, samples: latest };
    },
    forget(account) {
      samples = samples.filter(({ actor, target }) => actor !== account && target.id !== account);
    },
  };
}
