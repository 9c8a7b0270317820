import { at, each } from "./edit-table.ts";
import { type TableSpec, tableCase } from "./table-case.ts";
import type { Said, SuiteCase } from "./truth.ts";

const escapeRegExp = (value: string): string => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const names = (value: string): Said => ({ about: `names \`${value}\``, patterns: [escapeRegExp(value)] });

/** Tables with guards around ids, placeholders, unreadable cells and days without a time. */
const SPECS: readonly TableSpec[] = [
  {
    name: "ids-apostrophe",
    layout: "likes-zh",
    rows: 800,
    time: "excel-zh",
    about: "an apostrophe before each id, to stop Excel from rounding",
    edit: (table) => {
      each(table, "点赞用户ID", (id) => `'${id}`);
      each(table, "作品ID", (id) => `'${id}`);
      return undefined;
    },
  },
  {
    name: "ids-trailing-tab",
    layout: "fans-zh",
    rows: 700,
    time: "dashed",
    about: "a tab after each id, as Chinese desks do against rounding",
    edit: (table) => {
      each(table, "粉丝ID", (id) => `${id}\t`);
      return undefined;
    },
  },
  {
    name: "ids-formula-guard",
    layout: "creator-desk",
    rows: 700,
    time: "dashed",
    about: 'ids as ="7400…", the formula guard',
    edit: (table) => {
      each(table, "评论ID", (id) => `="${id}"`);
      each(table, "作品ID", (id) => `="${id}"`);
      return undefined;
    },
  },
  {
    name: "ids-mixed-apostrophe",
    layout: "likes-zh",
    rows: 800,
    time: "dashed",
    about: "two thirds of the ids have an apostrophe, as the sheet was edited in two places",
    edit: (table) => {
      each(table, "点赞用户ID", (id, i) => (i % 3 === 0 ? id : `'${id}`));
      return undefined;
    },
  },
  {
    name: "placeholder-people",
    layout: "creator-desk",
    rows: 900,
    time: "dashed",
    about: "one name in twelve is 已注销用户: nobody in particular",
    edit: (table) => {
      each(table, "用户昵称", (name, i) => (i % 12 === 5 ? "已注销用户" : name));
      const real = new Set(table.rows.map((row) => row.cells[2]!).filter((name) => name !== "已注销用户"));
      const nobody = table.rows.filter((row) => row.cells[2] === "已注销用户").length;
      return {
        people: real.size,
        otherReadings: [
          { people: real.size + 1, mustSay: ["已注销用户"] },
          { people: real.size, events: table.rows.length - nobody, mustSay: ["已注销用户"] },
        ],
        mustSay: [names("已注销用户")],
      };
    },
  },
  {
    name: "placeholder-devices",
    layout: "mixed-en",
    rows: 2500,
    time: "iso-z",
    about: "three devices in ten are all zeros, two addresses in ten a proxy's",
    edit: (table) => {
      const none = "00000000-0000-0000-0000-000000000000";
      each(table, "device_id", (device, i) => (i % 10 < 3 ? none : device));
      each(table, "ip", (ip, i) => (i % 10 < 2 ? "10.0.0.1" : ip));
      return { mustSay: [names(none), names("10.0.0.1")] };
    },
  },
  {
    name: "placeholder-words",
    layout: "likes-en",
    rows: 1500,
    time: "iso-z",
    about: "NULL, \\N, nan, undefined and - where there is no device",
    edit: (table) => {
      const words = ["NULL", "\\N", "nan", "undefined", "-", "None", ""];
      each(table, "device_id", (device, i) => (i % 3 === 0 ? words[i % words.length]! : device));
      return undefined;
    },
  },
  {
    name: "bad-rows-few",
    layout: "likes-zh",
    rows: 1000,
    time: "dashed",
    about: "seven rows have no readable time",
    edit: (table) => {
      const bad = ["", "########", "待定", "2026-13-45 99:99:99", "-", "#N/A", "刚刚"];
      const step = Math.floor(table.rows.length / 8);
      bad.forEach((word, i) => {
        table.rows[(i + 1) * step]!.cells[at(table, "点赞时间")] = word;
      });
      const dropped = new Set(bad.map((_, i) => (i + 1) * step));
      const kept = table.rows.filter((_, i) => !dropped.has(i));
      return {
        events: kept.length,
        people: new Set(kept.map((row) => row.cells[0])).size,
        targets: new Set(kept.map((row) => row.cells[3])).size,
        types: { like: kept.length },
        refusedRows: [{ count: bad.length, why: "the time cannot be read" }],
        mustSay: [
          {
            about: "seven rows refused",
            patterns: [
              '"invalid":\\s*7\\b',
              '"(rejected|refused|skipped)\\w*":\\s*7\\b',
              "\\b7\\b.*(row|rows|行|记录)",
            ],
          },
        ],
      };
    },
  },
  {
    name: "counts-in-wan",
    layout: "target-link",
    rows: 600,
    time: "dashed",
    about: "counts as 1.2万 and 1,024 beside acts",
    edit: (table) => {
      each(table, "评论点赞数", (cell, i) => (i % 40 === 0 ? "1.2万" : i % 40 === 1 ? "1,024" : cell));
      return undefined;
    },
  },
  {
    name: "two-remarks-a-day",
    layout: "creator-desk",
    rows: 900,
    time: "date-slashed",
    about: "dates without a time; a person may say two things on one day",
    edit: (table) => {
      for (let i = 0; i < 60; i += 1) {
        const row = table.rows[i * 10]!;
        const cells = [...row.cells];
        cells[0] = `${cells[0]!.slice(0, -4)}9${String(i).padStart(3, "0")}`;
        cells[3] = `${cells[3]!}，补充一句${i}`;
        table.rows.push({ act: row.act, cells });
      }
      return { events: table.rows.length, types: { comment: table.rows.length } };
    },
    truth: {
      shouldSay: [
        {
          about: "no time of day",
          patterns: [
            "time of day",
            "dates? without",
            "only (a )?dates?",
            "没有时刻",
            "只有日期",
            "精确到日",
            "到天",
          ],
        },
      ],
    },
  },
  {
    name: "dates-only-likes",
    layout: "likes-zh",
    rows: 900,
    time: "date-nian",
    truth: {
      shouldSay: [
        {
          about: "no time of day",
          patterns: [
            "time of day",
            "dates? without",
            "only (a )?dates?",
            "没有时刻",
            "只有日期",
            "精确到日",
            "到天",
          ],
        },
      ],
    },
  },
  { name: "dates-dashed-fans", layout: "fans-en", rows: 600, time: "date-dashed", person: "digits10" },
  {
    name: "summer-time-ends",
    layout: "comments-de",
    rows: 800,
    time: "de-dots-seconds",
    style: { delimiter: ";" },
    about: "ten days around the end of summer time, local times",
    fromMs: Date.UTC(2026, 9, 20, 3),
    days: 10,
    edit: (table) => {
      // The hour from 02:00 to 03:00 happens twice that night; nobody can tell which, so it is left out.
      table.rows = table.rows.filter((row) => !/^25\.10\.2026 02:/.test(row.cells[2]!));
      return {
        events: table.rows.length,
        people: new Set(table.rows.map((row) => row.cells[0])).size,
        targets: new Set(table.rows.map((row) => row.cells[4])).size,
        types: { comment: table.rows.length },
      };
    },
  },
];

/** The tables with odd cells, of a seed. */
export function cellCases(seed: number): SuiteCase[] {
  return SPECS.map((spec) => tableCase(spec, seed));
}
