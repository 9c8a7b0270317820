import { MINUTE_MS } from "../../nouns/durations.ts";
import type { EpochUnit } from "./plausible-time.ts";
import { AMBIGUOUS_ABBREVIATIONS, offsetMinutes, type TimeZone, timeZone, zoneHint } from "./time-zone.ts";

/** How a time was written. */
export type TimeForm =
  | "format"
  | "date_and_clock"
  | "date"
  | "chinese"
  | "month_name"
  | "compact"
  | "excel"
  | EpochUnit;

/** A time that was read. */
export interface TimeRead {
  readonly ok: true;
  /** Whole ms since 1970 UTC. */
  readonly ms: number;
  readonly form: TimeForm;
  /** Whether the text names its zone itself, as an epoch does. */
  readonly zoned: boolean;
  /** The wall clock's reading as ms of the same digits read as UTC; for whoever asks the zone about doubts. */
  readonly localMs: number;
}

/** A text that is no time, or not one alone. */
export interface TimeNotRead {
  readonly ok: false;
  readonly why: "not_a_time" | "no_zone" | "ambiguous" | "incomplete" | "no_such_day";
  /** What would be right, in lower case; options by their names in a mapping. */
  readonly hint: string;
}

/** A clock's ms since midnight; 24:00 is the end of the day, a leap second the last ms before it. Null when no clock shows it. */
export function clockMs(hour: number, minute: number, second: number, fraction: string): number | null {
  if (hour > 24 || minute > 59 || second > 60 || (hour === 24 && (minute > 0 || second > 0))) return null;
  if (second === 60) return ((hour * 60 + minute) * 60 + 59) * 1000 + 999;
  const ms = fraction === "" ? 0 : Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6);
  return ((hour * 60 + minute) * 60 + second) * 1000 + ms;
}

/** A wall clock's reading with the zone its text names, or the column's. */
export function settle(
  localMs: number,
  named: string,
  options: { readonly zone?: TimeZone },
  form: TimeForm,
): TimeRead | TimeNotRead {
  const ambiguous = AMBIGUOUS_ABBREVIATIONS.has(named.toUpperCase());
  let zone: TimeZone | null = options.zone ?? null;
  if (named !== "" && !ambiguous) {
    const minutes = offsetMinutes(named);
    if (minutes !== null) return { ok: true, ms: localMs - minutes * MINUTE_MS, form, zoned: true, localMs };
    zone = timeZone(named);
    if (zone === null)
      return { ok: false, why: "no_zone", hint: `\`${named}\` is no zone: ${zoneHint(named)}` };
  }
  if (zone === null) {
    const hint = ambiguous
      ? zoneHint(named)
      : "the zone is missing: give `zone`, as in `zone: Asia/Shanghai` or `+08:00`";
    return { ok: false, why: "no_zone", hint };
  }
  return { ok: true, ms: zone.toUtc(localMs), form, zoned: named !== "" && !ambiguous, localMs };
}
