import type { CampaignEvidence, CampaignReason, CampaignTransition } from "./campaign.ts";

/** open: found, nothing done. confirmed: its engagements are not counted. dismissed: they count again, and it is not raised anew. */
export const CAMPAIGN_STATUSES = ["open", "confirmed", "dismissed"] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

/** Who decided: a threshold of the policy, or a person by the name they signed in with. */
export type Reviewer =
  | { readonly kind: "policy"; readonly policy: string; readonly scoreMin: number }
  | { readonly kind: "person"; readonly name: string };

/** One decision about a campaign. The last one holds; a person's is never overruled by a threshold. */
export interface CampaignReview {
  readonly status: CampaignStatus;
  readonly by: Reviewer;
  readonly atMs: number;
  /** Why, in the reviewer's words; empty from a threshold. */
  readonly note: string;
}

/** Where a campaign was found: `near_line` minutes after the fact, `nightly` over weeks, `known_pool` by a pool that is known already. */
export type CampaignOrigin = "near_line" | "nightly" | "known_pool";

/** One kind of act on one target that a campaign served, by name. */
export interface CampaignTargetRecord {
  readonly kind: string;
  readonly id: string;
  readonly owner: string | null;
  /** Event type. */
  readonly type: string;
  readonly members: number;
  readonly audience: number;
  /** The campaign's events on it. */
  readonly events: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface CampaignMemberRecord {
  /** As the events name the actor; a pseudonym where identifiers are replaced at the border. */
  readonly actor: string;
  /** 64-bit hash as 16 hexadecimal digits. */
  readonly key: string;
  /** Probability of belonging, in (0.5, 1]. */
  readonly probability: number;
  readonly orders: number;
}

/** A campaign as the engine keeps it: named, reviewed, and remembered. Lists may be long; `counts` of them come first. */
export interface CampaignRecord {
  readonly id: string;
  readonly origin: CampaignOrigin;
  readonly status: CampaignStatus;
  /** In [0, 1]. */
  readonly score: number;
  /** Expected false campaigns per million events at this score or above; null where nothing is known about it. */
  readonly falseAlarmRate: number | null;
  /** No false campaign as high and as large was ever seen: the rate says how much was looked at. Absent in records of before it was told. */
  readonly falseAlarmAtFloor?: boolean;
  /** Event time of the earliest and latest of its events. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Event time at which it was first and last found. */
  readonly foundAtMs: number;
  readonly seenAtMs: number;
  /** Found in the latest look. */
  readonly live: boolean;
  /** Pool it was recognised by, or null. */
  readonly matchedPool: string | null;
  readonly memberCount: number;
  /** Targets, each once for every type of act on it, as they are listed. */
  readonly targetCount: number;
  /** Targets, each once whatever was done to it. */
  readonly distinctTargetCount: number;
  /** Owners who gained: all of them, also those that `owners` does not name. */
  readonly ownerCount: number;
  readonly eventCount: number;
  /** Its events that are not counted because it is confirmed. */
  readonly correctedCount: number;
  /** Who gained, and how many of the acts; most first, at most 100. */
  readonly owners: readonly { readonly owner: string; readonly acts: number }[];
  readonly evidence: CampaignEvidence;
  /** Strongest first. */
  readonly reasons: readonly CampaignReason[];
  readonly lifecycle: readonly CampaignTransition[];
  /** Oldest first. */
  readonly reviews: readonly CampaignReview[];
}

/** Why counts were moved: their campaign was confirmed (or grew since), dismissed, or opened again. */
export type CorrectionCause = "confirmed" | "dismissed" | "reopened";

/** What one decision about a campaign moved of one target's counts of one type, so far. public + held + rejected = 0. */
export interface CorrectionRecord {
  /** Of the latest part of it, ms since 1970. */
  readonly atMs: number;
  readonly campaign: string;
  /** Event type. */
  readonly type: string;
  readonly public: number;
  readonly held: number;
  readonly rejected: number;
  readonly cause: CorrectionCause;
}

/** How many campaigns stand where, and how many events are not counted because of them. */
export interface CampaignTotals {
  readonly open: number;
  readonly confirmed: number;
  readonly dismissed: number;
  readonly correctedEvents: number;
}
