/**
 * Engagement an actor can give a target, and `payment`. The order is part of the stored format: append only. `danmaku` is a line
 * shown over a video or a live room (弹幕): honest crowds chant one line, so it is no comment.
 */
export const EVENT_TYPES = [
  "view",
  "like",
  "favorite",
  "comment",
  "share",
  "follow",
  "live_like",
  "wow",
  "vote",
  "gift",
  "payment",
  "danmaku",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export const TARGET_KINDS = [
  "video",
  "article",
  "live",
  "account",
  "link",
  "mini_program",
  "comment",
  "product",
  "place",
  "music",
  "game",
] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/**
 * Whether one person gives it to one target once, until it is taken back: like, favorite, follow, wow. A second one changes no count.
 * Comments, shares, gifts and views may be many, and contests let people vote every day.
 */
export function isGivenOnce(typeCode: number): boolean {
  return ((GIVEN_ONCE >> typeCode) & 1) === 1;
}

/** The type whose events are transfers of money; it has payer and payee in place of actor and target. */
export const PAYMENT_CODE = EVENT_TYPES.indexOf("payment");

/** An event's kind code is its type's index, plus this if it takes the engagement back (`unlike`, `unfollow`). */
export const RETRACTION_BIT = 16;

/** `like` → 1, `unlike` → 17; undefined for a word that is neither. */
export function kindCode(word: string): number | undefined {
  return KIND_CODES.get(word);
}

/** 1 → `like`, 17 → `unlike`. */
export function kindWord(code: number): string {
  const type = EVENT_TYPES[code & (RETRACTION_BIT - 1)];
  if (type === undefined) throw new Error(`event kind code out of range: \`${code}\``);
  return code & RETRACTION_BIT ? `un${type}` : type;
}

const GIVEN_ONCE = (["like", "favorite", "follow", "wow"] as const).reduce(
  (mask, type) => mask | (1 << EVENT_TYPES.indexOf(type)),
  0,
);

const KIND_CODES: ReadonlyMap<string, number> = new Map([
  ...EVENT_TYPES.map((type, code) => [type, code] as const),
  ...EVENT_TYPES.filter((type) => type !== "payment").map(
    (type) => [`un${type}`, EVENT_TYPES.indexOf(type) | RETRACTION_BIT] as const,
  ),
]);

/** The public form of an engagement event. Unknown fields are kept in the stored line. */
export interface EngagementEvent {
  readonly id: string;
  /** One of `EVENT_TYPES` but `payment`, or its retraction: the same word with `un` before it. */
  readonly type: string;
  /** RFC 3339 with a zone, or integer milliseconds since 1970 (UTC). Finer digits than milliseconds are cut off. */
  readonly at: string | number;
  readonly actor: {
    readonly id: string;
    readonly registered_at?: string | number | null;
    readonly registration_batch?: string | null;
  };
  readonly target: {
    readonly kind: TargetKind;
    readonly id: string;
    readonly owner?: string | null;
    readonly duration_ms?: number | null;
  };
  readonly context?: {
    readonly ip?: string | null;
    /** Network the address belongs to; derived from `ip` (/24 or /48) where absent. Survives hashing of `ip`. */
    readonly ip_prefix?: string | null;
    /** Kind of infrastructure behind the address, where the sender knows it; else the policy's table decides. */
    readonly ip_kind?: string | null;
    readonly asn?: number | null;
    readonly device?: string | null;
    readonly emulator?: boolean | null;
    readonly rooted?: boolean | null;
    readonly app_version?: string | null;
    readonly user_agent?: string | null;
    readonly source?: string | null;
    readonly parent_share?: string | null;
  };
  readonly behavior?: {
    readonly dwell_ms?: number | null;
    readonly play_ratio?: number | null;
    readonly scroll_depth?: number | null;
    readonly preceding_events?: number | null;
  };
  readonly content?: { readonly text?: string | null };
}

/** The public form of a payment. @public */
export interface PaymentEvent {
  readonly id: string;
  readonly type: "payment";
  readonly at: string | number;
  readonly payer: string;
  readonly payee: {
    readonly id: string;
    readonly kind?: "personal" | "merchant" | null;
    readonly certified?: boolean | null;
    readonly licence?: string | null;
    readonly category?: string | null;
    readonly opened_at?: string | number | null;
  };
  /** Whole minor units (fen for CNY), ≥ 0. */
  readonly amount_minor: number;
  readonly currency: string;
  readonly channel?: string | null;
  readonly scene?: string | null;
  readonly remark?: string | null;
  readonly order?: string | null;
}
