import type { CampaignReport } from "../nouns/campaign-report.ts";
import type { Code } from "../nouns/codes.ts";
import type { CopiedTextsReport } from "../nouns/copied-text-report.ts";
import type { TargetCounts } from "../nouns/counts.ts";
import type { InputFinding } from "../nouns/input-finding.ts";
import type { OrdersReport } from "../nouns/order-report.ts";
import type { Verdict } from "../nouns/verdict.ts";

/** How many events of one type ended in each verdict. A retraction (`unlike`) is a type of its own. */
export interface TypeVerdicts {
  readonly type: string;
  readonly events: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
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
