import { DAY_MS, MINUTE_MS } from "../../nouns/durations.ts";
import type { Both as Words } from "../../words/language.ts";
import type { Column } from "./column.ts";
import { dayOrders } from "./day-order.ts";
import {
  type Answers,
  answeredColumn,
  type FieldGuess,
  named,
  type Question,
  type Refusal,
} from "./guess.ts";
import { noTime } from "./no-time.ts";
import { swappedDays } from "./swapped-days.ts";
import { FORM_WORDS, UNREADABLE } from "./time-form-words.ts";
import type { TimeForm } from "./time-forms.ts";
import { toldZone, zoneInName } from "./told-zone.ts";

/** The moment an act happened, as a column tells it. */
export interface TimeChoice {
  readonly field: FieldGuess;
  readonly columns: readonly string[];
  readonly questions: readonly Question[];
  readonly notes: readonly Words[];
  /** Smallest part the column tells, in milliseconds. */
  readonly stepMs: number;
}

/** Where a file is looked at, and whether it is of Chinese making. */
export interface Place {
  readonly chinese: boolean;
  /** IANA name of the machine's zone. */
  readonly zone: string;
  /** What stands above the table, or beside the list of an answer. */
  readonly about?: string;
}

/** Share of the values that must be times before a column is one. */
const TIME_SHARE_MIN = 0.8;
/** Scores nearer than this are a draw. */
const DRAW = 0.05;
const NUMBERS: readonly TimeForm[] = ["unix_s", "unix_ms", "unix_us", "unix_ns", "excel", "compact"];
/** How much a name speaks for being the moment of the act. A tool's own time of collecting tells nothing of the act. */
const MOMENT_SCORES = {
  act: 1,
  plain: 0.9,
  published: 0.7,
  end: 0.3,
  collected: 0.15,
  registered: 0.05,
} as const;
/** Below this nothing but other moments are told. */
const SCORE_MIN = 0.2;

