import { type BookSpec, bookCase, sheet } from "./book-case.ts";
import { at } from "./edit-table.ts";
import { roundedNumber, SPOILT_IDS } from "./spoilt-ids.ts";
import type { SuiteCase } from "./truth.ts";
import type { Cell } from "./xlsx.ts";

/** Several sheets, hidden things, errors, macros, wrong names, spoilt ids. */
const SPECS: readonly BookSpec[] = [
  {
    name: "book-cover-sheet",
    layout: "fans-zh",
    rows: 700,
    time: "excel-serial",
    options: { shared: true },
    about: "the first sheet explains, the second holds the rows",
    sheets: (head, rows) => [
      sheet("说明", [
        ["本表由某某助手导出"],
        ["如有疑问请联系客服"],
        ["字段", "含义"],
        ["粉丝ID", "粉丝的唯一编号"],
      ]),
      sheet("粉丝列表", [head, ...rows]),
    ],
  },
  {
    name: "book-sheet-a-week",
    layout: "creator-desk",
    rows: 1200,
    time: "excel-serial",
    options: { shared: true },
    about: "three sheets of one form; reading only the first loses two thirds",
    sheets: (head, rows) => {
      const third = Math.ceil(rows.length / 3);
      return [0, 1, 2].map((i) => sheet(`第${i + 1}周`, [head, ...rows.slice(i * third, (i + 1) * third)]));
    },
    truth: {
      outcome: "either",
      refusal: { reason: "several sheets hold rows", patterns: ["sheet", "工作表"] },
    },
  },
  {
    name: "book-hidden-sheet",
    layout: "likes-zh",
    rows: 500,
    time: "excel-serial",
    options: { shared: true },
    about: "a hidden sheet with lists for menus stands first",
    sheets: (head, rows) => [
      sheet("字典", [["平台"], ["抖音"], ["快手"], ["微博"]], { hidden: true }),
      sheet("点赞明细", [head, ...rows]),
    ],
  },
  {
    name: "book-filtered",
    layout: "likes-zh",
    rows: 600,
    time: "excel-serial",
    options: { shared: true },
    about: "a filter hides every second row; they are data all the same",
    sheets: (head, rows) => [
      sheet("点赞明细", [head, ...rows], {
        hiddenRows: new Set(rows.map((_, i) => i + 2).filter((row) => row % 2 === 0)),
      }),
    ],
    truth: { shouldSay: [{ about: "hidden rows", patterns: ["hidden", "隐藏"] }] },
  },
  {
    name: "book-error-cells",
    layout: "likes-zh",
    rows: 600,
    time: "excel-serial",
    options: { shared: true },
    about: "five times are #N/A",
    edit: (table) => {
      const marked = [50, 150, 250, 350, 450];
      for (const i of marked) table.rows[i]!.cells[at(table, "点赞时间")] = "#N/A";
      const kept = table.rows.filter((_, i) => !marked.includes(i));
      return {
        events: kept.length,
        people: new Set(kept.map((row) => row.cells[0])).size,
        targets: new Set(kept.map((row) => row.cells[3])).size,
        types: { like: kept.length },
        refusedRows: [{ count: marked.length, why: "the time is #N/A" }],
        mustSay: [
          {
            about: "five rows refused",
            patterns: ['"invalid":\\s*5\\b', "\\b5 (row|line|record)", "5 (行|条)"],
          },
        ],
      };
    },
    sheets: (head, rows) => [
      sheet("点赞明细", [
        head,
        ...rows.map((row) => row.map((cell): Cell => (cell === "#N/A" ? { error: "#N/A" } : cell))),
      ]),
    ],
  },
  {
    name: "book-macros",
    layout: "creator-desk",
    rows: 500,
    time: "excel-serial",
    options: { shared: true, macros: true },
    extension: "xlsm",
    about: "a workbook with a macro project; nothing of it may run, the rows are plain",
    sheets: (head, rows) => [sheet("评论数据", [head, ...rows])],
  },
  {
    name: "book-named-csv",
    layout: "likes-zh",
    rows: 500,
    time: "excel-serial",
    options: { shared: true },
    extension: "csv",
    about: "a workbook that somebody renamed to .csv",
    sheets: (head, rows) => [sheet("Sheet1", [head, ...rows])],
    truth: {
      outcome: "either",
      refusal: {
        reason: "the file is a workbook, not CSV",
        patterns: ["xlsx", "workbook", "Excel", "工作簿", "zip"],
      },
    },
  },
  {
    name: "book-times-as-text",
    layout: "likes-mixed",
    rows: 900,
    time: "half-day-zh",
    options: { shared: true },
    sheets: (head, rows) => [sheet("Sheet1", [head, ...rows])],
  },
  {
    name: "book-large",
    layout: "likes-zh",
    rows: 20_000,
    time: "excel-serial",
    targets: 150,
    bought: 250,
    options: { shared: true },
    sheets: (head, rows) => [sheet("点赞明细", [head, ...rows])],
  },
  {
    name: "book-ids-rounded",
    layout: "likes-zh",
    rows: 700,
    time: "excel-serial",
    options: { shared: true },
    about: "ids were typed as numbers, so Excel kept 15 digits: people and works are joined",
    sheets: (head, rows) => [
      sheet("点赞", [
        head,
        ...rows.map((row) =>
          row.map((cell, c): Cell => (c === 0 || c === 3 ? roundedNumber(String(cell)) : cell)),
        ),
      ]),
    ],
    truth: SPOILT_IDS,
  },
];

/** The odd workbooks of a seed. */
export function oddBookCases(seed: number): SuiteCase[] {
  return SPECS.map((spec) => bookCase(spec, seed));
}
