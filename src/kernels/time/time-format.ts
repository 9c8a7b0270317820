import { fullYear, real } from "./calendar-date.ts";
import { clockMs, settle, type TimeNotRead, type TimeRead } from "./clock-reading.ts";
import { DAY_HALF, hourOfDay, monthOf } from "./time-words.ts";
import type { TimeZone } from "./time-zone.ts";

/** A way times are written, compiled. */
export interface TimeFormat {
  readonly text: string;
  readonly pattern: RegExp;
  /** What each group of the pattern holds. */
  readonly parts: readonly Part[];
}
type Part =
  | "year"
  | "month"
  | "monthName"
  | "day"
  | "hour"
  | "minute"
  | "second"
  | "fraction"
  | "half"
  | "zone";

const DIGITS: Readonly<Record<string, readonly [Part | null, string]>> = {
  yyyy: ["year", "\\d{4}"],
  yy: ["year", "\\d{2}"],
  y: ["year", "\\d{4}"],
  MMMM: ["monthName", "[A-Za-z]{3,9}"],
  MMM: ["monthName", "[A-Za-z]{3,9}\\.?"],
  MM: ["month", "\\d{1,2}"],
  M: ["month", "\\d{1,2}"],
  dd: ["day", "\\d{1,2}"],
  d: ["day", "\\d{1,2}"],
  HH: ["hour", "\\d{1,2}"],
  H: ["hour", "\\d{1,2}"],
  hh: ["hour", "\\d{1,2}"],
  h: ["hour", "\\d{1,2}"],
  mm: ["minute", "\\d{1,2}"],
  m: ["minute", "\\d{1,2}"],
  ss: ["second", "\\d{1,2}"],
  s: ["second", "\\d{1,2}"],
  S: ["fraction", "\\d{1,9}"],
  a: ["half", DAY_HALF],
  X: ["zone", "Z|[+-]\\d{2}(?::?\\d{2})?"],
  Z: ["zone", "Z|(?:UTC|GMT)?[+-]\\d{2}:?\\d{2}"],
  z: ["zone", "[A-Za-z]+(?:/[A-Za-z_]+)*|[+-]\\d{2}:?\\d{2}"],
  E: [null, "[A-Za-z]+|(?:星期|周)[一二三四五六日天]"],
};

/** Directives of `strftime` (Python, C) by their letter. */
const PERCENT: Readonly<Record<string, string>> = {
  Y: "yyyy",
  y: "yy",
  m: "MM",
  B: "MMMM",
  b: "MMM",
  h: "MMM",
  d: "dd",
  e: "dd",
  H: "HH",
  k: "HH",
  I: "hh",
  l: "hh",
  M: "mm",
  S: "ss",
  f: "S",
  p: "a",
  P: "a",
  z: "Z",
  Z: "z",
  a: "E",
  A: "E",
};
/** Directives that stand for several. */
const PERCENT_LONG: Readonly<Record<string, string>> = {
  F: "%Y-%m-%d",
  T: "%H:%M:%S",
  R: "%H:%M",
  D: "%m/%d/%y",
};

/**
 * `yyyy/M/d HH:mm` (letters of Unicode's LDML, as Java and spreadsheets use them) or `%Y/%m/%d %H:%M` (strftime) → the
 * format; a hint where it is none. A format needs year, month and day; without an hour the day's first moment is meant.
 */
export function timeFormat(text: string): TimeFormat | { readonly hint: string } {
  const parts: Part[] = [];
  let pattern = "";
  const put = (token: string): void => {
    const [part, digits] = DIGITS[token]!;
    if (part === null) pattern += `(?:${digits})`;
    else {
      parts.push(part);
      pattern += `(${digits})`;
    }
  };
  const literal = (characters: string): void => {
    pattern += characters
      .replace(/\s+/g, " ")
      .replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
      .replaceAll(" ", "\\s+");
  };
  if (text.includes("%")) {
    const long = text.replace(/%([FTRD])/g, (_, letter: string) => PERCENT_LONG[letter]!);
    for (const [piece, letter] of long.matchAll(/%[-_0]?(.)|[^%]+/g)) {
      if (letter === undefined) literal(piece);
      else if (letter === "%") literal("%");
      else if (PERCENT[letter] === undefined)
        return { hint: `\`%${letter}\` is not known; as in \`%Y-%m-%d %H:%M:%S\`` };
      else put(PERCENT[letter]);
    }
  } else {
    for (const [piece, quoted] of text.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g)) {
      if (quoted !== undefined) literal(quoted === "" ? "'" : quoted.replaceAll("''", "'"));
      else if (!/[A-Za-z]/.test(piece)) literal(piece);
      else if (piece === "T") literal("T");
      else {
        const token = tokenOf(piece);
        if (token === null) return { hint: `\`${piece}\` is not known; as in \`yyyy/M/d HH:mm:ss\`` };
        put(token);
      }
    }
  }
  for (const needed of ["year", "day"] as const) {
    if (!parts.includes(needed))
      return { hint: `a format needs year, month and day, as in \`yyyy/M/d HH:mm\`` };
  }
  if (!parts.includes("month") && !parts.includes("monthName")) {
    return { hint: "a format needs a month: `M` (a small `m` is a minute)" };
  }
  const twice = parts.find((part, i) => parts.indexOf(part) !== i);
  if (twice !== undefined)
    return { hint: `the format has the ${twice} twice: \`M\` is the month, \`m\` the minute` };
  return { text, pattern: new RegExp(`^\\s*${pattern}\\s*$`, "i"), parts };
}

/** Letters as they are used, also those of moment.js (`YYYY-MM-DD`) and of spreadsheets → one of the tokens. */
function tokenOf(letters: string): string | null {
  if (DIGITS[letters] !== undefined) return letters;
  if (/^Y+$/.test(letters)) return letters.length === 2 ? "yy" : "yyyy";
  if (/^D{1,2}$/.test(letters)) return "d";
  if (/^S+$/.test(letters)) return "S";
  if (/^X+$/.test(letters)) return "X";
  if (/^Z+$/.test(letters)) return "Z";
  if (/^z+$|^V+$/.test(letters)) return "z";
  if (/^E+$|^e+$/.test(letters)) return "E";
  if (/^[aA]+$/.test(letters)) return "a";
  return null;
}

/** A text in a given format → its time. */
export function readFormatted(
  text: string,
  format: TimeFormat,
  zone: TimeZone | null,
): TimeRead | TimeNotRead {
  const match = format.pattern.exec(text.normalize("NFKC"));
  if (match === null) {
    return {
      ok: false,
      why: "not_a_time",
      hint: `this is not written as the format \`${format.text}\` says`,
    };
  }
  const value: Partial<Record<Part, string>> = {};
  for (const [i, part] of format.parts.entries()) value[part] = match[i + 1]!;
  const month = value.month === undefined ? monthOf(value.monthName!) : Number(value.month);
  const date = month === 0 ? null : real(fullYear(value.year!), month, Number(value.day));
  const hour = hourOfDay(Number(value.hour ?? 0), value.half ?? "");
  const clock =
    hour === null
      ? null
      : clockMs(hour, Number(value.minute ?? 0), Number(value.second ?? 0), value.fraction ?? "");
  if (date === null || clock === null) {
    return { ok: false, why: "no_such_day", hint: `the calendar has no \`${text.slice(0, 40)}\`` };
  }
  const localMs = Date.UTC(date.year, date.month - 1, date.day) + clock;
  return settle(localMs, value.zone ?? "", zone === null ? {} : { zone }, "format");
}
