import type { Sentence } from "./campaign-words.ts";
import type { ExplanationFinding } from "./innocent-explanations.ts";

/** What a campaign did to one target by one kind of act. */
export interface CampaignActs {
  /** Event type. */
  readonly type: string;
  /** Accounts of the campaign, of all who did the same in the time looked at. */
  readonly members: number;
  readonly audience: number;
  /** The campaign's events, and those of them that count: not taken back, and let through by the policy where one was asked. */
  readonly events: number;
  readonly counted: number;
  /** Public count of the target, and what it would be without the campaign; only where an audit counted. */
  readonly public?: number;
  readonly public_without?: number;
}

/** A campaign as the command line and reports give it: named, and self-contained. */
export interface CampaignReport {
  readonly id: string;
  /** In [0, 1]. */
  readonly score: number;
  /** False campaigns as high and as large expected in a million events; null where only weeks showed it, for which it was not measured. */
  readonly false_alarm_rate: number | null;
  /** The same in words; says so where none was ever seen. */
  readonly false_alarm_text: Sentence | null;
  /** RFC 3339. */
  readonly window: { readonly from: string; readonly to: string };
  /** The whole of it in a sentence. */
  readonly headline: Sentence;
  /** Actors, the surest first. */
  readonly members: readonly string[];
  /** What was served, most of the campaign's events first. */
  readonly targets: readonly {
    readonly kind: string;
    readonly id: string;
    readonly acts: readonly CampaignActs[];
  }[];
  /** Ids of the members' acts on the targets. */
  readonly events: readonly string[];
  /** Strongest first. */
  readonly reasons: readonly {
    readonly rule: string;
    readonly value: number;
    readonly baseline: number | null;
    readonly text: Sentence;
  }[];
  readonly innocent_explanations: readonly ExplanationFinding[];
}
