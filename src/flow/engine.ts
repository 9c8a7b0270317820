import type { CampaignTotals } from "../nouns/campaign-record.ts";
import type { Rejection } from "../nouns/codes.ts";
import type { TargetCounts } from "../nouns/counts.ts";
import type { Decision } from "../nouns/decision.ts";
import type { Erasure } from "../nouns/erasure.ts";
import type { LinkHealth, PayeeLinkReport } from "../nouns/payee-link-report.ts";
import type { Verdict } from "../nouns/verdict.ts";
import type { ChangeFeed } from "../ports/change-feed.ts";
import type { LedgerLog } from "../ports/ledger-log.ts";
import type { NamedLists } from "../ports/named-lists.ts";
import type { PolicyRollout } from "../ports/policy-rollout.ts";
import type { Trails } from "../ports/trails.ts";
import type { ClockState } from "./event-clock.ts";
import type { CampaignReviews } from "./reviewed-campaigns.ts";
import type { PaymentScreening } from "./screened-payments.ts";

/** Answer to one line of a submission, in the order of its lines. Exactly one of decision, text and rejection is set. */
export interface Answer {
  readonly decision?: Decision;
  /** In place of the decision where texts were asked for: what `answerText` makes of it. Repeated events have their decision all the same. */
  readonly text?: string;
  /** The id was seen before: the decision is the first one, and the event was not counted again. */
  readonly duplicate?: true;
  readonly rejection?: Rejection;
  /** Optional values of the event that could not be read; it counts without them. */
  readonly setAside?: readonly Rejection[];
  /** Fields whose values stand for "none": no verdict rests on them. */
  readonly placeholders?: readonly string[];
  /** The account had given the same to the target before, and it stands: no count changed. */
  readonly repeat?: true;
}

export interface Submission {
  readonly answers: readonly Answer[];
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Accepted events that lay behind the engine's clock by more than its lateness: their windows were not read. */
  readonly late: number;
}

export interface SubmitOptions {
  /** Leaves `answers` empty and returns the numbers only: for bulk loads. */
  readonly numbersOnly?: boolean;
  /** Answers with texts where that is cheaper: for whoever only passes them on. */
  readonly texts?: boolean;
  /** Refuses an event of which an optional value cannot be read, where it would be taken in without that value. */
  readonly strict?: boolean;
}

/** Quality of a target for a recommender. Parts are null where its events carry no such field. */
export interface TargetQuality {
  readonly kind: string;
  readonly id: string;
  /** In [0, 1]; null when nothing could be measured. */
  readonly weight: number | null;
  readonly dwell_ms_mean: number | null;
  readonly play_ratio_mean: number | null;
  readonly scroll_depth_mean: number | null;
  readonly bounce_rate: number | null;
  readonly share_rate: number | null;
  readonly like_rate: number | null;
  readonly comment_rate: number | null;
  readonly views: number;
  /** Share of all received engagement that is public. */
  readonly earned_ratio: number | null;
}

/** A rejected event as the live page shows it. */
export interface RejectedEvent {
  readonly type: string;
  readonly actor: string;
  readonly target: { readonly kind: string; readonly id: string };
  readonly decision: Decision;
}

