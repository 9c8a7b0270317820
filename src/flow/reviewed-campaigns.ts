import type { Campaign } from "../nouns/campaign.ts";
import type {
  CampaignMemberRecord,
  CampaignOrigin,
  CampaignRecord,
  CampaignReview,
  CampaignTargetRecord,
  CorrectionRecord,
} from "../nouns/campaign-record.ts";
import type { CampaignQuery } from "../ports/campaigns.ts";
import type { SurgeRate } from "./near-line/surge-detector.ts";

/** A page of a list; `next` names where the following one begins, null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface PageQuery {
  readonly limit: number;
  readonly after?: string;
}

/** A target of a campaign with the counterfactual: what a visitor sees, and what would be seen with and without the campaign. */
export interface CampaignTargetCounts extends CampaignTargetRecord {
  /** Public count now. */
  readonly public: number;
  /** Public count if the campaign's engagements counted, and if they did not. */
  readonly publicWith: number;
  readonly publicWithout: number;
}

/** One event of a campaign. */
export interface CampaignEvent {
  readonly event: string;
  readonly type: string;
  readonly atMs: number;
  readonly actor: string;
  readonly target: { readonly kind: string; readonly id: string };
  /** Where it is counted now; null = taken back by its actor. */
  readonly bucket: "public" | "held" | "rejected" | null;
}

/** How near-line detection does. */
export interface DetectionHealth {
  readonly state: "off" | "starting" | "watching" | "failed";
  /** Why it failed; empty otherwise. */
  readonly reason: string;
  /** Log positions read, and how many lie behind the end of the log. */
  readonly position: number;
  readonly behind: number;
  /** Receiver's clock at the end of the latest look, ms; 0 before the first. */
  readonly lastPassAtMs: number;
  /** By window, the shortest first. */
  readonly windows: readonly {
    readonly windowMs: number;
    readonly events: number;
    /** Duration of its latest look, ms of wall clock. */
    readonly tookMs: number;
    readonly lastPassAtMs: number;
  }[];
  /** Events let go before their window was over, since too many came. */
  readonly evicted: number;
  readonly bytes: number;
  /**
   * Asked and obtained alarm rates of targets' windows of five minutes that are in no campaign, since `fromMs` or for seven days; empty while less than an hour was seen.
   * Absent where nothing is watched.
   */
  readonly falseAlarms?: readonly SurgeRate[];
  /** Targets that rose beyond their own pace in the latest five minutes, the strangest first, at most 20: a cue where to look, no evidence. */
  readonly surges?: readonly RisingTarget[];
  /** How the look over weeks does; absent where nothing was said of it. */
  readonly nightly?: NightlyHealth;
}

/** A target that rose beyond its own pace in five minutes. Fans and flash crowds rise higher than most orders. */
export interface RisingTarget {
  readonly kind: string;
  readonly id: string;
  /** Event type. */
  readonly type: string;
  /** Beyond its own pace, about in standard deviations. */
  readonly score: number;
  /** How often honest windows are as high. */
  readonly p: number;
  /** Event time at which the five minutes began. */
  readonly fromMs: number;
}

/** How nightly detection does. Times but `tookMs` are event time. */
export interface NightlyHealth {
  readonly state: "starting" | "reading" | "looking" | "failed";
  /** Why it failed; empty otherwise. */
  readonly reason: string;
  /** Log positions read. */
  readonly position: number;
  /** Acts of the weeks held, and let go before their weeks were over, since too many came. */
  readonly acts: number;
  readonly evicted: number;
  readonly bytes: number;
  /** The latest night: newest event, log position, events since the night before, ms of wall clock the look took, and campaigns it showed; null before the first. */
  readonly last: {
    readonly atMs: number;
    readonly position: number;
    readonly events: number;
    readonly tookMs: number;
    readonly campaigns: number;
  } | null;
  /** When the next is due; 0 before the first event. */
  readonly nextMs: number;
}

/** Campaigns found, reviewed and acted upon. */
export interface CampaignReviews {
  /** Live and most severe first (score × events), or the newest first. */
  list(query: CampaignQuery): Promise<Page<CampaignRecord>>;
  get(id: string): Promise<CampaignRecord | null>;
  members(id: string, query: PageQuery): Promise<Page<CampaignMemberRecord>>;
  targets(id: string, query: PageQuery): Promise<Page<CampaignTargetCounts>>;
  events(id: string, query: PageQuery): Promise<Page<CampaignEvent>>;
  /** Campaigns that touch a target, most severe first. */
  ofTarget(kind: string, id: string): Promise<readonly CampaignRecord[]>;
  /**
   * Records a person's decision and corrects the counts accordingly; resolves when both are durable. Rejects with
   * `unknown_campaign`, `storage_full` or `storage_failed`. The same decision twice changes nothing.
   */
  review(
    id: string,
    review: Pick<CampaignReview, "status" | "note"> & { readonly by: string },
  ): Promise<CampaignRecord>;
  /** How campaigns moved a target's counts, the latest first; at most 1,000. */
  history(kind: string, id: string): Promise<readonly CorrectionRecord[]>;
  health(): DetectionHealth;
  /** Calls back with each record that changed, for live views; returns how to stop. */
  onChange(onChange: (record: CampaignRecord) => void): () => void;
}

/** What a look found, as the watching thread reports it. Sequences are positions in the event log. */
export interface DetectionReport {
  /** Every event before it was looked at. */
  readonly position: number;
  readonly newestMs: number;
  /** New or changed since the last report. */
  readonly found: readonly FoundCampaign[];
  /** Ids of campaigns no window shows any more. */
  readonly ended: readonly string[];
  readonly health: DetectionHealth;
}

/** A campaign with the names behind its keys. */
export interface FoundCampaign {
  readonly origin: CampaignOrigin;
  readonly campaign: Campaign;
  /** False campaigns as high and as large expected in a million events; null where it was not measured. */
  readonly falseAlarmRate: number | null;
  /** None was ever seen: the rate says how much was looked at. */
  readonly falseAlarmAtFloor?: boolean;
  /** Pool it was recognised by, or null. */
  readonly matchedPool: string | null;
  /** In the order of `campaign.members`: the actor as its events name it. */
  readonly actors: readonly string[];
  /** In the order of `campaign.targets`. */
  readonly targets: readonly { readonly kind: string; readonly id: string; readonly owner: string | null }[];
}
