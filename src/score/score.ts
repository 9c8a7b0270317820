import { type DecisionRow, REASONS_MAX } from "../nouns/decision.ts";
import { isEngagement, KIND_CODES_END } from "../nouns/event.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { hasKind } from "../nouns/kind-mask.ts";
import type { Policy, Rule } from "../nouns/policy.ts";

/** An event and its features → what the rules say about it, into `decision`. Allocates nothing. */
export type Scorer = (row: EventRow, features: Float64Array, decision: DecisionRow) => void;

/**
 * A scorer for a policy: fills `score`, the strongest reasons, the bits of rules that could not be evaluated, and
 * `verdict` with the least verdict that the hit rules themselves ask for (the deciding stage raises it by the thresholds).
 *
 * The score is a noisy-or over families (Pearl 1988, 4.3.2): 1 − Π (1 − strongest weight hit in the family). It is
 * monotone, so that a further hit never lowers it; it is additive in −log(1 − w), so that each family's part can be shown;
 * and a family votes once, so that one fact seen three ways stays one fact. Factors are multiplied in one fixed order and
 * the score is rounded to 6 decimals, as it is written: the same events give the same digits, and a threshold is compared
 * with the number a reader sees. Rounding is monotone too.
 *
 * Reasons: by weight, then by the verdict the rule asks for, then by order in the policy. Cost: the rules asked of the
 * event's type, one closure each.
 */
export function createScorer(policy: Policy): Scorer {
  const asked: Asked[] = Array.from({ length: KIND_CODES_END }, (_, kind) => rulesAsked(policy.rules, kind));
  const strongest = new Float64Array(1 + Math.max(0, ...policy.rules.map(({ family }) => family)));
  /** The same without rules that rest on text alone. */
  const beside = new Float64Array(strongest.length);
  return (row, features, decision) => {
    const { rules, indexes, families, payment } = asked[row.kind]!;
    let textHit = false;
    if (payment) decision.hits.fill(0);
    decision.notEvaluable.fill(0);
    let reasonCount = 0;
    let floor = 0;
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i]!;
      const truth = rule.evaluate(row, features);
      if (truth === 0) continue;
      const index = indexes[i]!;
      if (truth === 2) {
        decision.notEvaluable[index >> 5]! |= 1 << (index & 31);
        continue;
      }
      if (rule.weight > strongest[rule.family]!) strongest[rule.family] = rule.weight;
      if (payment) {
        decision.hits[index >> 5]! |= 1 << (index & 31);
        if (rule.textAlone === true) textHit = true;
        else if (rule.weight > beside[rule.family]!) beside[rule.family] = rule.weight;
      }
      if (rule.verdictMin > floor) floor = rule.verdictMin;
      reasonCount = enter(decision.reasonRule, reasonCount, index, policy.rules);
    }
    decision.verdict = floor;
    decision.verdictMax = 3;
    decision.reasonCount = reasonCount;
    if (reasonCount === 0) {
      decision.score = 0;
      return;
    }
    let innocent = 1;
    for (let i = 0; i < families.length; i++) {
      const family = families[i]!;
      innocent *= 1 - strongest[family]!;
      strongest[family] = 0;
    }
    decision.score = Math.round((1 - innocent) * 1e6) / 1e6;
    if (payment) {
      let others = 1;
      for (let i = 0; i < families.length; i++) {
        others *= 1 - beside[families[i]!]!;
        beside[families[i]!] = 0;
      }
      if (textHit && 1 - others < TEXT_SUPPORT_MIN) decision.verdictMax = CHALLENGE;
    }
    for (let i = 0; i < reasonCount; i++) {
      const rule = policy.rules[decision.reasonRule[i]!]!;
      const { shownFeature, shownBaselineFeature } = rule;
      decision.reasonValue[i] = shownFeature < 0 ? Number.NaN : features[shownFeature]!;
      decision.reasonBaseline[i] =
        shownBaselineFeature < 0 ? rule.shownBaseline : features[shownBaselineFeature]!;
    }
  };
}

/**
 * Evidence beside the text without which a verdict stays at challenge, as a score: what somebody wrote may be a jest, a complaint or a trap
 * set for the payee. One middling fact about the payee is enough, one faint one is not.
 */
export const TEXT_SUPPORT_MIN = 0.3;
const CHALLENGE = 1;

interface Asked {
  readonly rules: readonly Rule[];
  readonly indexes: Int32Array;
  /** Families of those rules, ascending: the fixed order of multiplication. */
  readonly families: Int32Array;
  /** Of payments and complaints: text is weighed apart, and every hit is kept. */
  readonly payment: boolean;
}

function rulesAsked(all: readonly Rule[], kind: number): Asked {
  const indexes = [...all.keys()].filter((index) => hasKind(all[index]!.onMask, kind));
  const rules = indexes.map((index) => all[index]!);
  const families = [...new Set(rules.map(({ family }) => family))].sort((a, b) => a - b);
  const payment = !isEngagement(kind);
  return { rules, indexes: Int32Array.from(indexes), families: Int32Array.from(families), payment };
}

/** Enters a rule into the strongest few; rules arrive in the policy's order, so that equals stay in it. */
function enter(kept: Int32Array, count: number, index: number, rules: readonly Rule[]): number {
  const rule = rules[index]!;
  let at = count;
  while (at > 0) {
    const other = rules[kept[at - 1]!]!;
    const stronger =
      rule.weight > other.weight || (rule.weight === other.weight && rule.verdictMin > other.verdictMin);
    if (!stronger) break;
    at--;
  }
  if (at >= REASONS_MAX) return count;
  for (let i = Math.min(count, REASONS_MAX - 1); i > at; i--) kept[i] = kept[i - 1]!;
  kept[at] = index;
  return Math.min(count + 1, REASONS_MAX);
}
