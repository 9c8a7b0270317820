import type { CampaignReport } from "./campaign-report.ts";
import type { Code } from "./codes.ts";
import type { CopiedTextsReport } from "./copied-text-report.ts";
import type { TargetCounts } from "./counts.ts";
import type { DataLimit } from "./data-limit.ts";
import type { AuditFollowers } from "./follower-report.ts";
import type { InputFinding } from "./input-finding.ts";
import type { OrdersReport } from "./order-report.ts";
import type { Verdict } from "./verdict.ts";

/** How many events of one type ended in each verdict. A retraction (`unlike`) is a type of its own. */
export interface TypeVerdicts {
  readonly type: string;
  readonly events: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** challenge + hold + reject. */
  readonly unusual: number;
  /** hold + reject: inconsistent with earned engagement. */
  readonly inconsistent: number;
  /** Wilson interval, 95 %, of inconsistent / events, in [0, 1]. */
  readonly share_low: number;
  readonly share_high: number;
}

/** Verdicts by event time. Bucket i covers [from + i × width_ms, from + (i + 1) × width_ms). */
export interface Timeline {
  /** RFC 3339, UTC; null without events. */
  readonly from: string | null;
  readonly width_ms: number;
  readonly buckets: readonly Readonly<Record<Verdict, number>>[];
}

/** What came in one stretch of time. The parts of `acts` overlap: an act can be on something new and over a share. */
export interface ReachBucket {
  /** Views and taps in live rooms. */
  readonly views: number;
  /** All other engagement, retractions left out. */
  readonly acts: number;
  /** Acts that came over a shared link. */
  readonly over_share: number;
  /** Acts on a target in its first day, where it began within the file. */
  readonly on_new: number;
  /** Acts held or rejected. */
  readonly discarded: number;
}

/** Engagement beside reach, as it came; nothing is concluded from it. */
export interface ReachReport {
  /** Events by type, retractions left out; types that did not come are missing. */
  readonly by_type: Readonly<Record<string, number>>;
  /** Acts by hour of the day in the report's zone, from midnight on. */
  readonly hours: readonly number[];
  /**
   * Part of the first day's acts that came by the end of each hour: the median of targets that began within the file;
   * null where none did.
   */
  readonly first_hours: { readonly targets: number; readonly by_hour: readonly number[] } | null;
  /** Same buckets as `timeline`. */
  readonly from: string | null;
  readonly width_ms: number;
  readonly buckets: readonly ReachBucket[];
}

/** Why a stretch stands out, as far as the file says; `unknown` is a question, not an accusation. */
export type SpikeReason =
  | "discarded"
  | "group"
  | "copied_texts"
  | "surge"
  | "views"
  | "new_target"
  | "shares"
  | "unknown";

/** A stretch of time in which far more engagement came than is usual in the same file. */
export interface Spike {
  /** RFC 3339; `to` is the end of its last bucket. */
  readonly from: string;
  readonly to: string;
  readonly acts: number;
  /** Times what is usual for as long a stretch. */
  readonly times_usual: number;
  readonly reason: SpikeReason;
  /** Part of its acts the reason holds for, or how many times the usual views came; null where nothing is to be counted. */
  readonly figure: number | null;
}

/** What a purchase of 5 % would have done: planted into the same file, and looked for. */
export interface PlantedPower {
  /** Part of the engagement of `type` that was planted of each make. */
  readonly share: number;
  readonly type: string;
  readonly makes: readonly PlantedMake[];
}

export interface PlantedMake {
  /** `shared`: hands that share devices, addresses and hours; `careful`: nothing in common but the order; `once`: each hand used once. */
  readonly make: "shared" | "careful" | "once";
  readonly planted: number;
  /** Of them held, rejected, or in a group that was found. */
  readonly seen: number;
}

/** What of the answer may be said, and in which words. */
export interface Answer {
  /** allowed + challenged are public; challenged, held and rejected are unusual. */
  readonly outcome: "found" | "none" | "cannot_tell" | "no_events";
  /** One sentence that a client may repeat. */
  readonly sentence: { readonly zh: string; readonly en: string };
  /** What to ask for to know more; most telling first. */
  readonly ask: readonly { readonly zh: string; readonly en: string }[];
}

/** Scores above 0, in equal bins over (0, 1]; bin i covers (i / bins, (i + 1) / bins]. */
export interface ScoreHistogram {
  readonly zero: number;
  readonly counted: readonly number[];
  readonly discarded: readonly number[];
}

export interface RuleExample {
  readonly event: string | null;
  readonly value: number | null;
  readonly baseline: number | null;
  readonly score: number;
}

