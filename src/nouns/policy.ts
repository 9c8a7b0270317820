import type { EventRow, KeyColumn, NumberColumn } from "./event-row.ts";
import type { PlaceholderList } from "./placeholders.ts";
import type { ListUse } from "./subject-list.ts";
import type { VerdictCode } from "./verdict.ts";

/** Outcome of a condition. 2: a feature or field it needs is missing, so it is neither true nor false. */
export type Truth = 0 | 1 | 2;

/** Condition over the event's own fields, compiled. */
export type EventPredicate = (row: EventRow) => Truth;

interface FeatureBase {
  readonly name: string;
  /** Bit k is set when events of kind code k enter this feature (see `kindCode`). All features are read on every event a rule needs them for. */
  readonly onMask: number;
  /** Further filter of the events that enter; null = all of `onMask`. */
  readonly where: EventPredicate | null;
}

interface Windowed extends FeatureBase {
  /** 1 or 2 key columns; an event that lacks one has no value for this feature. */
  readonly by: readonly KeyColumn[];
  /** Trailing window (as-of − windowMs, as-of], the event at hand included. */
  readonly windowMs: number;
  /**
   * Column of the event at hand whose value is looked up among the keys; absent = `by` itself. `by: payer, read_by: payee_id`: what the
   * payee of this payment has paid to others.
   */
  readonly readBy?: KeyColumn;
}

/** Events of the key in the window. */
export interface CountFeature extends Windowed {
  readonly kind: "count";
}
/** Distinct values of a column among the key's events in the window. */
export interface DistinctFeature extends Windowed {
  readonly kind: "distinct";
  readonly of: KeyColumn;
}
/** Sum of a number over the key's events in the window; events lacking it add nothing. */
export interface SumFeature extends Windowed {
  readonly kind: "sum";
  readonly of: NumberColumn;
}
/** Rate in the window over the key's own rate in the longer baseline window before it; 1 = as usual. */
export interface BurstFeature extends Windowed {
  readonly kind: "burst";
  readonly baselineMs: number;
  /** Events the baseline needs before the ratio means anything; below it the feature is not measurable. */
  readonly baselineCountMin: number;
}
/** Share of the key's latest `sample` events in the window that carry the same value as the event at hand, in (0, 1]. */
export interface ShareFeature extends Windowed {
  readonly kind: "share";
  readonly of: KeyColumn;
  readonly sample: number;
  readonly sampleMin: number;
}
/** Shannon entropy of a column over the key's latest `sample` events in the window, divided by log(n): 1 = all differ. */
export interface EntropyFeature extends Windowed {
  readonly kind: "entropy";
  readonly of: KeyColumn;
  readonly sample: number;
  readonly sampleMin: number;
}
/** Coefficient of variation of the gaps between the key's latest `sample` events in the window; 0 = a metronome. */
export interface GapFeature extends Windowed {
  readonly kind: "gap_cv";
  readonly sample: number;
  readonly sampleMin: number;
}
/** Coefficient of variation of a number over the key's latest `sample` events in the window. */
export interface SpreadFeature extends Windowed {
  readonly kind: "spread";
  readonly of: NumberColumn;
  readonly sample: number;
  readonly sampleMin: number;
}
/** Share of the key's latest `sample` numbers that are whole multiples of the least one that came twice: 1 = all are pieces of one unit price. */
export interface MultiplesFeature extends Windowed {
  readonly kind: "multiples";
  readonly of: NumberColumn;
  readonly sample: number;
  readonly sampleMin: number;
}
/** 1 when the key was not seen in the window before this event, else 0. */
export interface FirstSeenFeature extends Windowed {
  readonly kind: "first_seen";
}
/** One feature divided by another; not measurable while the denominator is below `denominatorMin`. */
export interface RatioFeature extends FeatureBase {
  readonly kind: "ratio";
  readonly numerator: string;
  readonly denominator: string;
  readonly denominatorMin: number;
}
/** Event time minus a time field, in `unitMs` units. */
export interface AgeFeature extends FeatureBase {
  readonly kind: "age";
  readonly of: "registered_at_ms" | "opened_at_ms";
  readonly unitMs: number;
}
/** A number field of the event as it is. */
export interface FieldFeature extends FeatureBase {
  readonly kind: "field";
  readonly of: NumberColumn;
}

