import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Rejection, TouchstoneError } from "../../../nouns/codes.ts";
import { parseMapping } from "../../mapping.ts";
import { openSource } from "../../open-source.ts";
import { linesOf } from "../../source.ts";
import { expandArchives, onlyMember } from "../archive.ts";
import { dateText, kindOfFormat } from "./cell-dates.ts";
import { type MadeSheet, rowsOf, workbookOf, zipOf } from "./made-workbook.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-book-"));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
function file(bytes: Uint8Array, ending = "xlsx"): string {
  const path = join(folder, `${++count}.${ending}`);
  writeFileSync(path, bytes);
  return path;
}
const mapping = (input = "") =>
  parseMapping(
    `mapping: 1\n${input === "" ? "" : `input: ${input}\n`}fields: { at: { from: 时间, zone: "+08:00" }, actor.id: "{用户}", target.kind: video, target.id: "{作品}" }\nevents: [{ type: like, id: "{用户}-{作品}-{时间}" }]\n`,
    "m.yaml",
  );

interface Read {
  readonly ids: string[];
  readonly rows: number[];
  readonly rejections: Rejection[];
  readonly warnings: readonly string[];
}
async function read(path: string, input = ""): Promise<Read> {
  const source = await openSource({ path }, { mapping: mapping(input) });
  const got: Read = { ids: [], rows: [], rejections: [], warnings: source.warnings };
  for await (const read of source.chunks()) {
    const chunk = linesOf(read);
    for (const line of Buffer.from(chunk.bytes).toString("utf8").split("\n").slice(0, -1)) {
      got.ids.push((JSON.parse(line) as { id: string }).id);
    }
    got.rows.push(...chunk.lines);
    got.rejections.push(...chunk.rejections);
  }
  return got;
}
const failure = (work: Promise<unknown>): Promise<TouchstoneError> =>
  work.then(
    () => Promise.reject(new Error("no error")),
    (error: TouchstoneError) => error,
  );

const HEADER = ["时间", "用户", "作品"];
/** 2026-11-20 20:00:01 as Excel counts. */
const SERIAL = 46346 + (20 * 3600 + 1) / 86_400;
const plain = (rows: (string | number | null)[][], name = "Sheet1"): MadeSheet => ({
  name,
  rows: rowsOf([HEADER, ...rows]),
});

