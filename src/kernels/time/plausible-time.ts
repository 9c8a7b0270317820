import { DAY_MS } from "../../nouns/durations.ts";

/**
 * Earliest time of an engagement that is believed: 1 January 2000 UTC. No platform of likes and follows is older; a count
 * of seconds or days read as milliseconds lands in 1970.
 */
export const PLAUSIBLE_MS_MIN = 946_684_800_000;
/** Latest: 1 January 2100, where all times of the contract end. */
const PLAUSIBLE_MS_MAX = 4_102_444_800_000;

/** Units a count since 1970 is written in, and ms of each. */
export const EPOCH_UNITS_MS = { s: 1000, ms: 1, us: 0.001, ns: 0.000_001 } as const;
export type EpochUnit = keyof typeof EPOCH_UNITS_MS;

/** Days between the origin of Excel's dates (30 December 1899, for every day from March 1900 on) and 1970. */
const EXCEL_DAYS_TO_1970 = 25_569;

/** Whether an engagement can have happened then. */
export function isPlausible(ms: number): boolean {
  return ms >= PLAUSIBLE_MS_MIN && ms < PLAUSIBLE_MS_MAX;
}

/** The unit in which a count since 1970 gives a time that can be; the four lie a factor of 1,000 apart, so it is at most one. */
export function plausibleUnit(count: number): EpochUnit | null {
  for (const [unit, ms] of Object.entries(EPOCH_UNITS_MS)) {
    if (isPlausible(count * ms)) return unit as EpochUnit;
  }
  return null;
}

/** An Excel serial (days since 1900, the time of day as fraction) → ms of the local clock, to the second; null when it is none from 2000 to 2099. */
export function excelSerialMs(serial: number): number | null {
  // A double of five digits before the point holds a day to 0.6 µs, but spreadsheets print fewer: whole seconds are meant.
  const ms = Math.round(((serial - EXCEL_DAYS_TO_1970) * DAY_MS) / 1000) * 1000;
  return isPlausible(ms) ? ms : null;
}

/** Why a count since 1970 is not believed, and what would be right: a hint; null where it is believed. */
export function implausibleHint(count: number, unit: EpochUnit): string | null {
  const ms = count * EPOCH_UNITS_MS[unit];
  if (isPlausible(ms)) return null;
  const fit = plausibleUnit(count);
  const names = { s: "seconds", ms: "milliseconds", us: "microseconds", ns: "nanoseconds" } as const;
  const read = yearOf(ms);
  if (fit !== null) {
    const would = new Date(count * EPOCH_UNITS_MS[fit]).toISOString();
    return `as ${names[unit]} this is ${read}; as ${names[fit]} it is ${would}: the unit is \`${fit}\``;
  }
  const serial = excelSerialMs(count);
  if (serial !== null) {
    const would = new Date(serial).toISOString().slice(0, 10);
    return `as ${names[unit]} this is ${read}; as a spreadsheet's day number it is ${would}: the unit is \`excel\``;
  }
  return `as ${names[unit]} this is ${read}: events lie between 2000 and 2099`;
}

function yearOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "no date at all" : `the year ${date.getUTCFullYear()}`;
}
