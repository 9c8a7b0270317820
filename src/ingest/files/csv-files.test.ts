import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { Rejection, TouchstoneError } from "../../nouns/codes.ts";
import { parseMapping } from "../mapping.ts";
import { openSource } from "../open-source.ts";
import { linesOf } from "../source.ts";
import { describeFile } from "./opened-file.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-csv-"));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
function file(content: string | Uint8Array, name = `${++count}.csv`): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
const mapping = (input = "") =>
  parseMapping(
    `mapping: 1\n${input === "" ? "" : `input: ${input}\n`}fields: { at: { from: time, zone: "+08:00" }, actor.id: "{user}", target.kind: video, target.id: "{video}" }\nevents: [{ type: like, id: "{user}-{video}-{time}" }]\n`,
    "m.yaml",
  );

interface Read {
  readonly actors: string[];
  readonly lines: number[];
  readonly rejections: Rejection[];
}
async function read(path: string, input = ""): Promise<Read> {
  const source = await openSource({ path }, { mapping: mapping(input) });
  const got: Read = { actors: [], lines: [], rejections: [] };
  for await (const read of source.chunks()) {
    const chunk = linesOf(read);
    for (const line of Buffer.from(chunk.bytes).toString("utf8").split("\n").slice(0, -1)) {
      got.actors.push((JSON.parse(line) as { actor: { id: string } }).actor.id);
    }
    got.lines.push(...chunk.lines);
    got.rejections.push(...chunk.rejections);
  }
  return got;
}
const failure = (work: Promise<unknown>): Promise<TouchstoneError> =>
  work.then(
    () => Promise.reject(new Error("no error")),
    (error: TouchstoneError) => error,
  );

const T = "2026-11-20 20:00:0";

describe("lines above the header, and delimiters", () => {
  it.each<[string, string, string[]]>([
    ["a preamble", `# exported 2026-11-20\nCreator data export,,\ntime,user,video\n${T}1,u1,v7\n`, ["u1"]],
    ["a preamble of as many fields", `数据,导出,2026\n账号,某某,x\n\ntime,user,video\n${T}1,u1,v7\n`, ["u1"]],
    ["sep=;", `sep=;\ntime;user;video\n${T}1;u1;v7\n`, ["u1"]],
    ["sep= and a mark", `\ufeffsep=,\r\ntime,user,video\r\n${T}1,u1,v7\r\n`, ["u1"]],
    ["semicolons", `time;user;video\n${T}1;u,1;v7\n`, ["u,1"]],
    ["tabs in a .csv", `time\tuser\tvideo\n${T}1\tu1\tv7\n`, ["u1"]],
    ["bars", `time|user|video\n${T}1|u1|v7\n`, ["u1"]],
    ["what Hive writes", `time\u0001user\u0001video\n${T}1\u0001u1\u0001v7\n`, ["u1"]],
    ["a comma at the end of rows", `time,user,video\n${T}1,u1,v7,\n${T}2,u2,v7,\n`, ["u1", "u2"]],
    ["a comma at the end of all", `time,user,video,\n${T}1,u1,v7,\n${T}2,u2,v7\n`, ["u1", "u2"]],
    ["names with blanks around", ` time , user,video \n${T}1,u1,v7\n`, ["u1"]],
    ["a header of two lines", `time,user,"播放\n量",video\n${T}1,u1,3,v7\n`, ["u1"]],
    [
      "a header that stands again",
      `time,user,video\n${T}1,u1,v7\n\ufefftime,user,video\n${T}2,u2,v7\n`,
      ["u1", "u2"],
    ],
    ["the old Macintosh", `time,user,video\r${T}1,u1,v7\r${T}2,u2,v7\r`, ["u1", "u2"]],
  ])("%s", async (_name, text, wanted) => {
    const { actors, rejections } = await read(file(text));
    expect([actors, rejections]).toEqual([wanted, []]);
  });
  it("counts lines as they stand in the file", async () => {
    const { lines } = await read(file(`about\n\ntime,user,video\n${T}1,u1,v7\n\n${T}2,u2,v7\n`));
    expect(lines).toEqual([4, 6]);
  });
  it("takes the header line and the delimiter that a mapping names", async () => {
    const text = `time,user,video\nold,names,here\ntime,user,video\n${T}1,u1,v7\n`;
    expect((await read(file(text), "{ header_line: 3 }")).lines).toEqual([4]);
    const bare = file(`${T}1^u1^v7\n${T}2^u2^v7\n`);
    expect((await read(bare, '{ delimiter: "^", header: [time, user, video] }')).actors).toEqual([
      "u1",
      "u2",
    ]);
    expect((await read(file(`${T}1;u1;v7\n`), "{ header: [time, user, video] }")).actors).toEqual(["u1"]);
  });
  it("never ends without a word when the columns are not there", async () => {
    const preamble = await failure(read(file(`about this file\nwhen,who,what\n${T}1,u1,v7\n`)));
    expect(preamble.detail).toMatch(
      /`time`, `user`, `video`; it has `when`, `who`, `what`; line 2 was taken/,
    );
    const headerless = await failure(read(file(`${T}1,u1,v7\n${T}2,u2,v7\n`)));
    expect(headerless.detail).toMatch(/looks like a row.*header:/);
    expect((await failure(read(file("only one column\nx\n")))).detail).toMatch(/`delimiter`/);
  });
  it("names a column that stands twice, and how to choose", async () => {
    const path = file(`time,user,time,video\n${T}1,u1,2019-01-01 00:00:00,v7\n`);
    const error = await failure(read(path));
    expect([error.code, error.detail]).toEqual([
      "bad_schema",
      expect.stringMatching(/`time` 2 times: write `time#1` \(column 1\) or `time#2` \(column 3\)/),
    ]);
    const chosen = parseMapping(
      'mapping: 1\nfields: { at: { from: "time#2", zone: "+08:00" }, actor.id: "{user}", target.kind: video, target.id: "{video}" }\nevents: [{ type: like, id: "{user}" }]\n',
      "m.yaml",
    );
    const source = await openSource({ path }, { mapping: chosen });
    let text = "";
    for await (const chunk of source.chunks()) text += Buffer.from(linesOf(chunk).bytes).toString();
    expect(text).toContain("1546272000000");
    // Twice, but not read: nothing to choose.
    expect((await read(file(`time,user,x,video,x\n${T}1,u1,a,v7,b\n`))).actors).toEqual(["u1"]);
  });
});