export interface Overview {
  readonly policy: string;
  readonly startedAtMs: number;
  /** Newest event time seen, ms; 0 before the first event. */
  readonly eventTimeMs: number;
  readonly eventsTotal: number;
  readonly duplicatesTotal: number;
  readonly rejectedLinesTotal: number;
  readonly lateTotal: number;
  /** Events decided in each of the last 60 seconds of the receiver's clock, oldest first. */
  readonly perSecond: readonly number[];
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly mostAttacked: readonly TargetCounts[];
  readonly latestRejections: readonly RejectedEvent[];
  readonly keysLive: number;
  readonly keysEvicted: number;
  readonly stateBytes: number;
  readonly logPosition: number;
  /** Position of the oldest event that the log keeps. */
  readonly logBegin: number;
  /** Days that events are kept after they came in; null = for ever. */
  readonly keepDays: number | null;
  /** Receiver's time until which nothing is dropped by age, since its clock has jumped ahead; null = nothing is held up. */
  readonly dropHeldUntilMs: number | null;
  /** How the clocks of senders and receiver have behaved. */
  readonly clock: ClockState;
  /** Retractions since the start whose engagement is not known, so that nothing was taken back. */
  readonly unmatchedRetractionsTotal: number;
  /** Likes, favorites, follows and wows given again while the earlier one stands, since the start: they change no count. */
  readonly repeatsTotal: number;
  /** Optional values since the start that could not be read, by field: their events count without them. */
  readonly setAside: Readonly<Record<string, number>>;
  /** Values that stand for "none", by field, of the events judged since the start, those of the log included. */
  readonly placeholders: Readonly<Record<string, number>>;
  /** Engagements forgotten for want of room: taken back, they would not be found. */
  readonly evictedEngagementsTotal: number;
  readonly campaigns: CampaignTotals;
}

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };

/** What payments to payees were followed by, as the latest look told it. */
export interface PayeeLinkReports {
  /** Payees, those told first. */
  list(): readonly PayeeLinkReport[];
  /** One payee; null where no payment to it was seen, or it is not among those told. */
  of(payee: string): PayeeLinkReport | null;
  /** Payees to whom payments preceded steps on a target. */
  servedBy(kind: string, id: string): readonly PayeeLinkReport[];
  health(): LinkHealth;
}

/** The online flow behind its doors. One process owns a data folder. */
export interface Engine {
  /** The ledger as a log that strangers verify; null where none is kept. */
  readonly ledger: LedgerLog | null;
  /** Campaigns found in what came in: listed, reviewed, acted upon. */
  readonly campaigns: CampaignReviews;
  /** Payments screened, proven and released; payees. */
  readonly payments: PaymentScreening;
  /** Payees whose payments were followed by steps on the payers' items. */
  readonly links: PayeeLinkReports;
  /** Counts and campaigns that changed, from any position that is kept. */
  readonly changes: ChangeFeed;
  /** Policies, changed while the engine runs. */
  readonly policies: PolicyRollout;
  /** Named lists that a policy's conditions ask for. */
  readonly lists: NamedLists;
  /** What an account did, and what was done to a target. */
  readonly trails: Trails;
  /**
   * NDJSON bytes (whole lines; the last \n may be missing) → one answer a line (blank lines have none). Resolves after
   * every accepted event is durable and decided. Rejects with `storage_full`, `storage_failed`, `not_ready` or
   * `overloaded`; then nothing of it was acknowledged and the same call may be repeated: ids make it count once.
   */
  submit(lines: Uint8Array, options?: SubmitOptions): Promise<Submission>;
  counts(kind: string, id: string): Promise<readonly TargetCounts[]>;
  quality(kind: string, id: string): Promise<TargetQuality | null>;
  /** Decision of an event by its id; null when unknown. */
  decision(eventId: string): Decision | null;
  /** Explains a decision in both languages, one sentence a reason. */
  explain(decision: Decision): readonly { readonly zh: string; readonly en: string }[];
  overview(): Promise<Overview>;
  /**
   * Erases an account's name wherever that can be done whole, and says what is left and until when (see `Erasure`). Reads the log once. Rejects with `overloaded`,
   * `storage_full` or `storage_failed`.
   */
  forget(actor: string): Promise<Erasure>;
  /** Whether events can be sent now. Asks the disk as well, at most every few seconds. */
  readiness(): Promise<Readiness>;
  /**
   * Flushes, writes a snapshot and releases the data folder. Resolves to what could not be written, in words; empty = all is on
   * disk. Nothing of that is lost: the next start makes it anew from the log, where every acknowledged event is.
   */
  close(): Promise<readonly string[]>;
}