/** What one rule did. A decision names its strongest reasons only, so `named` is a floor of how often the rule hit. */
export interface RuleFigures {
  readonly rule: string;
  readonly text: { readonly zh: string; readonly en: string };
  /** Events of the types it is asked about. */
  readonly asked: number;
  readonly not_evaluable: number;
  /** Decisions that name it among their reasons. */
  readonly named: number;
  readonly named_in_held: number;
  readonly named_in_rejected: number;
  /** Held and rejected events whose strongest reason it was. */
  readonly first_in_discarded: number;
  /** The held or rejected event of the highest score that names it; the earliest among equals. */
  readonly example: RuleExample | null;
  /** Contract fields its features need and that some events lack; empty with not_evaluable > 0 = windows too thin or evicted. */
  readonly lacks: readonly string[];
}

/** One entry of a ranking by held and rejected events. */
export interface Heavy {
  /** Masked (`abc…`) unless the report was asked to show identifiers. */
  readonly id: string;
  readonly events: number;
  /** The true number of events is at least events − over_max; 0 = exact. */
  readonly over_max: number;
}

export interface Ranking {
  /** False once more identifiers came than counters are kept; then `over_max` bounds the error. */
  readonly exact: boolean;
  readonly top: readonly Heavy[];
}

export interface FieldCoverage {
  /** Path in the public event, as in `context.ip`. */
  readonly field: string;
  readonly present: number;
  /** Events that could carry it. */
  readonly events: number;
  /** The mapping of every input lacks a column for it. */
  readonly unmapped: boolean;
  /** Features and rules of the policy that read it. */
  readonly features: readonly string[];
  readonly rules: readonly string[];
}

export interface InvalidSample {
  readonly input: string;
  readonly line: number;
  readonly code: Code;
  readonly field: string;
  readonly value: string;
  readonly hint: string;
}

export interface AuditFile {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Answer of `touchstone audit`, in the very form `--json` prints it: the first five keys are the contract others script
 * against, the rest is added to it. Built by `Tally.finish`; plain data, no methods, no NaN.
 */
export interface AuditReport {
  /** Valid events decided, duplicates left out. */
  readonly events: number;
  /** Records refused at the border. */
  readonly invalid: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Most held and rejected first, then most raw, then kind, id, type. raw = public + held + rejected in each. */
  readonly targets: readonly TargetCounts[];
  /** Groups that act together beyond chance, highest score first. Members and events by id: it is the asker's own export; the page only counts them. */
  readonly campaigns: readonly CampaignReport[];
  /** Surges on a target that were not earned by being seen, told by the audience. Evidence about targets: it names no account but owners, and no count rests on it. */
  readonly orders: OrdersReport;
  /** Sentences in comments that were handed out, and who wrote them. Members and events by id, texts masked; no count rests on it. */
  readonly copied_texts: CopiedTextsReport;
  /** The follower list that was given beside the events, or is the file itself; null where there is none. Accounts are counted, not named. */
  readonly followers: AuditFollowers | null;

  /** The sentence that may be repeated, and what to ask for. */
  readonly answer: Answer;
  /** Time zone the sentences speak in: `Asia/Shanghai`. Times in this answer are UTC all the same. */
  readonly zone: string;
  /** Why this file tells less than others, most telling first. */
  readonly data_limits: readonly DataLimit[];
  /** What 5 % bought would have shown in this very file; null = not tried (`power_not_tried` says why). */
  readonly power: PlantedPower | null;
  readonly power_not_tried: "not_needed" | "too_large" | "pipe" | "too_few" | null;
  readonly reach: ReachReport;
  readonly spikes: readonly Spike[];

  readonly policy: string;
  readonly reported_at: string;
  readonly files: readonly AuditFile[];
  /** Event times of the first and last event; null without events. */
  readonly from: string | null;
  readonly to: string | null;
  readonly duplicates: number;
  readonly late: number;
  readonly types: readonly TypeVerdicts[];
  readonly timeline: Timeline;
  readonly scores: ScoreHistogram;
  readonly rules: readonly RuleFigures[];
  readonly discarded_by: {
    readonly actors: Ranking;
    readonly ips: Ranking;
    readonly devices: Ranking;
    readonly networks: Ranking;
  };
  readonly identifiers_shown: boolean;
  readonly coverage: readonly FieldCoverage[];
  readonly retractions: { readonly applied: number; readonly unmatched: number };
  /** Likes, favorites, follows and wows of an actor whose earlier one on the target stands: in `events` and `verdicts`, counted once in `targets`. */
  readonly repeats: number;
  /** Doubts about many values of the input. */
  readonly findings: readonly InputFinding[];
  /** Events of targets past the limit of rows kept: in `events` and `verdicts`, not in `targets`. */
  readonly targets_not_listed: {
    readonly raw: number;
    readonly public: number;
    readonly held: number;
    readonly rejected: number;
  };
  readonly invalid_by_code: Readonly<Partial<Record<Code, number>>>;
  readonly invalid_samples: readonly InvalidSample[];
}