describe("quotes that are text", () => {
  const rows = (texts: string[], delimiter: string, place: number): string => {
    const fields = ["time", "user", "video"];
    const row = (cells: string[], text: string): string => cells.toSpliced(place, 0, text).join(delimiter);
    return `${row(fields, "text")}\n${texts.map((text, i) => row([`${T}${i + 1}`, `u${i + 1}`, "v7"], text)).join("\n")}\n`;
  };
  const five = ["u1", "u2", "u3", "u4", "u5"];
  const odd: [string, string[]][] = [
    ["opening quotes", ['"starts', "fine", "fine", '"another', "fine"]],
    ["one quote that never ends", ["fine", '"starts', "fine", "fine", "fine"]],
    ["an end far from its begin", ['"starts', "fine", "fine", 'another"', "fine"]],
    ["quotes inside", ['say "hi"', 'a " b', '"quoted" and more', "fine", '"']],
    ["a lone quote in each", ['"a', '"b', '"c', '"d', '"e']],
  ];
  for (const delimiter of [",", "\t", ";"]) {
    for (const place of [0, 1, 2, 3]) {
      it.each(odd)(
        `%s, parted by ${JSON.stringify(delimiter)}, in column ${place + 1}`,
        async (_name, texts) => {
          const { actors, rejections } = await read(file(rows(texts, delimiter, place)));
          expect([actors, rejections]).toEqual([five, []]);
        },
      );
    }
  }
  it("keeps quoting where a file quotes", async () => {
    const texts = ['"a, b"', '"say ""hi"""', '"two\nlines"', '"four\n\n\nlines, with a comma"', "plain"];
    const { actors, lines, rejections } = await read(file(rows(texts, ",", 3)));
    expect([actors, lines, rejections]).toEqual([five, [2, 3, 4, 6, 10], []]);
  });
  it("suspects a record that swallowed rows where the file quotes, and names its lines", async () => {
    const texts = ['"a, b"', '"opened here', "fine", 'closed here"', "fine"];
    const path = file(rows(texts, ",", 3));
    const { actors, rejections } = await read(path);
    expect(actors).toEqual(["u1", "u5"]);
    expect(rejections).toMatchObject([
      { code: "bad_csv", line: 3, hint: expect.stringMatching(/lines 3 to 5.*quotes: text/) },
    ]);
    expect((await read(path, "{ quotes: fields }")).actors).toEqual(["u1", "u2", "u5"]);
    expect((await read(path, "{ quotes: text }")).actors).toEqual(["u2", "u3", "u4", "u5"]);
  });
  it("does not take a comment with line breaks and commas for rows", async () => {
    const texts = ['"a, b"', '"first\nsecond, third, fourth, fifth"', "fine", "fine", "fine"];
    expect((await read(file(rows(texts, ",", 3)))).actors).toEqual(five);
  });
  it("finds a quote that is text far below the lines looked at", async () => {
    const many = Array.from({ length: 40_000 }, (_, i) => `${T}1,w${i},v7,fine`);
    many[30_000] = `${T}1,w30000,v7,"starts`;
    many[30_010] = `${T}1,w30010,v7,"another`;
    const { actors } = await read(file(`time,user,video,text\n${many.join("\n")}\n`));
    expect(actors).toHaveLength(40_000);
  });
});

