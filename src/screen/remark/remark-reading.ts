import type { Bilingual } from "./lexicon.ts";

/** What is known of a payment beside its remark. Null or left out: not known, and then it weighs nothing. */
export interface RemarkContext {
  /** Minor units of `currency` (fen for CNY). */
  readonly amountMinor?: number | null;
  /** ISO 4217; amounts are compared with prices in yuan and in the great currencies only. */
  readonly currency?: string | null;
  /** What the payment system says it is: transfer, goods, tip … (a word of the caller's system). */
  readonly scene?: string | null;
  readonly payeeKind?: "personal" | "merchant" | null;
  /** The payee's trade, as words or as an ISO 18245 code. */
  readonly category?: string | null;
}

/** How a span was understood; the strongest disguise where several meet. */
export type ReadingHow =
  | "plain"
  | "width"
  | "traditional"
  | "spaced"
  | "invisible"
  | "digits"
  | "emoji"
  | "initials"
  | "mixed_script"
  | "shape"
  | "homophone"
  | "split"
  | "reversed";

/** A piece of the remark and the reading made of it. `from` and `to` are UTF-16 offsets in the original remark. */
export interface RemarkSpan {
  readonly from: number;
  readonly to: number;
  /** The lexicon group the term belongs to: `like`, `follower`, `platform` … */
  readonly label: string;
  /** The term of the lexicon. */
  readonly term: string;
  /** The text as it was understood. */
  readonly reading: string;
  readonly how: ReadingHow;
}

/** A part that could not be read, and why. */
export interface UnreadPart {
  readonly from: number;
  readonly to: number;
  readonly why: "too_long" | "too_tangled" | "broken_characters";
}

export type RemarkLabel =
  /** Words of an order for engagement, and nothing that says otherwise. */
  | "bought_engagement"
  /** Some words of an order, not enough to ask anybody. */
  | "unclear"
  /** Speaks about bought engagement as a complaint, a case, a service against it. */
  | "complaint"
  /** A platform's own paid promotion. */
  | "official_promotion"
  | "ordinary"
  /** No remark, or nothing in it that says anything. */
  | "empty";

export interface RemarkReason {
  readonly rule: string;
  /** Log-odds that it adds (above 0: towards bought engagement) or takes away. */
  readonly value: number;
  readonly text: Bilingual;
}

export interface RemarkReading {
  /** In [0, 1]; at `CHALLENGE_SCORE` and above the label is `bought_engagement`. */
  readonly score: number;
  readonly label: RemarkLabel;
  /** The heaviest first. */
  readonly reasons: readonly RemarkReason[];
  /** By `from`; they do not overlap. */
  readonly spans: readonly RemarkSpan[];
  readonly unread: readonly UnreadPart[];
}

/** The score from which on a remark reads as an order. */
export const CHALLENGE_SCORE = 0.5;

export type RemarkReader = (remark: string, context: RemarkContext) => RemarkReading;