/** Columns of a table → the one that tells when the act happened, how it is read, and in which zone; or why none can. */
export function chooseTime(columns: readonly Column[], answers: Answers, place: Place): TimeChoice | Refusal {
  const given = answeredColumn(answers, "at", columns);
  const candidates = columns
    .flatMap((column) => {
      const score = timeScore(column);
      return score === null ? [] : [{ column, score }];
    })
    .sort((a, b) => b.score - a.score);
  const best = given === null ? candidates[0] : { column: given, score: 1 };
  if (best === undefined || (given === null && best.score < SCORE_MIN)) {
    return (
      dateAndClock(columns, answers, place) ??
      inParts(columns, answers, place) ??
      noTime(columns, best?.column)
    );
  }
  const pair = given === null && daysAlone(best.column) ? dateAndClock(columns, answers, place) : null;
  if (pair !== null) return pair;
  const questions: Question[] = [];
  const rivals = candidates.filter(
    ({ column, score }) =>
      column !== best.column && score > best.score - DRAW && !sameMoments(column, best.column),
  );
  if (given === null && rivals.length > 0) {
    const names = [best, ...rivals].map(({ column }) => column.name);
    questions.push({
      name: "at",
      must: true,
      choices: names,
      ask: names.some((name) => /#\d+$/.test(name))
        ? twice(best.column.name, names)
        : {
            zh: `${named(names)} 都像是行为发生的时间，取哪一列？`,
            en: `${named(names)} all look like the time of the act: which one is it?`,
          },
    });
  }
  const swapped = answers.has("order") ? null : swappedDays(best.column);
  return swapped ?? read(best.column, best.score, answers, columns, place, questions);
}

function read(
  column: Column,
  score: number,
  answers: Answers,
  columns: readonly Column[],
  place: Place,
  questions: Question[],
): TimeChoice | Refusal {
  const form = mainForm(column);
  const options: Record<string, string | number> = {};
  const notes: Words[] = [];
  const unit = unitOf(form);
  if (unit !== null) options.unit = answers.get("unit") ?? unit;
  if (form === "ab_year") {
    const orders = dayOrders(column.times);
    const order = answers.get("order") ?? (orders.length === 1 ? orders[0]! : null);
    if (order === null) {
      const example = column.values.find((value) => value !== null && value !== "") ?? "";
      questions.push({
        name: "order",
        must: true,
        choices: orders.length === 0 ? ["dmy", "mdy"] : orders,
        ask: {
          zh: `\`${column.name}\` 中的 \`${example}\`：先写日（dmy）、先写月（mdy）还是先写年（ymd）？文件里没有能区分的值`,
          en: `\`${example}\` in \`${column.name}\`: does the day come first (dmy), the month (mdy) or the year (ymd)? No value of the file tells`,
        },
      });
    } else options.order = order;
  }
  const zoned = column.times.every((time) => time === null || time.zoned);
  if (!zoned) {
    const { zone, sure, several } = zoneOf(column, answers, place, columns);
    options.zone = zone;
    const named = column.times.filter((time) => time?.zoned === true).length;
    if (named > 0) notes.push(halfZoned(column, named, zone));
    if (!sure) {
      questions.push({
        name: "zone",
        must: several,
        choices: [zone, zone === "UTC" ? "Asia/Shanghai" : "UTC"],
        ask: several
          ? {
              zh: `有一列写着几个不同的时区，\`${column.name}\` 的各行不是同一种时间；若都按同一时区读，是哪一个？`,
              en: `a column names several zones, so that clocks in \`${column.name}\` are of different ones; if all are to be read as one, which?`,
            }
          : {
              zh: `\`${column.name}\` 没有写时区，按 ${zone} 读取；是否正确？`,
              en: `\`${column.name}\` names no zone and is read as ${zone}: is that right?`,
            },
      });
    }
  }
  const steps = column.times.flatMap((time) => (time === null ? [] : [time.stepMs]));
  const midnight = column.times.every(
    (time) => time === null || time.stepMs === DAY_MS || time.ms % DAY_MS === 0,
  );
  const stepMs = midnight ? DAY_MS : Math.min(...steps);
  if (midnight) {
    notes.push({
      zh: `\`${column.name}\` 只有日期：同一天的行为看起来同时发生，与快慢、先后有关的判断不可靠`,
      en: `\`${column.name}\` tells days only: acts of one day seem simultaneous, so nothing that rests on pace or order can be relied on`,
    });
  }
  const unread = 1 - column.timeShare;
  if (unread > 0) {
    const odd = column.values.find(
      (value, row) => value !== null && value.trim() !== "" && column.times[row] === null,
    );
    notes.push({
      zh: `\`${column.name}\` 有 ${Math.round(unread * 100)}% 的值不像时间，例如 \`${odd}\``,
      en: `${Math.round(unread * 100)} % of the values of \`${column.name}\` look like no time, \`${odd}\` for one`,
    });
  }
  return {
    field: {
      path: "at",
      value: { from: column.name },
      options,
      confidence: score,
      because: because(column, form),
    },
    columns: [column.name],
    questions,
    notes,
    stepMs,
  };
}

/** A header that names two columns alike. */
function twice(name: string, names: readonly string[]): Words {
  const bare = name.replace(/#\d+$/, "");
  return {
    zh: `列名 \`${bare}\` 重复（${named(names)}），行为发生的时间取哪一列？`,
    en: `the column name \`${bare}\` stands twice, a duplicate (${named(names)}): which one is the time of the act?`,
  };
}

/** How well a column can be the moment of the act; null: it is no time that can be read. */
function timeScore(column: Column): number | null {
  if (column.timeShare < TIME_SHARE_MIN || column.filledShare < 0.5) return null;
  const form = mainForm(column);
  if (form === null || UNREADABLE.includes(form)) return null;
  const meaning = column.meaning;
  const told = meaning?.aspect === "time";
  // Ten digits are as often an id: a plain number needs a name that says time, or none at all.
  if (!told && NUMBERS.includes(form) && meaning !== null) return null;
  if (!told && (form === "excel" || form === "unix_s" || form === "compact") && column.distinctShare < 0.2)
    return null;
  const base = told
    ? MOMENT_SCORES[meaning.moment ?? "plain"]
    : meaning?.aspect === "act"
      ? 0.8
      : NUMBERS.includes(form)
        ? 0.4
        : 0.5;
  return (
    base -
    (form === "date" ? 0.02 : 0) +
    (form === "zoned" || form === "unix_ms" || form === "unix_s" ? 0.01 : 0)
  );
}

function mainForm(column: Column): TimeForm | null {
  let best: TimeForm | null = null;
  for (const [form, count] of column.timeForms) {
    if (best === null || count > column.timeForms.get(best)!) best = form;
  }
  // `2026/11/15 0:00` beside `2026/11/15`: a clock in any of them makes the column one of clocks.
  if (best === "date" && column.timeForms.has("civil")) return "civil";
  return best;
}

function unitOf(form: TimeForm | null): string | null {
  if (form === "unix_s") return "s";
  if (form === "unix_ms") return "ms";
  if (form === "unix_us") return "us";
  if (form === "unix_ns") return "ns";
  return form === "excel" ? "excel" : null;
}

/** Some clocks of a column name their zone and others do not. */
function halfZoned(column: Column, named: number, zone: string): Words {
  return {
    zh: `\`${column.name}\` 中 ${column.filled} 个时间只有 ${named} 个写了时区，其余按 ${zone} 读取：若应为同一时区，请统一后再导出`,
    en: `${named} of ${column.filled} times in \`${column.name}\` name their zone, the others are read as ${zone}: if all are of one zone, export them written one way`,
  };
}

interface ZoneChoice {
  readonly zone: string;
  readonly sure: boolean;
  /** Whether the file names several, so that none may be taken unasked. */
  readonly several: boolean;
}

function zoneOf(column: Column, answers: Answers, place: Place, columns: readonly Column[]): ZoneChoice {
  const sure = (zone: string): ZoneChoice => ({ zone, sure: true, several: false });
  const answer = answers.get("zone");
  if (answer !== undefined) return sure(answer.replace(/^=/, ""));
  const inName = zoneInName(column.name);
  if (inName !== null) return sure(inName);
  const told = toldZone(columns, place.about ?? "");
  if (told !== null && told !== "several") return sure(told.zone);
  // A person looks at clocks of their own zone; a server's UTC says nothing of where the file comes from.
  const server = place.zone === "UTC" || place.zone.startsWith("Etc/");
  const zone = server && place.chinese ? "Asia/Shanghai" : place.zone;
  return { zone, sure: false, several: told === "several" };
}

/** Whether two columns tell the same moments, but for a zone that is the same throughout. */
function sameMoments(a: Column, b: Column): boolean {
  const gaps = new Set<number>();
  for (let row = 0; row < a.times.length; row++) {
    const [one, other] = [a.times[row], b.times[row]];
    if (one && other) gaps.add(Math.round((one.ms - other.ms) / 60_000));
  }
  return gaps.size === 1 && Math.abs([...gaps][0]!) <= 14 * 60;
}

/** Whether a column holds days and no clock, in an order that is known. */
function daysAlone(column: Column): boolean {
  const form = mainForm(column);
  if (form === "date") return true;
  if (form !== "compact" && form !== "ab_year") return false;
  const days = column.times.every((time) => time === null || time.stepMs === DAY_MS);
  return days && (form === "compact" || onlyOrder(column) !== null);
}

function onlyOrder(column: Column): string | null {
  const orders = dayOrders(column.times);
  return orders.length === 1 ? orders[0]! : null;
}

/** `日期` and `时间` in two columns → one time. */
function dateAndClock(columns: readonly Column[], answers: Answers, place: Place): TimeChoice | null {
  const date = columns.find(
    (column) =>
      column.timeShare >= TIME_SHARE_MIN && daysAlone(column) && (timeScore(column) ?? 0) > SCORE_MIN,
  );
  const clock = columns.find((column) => column.timeShare >= TIME_SHARE_MIN && mainForm(column) === "clock");
  if (date === undefined || clock === undefined) return null;
  const { zone, sure } = zoneOf(date, answers, place, columns);
  const order = mainForm(date) === "ab_year" ? (answers.get("order") ?? onlyOrder(date)) : null;
  return {
    field: {
      path: "at",
      value: { template: `{${date.name}} {${clock.name}}` },
      options: { zone, ...(order === null ? {} : { order }) },
      confidence: 0.85,
      because: {
        zh: `日期在 \`${date.name}\`，时刻在 \`${clock.name}\``,
        en: `the day stands in \`${date.name}\`, the hour in \`${clock.name}\``,
      },
    },
    columns: [date.name, clock.name],
    questions: sure
      ? []
      : [
          {
            name: "zone",
            must: false,
            choices: [zone],
            ask: {
              zh: `时间没有写时区，按 ${zone} 读取；是否正确？`,
              en: `the times name no zone and are read as ${zone}: is that right?`,
            },
          },
        ],
    notes: [],
    stepMs: 1000,
  };
}

/** Names of columns that each hold one part of a time, in the order a time is written. */
const PARTS: readonly (readonly [name: RegExp, before: string])[] = [
  [/^(?:year|年|年份)$/i, ""],
  [/^(?:month|mon|月|月份)$/i, "-"],
  [/^(?:day|日|日期|号)$/i, "-"],
  [/^(?:hour|hours|hh|时|小时|点)$/i, " "],
  [/^(?:minute|minutes|min|分|分钟)$/i, ":"],
  [/^(?:second|seconds|sec|秒)$/i, ":"],
];

/** `year`, `month`, `day`, `hour` and on, a column each → one time. An hour at least: days alone are told otherwise. */
function inParts(columns: readonly Column[], answers: Answers, place: Place): TimeChoice | null {
  const found: Column[] = [];
  for (const [name] of PARTS) {
    const part = columns.find((column) => name.test(column.name.trim()) && column.integerShare >= 0.95);
    if (part === undefined) break;
    found.push(part);
  }
  if (found.length < 4) return null;
  const { zone } = zoneOf(found[0]!, answers, place, columns);
  const template = found.map(({ name }, part) => `${PARTS[part]![1]}{${name}}`).join("");
  const names = named(found.map(({ name }) => name));
  return {
    field: {
      path: "at",
      value: { template: found.length === 4 ? `${template}:00` : template },
      options: { zone },
      confidence: 0.8,
      because: { zh: `时间分在 ${names} 中`, en: `the time stands in parts in ${names}` },
    },
    columns: found.map(({ name }) => name),
    questions: [],
    notes: [],
    stepMs: found.length > 5 ? 1000 : MINUTE_MS,
  };
}

function because(column: Column, form: TimeForm | null): Words {
  const words = FORM_WORDS[form ?? "civil"];
  const share = Math.round(column.timeShare * 100);
  const name = column.meaning?.aspect === "time";
  return {
    zh: `${share}% 的值是${words.zh}${name ? "，列名也这样说" : ""}`,
    en: `${share} % of the values are ${words.en}${name ? ", and its name says so" : ""}`,
  };
}
