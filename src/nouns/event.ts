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

/**
 * Types that are no engagement and came after `payment`: their codes count from `FURTHER_CODE`, behind engagement and its retractions,
 * and they are never taken back. Codes are part of stored formats: append only. `complaint`: somebody who paid says what became of it.
 */
export const FURTHER_TYPES = ["complaint"] as const;
export const FURTHER_CODE = RETRACTION_BIT * 2;
/** Kind codes lie below: room for 4 more types of engagement and 18 others, as many as a mask holds (`kind-mask.ts`). */
export const KIND_CODES_END = 52;

/** Families of events: each has its own fields and its own columns of a row. */
export type EventFamily = "engagement" | "payment";

/** A kind code → the family whose fields its events have. */
export function familyOf(code: number): EventFamily {
  return isEngagement(code) ? "engagement" : "payment";
}

/** Whether events of a kind code are engagement given or taken back: they have actor and target, and are counted. */
export function isEngagement(code: number): boolean {
  return code < FURTHER_CODE && code !== PAYMENT_CODE;
}

/** `like` → 1, `unlike` → 17, `complaint` → 32; undefined for a word that is none. */
export function kindCode(word: string): number | undefined {
  return KIND_CODES.get(word);
}

/** 1 → `like`, 17 → `unlike`, 32 → `complaint`. */
export function kindWord(code: number): string {
  const type =
    code >= FURTHER_CODE ? FURTHER_TYPES[code - FURTHER_CODE] : EVENT_TYPES[code & (RETRACTION_BIT - 1)];
  if (type === undefined) throw new Error(`event kind code out of range: \`${code}\``);
  return code < FURTHER_CODE && code & RETRACTION_BIT ? `un${type}` : type;
}

/** Every word that `type` may be. */
export function kindWords(): string[] {
  return [...KIND_CODES.keys()];
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
  ...FURTHER_TYPES.map((type, index) => [type, FURTHER_CODE + index] as const),
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

/** Answers of a check of name against account (Verification of Payee, EU 2024/886). */
export const NAME_CHECKS = ["match", "close", "no", "not_possible"] as const;
export const PAYEE_KINDS = ["personal", "merchant"] as const;
/** What a payer scanned: a person's code, a merchant's, or one made for this payment (银发〔2021〕259号). */
export const CODE_KINDS = ["personal", "merchant", "dynamic"] as const;
/** Where a payment stands, as its provider says. */
export const PAYMENT_STATUSES = ["pending", "completed", "failed", "refunded"] as const;

/** Whom a payment goes to. */
export interface Payee {
  readonly id: string;
  readonly kind?: (typeof PAYEE_KINDS)[number] | null;
  readonly certified?: boolean | null;
  readonly licence?: string | null;
  readonly category?: string | null;
  readonly opened_at?: string | number | null;
  readonly code_kind?: (typeof CODE_KINDS)[number] | null;
  /** Device that the payee's account is worked from, as its provider knows it. */
  readonly device?: string | null;
}

/** The public form of a payment. @public */
export interface PaymentEvent {
  readonly id: string;
  readonly type: "payment";
  readonly at: string | number;
  readonly payer: string;
  readonly payee: Payee;
  /** Whole minor units (fen for CNY, yen for JPY), ≥ 0; see `currency-exponents.ts`. */
  readonly amount_minor: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly channel?: string | null;
  readonly scene?: string | null;
  readonly remark?: string | null;
  readonly order?: string | null;
  /** What it is for: a purpose code of ISO 20022 or the sender's own word. */
  readonly purpose?: string | null;
  /** Merchant category code, ISO 18245. */
  readonly mcc?: string | null;
  readonly name_check?: (typeof NAME_CHECKS)[number] | null;
  readonly status?: (typeof PAYMENT_STATUSES)[number] | null;
  /** Id of the payment that this one gives back; payer and payee stand as in that one. */
  readonly refund_of?: string | null;
  readonly payer_device?: string | null;
  readonly payer_ip?: string | null;
}

/** What became of it, as somebody says who paid. */
export const COMPLAINT_REASONS = [
  "not_delivered",
  "vanished",
  "fake_engagement",
  "not_as_described",
  "other",
] as const;

/** The public form of a complaint about a payee. @public */
export interface ComplaintEvent {
  readonly id: string;
  readonly type: "complaint";
  readonly at: string | number;
  /** Who complains: the payer, by the name its payments carry. */
  readonly payer: string;
  readonly payee: Pick<Payee, "id">;
  readonly reason: (typeof COMPLAINT_REASONS)[number];
  /** Id of the payment it is about. */
  readonly payment?: string | null;
  readonly text?: string | null;
}
