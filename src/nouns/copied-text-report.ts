import type { Sentence } from "./campaign-words.ts";

/** One sentence that several accounts wrote, as a report shows it. */
export interface CopiedSentence {
  /** Its commonest wording, cut and with numbers and mentions masked. */
  readonly text: string;
  readonly accounts: number;
  readonly comments: number;
  /** Part of the wording that the comments share, in [0, 1]; below 1 it is a frame with slots. */
  readonly shared: number;
}

/**
 * Accounts that wrote sentences which were handed out, as the command line and reports give it. The first keys are those of
 * a campaign, so that whoever reads campaigns can read it.
 */
export interface CopiedTextReport {
  readonly id: string;
  /** In [0, 1], ordered by the evidence; not calibrated. */
  readonly score: number;
  /** RFC 3339. */
  readonly window: { readonly from: string; readonly to: string };
  readonly members: readonly string[];
  readonly targets: readonly {
    readonly kind: string;
    readonly id: string;
    /** Comments with a text on the target in the window of the file, and how many of them are the group's. */
    readonly comments: number;
    readonly copied: number;
    /** Wilson interval, 95 %, in [0, 1]. */
    readonly share: { readonly estimate: number; readonly low: number; readonly high: number };
  }[];
  /**
   * Where the same sentences stand as well and are not counted: too few of them, or by too few accounts, to tell them there from
   * an echo. `comments`: of the sentences.
   */
  readonly elsewhere: readonly { readonly kind: string; readonly id: string; readonly comments: number }[];
  /** Comments of the sentences on the targets above by accounts that also wrote in their own words: not counted. */
  readonly by_others: number;
  /** Ids of the comments. */
  readonly events: readonly string[];
  /** When each of them was written, ms since 1970. */
  readonly events_at_ms: readonly number[];
  readonly headline: Sentence;
  /** What was combined. */
  readonly reasons: readonly {
    readonly kind: string;
    readonly points: number;
    readonly found: number;
    readonly of: number;
    readonly usual: number;
    readonly text: Sentence;
  }[];
  readonly texts: readonly CopiedSentence[];
  /** What this file could not say of the group. */
  readonly not_measurable: readonly Sentence[];
}

/** What the texts of an input's comments tell. It confirms nothing and takes nothing out of a count. */
export interface CopiedTextsReport {
  /** Most comments first. */
  readonly groups: readonly CopiedTextReport[];
  /** Comments, those that carry a text, those too short to be judged, and those beyond what is held. */
  readonly comments: number;
  readonly with_text: number;
  readonly too_short: number;
  readonly not_held: number;
  /** Sentences that several wrote and that are not told as handed out; the most used, and how many there are. */
  readonly unclear: readonly CopiedSentence[];
  readonly unclear_count: number;
  /** Sentences that people who otherwise talk differently use under many owners. */
  readonly memes: number;
  /** Why nothing could be judged; null when texts could. */
  readonly not_measurable: "no_comments" | "no_texts" | "too_few" | null;
}
