import type { Both as Words } from "../../words/language.ts";
import type { TimeForm } from "./time-forms.ts";

/** What a form of times is called. */
export const FORM_WORDS: Readonly<Record<TimeForm, Words>> = {
  zoned: { zh: "带时区的时间", en: "times with a zone" },
  civil: { zh: "日期和时刻", en: "dates with a clock" },
  date: { zh: "日期", en: "dates" },
  ab_year: { zh: "年份在后的日期", en: "dates with the year last" },
  compact: { zh: "连写的日期", en: "dates written without marks" },
  unix_s: { zh: "Unix 秒", en: "seconds since 1970" },
  unix_ms: { zh: "Unix 毫秒", en: "milliseconds since 1970" },
  unix_us: { zh: "Unix 微秒", en: "microseconds since 1970" },
  unix_ns: { zh: "Unix 纳秒", en: "nanoseconds since 1970" },
  excel: { zh: "Excel 日期序号", en: "a spreadsheet's day numbers" },
  clock: { zh: "只有时刻", en: "clocks without a day" },
  no_year: { zh: "没有年份的日期", en: "dates without a year" },
  relative: { zh: "相对时间", en: "times relative to when the page was read" },
};

/** Forms that no moment can be made of. */
export const UNREADABLE: readonly TimeForm[] = ["relative", "no_year", "clock"];
