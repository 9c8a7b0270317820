import type { DateOrder } from "../kernels/time/calendar-date.ts";
import type { EpochUnit } from "../kernels/time/plausible-time.ts";
import type { TimeFormat } from "../kernels/time/time-format.ts";
import type { TimeZone } from "../kernels/time/time-zone.ts";
import type { FieldType } from "./contract-fields.ts";
import type { InputSection } from "./files/input-section.ts";

/** A text with holes: parts.length = columns.length + 1. A null column makes the whole text null. */
export interface Template {
  readonly parts: readonly string[];
  readonly columns: readonly string[];
}

/** What numbers of a time column count; `iso`: text, or a number that says by its size what it is. */
export const TIME_UNITS = ["ms", "s", "us", "ns", "excel", "iso"] as const;
export type TimeUnit = EpochUnit | "excel" | "iso";

/** How one field of an event comes about. */
export interface FieldRule {
  readonly path: readonly string[];
  readonly type: FieldType;
  /** A constant: number, flag or text. */
  readonly constant?: string | number | boolean;
  /** Whether the constant stood behind the colon, where a column without its braces would stand. */
  readonly bare?: boolean;
  readonly from?: Template;
  /** Of a time column. */
  readonly unit?: TimeUnit;
  /** Zone that a text without one is meant in. */
  readonly zone?: TimeZone;
  readonly format?: TimeFormat;
  readonly order?: DateOrder;
  /** Days taken off the time: a number column. */
  readonly minusDays?: Template;
  readonly scale?: number;
  /** Currency of a decimal amount that becomes whole minor units: a template that gives its code. */
  readonly currency?: Template;
  /** What a number is divided by; not above 0 or absent makes the field absent. */
  readonly over?: Template;
  /** Numbers not above this are absent. */
  readonly above?: number;
  readonly nulls?: readonly string[];
  readonly translate?: ReadonlyMap<string, string | number | boolean | null>;
  readonly otherwise?: string | number | boolean;
}

/** A condition on a row; every one of an event's must hold. A null column holds none but `present: false`. */
export interface Condition {
  readonly column: string;
  readonly test:
    | {
        readonly kind: "in";
        readonly values: readonly (string | number | boolean)[];
        readonly negated: boolean;
      }
    | { readonly kind: "above" | "below" | "at_least" | "at_most"; readonly bound: number }
    | { readonly kind: "present"; readonly present: boolean };
}

export interface EventRule {
  readonly when: readonly Condition[];
  readonly fields: readonly FieldRule[];
  /** Line of the mapping file it begins at, from 1. */
  readonly line: number;
}

/** A second CSV file; `{name.column}` reads the column of its row whose `key` equals the text of `by`. */
export interface LookupRule {
  readonly name: string;
  /** Relative to the input file's folder. */
  readonly file: string;
  readonly key: string;
  readonly by: Template;
}

/** A checked mapping: what turns rows of columns into events. */
export interface Mapping extends InputSection {
  readonly fileName: string;
  readonly lookups: readonly LookupRule[];
  readonly events: readonly EventRule[];
  /** Columns read from the main input. */
  readonly columns: readonly string[];
}
