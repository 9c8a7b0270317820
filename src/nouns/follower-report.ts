import type { Code } from "./codes.ts";

/** A share with its 95 % interval; `share` null where it cannot be had from the list. */
export interface FollowerShare {
  readonly share: number | null;
  readonly low: number;
  readonly high: number;
}

/** What followers look like by their profiles. active: did something within 30 days. dead: nothing for a year. dormant: between. */
export type FollowerLook = "active" | "dormant" | "dead" | "bought_like";

/** Shares by profile, from the shipped model. */
export interface ProfileReport {
  /**
   * told: at least one share can be had. no_profile: the list has too few columns of profiles. unlike: the profiles are like none of the populations the
   * model knows. too_wide: every interval is too wide to say anything.
   */
  readonly outcome: "told" | "no_profile" | "unlike" | "too_wide";
  readonly shares: readonly (FollowerShare & { readonly look: FollowerLook })[];
  /** active or dormant: somebody was there within a year. */
  readonly people: FollowerShare;
  /** Part of the accounts that no known population explains. */
  readonly strange: number;
  /** Columns of profiles the list lacks. */
  readonly missing: readonly string[];
}

/** Accounts that were registered, named or delivered as one. */
export interface FollowerBatch {
  /** Part of the share; otherwise only of its upper end. */
  readonly counted: boolean;
  readonly noticed_by: string;
  /** RFC 3339; null where no burst of time was seen. */
  readonly from: string | null;
  readonly to: string | null;
  readonly accounts: number;
  /** Of having been made as one, 0 to 1. */
  readonly probability: number;
  readonly evidence_nats: {
    readonly registered: number;
    readonly followed: number;
    readonly names: number;
    readonly profiles: number;
  };
  /** Shortest time in which four of five were registered. */
  readonly registered_within_ms: number | null;
  /** Part that followed within so many stretches of `width_ms`. */
  readonly arrived: { readonly part: number; readonly width_ms: number; readonly stretches: number } | null;
  readonly name_part: number | null;
  readonly name_stems: readonly string[];
  readonly name_shapes: readonly string[];
  readonly random_letters: boolean;
  /** Part of the profiles that are empty. */
  readonly empty_part: number | null;
}

/** What a follower list says about itself. */
export interface FollowerReport {
  readonly accounts: number;
  readonly outcome: "share" | "none_found" | "cannot_tell" | "too_concentrated";
  /** Of accounts in batches that two kinds of evidence speak for; null where it cannot be told. */
  readonly share: number | null;
  readonly low: number;
  readonly high: number;
  /** Accounts at 0.9 or more. */
  readonly named: number;
  readonly known: {
    readonly registered: boolean;
    readonly followed: boolean;
    readonly names: boolean;
    readonly profiles: boolean;
  };
  /** What would have been seen, tried on the list itself; null where nothing could be tried. */
  readonly power: {
    readonly tries: number;
    readonly usual_seen: number;
    readonly careful_seen: number;
    readonly usual_from: number | null;
    readonly careful_from: number | null;
  } | null;
  readonly batches: readonly FollowerBatch[];
  readonly profiles: ProfileReport;
  /** Fewest accounts a list is judged from. */
  readonly accounts_min: number;
}

/** A follower list in an audit. */
export interface AuditFollowers extends FollowerReport {
  readonly file: string;
  /** Followers of the list that did something in the audited events; null where the events are the list itself. */
  readonly engaged: number | null;
  /** Rows of the list that are no account, as it was read: empty or repeated accounts, rows that cannot be read. */
  readonly rejected: RejectedFollowers;
}

/** Rows of a follower list that were left out, by code, and the first of them. */
export interface RejectedFollowers {
  readonly rows: number;
  readonly by_code: Readonly<Record<string, number>>;
  /** `line`: of the file; `value`: at most some hundred characters of it. */
  readonly first: { readonly line: number; readonly code: Code; readonly value: string } | null;
}
