import type {
  CampaignMemberRecord,
  CampaignOrigin,
  CampaignRecord,
  CampaignStatus,
  CampaignTargetRecord,
  CampaignTotals,
  CorrectionRecord,
} from "../nouns/campaign-record.ts";
import type { Bucket } from "../nouns/counts.ts";
import type { NewEntry } from "../nouns/ledger-entry.ts";

/** A campaign as it is written: everything of its record that is not counted from its lists. */
export type CampaignHead = Omit<
  CampaignRecord,
  | "owners"
  | "memberCount"
  | "targetCount"
  | "distinctTargetCount"
  | "ownerCount"
  | "eventCount"
  | "correctedCount"
>;

/** One event of one campaign. Claimed: the campaign keeps it from being counted. */
export interface EventClaim {
  /** Number of the campaign in these records. */
  readonly campaign: number;
  /** In the event log. */
  readonly position: number;
  /** Place of its target among the campaign's. */
  readonly target: number;
  /** Where its own verdict puts it. */
  readonly bucket: Bucket;
  readonly claimed: boolean;
  /** What a view adds to the target's quality; null where it was not measured, and for every other type. */
  readonly dwellMs: number | null;
  readonly playRatio: number | null;
  readonly scrollDepth: number | null;
}

/** Every campaign that holds one event, and whether its actor took it back. */
export interface ClaimStanding {
  /** By campaign. */
  readonly claims: readonly EventClaim[];
  readonly takenBack: boolean;
}

/** An event of a campaign, and how it stands among all. */
export interface CampaignEventClaim extends EventClaim {
  readonly standing: ClaimStanding;
}

/** What changed in the numbers of one target of one campaign; every field a difference. */
export interface TargetTally {
  readonly campaign: number;
  readonly target: number;
  readonly events: number;
  readonly claimed: number;
  /** Not counted because of this campaign: claimed, not taken back, and not rejected by its own verdict. */
  readonly corrected: number;
  /** Counted publicly, and would not be if the campaign were confirmed. */
  readonly counted: number;
  /** Not counted publicly, and would be if the campaign were dismissed. */
  readonly lifted: number;
}

/** A part of a correction: what one slice moved of one target's counts. */
export interface CorrectionDelta extends CorrectionRecord {
  readonly kind: string;
  readonly id: string;
  /** Which of the campaign's decisions it carries out, from 0. */
  readonly review: number;
}

/** Changes of claims, stored in one transaction with the counts they moved. */
export interface ClaimChanges {
  readonly added: readonly EventClaim[];
  readonly set: readonly Pick<EventClaim, "campaign" | "position" | "claimed">[];
  /** Positions of engagements whose actors took them back. */
  readonly takenBack: readonly number[];
  readonly tallies: readonly TargetTally[];
  readonly history: readonly CorrectionDelta[];
}

/** A target as it is kept, with its place and the numbers behind "with and without the campaign". */
export interface StoredTarget extends CampaignTargetRecord {
  readonly target: number;
  readonly corrected: number;
  readonly counted: number;
  readonly lifted: number;
}

/** Which campaigns to list; what is absent lets all through. */
export interface CampaignQuery {
  readonly status?: CampaignStatus;
  readonly live?: boolean;
  readonly origin?: CampaignOrigin;
  /** With a target whose id begins with `target`, of the owner `account`, or that is this account; or with this account as a member. Not empty. */
  readonly about?: { readonly target: string; readonly account: string };
  /** `severity` (default): live first, then by score × events, then id. `newest`: the latest found first. */
  readonly order?: "severity" | "newest";
  readonly limit: number;
  readonly after?: string;
}

