import { calendarDate, type DateOrder } from "./calendar-date.ts";
import { clockMs, settle, type TimeNotRead, type TimeRead } from "./clock-reading.ts";
import { EPOCH_UNITS_MS, type EpochUnit, excelSerialMs, plausibleUnit } from "./plausible-time.ts";
import { readFormatted, type TimeFormat } from "./time-format.ts";
import { CLOCK_WORD, DAY_HALF, hourOfDay, incompleteHint, WEEKDAY } from "./time-words.ts";
import type { TimeZone } from "./time-zone.ts";

/** What is known of a column of times. */
export interface TimeOptions {
  /** The zone of a clock that a text does not name itself. */
  readonly zone?: TimeZone;
  /** How the times are written; nothing else is read then. */
  readonly format?: TimeFormat;
  /** Which number of `1/5/2026` is what. */
  readonly order?: DateOrder;
  /** What a plain number counts; without it, by its size. */
  readonly unit?: EpochUnit | "excel";
}

/**
 * One text → the time it says, and how it is written. Reads what people's tools write: RFC 3339 and its relatives with `/`, `.` and
 * single digits, AM/PM, 上午/下午, 年月日, RFC 2822, `Mon Jan 05 20:00:00 +0800 2026`, `5 Jan 2026`, Excel serials, epochs in s, ms, µs
 * and ns, `20260105 200000`. Never guesses a zone, nor which of two small numbers is the month. Pure; about 1 µs for the common form.
 */
export function readTimeText(text: string, options: TimeOptions = {}): TimeRead | TimeNotRead {
  if (options.format !== undefined) return readFormatted(text, options.format, options.zone ?? null);
  if (text.length === USUAL_CHARS && options.unit === undefined) {
    const usual = readUsual(text);
    if (!Number.isNaN(usual)) return settle(usual, "", options, "date_and_clock");
  }
  const common = COMMON.exec(text);
  if (common !== null && options.unit === undefined) return fromCommon(common, options);
  const plain = tidy(text);
  if (/^-?\d+(?:\.\d+)?$/.test(plain)) {
    const read = readNumber(plain, options);
    if (read !== null) return read;
  }
  return readWords(plain, options);
}

/** `2026-01-05 20:00:01.5+08:00` and its relatives: nearly all there is, in one expression. */
const COMMON =
  /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[Tt ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** Characters of `2026-01-05 20:00:01`. */
const USUAL_CHARS = 19;
const DIGIT_ZERO = 0x30;
/** Every month has so many days: of later ones the calendar is asked. */
const DAYS_OF_ANY_MONTH = 28;

/** The commonest form of all, digit by digit: its clock's reading in ms, or NaN where `COMMON` must say what is wrong. */
function readUsual(text: string): number {
  const sign = text.charCodeAt(4);
  if ((sign !== 0x2d && sign !== 0x2f) || text.charCodeAt(7) !== sign) return Number.NaN;
  const between = text.charCodeAt(10);
  if ((between !== 0x20 && between !== 0x54) || text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a)
    return Number.NaN;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (!(month >= 1 && month <= 12 && day >= 1)) return Number.NaN;
  if (day > DAYS_OF_ANY_MONTH && new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day)
    return Number.NaN;
  const clock = clockMs(twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17), "");
  return clock === null ? Number.NaN : Date.UTC(year, month - 1, day) + clock;
}

