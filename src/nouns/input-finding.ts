/** What the reading of an input found that its owner should know: not a refused record, but a doubt about many. */
export interface InputFinding {
  readonly code: InputFindingCode;
  /** Column, field or rule it is about. */
  readonly place: string;
  /** Values or records it holds for, of how many that were looked at. */
  readonly count: number;
  readonly of: number;
  /** The first values, as they stand, at most five. */
  readonly values: readonly string[];
  readonly text: { readonly zh: string; readonly en: string };
}

export const INPUT_FINDING_CODES = [
  "unused_event_rule",
  "suspected_constant",
  "trimmed_ids",
  "rounded_ids",
  "doubtful_clock",
  "set_aside",
  "placeholder",
  "dominant_value",
  "dominant_time",
  "one_actor",
  "future_times",
] as const;
export type InputFindingCode = (typeof INPUT_FINDING_CODES)[number];

/** Values shown of one finding. */
export const FINDING_VALUES_MAX = 5;
