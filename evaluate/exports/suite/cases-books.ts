import { type BookSpec, bookCase, sheet, wide } from "./book-case.ts";
import type { SuiteCase } from "./truth.ts";
import type { Cell } from "./xlsx.ts";

/** Days between the two counts that Excel knows, from 1900 and from 1904. */
const DAYS_TO_1904 = 1462;

/** One sheet: texts and dates as Excel stores them, titles, totals, formulas, two tables. */
const SPECS: readonly BookSpec[] = [
  {
    name: "book-plain",
    layout: "creator-desk",
    rows: 800,
    time: "excel-serial",
    sheets: (head, rows) => [sheet("评论数据", [head, ...rows])],
    options: { shared: true },
  },
  {
    name: "book-inline-texts",
    layout: "target-link",
    rows: 700,
    time: "dashed",
    sheets: (head, rows) => [sheet("Sheet1", [head, ...rows])],
  },
  {
    name: "book-english",
    layout: "export-comments",
    rows: 600,
    time: "excel-serial",
    person: "digits10",
    sheets: (head, rows) => [sheet("Comments", [head, ...rows])],
    options: { shared: true },
  },
  {
    name: "book-from-1904",
    layout: "likes-zh",
    rows: 500,
    time: "excel-serial",
    options: { from1904: true, shared: true },
    about: "days count from 1904, as in books begun on old Macs",
    sheets: (head, rows) => [
      sheet("点赞", [
        head,
        ...rows.map((row) =>
          row.map(
            (cell): Cell =>
              cell !== null && typeof cell === "object" && "serial" in cell
                ? { serial: Number((cell.serial - DAYS_TO_1904).toFixed(8)), style: "date-time" }
                : cell,
          ),
        ),
      ]),
    ],
  },
  {
    name: "book-merged-groups",
    layout: "likes-zh",
    rows: 700,
    time: "excel-serial",
    order: "by-target",
    options: { shared: true },
    about: "the work is written once for all of its likes, in cells merged downwards",
    sheets: (head, rows) => {
      const merged: string[] = [];
      let from = 0;
      const shown = rows.map((row, r) => {
        const first = r === 0 || rows[r - 1]![3] !== row[3];
        if (first) from = r;
        const last = r === rows.length - 1 || rows[r + 1]![3] !== row[3];
        if (last && r > from) merged.push(`D${from + 2}:D${r + 2}`, `E${from + 2}:E${r + 2}`);
        return row.map((cell, c): Cell => (c >= 3 && !first ? null : cell));
      });
      return [sheet("点赞", [head, ...shown], { merged })];
    },
  },
  {
    name: "book-merged-title",
    layout: "creator-desk",
    rows: 700,
    time: "excel-serial",
    options: { shared: true },
    about: "two merged title lines above the header",
    sheets: (head, rows) => [
      sheet("明细", [["11 月评论明细表"], ["导出人：小王　导出时间：2026-11-29"], head, ...rows], {
        merged: [wide(head, 1), wide(head, 2)],
      }),
    ],
  },
  {
    name: "book-total-row",
    layout: "likes-zh",
    rows: 900,
    time: "excel-serial",
    options: { shared: true },
    about: "a line of totals with a formula at the end",
    sheets: (head, rows) => [
      sheet("点赞", [
        head,
        ...rows,
        ["合计", { formula: `COUNTA(B2:B${rows.length + 1})`, value: rows.length }, null, null, ""],
      ]),
    ],
    truth: { refusedRows: [{ count: 1, why: "a line of totals is no act" }] },
  },
  {
    name: "book-formulas",
    layout: "creator-desk",
    rows: 600,
    time: "excel-serial",
    options: { shared: true },
    about: "names and works stand as HYPERLINK formulas with their values",
    sheets: (head, rows) => [
      sheet("明细", [
        head,
        ...rows.map((row) =>
          row.map(
            (cell, c): Cell =>
              c === 1 || c === 2
                ? { formula: `HYPERLINK("https://example.com","${String(cell)}")`, value: String(cell) }
                : cell,
          ),
        ),
      ]),
    ],
  },
  {
    name: "book-two-tables",
    layout: "likes-zh",
    rows: 800,
    time: "excel-serial",
    options: { shared: true },
    about: "a summary of works stands above the table of acts, an empty line between",
    sheets: (head, rows) => [
      sheet("数据", [
        ["作品", "播放量", "点赞量"],
        ["第1期", 120_000, 3200],
        ["第2期", 98_000, 2100],
        ["第3期", 45_000, 800],
        [],
        head,
        ...rows,
      ]),
    ],
    truth: {
      outcome: "either",
      refusal: {
        reason: "two tables in one sheet",
        patterns: ["two tables", "second table", "两个表", "两张表", "header", "表头", "time", "时间"],
      },
    },
  },
  {
    name: "book-side-by-side",
    layout: "likes-zh",
    rows: 600,
    time: "excel-serial",
    options: { shared: true },
    about: "a small summary stands to the right of the table, an empty column between",
    sheets: (head, rows) => [
      sheet("数据", [
        [...head, null, "作品", "点赞合计"],
        ...rows.map((row, i): Cell[] => (i < 3 ? [...row, null, `第${i + 1}期`, 100 + i] : row)),
      ]),
    ],
  },
];

/** The workbooks of one sheet, of a seed. */
export function bookCases(seed: number): SuiteCase[] {
  return SPECS.map((spec) => bookCase(spec, seed));
}
