import { at } from "./cases-habits.ts";
import { roundedNumber, SPOILT_IDS } from "./spoilt-ids.ts";
import { sheetCell, type Table, type TableSpec, tableCase } from "./table-case.ts";
import type { SuiteCase } from "./truth.ts";
import { type Cell, columnName, type Sheet, type WorkbookOptions, workbook } from "./xlsx.ts";

interface BookSpec extends TableSpec {
  readonly sheets: (head: Cell[], rows: Cell[][], table: Table) => readonly Sheet[];
  readonly options?: WorkbookOptions;
  readonly extension?: string;
}

const sheet = (name: string, rows: readonly (readonly Cell[])[], rest: Partial<Sheet> = {}): Sheet => ({
  name,
  rows,
  ...rest,
});
const wide = (head: readonly Cell[], row: number): string => `A${row}:${columnName(head.length - 1)}${row}`;

/** Days between the two counts that Excel knows, from 1900 and from 1904. */
const DAYS_TO_1904 = 1462;

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

/** The workbooks of a seed. */
export function bookCases(seed: number): SuiteCase[] {
  return SPECS.map((spec) => bookCase(spec, seed));
}

function bookCase(spec: BookSpec, seed: number): SuiteCase {
  let bytes: Buffer = Buffer.alloc(0);
  const made = tableCase(
    {
      ...spec,
      edit: (table, help) => {
        const changed = spec.edit?.(table, help);
        const rows = table.rows.map((row) =>
          row.cells.map((cell) => sheetCell(cell, spec.time === "excel-serial")),
        );
        bytes = workbook(spec.sheets(table.header, rows, table), spec.options);
        return changed;
      },
    },
    seed,
  );
  const path = `${spec.name}.${spec.extension ?? "xlsx"}`;
  return {
    files: [{ path, bytes }],
    truth: {
      ...made.truth,
      paths: [path],
      traits: { ...made.truth.traits, encoding: "-", delimiter: "-", container: spec.extension ?? "xlsx" },
    },
  };
}
