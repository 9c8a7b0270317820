import { at, each } from "./edit-table.ts";
import { type TableSpec, tableCase } from "./table-case.ts";
import type { SuiteCase } from "./truth.ts";

const totalLine = (count: number): string => `合计,,${count},,`;

/** Tables with lines around them, odd quotes, and headers as people change them. */
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
];

/** The tables with odd lines, of a seed. */
export function lineCases(seed: number): SuiteCase[] {
  return SPECS.map((spec) => tableCase(spec, seed));
}