export type FeatureSpec =
  | CountFeature
  | DistinctFeature
  | SumFeature
  | BurstFeature
  | ShareFeature
  | EntropyFeature
  | GapFeature
  | SpreadFeature
  | MultiplesFeature
  | FirstSeenFeature
  | RatioFeature
  | AgeFeature
  | FieldFeature;

/** A compiled rule. Condition over features (index = place in `Policy.features`) and event fields. */
export interface Rule {
  readonly name: string;
  /** Events it is asked about, by kind code. */
  readonly onMask: number;
  readonly evaluate: (row: EventRow, features: Float64Array) => Truth;
  /** Features its condition reads; the measuring stage computes no others for an event. */
  readonly needs: readonly number[];
  /** Evidence it adds when it hits, in [0, 1]; see the scoring stage. */
  readonly weight: number;
  /** Only the strongest hit of a family counts, so that one fact seen three ways is one fact. */
  readonly family: number;
  /** The least verdict of an event it hits, whatever the score. */
  readonly verdictMin: VerdictCode;
  /** Feature shown as the reason's value, −1 for none; and what it is held against: a constant (NaN for none) or a feature. */
  readonly shownFeature: number;
  readonly shownBaseline: number;
  readonly shownBaselineFeature: number;
  readonly text: { readonly zh: string; readonly en: string };
  /**
   * It can hit on what somebody wrote and on nothing else, so that it never takes a verdict beyond challenge without other evidence
   * (see the scoring stage).
   */
  readonly textAlone?: true;
}

/** Kind of infrastructure behind an address, by network or ASN. */
export interface Infrastructure {
  /** Sets the row's `ip_kind` column where the sender gave none. Longest prefix wins, then ASN. Allocates nothing. */
  readonly classify: (row: EventRow) => void;
}

/** When a campaign is confirmed without a person, and how much the near-line detector for campaigns may take. */
export interface CampaignPolicy {
  /** Score from which the policy confirms by itself; 2 = never. */
  readonly confirmScoreMin: number;
  /** Members a campaign must have for it. */
  readonly confirmMembersMin: number;
  readonly nearLine: {
    /** Between two readings of the log, ms of wall clock. */
    readonly everyMs: number;
    /** Events of the latest 96 hours held at the most. */
    readonly eventsMax: number;
  };
  /** The nightly look over weeks; null = none. */
  readonly nightly: NightlyPolicy | null;
}

export interface NightlyPolicy {
  /** How far back a night looks, days of event time. */
  readonly days: number;
  /** Acts of those days held at the most. */
  readonly actsMax: number;
  /** Hour of event time, UTC, at which a day is over: 0 to 23. */
  readonly hourUtc: number;
}

export interface Policy {
  /** `name@version#hash8`. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the file's bytes, hex. */
  readonly sha256: string;
  readonly source: string;
  readonly features: readonly FeatureSpec[];
  readonly rules: readonly Rule[];
  /** What its conditions ask of named lists, by place: bit i of an event's `listed` answers question i. */
  readonly listUses: readonly ListUse[];
  /** Score at and above which each verdict begins: [challenge, hold, reject]; 2 = never. */
  readonly thresholds: readonly [number, number, number];
  /** The same for payments, where a part of the policy of their own says so; absent = the same thresholds. */
  readonly paymentThresholds?: readonly [number, number, number];
  /** Events up to this far behind the newest are put back in order; later ones are marked late. */
  readonly latenessMs: number;
  /** Most live keys per key table before the least recently touched are evicted. */
  readonly keysMax: number;
  /** Entries a key's window holds exactly; above it counts and distinct counts are sketched. */
  readonly exactMax: number;
  readonly infrastructure: Infrastructure;
  /** Values that stand for "none": no verdict rests on them. */
  readonly placeholders: PlaceholderList;
  readonly campaigns: CampaignPolicy;
}
