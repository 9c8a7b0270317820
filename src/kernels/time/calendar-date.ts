import { monthOf } from "./time-words.ts";

/** Order of the numbers of a date. */
export const DATE_ORDERS = ["ymd", "dmy", "mdy"] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * A date's text → the date; `ambiguous` where day and month (or a year of two digits) can be told apart only by asking;
 * null when it is none. Rules: four digits are the year; with points between (`5.1.2026`) the day comes first, as wherever
 * dates are written so; where one number is above 12 it is the day; else `order` decides. Two digits of a year are 2000 to 2069 and
 * 1970 to 1999 (POSIX).
 */
export function calendarDate(text: string, order: DateOrder | undefined): CalendarDate | "ambiguous" | null {
  const chinese = /^(\d{4}|\d{2})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]?$/.exec(text);
  if (chinese !== null) return real(fullYear(chinese[1]!), Number(chinese[2]), Number(chinese[3]));
  const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?$/.exec(text);
  if (yearFirst !== null) return real(Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4]));
  // Taiwan counts years from 1911: `115/11/03` is 2026. Three digits are no other year of an export.
  const republic = /^(?:民[国國]\s?)?(1\d{2})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (republic !== null) return real(1911 + Number(republic[1]), Number(republic[3]), Number(republic[4]));
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (compact !== null) return real(Number(compact[1]), Number(compact[2]), Number(compact[3]));
  const worded = wordedDate(text);
  if (worded !== undefined) return worded;
  const numbers = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})\.?$/.exec(text);
  if (numbers === null) return null;
  const [, a = "", sign = "", b = "", c = ""] = numbers;
  const [first, second] = [Number(a), Number(b)];
  if (order === "ymd" && c.length === 2) return real(fullYear(a), second, Number(c));
  const year = fullYear(c);
  if (order === "dmy") return real(year, second, first);
  if (order === "mdy") return real(year, first, second);
  if (c.length === 2)
    return oneOf(real(fullYear(a), second, Number(c)), real(year, second, first), real(year, first, second));
  if (sign === ".") return real(year, second, first);
  return oneOf(real(year, second, first), real(year, first, second));
}

/** `5 Jan 2026`, `Jan 5, 2026`, `05-Jan-26`, `Jan 05 2026`, `2026 Jan 5` → the date; undefined where no month is named. */
function wordedDate(text: string): CalendarDate | null | undefined {
  const parts = text.split(/[\s,\-/.]+/).filter((part) => part !== "" && !OF.test(part));
  if (parts.length !== 3) return undefined;
  const at = parts.findIndex((part) => monthOf(part) > 0);
  if (at < 0) return undefined;
  const month = monthOf(parts[at]!);
  const rest = parts
    .filter((_, i) => i !== at)
    .map((part) => part.replace(/^(\d{1,2})(?:st|nd|rd|th)$/i, "$1"));
  if (!rest.every((part) => /^\d{1,2}$|^\d{4}$/.test(part))) return null;
  const [a, b] = rest as [string, string];
  if (a.length === 4) return real(Number(a), month, Number(b));
  return real(fullYear(b), month, Number(a));
}

const OF = /^(?:of|de|del|di)$/i;

/** The dates that exist, when they are all the same one. */
function oneOf(...dates: readonly (CalendarDate | null)[]): CalendarDate | "ambiguous" | null {
  const found = dates.filter((date) => date !== null);
  const first = found[0];
  if (first === undefined) return null;
  return found.every(
    (date) => date.year === first.year && date.month === first.month && date.day === first.day,
  )
    ? first
    : "ambiguous";
}

/** Two digits → 2000 to 2069, 1970 to 1999; four as they are. */
export function fullYear(digits: string): number {
  const year = Number(digits);
  return digits.length > 2 ? year : year < 70 ? 2000 + year : 1900 + year;
}

/** The date, when the calendar has it. */
export function real(year: number, month: number, day: number): CalendarDate | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? { year, month, day }
    : null;
}
