import type { Sentence } from "./campaign-words.ts";

/**
 * A target whose crowd is unlike what is usual of the same input: a hint for whoever looks at
 * targets. It names no account but the owner's, corrects no count and is no ground for any measure.
 */
export interface SecondTierReport {
  readonly target: { readonly kind: string; readonly id: string; readonly owner: string | null };
  /** Event type. */
  readonly type: string;
  /** RFC 3339: the first and the last act looked at. */
  readonly window: { readonly from: string; readonly to: string };
  /** Different people who did it. */
  readonly acted: number;
  /**
   * Weighted standard deviations from what is usual; comparable between targets of one input, no
   * probability.
   */
  readonly score: number;
  /** What is claimed and what is not, without a full stop. */
  readonly headline: Sentence;
  readonly evidence: readonly {
    readonly field: string;
    readonly hits: number;
    readonly of: number;
    readonly usual: number;
    readonly text: Sentence;
  }[];
}
