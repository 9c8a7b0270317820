import type { Sentence } from "./campaign-words.ts";
import type { SecondTierReport } from "./second-tier-report.ts";

/** A surge on one target that was not earned by being seen, as the command line and reports give it. It names no account but the owner's. */
export interface OrderReport {
  readonly target: { readonly kind: string; readonly id: string; readonly owner: string | null };
  /** Event type. */
  readonly type: string;
  /** RFC 3339. */
  readonly window: { readonly from: string; readonly to: string };
  /** Different people who came, and who did it. */
  readonly came: number;
  readonly acted: number;
  /** One less the share of false ones to expect among all that stand as high. */
  readonly score: number;
  /** Part of the acts that the audience does not explain, and its 95 % interval. */
  readonly unexplained_share: { readonly estimate: number; readonly low: number; readonly high: number };
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

/** What audiences tell of the targets of an input: evidence about targets, which confirms nothing and takes nothing out. */
export interface OrdersReport {
  /** Strongest first. */
  readonly orders: readonly OrderReport[];
  /** Targets and kinds of act looked at, over all windows. */
  readonly tested: number;
  /** Left out: most who acted came over shared links. */
  readonly asked: number;
  /** Why no window could be looked at; null when one could. */
  readonly not_measurable: "no_views" | "too_few_targets" | "no_shares" | null;
  /** The second tier, strongest first: hints, which need neither views nor shares. Missing = not looked for. */
  readonly second_tier?: readonly SecondTierReport[];
}
