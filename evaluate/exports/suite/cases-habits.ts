import type { Table, TableSpec } from "./table-case.ts";
import { tableCase } from "./table-case.ts";
import type { Said, SuiteCase } from "./truth.ts";

/** Index of a column by its header; a typo here is a mistake of the suite. */
export function at(table: Table, header: string): number {
  const index = table.header.indexOf(header);
  if (index < 0) throw new Error(`no column \`${header}\``);
  return index;
}

/** Changes one column in each row that `which` picks. */
export function each(table: Table, header: string, change: (cell: string, row: number) => string): void {
  const index = at(table, header);
  table.rows.forEach((row, i) => {
    row.cells[index] = change(row.cells[index]!, i);
  });
}

const names = (value: string): Said => ({ about: `names \`${value}\``, patterns: [escapeRegExp(value)] });
const escapeRegExp = (value: string): string => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const totalLine = (count: number): string => `合计,,${count},,`;

/** Tables as people's habits leave them: lines around the table, guards around ids, odd quotes, placeholders. */
const SPECS: readonly TableSpec[] = [
  {
    name: "sep-line",
    layout: "comments-de",
    rows: 500,
    time: "de-dots",
    style: { delimiter: ";", preamble: ["sep=;"] },
  },
  { name: "pipe", layout: "likes-en", rows: 600, time: "iso-z", style: { delimiter: "|" }, file: "pipe.txt" },
  { name: "trailing-comma", layout: "likes-zh", rows: 600, time: "dashed", style: { trailing: true } },
  {
    name: "trailing-tab",
    layout: "plays-en",
    rows: 600,
    time: "epoch-s",
    style: { delimiter: "\t", trailing: true },
  },
  { name: "all-quoted", layout: "fans-zh", rows: 500, time: "excel-zh", style: { quotes: "all" } },
  { name: "old-mac-lines", layout: "likes-zh", rows: 400, time: "excel-zh", style: { newline: "\r" } },
  {
    name: "preamble",
    layout: "creator-desk",
    rows: 700,
    time: "dashed",
    encoding: "utf-8-bom",
    style: {
      preamble: [
        "抖音创作服务平台 评论明细",
        "导出时间：2026-11-29 10:00:00",
        "统计范围：2026-11-03 至 2026-11-28",
        "",
      ],
    },
  },
  {
    name: "preamble-and-total-gbk",
    layout: "likes-zh",
    rows: 800,
    time: "excel-zh",
    encoding: "gbk",
    style: { preamble: ["点赞明细表,,,,", ",,,,"], epilogue: [totalLine(800)] },
    truth: { refusedRows: [{ count: 1, why: "a line of totals is no act" }] },
  },
  {
    name: "total-row",
    layout: "likes-zh",
    rows: 900,
    time: "dashed",
    style: { epilogue: [totalLine(900)] },
    truth: { refusedRows: [{ count: 1, why: "a line of totals is no act" }] },
  },
  {
    name: "footer-words",
    layout: "export-comments",
    rows: 450,
    time: "dashed",
    person: "digits10",
    style: { epilogue: ["", "Exported with the free plan. Upgrade to export all comments."] },
    truth: { refusedRows: [{ count: 1, why: "a closing sentence is no act" }] },
  },
  { name: "blank-lines", layout: "fans-zh", rows: 500, time: "dashed", style: { blankEvery: 25 } },
  {
    name: "embedded-newlines",
    layout: "creator-desk",
    rows: 900,
    time: "dashed",
    edit: (table) => {
      each(table, "评论内容", (text, i) => (i % 6 === 0 ? `${text}\n第二行，"真的"\r\n\r\n第三行` : text));
      return undefined;
    },
  },
  {
    name: "quotes-are-text",
    layout: "target-link",
    rows: 900,
    time: "dashed",
    style: { delimiter: "\t", quotes: "none" },
    edit: (table) => {
      each(table, "评论内容", (text, i) => (i % 9 === 0 ? `"${text}` : i % 9 === 4 ? `他说"${text}"` : text));
      return undefined;
    },
  },
  {
    name: "quotes-are-text-comma",
    layout: "names-only",
    rows: 700,
    time: "dashed",
    style: { quotes: "none" },
    edit: (table) => {
      each(table, "评论内容", (text, i) => {
        const clean = text.replaceAll(",", "，");
        return i % 11 === 0 ? `"${clean}` : clean;
      });
      each(table, "昵称", (name, i) => (i % 50 === 7 ? name.replaceAll(",", "") : name));
      return undefined;
    },
  },
  {
    name: "duplicate-header",
    layout: "creator-desk",
    rows: 600,
    time: "dashed",
    about: "two columns are named 时间: of the act and of the export",
    edit: (table) => {
      table.header[at(table, "评论时间")] = "时间";
      table.header[at(table, "采集时间")] = "时间";
      return undefined;
    },
    truth: {
      outcome: "either",
      refusal: {
        reason: "a column name stands twice",
        patterns: ["时间.*(twice|两次|重复|duplicate|2)", "duplicate", "重复"],
      },
    },
  },
  {
    name: "renamed-columns",
    layout: "likes-zh",
    rows: 700,
    time: "dashed",
    about: "somebody renamed the columns by hand",
    edit: (table) => {
      table.header = ["谁", "叫什么", "什么时候", "哪条视频", "标题备注"];
      return undefined;
    },
  },
  {
    name: "no-header",
    layout: "likes-en",
    rows: 600,
    time: "iso-z",
    about: "the first line is a row already",
    edit: (table) => {
      const first = table.rows.shift()!;
      table.header = first.cells;
      return { events: 600 };
    },
    truth: {
      outcome: "either",
      types: {},
      refusal: { reason: "there is no header", patterns: ["header", "表头", "列名", "标题行"] },
    },
  },
  {
    name: "header-spaces",
    layout: "plays-en",
    rows: 500,
    time: "epoch-ms",
    about: "spaces, a no-break space and capitals in the header",
    edit: (table) => {
      table.header = [" TS ", "UID\u00a0", "Vid ", " Play_Ms", "Device_ID ", "Client_IP"];
      return undefined;
    },
  },
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

/** The tables with habits, of a seed. */
export function habitCases(seed: number): SuiteCase[] {
  return SPECS.map((spec) => tableCase(spec, seed));
}
