import { at, each } from "./edit-table.ts";
import { type TableSpec, tableCase } from "./table-case.ts";
import type { SuiteCase } from "./truth.ts";

const CONSTANT = [
  "same (value|person|account|target|time)",
  "one (person|account|actor|target|time|second)",
  "constant",
  "single",
  "全部相同",
  "同一",
  "只有 ?1 ?(个|人)",
  "唯一",
  "常量",
];

/** Tables of the right form whose content is odd: what a careful reader would question before it answers. */
const SPECS: readonly TableSpec[] = [
  {
    name: "odd-one-person",
    layout: "mixed-en",
    rows: 400,
    time: "iso-z",
    about: "every row is of one person",
    edit: (table) => {
      const one = table.rows[0]!.cells[at(table, "user_id")]!;
      each(table, "user_id", () => one);
      return { people: 1, mustSay: [{ about: "one person in all rows", patterns: CONSTANT }] };
    },
    truth: { outcome: "either", refusal: { reason: "one person in all rows", patterns: CONSTANT } },
  },
  {
    name: "odd-one-target",
    layout: "likes-zh",
    rows: 500,
    time: "dashed",
    about: "every row is of one work: an honest export of one post",
    edit: (table) => {
      const one = table.rows[0]!.cells[at(table, "作品ID")]!;
      each(table, "作品ID", () => one);
      // One person may like a work once: who liked two works above would stand twice now.
      const seen = new Set<string>();
      table.rows = table.rows.filter((row) => !seen.has(row.cells[0]!) && seen.add(row.cells[0]!));
      return {
        events: table.rows.length,
        people: table.rows.length,
        targets: 1,
        types: { like: table.rows.length },
        fromUtc: null,
        toUtc: null,
      };
    },
  },
  {
    name: "odd-one-second",
    layout: "likes-zh",
    rows: 500,
    time: "dashed",
    about: "every row has one time: the moment of the export, not of the acts",
    edit: (table) => {
      each(table, "点赞时间", () => "2026-11-20 10:00:00");
      return {
        fromUtc: "2026-11-20T02:00:00Z",
        toUtc: "2026-11-20T02:00:00Z",
        mustSay: [{ about: "one time in all rows", patterns: CONSTANT }],
      };
    },
    truth: { outcome: "either", refusal: { reason: "one time in all rows", patterns: CONSTANT } },
  },
  {
    name: "odd-cut-at-5000",
    layout: "fans-zh",
    rows: 5000,
    time: "dashed",
    about: "the tool stops at 5,000 rows",
    truth: {
      shouldSay: [
        {
          about: "cut at 5,000",
          patterns: ["cut", "limit", "truncat", "截断", "上限", "恰好", "exactly 5,?000"],
        },
      ],
    },
  },
  {
    name: "odd-names-twice",
    layout: "creator-desk",
    rows: 800,
    time: "dashed",
    about: "nicknames are all that says who; some people share one (小明)",
    edit: (table) => {
      each(table, "用户昵称", (name, i) => (i % 10 === 3 ? "小明" : name));
      return {
        people: new Set(table.rows.map((row) => row.cells[2])).size,
        shouldSay: [{ about: "names as identities", patterns: ["name", "昵称"] }],
      };
    },
  },
  {
    name: "odd-day-or-month",
    layout: "fans-en",
    rows: 600,
    time: "uk-slashes",
    zone: "Europe/London",
    person: "digits10",
    fromMs: Date.UTC(2026, 10, 2, 1),
    days: 9,
    about: "2 to 11 November as 02/11/2026: day and month cannot be told apart",
    truth: {
      outcome: "either",
      otherReadings: [
        {
          fromUtc: "any",
          toUtc: "any",
          mustSay: ["month", "day first", "MM/DD", "DD/MM", "M/D", "D/M", "日/月", "月/日"],
        },
      ],
      mustSay: [
        {
          about: "day or month first",
          patterns: [
            "month",
            "day first",
            "MM/DD",
            "DD/MM",
            "M/D",
            "D/M",
            "日/月",
            "月/日",
            "dd/mm",
            "ambiguous",
            "歧义",
          ],
        },
      ],
      refusal: {
        reason: "day and month cannot be told apart",
        patterns: ["month", "MM/DD", "DD/MM", "ambiguous", "歧义", "月"],
      },
    },
  },
  {
    name: "odd-no-year",
    layout: "names-only",
    rows: 400,
    time: "dashed",
    about: "times without a year, as Weibo and notes show them: 11-15 20:31",
    edit: (table) => {
      each(table, "评论时间", (text) => text.slice(5, 16));
      return { fromUtc: null, toUtc: null };
    },
    truth: {
      outcome: "either",
      mustSay: [{ about: "no year", patterns: ["year", "年份", "没有年", "哪一年", "缺年"] }],
      refusal: {
        reason: "times have no year",
        patterns: ["year", "年份", "没有年", "缺年", "\\d\\d-\\d\\d \\d\\d:\\d\\d"],
      },
    },
  },
  {
    name: "odd-some-relative",
    layout: "target-link",
    rows: 900,
    time: "dashed",
    order: "newest",
    about: "the newest 60 rows have relative times, the rest are exact",
    edit: (table) => {
      each(table, "评论时间", (text, i) =>
        i < 30 ? `${2 + i}分钟前` : i < 60 ? `${1 + (i % 20)}小时前` : text,
      );
      const kept = table.rows.slice(60);
      return {
        events: kept.length,
        people: new Set(kept.map((row) => row.cells[4])).size,
        targets: new Set(kept.map((row) => row.cells[0])).size,
        types: { comment: kept.length },
        toUtc: null,
        refusedRows: [{ count: 60, why: "relative times are not exact" }],
        mustSay: [{ about: "60 rows refused", patterns: ["\\b60\\b"] }],
        otherReadings: [{ events: 900, people: -1, targets: -1, mustSay: ["relative", "相对", "小时前"] }],
      };
    },
  },
  {
    name: "odd-future-years",
    layout: "plays-en",
    rows: 600,
    time: "epoch-s",
    about: "seconds, in a column that a reader may take for milliseconds (January 1970)",
  },
];

/** The odd tables of a seed. */
export function oddCases(seed: number): SuiteCase[] {
  return SPECS.map((spec) => tableCase(spec, seed));
}
