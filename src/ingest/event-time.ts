import { DAY_MS } from "../nouns/durations.ts";
import { TIME_MS_MAX, TIME_MS_MIN } from "../nouns/limits.ts";

const DAYS_BEFORE_MONTH = Int32Array.of(0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334);
const DAYS_IN_MONTH = Int32Array.of(31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

/** Two digits → their number; negative when one of them is none (no branch: the sign bit of any of four tests). */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 48;
  const ones = bytes[at + 1]! - 48;
  return (tens * 10 + ones) | ((tens | ones | (9 - tens) | (9 - ones)) & SIGN);
}
const SIGN = 1 << 31;

/**
 * An RFC 3339 time in bytes[start, end) → whole milliseconds since 1970 UTC, or NaN when it is none or lies outside
 * [1970, 2100). Upper or lower case `T` and `Z`, or a blank for the `T` (RFC 3339 5.6); fraction digits beyond
 * milliseconds are cut off, not rounded. A leap second (`:60` in the last minute of 30 June or 31 December UTC)
 * becomes the last millisecond before it, so that order is kept. Allocates nothing.
 */
export function readTime(bytes: Uint8Array, start: number, end: number): number {
  return readTimeInto(bytes, start, end, result) ? result[0]! : Number.NaN;
}
const result = new Float64Array(1);

/** The same into out[0], true when it is a time: a number returned across functions would be an allocation. */
export function readTimeInto(bytes: Uint8Array, start: number, end: number, out: Float64Array): boolean {
  if (end - start < 20) return false;
  const century = twoDigits(bytes, start);
  const yearInCentury = twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  const hour = twoDigits(bytes, start + 11);
  const minute = twoDigits(bytes, start + 14);
  let second = twoDigits(bytes, start + 17);
  const separator = bytes[start + 10]!;
  if (
    (century | yearInCentury | hour | minute | second) < 0 ||
    bytes[start + 4] !== 0x2d ||
    bytes[start + 7] !== 0x2d ||
    (separator !== 0x54 && separator !== 0x74 && separator !== 0x20) ||
    bytes[start + 13] !== 0x3a ||
    bytes[start + 16] !== 0x3a ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    hour > 23 ||
    minute > 59 ||
    second > 60
  ) {
    return false;
  }
  const year = century * 100 + yearInCentury;
  const leapYear = (year & 3) === 0 && (year % 100 !== 0 || year % 400 === 0);
  const leapDay = leapYear ? 1 : 0;
  if (day > DAYS_IN_MONTH[month - 1]! + (month === 2 ? leapDay : 0)) return false;

  let at = start + 19;
  let fractionMs = 0;
  if (bytes[at] === 0x2e) {
    at++;
    let unit = 100;
    const digitsStart = at;
    for (; at < end; at++) {
      const digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9) break;
      fractionMs += digit * unit;
      unit = unit === 100 ? 10 : unit === 10 ? 1 : 0;
    }
    if (at === digitsStart) return false;
  }
  let offsetMinutes = 0;
  const zone = at < end ? bytes[at]! : 0;
  if (zone === 0x5a || zone === 0x7a) {
    at++;
  } else if ((zone === 0x2b || zone === 0x2d) && end - at === 6 && bytes[at + 3] === 0x3a) {
    const offsetHour = twoDigits(bytes, at + 1);
    const offsetMinute = twoDigits(bytes, at + 4);
    if (offsetHour < 0 || offsetHour > 23 || offsetMinute < 0 || offsetMinute > 59) return false;
    offsetMinutes = offsetHour * 60 + offsetMinute;
    if (zone === 0x2d) offsetMinutes = -offsetMinutes;
    at += 6;
  } else {
    return false;
  }
  if (at !== end) return false;

  const leapSecond = second === 60;
  if (leapSecond) {
    second = 59;
    fractionMs = 999;
  }
  const before = year - 1;
  const days =
    year * 365 +
    (before >> 2) -
    Math.trunc(before / 100) +
    Math.trunc(before / 400) +
    DAYS_BEFORE_MONTH[month - 1]! +
    (month > 2 ? leapDay : 0) +
    day -
    DAYS_TO_1970;
  const ms = days * DAY_MS + ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000 + fractionMs;
  if (!(ms >= TIME_MS_MIN && ms < TIME_MS_MAX) || (leapSecond && !endsLeapMonth(ms))) return false;
  out[0] = ms;
  return true;
}

/** 1970-01-01 by the same count as above: 1970 × 365 + 492 − 19 + 4 + 1. */
const DAYS_TO_1970 = 1970 * 365 + 492 - 19 + 4 + 1;

function endsLeapMonth(ms: number): boolean {
  const next = new Date(ms + 1);
  return (
    next.getUTCHours() === 0 &&
    next.getUTCMinutes() === 0 &&
    next.getUTCDate() === 1 &&
    (next.getUTCMonth() === 0 || next.getUTCMonth() === 6)
  );
}

/** Why a text is not a time `readTime` takes: one hint that says what would be right. */
export function timeHint(text: string): string {
  if (/^\d{9,13}$/.test(text)) return "milliseconds since 1970 are a number: leave out the quotes";
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `a date alone is no time: write \`${text}T00:00:00Z\``;
  if (/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?$/.test(text)) {
    return "add a zone: `Z` for UTC, or an offset such as `+08:00`";
  }
  if (/T24:/.test(text)) return "hours run from 00 to 23: midnight is 00:00 of the next day";
  if (/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/.test(text)) {
    const year = Number(text.slice(0, 4));
    if (year < 1970) return "times begin with 1970";
    if (year >= 2100) return "times end before 2100";
    return "the calendar has no such day or time of day";
  }
  return "write RFC 3339, as in `2026-11-22T12:00:00.123Z`, or whole milliseconds since 1970 as a number";
}
