import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, describe, expect, it } from "vitest";
import { rowsOf, workbookOf, zipOf } from "../../ingest/files/workbook/made-workbook.fixture.ts";
import { COLUMNS_MAX } from "../../learn/account-limits.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { readNeighbourFeatures } from "./account-neighbours.ts";
import { readTableRows } from "./account-rows.ts";
import { readAccountTable } from "./account-table.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-rows-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(content: string | Uint8Array, ending: string): string {
  const path = join(folder, `${files++}.${ending}`);
  writeFileSync(path, content);
  return path;
}

async function read(path: string) {
  const rows: (string | null | undefined)[][] = [];
  const rejected: string[] = [];
  let columns: readonly string[] = [];
  for await (const run of readTableRows(path)) {
    columns = [...run.columns];
    for (const { texts } of run.rows) rows.push([...texts]);
    for (const { code, line } of run.rejections) rejected.push(`${line} ${code}`);
  }
  return { columns, rows, rejected };
}

async function codeOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof TouchstoneError) return `${error.code}: ${error.detail}`;
    throw error;
  }
  return "no error";
}

const CSV = "account,posts\na,1\nb,\n";

describe("readTableRows", () => {
  it("reads a workbook: the sheet with most rows, and those with the same columns", async () => {
    const bytes = workbookOf([
      { name: "about", rows: rowsOf([["made by a tool"]]) },
      {
        name: "week 1",
        rows: rowsOf([
          ["account", "posts"],
          ["7123456789012345678", "1"],
          ["b", "2"],
        ]),
      },
      {
        name: "week 2",
        rows: rowsOf([
          ["posts", "account"],
          ["3", "c"],
        ]),
      },
    ]);
    expect(await read(file(bytes, "xlsx"))).toEqual({
      columns: ["account", "posts"],
      rows: [
        ["7123456789012345678", "1"],
        ["b", "2"],
        ["c", "3"],
      ],
      rejected: [],
    });
  });
  it("reads CSV, TSV and gzip alike", async () => {
    const want = {
      columns: ["account", "posts"],
      rows: [
        ["a", "1"],
        ["b", ""],
      ],
      rejected: [],
    };
    expect(await read(file(CSV, "csv"))).toEqual(want);
    expect(await read(file(`\ufeff${CSV.replaceAll("\n", "\r\n")}`, "csv"))).toEqual(want);
    expect(await read(file(CSV.replaceAll(",", "\t"), "tsv"))).toEqual(want);
    expect(await read(file(gzipSync(CSV), "csv.gz"))).toEqual(want);
  });

  it("reads NDJSON whose lines bring new fields, and rejects what is no object", async () => {
    const path = file(
      '{"account":"a","posts":1}\n[1]\n{"account"\n{"account":"b","private":true,"bio":null}\n',
      "ndjson",
    );
    const { columns, rows, rejected } = await read(path);
    expect(columns).toEqual(["account", "posts", "private", "bio"]);
    expect(rows).toEqual([
      ["a", "1"],
      ["b", undefined, "true", null],
    ]);
    expect(rejected).toEqual(["2 not_an_object", "3 not_json"]);
  });

  it("reads the list of an answer, a table in a page and the one file of an archive", async () => {
    const want = {
      columns: ["account", "posts"],
      rows: [
        ["a", "1"],
        ["b", "2"],
      ],
      rejected: [],
    };
    const list = [
      { account: "a", posts: 1 },
      { account: "b", posts: 2 },
    ];
    expect(await read(file(JSON.stringify({ code: 0, data: { list } }), "json"))).toEqual(want);
    expect(await read(file(JSON.stringify(list, null, 1), "json"))).toEqual(want);
    expect(await read(file(`var fans = ${JSON.stringify(list)};`, "js"))).toEqual(want);
    const cells = ["<td>account<td>posts", "<td>a<td>1", "<td>b<td>2"].map((row) => `<tr>${row}`);
    expect(await read(file(`<table>${cells.join("")}</table>`, "xls"))).toEqual(want);
    expect(await read(file(zipOf({ "fans.csv": "account,posts\na,1\nb,2\n" }), "zip"))).toEqual(want);
    expect(await codeOf(() => read(file("{'account': 'a'}\n", "ndjson")))).toContain("Python's way");
  });

  it("reads Parquet", async () => {
    const path = join(folder, "t.parquet");
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT * FROM (VALUES ('a', 1.5, true), ('b', NULL, false)) t(account, posts, private)) TO '${path}' (FORMAT parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
    const { values, accounts } = await readAccountTable(path, { rejected: () => {} });
    expect(accounts).toEqual(["a", "b"]);
    const { names, columns } = values.table(0);
    expect(names).toEqual(["posts", "private"]);
    expect(columns.map((column) => [...column])).toEqual([
      [1.5, Number.NaN],
      [1, 0],
    ]);
  });

  it("refuses a compressed file cut short, and more columns than the limit", async () => {
    const cut = gzipSync(
      `account,posts\n${Array.from({ length: 5000 }, (_, i) => `a${i},${i * i}`).join("\n")}`,
    );
    expect(await codeOf(() => read(file(cut.subarray(0, cut.length - 200), "csv.gz")))).toMatch(/^truncated/);
    const wide = (count: number): string => {
      const names = Array.from({ length: count }, (_, i) => `c${i}`).join(",");
      return file(`${names}\n${names.replaceAll(/[a-z]+/g, "")}\n`, "csv");
    };
    expect(await codeOf(() => read(wide(COLUMNS_MAX)))).toBe("no error");
    expect(await codeOf(() => read(wide(COLUMNS_MAX + 1)))).toMatch(
      /^bad_schema: .* has 4097 columns; 4096 are the limit/,
    );
  });
});

describe("readNeighbourFeatures", () => {
  const options = { missing: ["-1"], rejected: () => {} };

  it("joins neighbours to accounts, in the order of the accounts; strangers are passed over", async () => {
    const path = file("account,friend,posts\nb,x,4\na,x,2\na,y,-1\nz,x,9\n", "csv");
    const { names, columns } = await readNeighbourFeatures(path, ["a", "b", "c"], options);
    const of = (name: string): number[] => [...columns[names.indexOf(`neighbours.${name}`)]!];
    expect(of("count")).toEqual([2, 1, 0]);
    expect(of("posts.mean")).toEqual([2, 4, Number.NaN]);
    expect(of("posts.share_missing")).toEqual([0.5, 0, Number.NaN]);
  });

  it("refuses a table of other accounts, and one that names none", async () => {
    const strangers = file("account,friend,posts\nz,x,9\n", "csv");
    expect(await codeOf(() => readNeighbourFeatures(strangers, ["a"], options))).toMatch(
      /^bad_schema: .*none of the 1 accounts, such as `a`/,
    );
    const nobody = file("friend,posts\nx,9\n", "csv");
    expect(await codeOf(() => readNeighbourFeatures(nobody, ["a"], options))).toMatch(
      /^bad_schema: .*no column `account`/,
    );
  });
});