/** A page: its items, and where the following one begins (null at the end). */
export interface StoredPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Part of the records: campaigns, their lists, and which of their events they claim. Cursors of another list find nothing. */
export interface CampaignRecords {
  /** Writes a campaign's head; returns its number, the same for the same id. */
  put(head: CampaignHead): Promise<number>;
  /** The same with an entry of the ledger, in one transaction, on disk when it resolves. */
  putWithEntry(head: CampaignHead, entry: NewEntry, atMs: number): Promise<void>;
  /** Adds members; one that is known keeps its higher probability and number of orders. */
  putMembers(campaign: number, members: readonly CampaignMemberRecord[]): Promise<void>;
  /** Adds targets, by kind, id and type; one that is known widens. Returns the place of each. `events` is not read. */
  putTargets(
    campaign: number,
    targets: readonly (CampaignTargetRecord & OwnerKey)[],
  ): Promise<readonly number[]>;
  /** Counts the acts by owner again, for `owners` of the record. */
  refreshOwners(campaign: number): Promise<void>;
  /** Number of a campaign, or null. */
  numberOf(id: string): Promise<number | null>;
  get(id: string): Promise<CampaignRecord | null>;
  /** In the query's order. A cursor of the other order finds nothing, or any page. */
  list(query: CampaignQuery): Promise<StoredPage<CampaignRecord>>;
  /** The surest first. */
  members(campaign: number, limit: number, after?: string): Promise<StoredPage<CampaignMemberRecord>>;
  /** Most events first. */
  targets(campaign: number, limit: number, after?: string): Promise<StoredPage<StoredTarget>>;
  target(campaign: number, target: number): Promise<StoredTarget | null>;
  /** By position. */
  events(campaign: number, limit: number, after?: string): Promise<StoredPage<CampaignEventClaim>>;
  /** Campaigns with the target among theirs, in the order of `list`, at most `limit`. */
  ofTarget(kind: string, id: string, limit: number): Promise<readonly CampaignRecord[]>;
  /**
   * Campaigns that changed after a change of this number, the oldest change first, each once, as it is now. What a list shows
   * counts as a change; the time it was last seen does not. Numbers rise and are never given twice.
   */
  changedAfter(
    change: number,
    limit: number,
  ): Promise<readonly { readonly change: number; readonly record: CampaignRecord }[]>;
  /** Number of the latest change; 0 before the first. */
  latestChange(): Promise<number>;
  /** Campaigns that an account is a member of, by its hash and name, in the order of `list`, at most `limit`. */
  ofMember(key: string, actor: string, limit: number): Promise<readonly CampaignRecord[]>;
  /** Campaigns that touch a target of this owner. */
  ofOwner(key: string, owner: string, limit: number): Promise<readonly CampaignRecord[]>;
  totals(): Promise<CampaignTotals>;
  /** Ids of campaigns whose claims are not what their status asks for. */
  unsettled(): Promise<readonly string[]>;
  /** Events of a campaign that are claimed, or are not, beyond a position, ascending. */
  claims(campaign: number, claimed: boolean, after: number, limit: number): Promise<readonly EventClaim[]>;
  /** How the events at these positions stand, in the order asked for. What counts asks before it begins, never while it counts. */
  standings(positions: readonly number[]): Promise<readonly ClaimStanding[]>;
  /** First and last position any campaign holds; null when none does. */
  claimRange(): Promise<{ readonly first: number; readonly last: number } | null>;
  /** What campaigns moved of a target's counts, the latest first. */
  history(kind: string, id: string, limit: number): Promise<readonly CorrectionRecord[]>;
  /**
   * How many of a campaign's events (or members) beyond a cursor, at most `limit`, are also in a campaign that a person
   * dismissed. `next` null at the end.
   */
  dismissedEvents(campaign: number, after: number, limit: number): Promise<DismissedPart<number>>;
  dismissedMembers(campaign: number, after: string, limit: number): Promise<DismissedPart<string>>;
  /**
   * Removes an account's name and key from members and owners, also from what the file held of them; how many rows held it. Counts stay. On disk when it resolves.
   * Cost: one pass over the targets of all campaigns.
   */
  forgetActor(actor: string): Promise<number>;
  /** The same by the name's hash, as 16 hexadecimal digits, where the name is not known. */
  forgetKey(key: string): Promise<number>;
  /** Live ones first, then the latest seen. */
  latest(limit: number): Promise<readonly { readonly id: string; readonly campaign: number }[]>;
  /**
   * As many as there are beyond `keep`, of those that are over and settled: dismissed ones first, then open, then confirmed, the
   * longest unseen first.
   */
  superfluous(keep: number): Promise<readonly { readonly id: string; readonly campaign: number }[]>;
  /** Removes a part of a campaign; true while more is left. What it claims stays claimed. */
  drop(campaign: number, limit: number): Promise<boolean>;
}

export interface OwnerKey {
  /** 64-bit hash of the owner as 16 hexadecimal digits; null = unknown. */
  readonly ownerKey: string | null;
}

export interface DismissedPart<Cursor> {
  readonly seen: number;
  readonly dismissed: number;
  readonly next: Cursor | null;
}
