import { DAY_MS } from "../../nouns/durations.ts";
import type { Both as Words } from "../../words/language.ts";
import type { Column } from "./column.ts";
import {
  type Answers,
  answeredColumn,
  type FieldGuess,
  named,
  type Question,
  type Refusal,
} from "./guess.ts";
import type { TimeForm } from "./time-forms.ts";

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
}

/** Share of the values that must be times before a column is one. */
const TIME_SHARE_MIN = 0.8;
/** Scores nearer than this are a draw. */
const DRAW = 0.05;
const UNREADABLE: readonly TimeForm[] = ["relative", "no_year", "clock"];
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
    return dateAndClock(columns, answers, place) ?? noTime(columns, best?.column);
  }
  const pair =
    given === null && mainForm(best.column) === "date" ? dateAndClock(columns, answers, place) : null;
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
  return read(best.column, best.score, answers, place, questions);
}

function read(
  column: Column,
  score: number,
  answers: Answers,
  place: Place,
  questions: Question[],
): TimeChoice | Refusal {
  const form = mainForm(column);
  const options: Record<string, string | number> = {};
  const notes: Words[] = [];
  const unit = unitOf(form);
  if (unit !== null) options.unit = answers.get("unit") ?? unit;
  if (form === "ab_year") {
    const order = answers.get("order") ?? dayOrder(column);
    if (order === null) {
      const example = column.values.find((value) => value !== null && value !== "") ?? "";
      questions.push({
        name: "order",
        must: true,
        choices: ["dmy", "mdy"],
        ask: {
          zh: `\`${column.name}\` 中的 \`${example}\`：先写日（dmy）还是先写月（mdy）？文件里没有能区分的值`,
          en: `\`${example}\` in \`${column.name}\`: does the day come first (dmy) or the month (mdy)? No value of the file tells`,
        },
      });
    } else options.order = order;
  }
  const zoned = column.times.every((time) => time === null || time.zoned);
  if (!zoned) {
    const { zone, sure } = zoneOf(column, answers, place);
    options.zone = zone;
    if (!sure) {
      questions.push({
        name: "zone",
        must: false,
        choices: [zone, zone === "UTC" ? "Asia/Shanghai" : "UTC"],
        ask: {
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

function zoneOf(column: Column, answers: Answers, place: Place): { zone: string; sure: boolean } {
  const answer = answers.get("zone");
  if (answer !== undefined) return { zone: answer.replace(/^=/, ""), sure: true };
  const told = /(?:UTC|GMT)\s*([+-])(\d{1,2})(?::?(\d{2}))?/i.exec(column.name);
  if (told !== null) {
    return { zone: `${told[1]}${told[2]!.padStart(2, "0")}:${told[3] ?? "00"}`, sure: true };
  }
  if (/北京时间|beijing|shanghai|\bCST\b/i.test(column.name)) return { zone: "Asia/Shanghai", sure: true };
  if (/UTC|GMT/i.test(column.name)) return { zone: "UTC", sure: true };
  // A person looks at clocks of their own zone; a server's UTC says nothing of where the file comes from.
  const server = place.zone === "UTC" || place.zone.startsWith("Etc/");
  return { zone: server && place.chinese ? "Asia/Shanghai" : place.zone, sure: false };
}

/** Which of the two numbers before the year is the day, where the values or the rows' order say it. */
function dayOrder(column: Column): string | null {
  const pairs = column.times.flatMap((time) => (time?.ab === undefined ? [] : [time.ab]));
  const dayFirst = pairs.some(([a]) => a > 12);
  const monthFirst = pairs.some(([, b]) => b > 12);
  if (dayFirst !== monthFirst) return dayFirst ? "dmy" : "mdy";
  if (dayFirst) return null;
  // Exports are sorted more often than not: the reading under which the rows keep an order is the right one.
  const texts = column.values.filter((value): value is string => value !== null && value.trim() !== "");
  const days = (first: boolean): number[] =>
    texts.flatMap((text) => {
      const match = /^\s*(\d{1,2})\D(\d{1,2})\D(\d{2,4})/.exec(text);
      if (match === null) return [];
      const [day, month] = first ? [match[1], match[2]] : [match[2], match[1]];
      return [Number(match[3]) * 10_000 + Number(month) * 100 + Number(day)];
    });
  const [asDays, asMonths] = [ordered(days(true)), ordered(days(false))];
  return asDays === asMonths ? null : asDays ? "dmy" : "mdy";
}

function ordered(days: readonly number[]): boolean {
  if (new Set(days).size < 3) return false;
  const up = days.every((day, row) => row === 0 || day >= days[row - 1]!);
  return up || days.every((day, row) => row === 0 || day <= days[row - 1]!);
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

/** `日期` and `时间` in two columns → one time. */
function dateAndClock(columns: readonly Column[], answers: Answers, place: Place): TimeChoice | null {
  const date = columns.find(
    (column) =>
      column.timeShare >= TIME_SHARE_MIN &&
      mainForm(column) === "date" &&
      (timeScore(column) ?? 0) > SCORE_MIN,
  );
  const clock = columns.find((column) => column.timeShare >= TIME_SHARE_MIN && mainForm(column) === "clock");
  if (date === undefined || clock === undefined) return null;
  const { zone, sure } = zoneOf(date, answers, place);
  return {
    field: {
      path: "at",
      value: { template: `{${date.name}} {${clock.name}}` },
      options: { zone },
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

const FORM_WORDS: Readonly<Record<TimeForm, Words>> = {
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

function because(column: Column, form: TimeForm | null): Words {
  const words = FORM_WORDS[form ?? "civil"];
  const share = Math.round(column.timeShare * 100);
  const name = column.meaning?.aspect === "time";
  return {
    zh: `${share}% 的值是${words.zh}${name ? "，列名也这样说" : ""}`,
    en: `${share} % of the values are ${words.en}${name ? ", and its name says so" : ""}`,
  };
}

const NARROW: Words = {
  zh: "表格软件因列太窄只存下了井号，时间已经丢失；请把列拉宽再另存，或重新导出",
  en: "a spreadsheet saved hashes because the column was too narrow, and the times are lost: widen it and save again, or export again",
};
const ROUNDED: Words = {
  zh: "表格软件用科学记数法四舍五入了时间，末尾的数字已经丢失；请重新导出，并以“文本”格式打开该列",
  en: "a spreadsheet rounded the times in scientific notation and their digits are lost: export again and import that column as text",
};

/** Why no column can be the time of an act. */
function noTime(columns: readonly Column[], other: Column | undefined): Refusal {
  if (other !== undefined) {
    const registered = other.meaning?.moment === "registered";
    return {
      questions: [],
      refused: {
        zh: `唯一的时间列 \`${other.name}\` 是${registered ? "账号注册的时间" : "工具采集的时间"}，不是行为发生的时间；没有行为时间就无法审计。请在导出时勾选行为（评论、点赞、关注）时间${registered ? "" : `；若它确是行为时间，用 --set at=${other.name}`}`,
        en: `the only column of times, \`${other.name}\`, tells when ${registered ? "accounts were registered" : "the tool collected the rows"}, not when anybody acted: export the time of the act as well${registered ? "" : `, or say \`--set at=${other.name}\` if it is that`}`,
      },
    };
  }
  for (const form of UNREADABLE) {
    const column = columns.find(
      ({ timeForms, timeShare }) => timeShare >= 0.5 && (timeForms.get(form) ?? 0) > 0,
    );
    if (column === undefined) continue;
    const row = column.times.findIndex((time) => time?.form === form);
    const words = FORM_WORDS[form];
    return {
      questions: [],
      refused: {
        zh: `\`${column.name}\` 是${words.zh}（例如 \`${column.values[row]}\`），无法换算成确切时间；请导出完整的日期和时刻`,
        en: `\`${column.name}\` holds ${words.en} (\`${column.values[row]}\`), which no exact time can be made of: export whole dates with the clock`,
      },
    };
  }
  const called = columns.find(({ meaning }) => meaning?.aspect === "time");
  if (called !== undefined) {
    const value = called.values.find((one) => one !== null && one.trim() !== "") ?? "";
    const spoilt = /^#+$/.test(value) ? NARROW : called.spoiltShare > 0.5 ? ROUNDED : null;
    if (spoilt !== null) {
      return {
        questions: [],
        refused: {
          zh: `\`${called.name}\` 的值是 \`${value}\`：${spoilt.zh}`,
          en: `the values of \`${called.name}\` read \`${value}\`: ${spoilt.en}`,
        },
      };
    }
    return {
      questions: [],
      refused: {
        zh: `\`${called.name}\` 名为时间，但其中的值（例如 \`${value}\`）无法读成时间`,
        en: `\`${called.name}\` is called a time, but its values (\`${value}\`) cannot be read as one`,
      },
    };
  }
  const names = named(columns.map(({ name }) => name));
  return {
    questions: [],
    refused: {
      zh: `没有任何一列是时间，无法知道行为何时发生。现有的列：${names}`,
      en: `no column can be a time, so it is not known when anybody acted; the columns are ${names}`,
    },
  };
}