describe("a workbook", () => {
  it("gives dates, shared and rich texts, formulas with their saved values, and rows by number", async () => {
    const rows = `${rowsOf([HEADER])}<row r="2"><c r="A2" s="1"><v>${SERIAL}</v></c><c r="B2" t="s"><v>0</v></c><c r="C2" t="str"><f>A1&amp;"x"</f><v>v7</v></c></row><row r="5"><c r="A5" s="3"><v>${SERIAL}</v></c><c r="B5" t="s"><v>1</v></c><c r="C5" t="n"><v>7</v></c></row>`;
    const shared = [
      "<t>张三</t>",
      "<r><t>李</t></r><r><rPr/><t>四_x000D_</t></r><rPh sb='0' eb='1'><t>lisi</t></rPh>",
    ];
    const { ids, rows: numbers } = await read(file(workbookOf([{ name: "数据", rows }], { shared })));
    expect([ids, numbers]).toEqual([
      ["张三-v7-2026-11-20 20:00:01", "李四-7-2026-11-20 20:00:01"],
      [2, 5],
    ]);
  });
  it("counts from 1904 where it says so", async () => {
    const book = workbookOf([plain([[SERIAL - 1462, "u1", "v7"]])], { from1904: true });
    expect((await read(file(book))).ids).toEqual(["u1-v7-2026-11-20 20:00:01"]);
  });
  it("gives a merged cell's value to each row it runs over, and passes over a merged title", async () => {
    const rows = rowsOf([
      ["点赞导出"],
      HEADER,
      [SERIAL, "u1", "v7"],
      [null, "u2", null],
      [null, "u3", "v8"],
      [SERIAL, "u4", "v9"],
    ]);
    const book = workbookOf([{ name: "a", rows, merges: ["A1:C1", "A3:A5", "C3:C4"] }]);
    expect((await read(file(book))).ids).toEqual(
      ["u1-v7", "u2-v7", "u3-v8", "u4-v9"].map((id) => `${id}-2026-11-20 20:00:01`),
    );
  });
  it("refuses a total row alone, with its number", async () => {
    const { ids, rejections } = await read(
      file(
        workbookOf([
          plain([
            [SERIAL, "u1", "v7"],
            ["合计", "1", "1"],
          ]),
        ]),
      ),
    );
    expect(ids).toHaveLength(1);
    expect(rejections).toMatchObject([{ code: "missing_field", line: 3, value: "合计" }]);
  });
  it("reads one of two tables and names the other", async () => {
    const below = `${rowsOf([HEADER, [SERIAL, "u1", "v7"], [SERIAL, "u2", "v7"]])}${rowsOf(
      [
        ["说明", "人", "量"],
        ["a", "b", 3],
      ],
      6,
    )}`;
    const stacked = await read(file(workbookOf([{ name: "a", rows: below }])));
    expect([stacked.rows, stacked.rejections]).toMatchObject([
      [2, 3],
      [{ line: 6, hint: expect.stringContaining("header_line: 6") }],
    ]);
    const beside = rowsOf([
      [...HEADER, null, "名次", "量"],
      [SERIAL, "u1", "v7", null, "1", "2"],
      [null, null, null, null, "2", "3"],
    ]);
    const side = await read(file(workbookOf([{ name: "a", rows: beside }])));
    expect([side.rows, side.rejections]).toEqual([[2], []]);
  });
  it("reads every visible sheet that has the columns, and says so; a hidden one only by name", async () => {
    const cover: MadeSheet = { name: "说明", rows: rowsOf([["这是", "封面"]]) };
    const book = file(
      workbookOf([
        cover,
        plain([[SERIAL, "u1", "v7"]], "1日"),
        plain([[SERIAL, "u2", "v7"]], "2日"),
        { ...plain([[SERIAL, "u3", "v7"]], "藏"), hidden: true },
      ]),
    );
    const all = await read(book);
    expect(all.ids.map((id) => id.slice(0, 2))).toEqual(["u1", "u2"]);
    expect(all.warnings.join()).toMatch(/2 sheets.*`1日`, `2日`.*hidden.*`藏`/);
    expect((await read(book, "{ sheet: 藏 }")).ids.map((id) => id.slice(0, 2))).toEqual(["u3"]);
    expect((await failure(read(book, "{ sheet: 无 }"))).detail).toMatch(
      /no sheet `无`; it has `说明`, `1日`/,
    );
  });
  it("is told by its bytes, whatever its name, and macros are not looked at", async () => {
    const book = workbookOf([plain([[SERIAL, "u1", "v7"]])]);
    for (const ending of ["csv", "xlsm", "dat"]) expect((await read(file(book, ending))).ids).toHaveLength(1);
  });
  it.each<[string, Buffer, string, RegExp]>([
    ["another zip archive", zipOf({ "a.csv": "x" }), "unknown_format", /zip archive.*`a.csv`/],
    ["a binary workbook", zipOf({ "xl/workbook.bin": "x" }), "unknown_format", /xlsb/],
    ["an OpenDocument file", zipOf({ "content.xml": "<a/>" }), "unknown_format", /OpenDocument/],
    ["a workbook cut short", workbookOf([plain([])]).subarray(0, 600), "unknown_format", /cannot be opened/],
    [
      "one whose outline is no XML",
      zipOf({ "xl/workbook.xml": "<workbook" }),
      "damaged_file",
      /save it again/,
    ],
    ["one without rows", workbookOf([{ name: "a", rows: "" }]), "empty_input", /no rows/],
    [
      "one without the columns",
      workbookOf([
        {
          name: "a",
          rows: rowsOf([
            ["日期", "用户名"],
            [SERIAL, "x"],
          ]),
        },
      ]),
      "bad_schema",
      /`时间`.*it has `日期`, `用户名`/,
    ],
  ])("refuses %s with the way out", async (_name, bytes, code, wanted) => {
    const error = await failure(read(file(bytes)));
    expect([error.code, error.detail]).toEqual([code, expect.stringMatching(wanted)]);
  });
  it("names the row where its XML breaks, behind what stands before it", async () => {
    const rows = `${rowsOf([HEADER, [SERIAL, "u1", "v7"]])}<row r="3"><c></row>`;
    const error = await failure(read(file(workbookOf([{ name: "a", rows }]))));
    expect([error.code, error.detail]).toEqual([
      "damaged_file",
      expect.stringMatching(/sheet `a`, breaks at row 3/),
    ]);
  });
});

