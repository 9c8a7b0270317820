import type { Verdict } from "./verdict.ts";

/** Why: a rule that fired, the value it saw, and the value it was held against. */
export interface Reason {
  readonly rule: string;
  readonly value: number | null;
  readonly baseline: number | null;
}

/** What was decided about one event, from which policy, as of when. Replayable from the log alone. */
export interface Decision {
  readonly event: string;
  readonly verdict: Verdict;
  /** In [0, 1]. */
  readonly score: number;
  /** Strongest first, at most `REASONS_MAX`. */
  readonly reasons: readonly Reason[];
  /** Policy name, version and content hash: `default@1#0f3a9c21`. */
  readonly policy: string;
  /** Event time the windows were read at, RFC 3339. */
  readonly as_of: string;
  /** Rules of this event's type that could not be evaluated because the event lacks a field or a window was evicted. */
  readonly not_evaluable: readonly string[];
  /** The policy has no rules for events of this kind, so the verdict is no finding: payments without a policy for them. */
  readonly screened?: false;
  readonly late?: true;
}

/** Reasons a decision carries. Three is what a person reads; DESIGN 7 measures with three. */
export const REASONS_MAX = 3;

/** The reusable form of the hot path; the same content as `Decision`, rules by index into the policy's list. */
export interface DecisionRow {
  verdict: number;
  /** The severest verdict that what was hit allows: challenge where all of it is text. Set by the scoring stage. */
  verdictMax: number;
  score: number;
  reasonCount: number;
  readonly reasonRule: Int32Array;
  readonly reasonValue: Float64Array;
  readonly reasonBaseline: Float64Array;
  /** Bit r of word r >> 5 is set when rule r was not evaluable. */
  readonly notEvaluable: Int32Array;
  /** Bits of the rules that were hit, laid out the same way. Of payments and complaints only; else as it was. */
  readonly hits: Int32Array;
}

/** Indexes of the rules that were hit, of a payment or a complaint. */
export function rulesHit({ hits }: Pick<DecisionRow, "hits">): number[] {
  const found: number[] = [];
  for (let word = 0; word < hits.length; word++) {
    for (let bits = hits[word]!; bits !== 0; bits &= bits - 1)
      found.push(word * 32 + 31 - Math.clz32(bits & -bits));
  }
  return found;
}

/** An empty decision row for a policy of `ruleCount` rules. */
export function createDecisionRow(ruleCount: number): DecisionRow {
  return {
    verdict: 0,
    verdictMax: 3,
    score: 0,
    reasonCount: 0,
    reasonRule: new Int32Array(REASONS_MAX),
    reasonValue: new Float64Array(REASONS_MAX),
    reasonBaseline: new Float64Array(REASONS_MAX),
    notEvaluable: new Int32Array(Math.max(1, Math.ceil(ruleCount / 32))),
    hits: new Int32Array(Math.max(1, Math.ceil(ruleCount / 32))),
  };
}