/** Two digits from a place on; NaN where they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - DIGIT_ZERO;
  const ones = text.charCodeAt(at + 1) - DIGIT_ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function fromCommon(match: RegExpExecArray, options: TimeOptions): TimeRead | TimeNotRead {
  const [text, year, , month, day, hour, minute, second, fraction, zone] = match;
  const dayMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = new Date(dayMs);
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return noSuchDay(text);
  const clock = clockMs(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), fraction ?? "");
  if (clock === null) return noSuchDay(text);
  return settle(dayMs + clock, zone ?? "", options, hour === undefined ? "date" : "date_and_clock");
}

/** Blanks of all kinds, full-width digits and marks, quotes and a spreadsheet's leading apostrophe → plain text. */
function tidy(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/^\s*['"`]|['"]\s*$/g, "")
    .replace(/\s+/g, " ")
    .replace(/(\d)\. (?=\d)/g, "$1.") // `2026. 1. 5.`, the Korean way
    .replace(/^(\d{1,2}\/[A-Za-z]{3}\/\d{4}):(?=\d)/, "$1 ") // a web server's log
    .trim();
}

/** A plain number: an epoch by its unit or size, a date without signs between, or a spreadsheet's serial. Null for none of them. */
function readNumber(text: string, options: TimeOptions): TimeRead | TimeNotRead | null {
  const number = Number(text);
  const { unit } = options;
  if (unit === "excel") {
    const localMs = excelSerialMs(number);
    if (localMs === null)
      return notATime("a spreadsheet's day number lies between 36526 (2000) and 73050 (2099)");
    return settle(localMs, "", options, "excel");
  }
  if (unit !== undefined) {
    const ms = Math.floor(number * EPOCH_UNITS_MS[unit]);
    return { ok: true, ms, form: unit, zoned: true, localMs: ms };
  }
  const digits = /^(\d{8})(?:(\d{2})(\d{2})(\d{2})?(\d{3})?)?$/.exec(text);
  if (digits !== null && /^(?:19|20)/.test(text) && text.length !== 10) {
    const date = calendarDate(digits[1]!, undefined);
    const clock = clockMs(
      Number(digits[2] ?? 0),
      Number(digits[3] ?? 0),
      Number(digits[4] ?? 0),
      digits[5] ?? "",
    );
    if (date !== null && date !== "ambiguous" && clock !== null) {
      return settle(Date.UTC(date.year, date.month - 1, date.day) + clock, "", options, "compact");
    }
  }
  const fit = plausibleUnit(number);
  if (fit !== null) {
    const ms = Math.floor(number * EPOCH_UNITS_MS[fit]);
    return { ok: true, ms, form: fit, zoned: true, localMs: ms };
  }
  const serial = excelSerialMs(number);
  return serial === null ? null : settle(serial, "", options, "excel");
}

const CLOCK = new RegExp(
  `(?:T|\\b|(?<=[日号年\\s,]))(${DAY_HALF})?\\s?(?:(\\d{1,2})\\s?(?:[:时点點]|h(?=\\d))\\s?(?:(\\d{1,2}|半)(?!\\d)\\s?(?:[:分]\\s?(?:(\\d{1,2})(?:[.,:](\\d{1,9}))?\\s?秒?)?)?)?|(?<![\\d/.-])(\\d{1,2})(?=\\s?[ap]\\.?m\\.?(?!\\s?\\d)))\\s?(${DAY_HALF})?`,
  "i",
);
/** A zone right behind the clock: an offset, an abbreviation with or without one, or a place's name. */
const ZONE =
  /^\s?(?:((?:UTC|GMT|UT)?\s?[+\-−]\d{1,2}(?::?\d{2})?)(?![\d/-])|\[?([A-Za-z]+(?:\/[A-Za-z_+\-\d]+)+)\]?|([A-Z]{1,5})(?![A-Za-z]))/;

function readWords(text: string, options: TimeOptions): TimeRead | TimeNotRead {
  const incomplete = incompleteHint(text);
  if (incomplete !== null) return { ok: false, why: "incomplete", hint: incomplete };
  let rest = text
    .replace(/\([^()]*\)/g, " ")
    .replace(WEEKDAY, " ")
    .replace(CLOCK_WORD, " ")
    .trim();
  let clock = 0;
  let zone = "";
  const compact = /^(\d{8})[T ](\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?$/i.exec(rest);
  const match = compact === null ? CLOCK.exec(rest) : null;
  if (compact !== null) {
    const ms = clockMs(Number(compact[2]), Number(compact[3]), Number(compact[4] ?? 0), "");
    if (ms === null) return noSuchDay(text);
    clock = ms;
    zone = compact[5] ?? "";
    rest = compact[1]!;
  } else if (match !== null) {
    const [whole, before = "", hour, minute = "0", second = "0", fraction = "", bareHour, after = ""] = match;
    const full = hourOfDay(Number(hour ?? bareHour), before === "" ? after : before);
    const ms =
      full === null ? null : clockMs(full, minute === "半" ? 30 : Number(minute), Number(second), fraction);
    if (ms === null) return noSuchDay(text);
    clock = ms;
    let behind = rest.slice(match.index + whole.length);
    const named = ZONE.exec(behind);
    if (named !== null && !/^(?:AD|BC)$/.test(named[3] ?? "")) {
      zone = (named[1] ?? named[2] ?? named[3])!;
      behind = behind.slice(named[0].length);
      const place = /^\s?\[([A-Za-z]+(?:\/[A-Za-z_+\-\d]+)+)\]$/.exec(behind);
      if (place !== null) behind = "";
    }
    rest = `${rest.slice(0, match.index)} ${behind}`;
  }
  rest = rest.replace(/\s+/g, " ").replace(/^[\s,T]+|[\s,T]+$/g, "");
  const date = calendarDate(rest, options.order);
  if (date === null) {
    return looksDated(rest)
      ? noSuchDay(text)
      : notATime("times are written as in `2026-11-22 12:00:00`; give `format` for another way");
  }
  if (date === "ambiguous") {
    return {
      ok: false,
      why: "ambiguous",
      hint: "day and month cannot be told apart: give `order: dmy`, `mdy` or `ymd`",
    };
  }
  const form = /[年月]/.test(rest)
    ? "chinese"
    : /[a-z]/i.test(rest)
      ? "month_name"
      : compact !== null
        ? "compact"
        : "date_and_clock";
  const dated = match === null && compact === null && form === "date_and_clock" ? "date" : form;
  return settle(Date.UTC(date.year, date.month - 1, date.day) + clock, zone, options, dated);
}

/** Whether a text has the shape of a date, so that the calendar is to blame. */
function looksDated(text: string): boolean {
  return /^\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?$/.test(text);
}

function noSuchDay(text: string): TimeNotRead {
  return { ok: false, why: "no_such_day", hint: `the calendar has no \`${text.slice(0, 40)}\`` };
}
function notATime(hint: string): TimeNotRead {
  return { ok: false, why: "not_a_time", hint };
}
