import { encode } from "./encodings.ts";
import { type Table, type TableSpec, tableCase } from "./table-case.ts";
import { PLAIN, tableText } from "./table-text.ts";
import type { SuiteCase, SuiteFile, Truth } from "./truth.ts";
import { zip } from "./zip.ts";

interface ManySpec extends TableSpec {
  readonly split: (
    table: Table,
    write: (rows: readonly (readonly string[])[], header?: readonly string[]) => Buffer,
  ) => readonly SuiteFile[];
  /** Arguments of the command where they are not the files themselves. */
  readonly paths?: readonly string[];
}

const cellsOf = (table: Table): string[][] => table.rows.map((row) => row.cells);
const dayOf = (table: Table, i: number): string =>
  new Date(table.rows[i]!.act.atMs + 28_800_000).toISOString().slice(0, 10);

/** Rows of a table by the day in China, in order of days. */
function byDay(table: Table): Map<string, string[][]> {
  const days = new Map<string, string[][]>();
  table.rows.forEach((row, i) => {
    const day = dayOf(table, i);
    if (!days.has(day)) days.set(day, []);
    days.get(day)!.push(row.cells);
  });
  return new Map([...days].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const SPECS: readonly ManySpec[] = [
  {
    name: "many-overlap-by-id",
    layout: "creator-desk",
    rows: 1500,
    time: "dashed",
    about: "two exports of a month; 500 comments stand in both, with their ids",
    split: (table, write) => {
      const rows = cellsOf(table);
      return [
        { path: "11月上.csv", bytes: write(rows.slice(0, 1000)) },
        { path: "11月下.csv", bytes: write(rows.slice(500)) },
      ];
    },
    truth: { repeats: 500, mustSay: [{ about: "500 repeats", patterns: ["\\b500\\b"] }] },
  },
  {
    name: "many-overlap-no-id",
    layout: "likes-zh",
    rows: 1200,
    time: "dashed",
    about: "two exports of likes without ids; 400 rows stand in both",
    split: (table, write) => {
      const rows = cellsOf(table);
      return [
        { path: "a.csv", bytes: write(rows.slice(0, 800)) },
        { path: "b.csv", bytes: write(rows.slice(400)) },
      ];
    },
    truth: { repeats: 400, mustSay: [{ about: "400 repeats", patterns: ["\\b400\\b"] }] },
  },
  {
    name: "many-wrong-order",
    layout: "mixed-en",
    rows: 2400,
    time: "iso-z",
    about: "three files, given last week first; one of them newest first",
    split: (table, write) => {
      const rows = cellsOf(table);
      return [
        { path: "week3.csv", bytes: write(rows.slice(1600)) },
        { path: "week1.csv", bytes: write(rows.slice(0, 800).reverse()) },
        { path: "week2.csv", bytes: write(rows.slice(800, 1600)) },
      ];
    },
  },
  {
    name: "many-days-of-one-month",
    layout: "fans-en",
    rows: 900,
    time: "uk-slashes",
    zone: "Europe/London",
    person: "digits10",
    fromMs: Date.UTC(2026, 10, 2, 1),
    days: 24,
    about:
      "two exports of one tool; in the first no day is above 11, so that the second alone shows that days come first",
    split: (table, write) => {
      const early = (text: string): boolean => Number(text.slice(0, 2)) <= 11;
      const place = table.header.length;
      const rows = cellsOf(table);
      const isEarly = (row: readonly string[]): boolean =>
        row.slice(0, place).some((cell) => /^\d\d\/\d\d\/\d{4}/.test(cell) && early(cell));
      return [
        { path: "1.csv", bytes: write(rows.filter(isEarly)) },
        { path: "2.csv", bytes: write(rows.filter((row) => !isEarly(row))) },
      ];
    },
  },
  {
    name: "many-tools",
    layout: "likes-zh",
    rows: 800,
    time: "dashed",
    about: "the same likes from two tools: other names and order of columns, another form of the times",
    split: (table, write) => {
      const rows = cellsOf(table);
      const other = rows.map((row) => [row[2]!.replaceAll("-", "/"), row[3]!, row[0]!, row[1]!]);
      return [
        { path: "甲.csv", bytes: write(rows.slice(0, 500)) },
        { path: "乙.csv", bytes: write(other.slice(300), ["时间", "视频ID", "用户ID", "昵称"]) },
      ];
    },
    truth: {
      repeats: 200,
      otherReadings: [{ events: 1000, mustSay: ["repeat", "重复"] }],
    },
  },
  {
    name: "many-one-empty",
    layout: "likes-zh",
    rows: 600,
    time: "dashed",
    about: "one of three files is empty, one has a header alone",
    split: (table, write) => [
      { path: "1.csv", bytes: write(cellsOf(table)) },
      { path: "2.csv", bytes: Buffer.alloc(0) },
      { path: "3.csv", bytes: write([]) },
    ],
    truth: { shouldSay: [{ about: "an empty file", patterns: ["empty", "空", "2\\.csv"] }] },
  },
  {
    name: "many-encodings",
    layout: "creator-desk",
    rows: 1000,
    time: "excel-zh",
    about: "one half saved as GBK, the other as UTF-8 with a mark",
    split: (table) => {
      const rows = cellsOf(table);
      const text = (part: readonly (readonly string[])[]): string => tableText(table.header, part, PLAIN);
      return [
        { path: "甲.csv", bytes: encode(text(rows.slice(0, 500)), "gbk") },
        { path: "乙.csv", bytes: encode(text(rows.slice(500)), "utf-8-bom") },
      ];
    },
    // GBK has no emoji: in one half names with one end in `?`, and no reader can know whose they are.
    truth: {
      people: -1,
      shouldSay: [{ about: "letters that were lost", patterns: ["\\?", "丢失", "lost"] }],
    },
  },
  {
    name: "folder-plain",
    layout: "likes-zh",
    rows: 1400,
    time: "dashed",
    about: "a folder with a file for each day, and a note that is no table",
    paths: ["点赞"],
    split: (table, write) => [
      ...[...byDay(table)].map(([day, rows]) => ({ path: `点赞/${day}.csv`, bytes: write(rows) })),
      { path: "点赞/.DS_Store", bytes: Buffer.from("\u0000\u0000\u0000\u0001Bud1") },
    ],
  },
  {
    name: "folder-hive",
    layout: "likes-en",
    rows: 2000,
    time: "iso-z",
    about: "hive partitions by day: dt=2026-11-03/part-0.csv",
    paths: ["likes"],
    split: (table, write) => [
      ...[...byDay(table)].map(([day, rows]) => ({
        path: `likes/dt=${day}/part-00000.csv`,
        bytes: write(rows),
      })),
      { path: "likes/_SUCCESS", bytes: Buffer.alloc(0) },
    ],
  },
  {
    name: "folder-hive-of-works",
    layout: "likes-en",
    rows: 1600,
    time: "iso-z",
    targets: 6,
    target: "digits10",
    about: "the work is named by the folder alone: video_id=1000000007/part-0.csv",
    paths: ["likes"],
    split: (table, write) => {
      const header = table.header.filter((_, c) => c !== 1);
      const works = new Map<string, string[][]>();
      for (const { cells } of table.rows) {
        const work = cells[1]!;
        if (!works.has(work)) works.set(work, []);
        works.get(work)!.push(cells.filter((_, c) => c !== 1));
      }
      return [...works].map(([work, rows]) => ({
        path: `likes/video_id=${work}/part-0.csv`,
        bytes: write(rows, header),
      }));
    },
  },
  {
    name: "zip-of-days",
    layout: "creator-desk",
    rows: 900,
    time: "dashed",
    about: "one zip with a table for each day",
    split: (table, write) => {
      const entries = [...byDay(table)].map(([day, rows]) => ({
        name: `评论_${day}.csv`,
        bytes: write(rows),
      }));
      return [{ path: "评论.zip", bytes: zip(entries) }];
    },
    truth: { outcome: "either", refusal: { reason: "several tables in one zip", patterns: ["zip", "压缩"] } },
  },
  {
    name: "odd-file-name",
    layout: "likes-en",
    rows: 400,
    time: "iso-z",
    about: "a name that libraries read as a pattern",
    split: (table, write) => [{ path: "likes [final] (1) *v2*?.csv", bytes: write(cellsOf(table)) }],
  },
];

/** Cases of several files, or of a folder. */
export function manyCases(seed: number): SuiteCase[] {
  return SPECS.map((spec) => {
    let files: readonly SuiteFile[] = [];
    const made = tableCase(
      {
        ...spec,
        edit: (table) => {
          const write = (
            rows: readonly (readonly string[])[],
            header: readonly string[] = table.header,
          ): Buffer => Buffer.from(tableText(header, rows, PLAIN), "utf8");
          files = spec.split(table, write).map((file) => ({ ...file, path: `${spec.name}/${file.path}` }));
          return undefined;
        },
      },
      seed,
    );
    const paths = spec.paths?.map((path) => `${spec.name}/${path}`) ?? files.map((file) => file.path);
    const truth: Truth = {
      ...made.truth,
      paths,
      traits: {
        ...made.truth.traits,
        container: spec.paths === undefined ? `${files.length} files` : "folder",
      },
    };
    return { files, truth };
  });
}
