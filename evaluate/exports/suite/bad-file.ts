import type { SuiteCase, Truth } from "./truth.ts";

export interface BadFile {
  readonly name: string;
  readonly about: string;
  readonly file: string;
  readonly bytes: Buffer;
  /** Why nothing can be audited, and patterns of which one must stand in the message. */
  readonly reason: string;
  readonly patterns: readonly string[];
  readonly language?: "zh" | "en";
}

export const utf8 = (text: string): Buffer => Buffer.from(text, "utf8");
export const csv = (rows: readonly (readonly (string | number)[])[]): Buffer =>
  utf8(`${rows.map((row) => row.join(",")).join("\r\n")}\r\n`);
export const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

export const NO_EVENTS = [
  "0 events",
  "no events",
  "no rows",
  "no (data )?record",
  "nothing",
  "empty",
  "没有(任何)?(事件|数据|记录|行)",
  "0 (条|个|行)",
  "空",
];
export const NO_TIME = ["\\btime\\b", "时间", "\\bdate\\b", "日期", "`at`"];
export const NO_PERSON = ["\\bwho\\b", "actor", "person", "people", "user", "用户", "账号", "主体", "谁"];
export const NOT_ACTS = [
  ...NO_TIME,
  ...NO_PERSON,
  "one row (per|a|for each)",
  "each row",
  "每行",
  "event",
  "事件",
  "互动",
];
export const TABLE_WORDS = ["sheet", "table", "表"];

/** Files of which nothing may be audited → their cases. */
export function badCasesOf(files: readonly BadFile[]): SuiteCase[] {
  return files.map((bad) => {
    const path = `${bad.name}/${bad.file}`;
    const truth: Truth = {
      name: bad.name,
      about: bad.about,
      paths: [path],
      traits: { container: bad.file.replace(/^[^.]*\./, ""), rows: 0, layout: "none" },
      machine: {
        zone: bad.language === "en" ? "America/New_York" : "Asia/Shanghai",
        language: bad.language ?? "zh",
      },
      // The table page can be read by a program that takes the trouble; then its 300 likes must be right.
      outcome: bad.name === "bad-html-named-xls" ? "either" : "refuse",
      events: bad.name === "bad-html-named-xls" ? 300 : 0,
      people: bad.name === "bad-html-named-xls" ? 300 : 0,
      targets: bad.name === "bad-html-named-xls" ? 7 : 0,
      types: {},
      fromUtc: null,
      toUtc: null,
      precision: "none",
      zone: "local",
      refusedRows: [],
      repeats: 0,
      otherReadings: [],
      mustSay: [],
      shouldSay: [],
      refusal: { reason: bad.reason, patterns: bad.patterns },
      planted: null,
    };
    return { truth, files: [{ path, bytes: bad.bytes }] };
  });
}