describe("kindOfFormat", () => {
  it.each([
    [0, undefined, "number"],
    [14, undefined, "date"],
    [21, undefined, "time"],
    [22, undefined, "date_time"],
    [31, undefined, "date"],
    [164, "0.00", "number"],
    [164, "yyyy-mm-dd hh:mm:ss", "date_time"],
    [164, 'yyyy"年"m"月"d"日"', "date"],
    [164, '[$-804]上午/下午h"时"mm"分"', "time"],
    [164, "[h]:mm:ss", "time"],
    [164, "[Red]#,##0", "number"],
    [164, '"day" 0', "number"],
    [164, "mm:ss.0", "time"],
    [164, "General", "number"],
  ] as const)("%i %s", (id, code, wanted) => expect(kindOfFormat(id, code)).toBe(wanted));
});

describe("dateText", () => {
  it.each([
    [46346, "date", false, "2026-11-20"],
    [46346.5, "date", false, "2026-11-20 12:00:00"],
    [46346, "date_time", false, "2026-11-20 00:00:00"],
    [0.75, "time", false, "18:00:00"],
    [1, "date", false, "1900-01-01"],
    [59, "date", false, "1900-02-28"],
    [61, "date", false, "1900-03-01"],
    [0, "date", true, "1904-01-01"],
    [46346.000001157, "date_time", false, "2026-11-20 00:00:00.100"],
    [-1, "date", false, "-1"],
    [2_958_465, "date", false, "9999-12-31"],
    [2_958_466, "date", false, "2958466"],
  ] as const)("%d as %s", (serial, kind, from1904, wanted) =>
    expect(dateText(serial, kind, from1904)).toBe(wanted),
  );
});

it("reads each file of a zip archive by its name, a workbook among them; one with a password is refused", async () => {
  const csv = "时间,用户,作品\n2026-11-15 08:00,u1,v7\n";
  const gbk = Buffer.from("\xb5\xe3\xd4\xde.csv", "latin1"); // 点赞.csv, as Windows in China names it
  const parts = {
    "会/b-10.csv": csv,
    "会/b-2.csv": csv,
    "__MACOSX/会/._b-2.csv": "x",
    "会/说明.docx": "x",
    "c.xlsx": workbookOf([plain([[SERIAL, "u1", "v7"]])]),
    "wxyz.csv": csv,
  };
  const bytes = Buffer.from(
    zipOf(parts).toString("latin1").replaceAll("wxyz.csv", gbk.toString("latin1")),
    "latin1",
  );
  const archive = file(bytes, "zip");
  const members = await expandArchives([archive, file(Buffer.from(csv), "csv")]);
  expect(members.slice(0, -1).map((path) => path.slice(archive.length + 1))).toEqual([
    "c.xlsx",
    "会/b-2.csv",
    "会/b-10.csv",
    "点赞.csv",
  ]);
  for (const member of members) expect((await read(member)).ids).toHaveLength(1);
  expect((await failure(onlyMember(archive))).detail).toMatch(
    /4 files where one is read: name it, as in `.*c\.xlsx`/,
  );
  expect((await failure(read(`${archive}/d.csv`))).detail).toContain("holds no file `d.csv`");
  const locked = zipOf({ "a.csv": csv });
  for (const [mark, at] of [
    ["PK\x03\x04", 6],
    ["PK\x01\x02", 8],
  ] as const)
    locked.writeUInt16LE(0x801, locked.indexOf(Buffer.from(mark, "latin1")) + at);
  expect((await failure(read(`${file(locked, "zip")}/a.csv`))).detail).toContain("protected with a password");
  expect((await failure(expandArchives([file(zipOf({ "1.png": "x" }), "zip")]))).detail).toContain(
    "it holds `1.png`",
  );
});
