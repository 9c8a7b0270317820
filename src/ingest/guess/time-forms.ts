import type { DateOrder } from "../../kernels/time/calendar-date.ts";
import { excelSerialMs } from "../../kernels/time/plausible-time.ts";
import { readTimeText } from "../../kernels/time/read-time-text.ts";
import { timeZone } from "../../kernels/time/time-zone.ts";
import { DAY_MS, MINUTE_MS } from "../../nouns/durations.ts";

/** How a text tells a time. `civil`: a calendar time that names no zone, `zoned`: one that does. */
export type TimeForm =
  | "zoned"
  | "civil"
  | "date"
  | "ab_year" // `11/12/2026`: month or day first
  | "compact"
  | "unix_s"
  | "unix_ms"
  | "unix_us"
  | "unix_ns"
  | "excel"
  | "clock"
  | "no_year"
  | "relative";

export interface TimeText {
  readonly form: TimeForm;
  /** Milliseconds since 1970 as the text stands, without its zone where it names none. NaN where the text alone has none. */
  readonly ms: number;
  /** Of `ab_year`: its three numbers as they stand; of a year of two digits the last need not be it. */
  readonly parts?: readonly [number, number, number];
  /** Of `ab_year`: whether all its numbers have two digits at most, and whether points stand between them. */
  readonly short?: boolean;
  readonly points?: boolean;
  /** Whether the text names its zone. */
  readonly zoned: boolean;
  /** Smallest part told, in milliseconds: a day, a minute, a second, less. */
  readonly stepMs: number;
}

const UTC = timeZone("UTC")!;
const AB_YEAR = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/;
const CLOCK_ALONE = /^(?:(?:上午|下午)\s?)?(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:\s*[AP]M)?$/i;
const RELATIVE =
  /^(?:刚刚|今天|昨天|前天|just now|now|yesterday|today)|(?:秒|分钟|小时|天|周|月|年|个月)前(?:\(.*\))?$|\bago\b(?!\.?\s+\d{4})|^\d+\s?(?:s|m|h|d|w|y|mo|min|hr)$/i;
const NO_YEAR = /^(?:0?[1-9]|1[0-2])(?:[-/.]|月)\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$/;

/** A cell's text → the time it tells, or null. Looks at the cell alone; what a column holds is `chooseTime`'s question. */
export function timeText(cell: string): TimeText | null {
  const text = cell.trim().replace(/^['`]/, "");
  if (text === "" || text.length > 50 || !/\d|刚|天/.test(text)) return null;
  if (/^\d+(?:\.\d+)?$/.test(text)) return numberTime(text);
  if (CLOCK_ALONE.test(text)) return { form: "clock", ms: Number.NaN, zoned: false, stepMs: 1000 };
  if (RELATIVE.test(text)) return { form: "relative", ms: Number.NaN, zoned: false, stepMs: DAY_MS };
  if (NO_YEAR.test(text)) return { form: "no_year", ms: Number.NaN, zoned: false, stepMs: MINUTE_MS };
  const ab = AB_YEAR.exec(text);
  // With points the day comes first, wherever the year has four digits.
  if (ab !== null && (ab[2] !== "." || ab[4]!.length === 2))
    return abYear(text, [Number(ab[1]), Number(ab[3]), Number(ab[4])], ab[4]!.length === 2, ab[2] === ".");
  const read = readTimeText(text, { zone: UTC });
  if (!read.ok) return null;
  const stepMs = stepOf(text);
  const form = read.zoned ? "zoned" : stepMs === DAY_MS ? "date" : "civil";
  return { form, ms: read.zoned ? read.ms : read.localMs, zoned: read.zoned, stepMs };
}

/** A date with its year last, or of two digits anywhere: the order of its numbers is the column's matter. */
function abYear(
  text: string,
  parts: readonly [number, number, number],
  short: boolean,
  points: boolean,
): TimeText | null {
  const [a, b] = parts;
  const orders: readonly DateOrder[] = [
    ...(b > 12 ? (["mdy"] as const) : a > 12 ? (["dmy"] as const) : (["dmy", "mdy"] as const)),
    ...(short ? (["ymd"] as const) : []),
  ];
  for (const order of orders) {
    const read = readTimeText(text, { zone: UTC, order });
    if (!read.ok) continue;
    const { localMs: ms, zoned } = read;
    return { form: "ab_year", ms, parts, short, points, zoned, stepMs: stepOf(text) };
  }
  return null;
}

function stepOf(text: string): number {
  if (/\d[:：]\d{1,2}[:：]\d{1,2}[.,]\d/.test(text)) return 1;
  if (/\d[:：时]\s?\d{1,2}[:：分]\s?\d|T\d{6}/.test(text)) return 1000;
  return /\d\s?[:：时点]|\dh\d|\d\s?[ap]\.?m\b|T\d{4}/i.test(text) ? MINUTE_MS : DAY_MS;
}

function numberTime(text: string): TimeText | null {
  if (
    /^20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?$/.test(text) &&
    text.length !== 10
  ) {
    const read = readTimeText(text, { zone: UTC });
    if (!read.ok) return null;
    const stepMs = text.length === 8 ? DAY_MS : text.length === 12 ? MINUTE_MS : 1000;
    return { form: "compact", ms: read.localMs, zoned: false, stepMs };
  }
  const number = Number(text);
  const zoned = true;
  // 2001-09-09 to 2100 in each unit; no two of them overlap.
  if (number >= 1e9 && number < 4.1e9) return { form: "unix_s", ms: number * 1000, zoned, stepMs: 1000 };
  if (number >= 1e12 && number < 4.1e12) return { form: "unix_ms", ms: number, zoned, stepMs: 1 };
  if (number >= 1e15 && number < 4.1e15) return { form: "unix_us", ms: number / 1000, zoned, stepMs: 1 };
  if (/^[1-3]\d{18}$/.test(text)) return { form: "unix_ns", ms: number / 1e6, zoned, stepMs: 1 };
  // A spreadsheet's day number, 2005 to 2064.
  if (number >= 38_353 && number < 60_000 && /^\d{5}(?:\.\d+)?$/.test(text)) {
    const ms = excelSerialMs(number);
    return ms === null
      ? null
      : { form: "excel", ms, zoned: false, stepMs: text.includes(".") ? 1000 : DAY_MS };
  }
  return null;
}