describe("encodings", () => {
  const gbk = Buffer.concat([
    Buffer.from("time,user,video\n2026-11-20 20:00:01,"),
    Buffer.from([0xd5, 0xc5, 0xc8, 0xfd]),
    Buffer.from(",v7\n"),
  ]);
  it.each<[string, Buffer, string]>([
    ["GBK", gbk, ""],
    ["GBK, said so", gbk, "{ encoding: gbk }"],
    ["UTF-16", Buffer.from(`\ufefftime,user,video\n${T}1,张三,v7\n`, "utf16le"), ""],
    [
      "UTF-16 with tabs, as Excel saves Unicode text",
      Buffer.from(`\ufefftime\tuser\tvideo\r\n${T}1\t张三\tv7\r\n`, "utf16le"),
      "",
    ],
    ["UTF-16 without a mark", Buffer.from(`time,user,video\n${T}1,张三,v7\n`, "utf16le").swap16(), ""],
    ["GBK in gzip", gzipSync(gbk), ""],
  ])("%s", async (_name, bytes, input) => {
    expect(await read(file(bytes), input)).toMatchObject({ actors: ["张三"], rejections: [] });
  });
  it("rejects what is no character alone, and says how to name the encoding", async () => {
    const bytes = Buffer.concat([
      gbk,
      gbk,
      Buffer.from(`${T}2,Andr`),
      Buffer.from([0xff]),
      Buffer.from(",v7\n"),
    ]);
    const { actors, rejections } = await read(file(bytes));
    expect(actors).toEqual(["张三", "张三"]);
    expect(rejections).toMatchObject([
      { code: "not_utf8", line: 5, hint: expect.stringContaining("--encoding") },
    ]);
  });
});

describe("what a file is", () => {
  it("is told as data", async () => {
    const path = file(
      `数据导出\n时间;用户;作品\n${T}1;u1;"a;b"\n${T}2;u2;c\n`,
      "dt=2026-11-15/小时=08/part.csv",
    );
    expect(await describeFile(path)).toMatchObject({
      format: "csv",
      compression: null,
      encoding: "utf-8",
      csv: {
        delimiter: ";",
        headerLine: 2,
        columns: ["时间", "用户", "作品"],
        quotes: "auto",
        headerLikeRow: false,
      },
      partitions: new Map([
        ["dt", "2026-11-15"],
        ["小时", "08"],
      ]),
    });
    expect(await describeFile(file('{"code":0,"data":{"list":[{"a":1},{"a":2}]}}', "x.json"))).toMatchObject({
      format: "ndjson",
      lists: [{ path: "data.list", elements: 2 }],
      topKeys: ["code", "data"],
    });
    expect(await describeFile(file('[\n{"a":1}\n]', "x.ndjson"))).toMatchObject({ format: "json" });
  });
  it("reads what folders say as columns, unless the file has them", async () => {
    const partitioned = parseMapping(
      'mapping: 1\nfields: { at: { from: time, zone: "+08:00" }, actor.id: "{user}", target.kind: video, target.id: "{video}", extra.day: "{dt}" }\nevents: [{ type: like, id: "{user}" }]\n',
      "m.yaml",
    );
    const days: unknown[] = [];
    for (const [path, text] of [
      ["p/dt=2026-11-15/a.csv", `time,user,video\n${T}1,u1,v7\n`],
      ["p/dt=2026-11-15/b.csv", `time,user,video,dt\n${T}1,u1,v7,own\n`],
      ["p/dt=__HIVE_DEFAULT_PARTITION__/c.csv", `time,user,video\n${T}1,u1,v7\n`],
      ["p/dt=2026%2D11/d.ndjson", `{"time":"${T}1","user":"u1","video":"v7"}\n`],
    ] as const) {
      const source = await openSource({ path: file(text, path) }, { mapping: partitioned });
      for await (const chunk of source.chunks()) {
        const { bytes } = linesOf(chunk);
        if (bytes.length > 0)
          days.push((JSON.parse(Buffer.from(bytes).toString()) as { extra?: { day: string } }).extra?.day);
      }
    }
    expect(days).toEqual(["2026-11-15", "own", undefined, "2026-11"]);
  });
  it.each<[string, Uint8Array, RegExp]>([
    [
      "a workbook of 97 to 2003",
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]),
      /\.xls\).*save it as \.xlsx/,
    ],
    [
      "a workbook with a password",
      Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.from("EncryptedPackage", "utf16le")]),
      /password/,
    ],
    ["a web page called .xls", Buffer.from("<html><table><tr><td>time</td></tr></table>"), /web page/],
    ["zeros", Buffer.alloc(100), /no text/],
    ["a PDF", Buffer.from("%PDF-1.7\n"), /PDF/],
    ["an archive", Buffer.from("Rar!\x1a\x07"), /RAR/],
    ["a tar archive", Buffer.from(`a.csv${"\0".repeat(252)}ustar\x0000`), /tar archive/],
  ])("refuses %s with the way out", async (_name, bytes, wanted) => {
    const error = await failure(read(file(bytes, `${++count}.xls`)));
    expect([error.code, error.detail]).toEqual(["unknown_format", expect.stringMatching(wanted)]);
  });
});
