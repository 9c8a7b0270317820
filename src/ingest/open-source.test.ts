import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, describe, expect, it } from "vitest";
import type { Rejection, TouchstoneError } from "../nouns/codes.ts";
import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import { parseMapping } from "./mapping.ts";
import { openSource, type SourceOptions } from "./open-source.ts";
import { linesOf } from "./source.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-source-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

interface Read {
  readonly lines: string[];
  readonly numbers: number[];
  readonly rejections: Rejection[];
  readonly bytesRead: number;
}

async function collect(source: Awaited<ReturnType<typeof openSource>>): Promise<Read> {
  const read: Read = { lines: [], numbers: [], rejections: [], bytesRead: 0 };
  let bytesRead = 0;
  for await (const run of source.chunks()) {
    const chunk = linesOf(run);
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(chunk.bytes);
    expect(text === "" || text.endsWith("\n")).toBe(true);
    const lines = text === "" ? [] : text.slice(0, -1).split("\n");
    expect(lines).toHaveLength(chunk.lines.length);
    expect(lines.every((line) => line.trim() !== "")).toBe(true);
    read.lines.push(...lines.map((line) => line.replace(/^ +|[ \r]+$/g, "")));
    read.numbers.push(...chunk.lines);
    read.rejections.push(...chunk.rejections);
    expect(chunk.bytesRead).toBeGreaterThanOrEqual(bytesRead);
    bytesRead = chunk.bytesRead;
  }
  return { ...read, bytesRead };
}
const read = async (path: string, options?: SourceOptions): Promise<Read> =>
  collect(await openSource({ path }, options));

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function failure(work: Promise<unknown>): Promise<TouchstoneError> {
  const error: unknown = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  return error as TouchstoneError;
}

const numbered = (count: number): string => Array.from({ length: count }, (_, i) => `{"n":${i}}`).join("\n");

describe("NDJSON", () => {
  it.each([1, 2, 3, 7, 64, 100_000])("splits lines over pieces of %i bytes", async (size) => {
    const bytes = new TextEncoder().encode('\ufeff{"a":"好"}\r\n\n  \n{"b":2}\r\n{"c":"👍"}');
    const source = await openSource({ stream: pieces(bytes, size), name: "pipe" }, { format: "ndjson" });
    const { lines, numbers, rejections } = await collect(source);
    expect(lines).toEqual(['{"a":"好"}', '{"b":2}', '{"c":"👍"}']);
    expect(numbers).toEqual([1, 4, 5]);
    expect(rejections).toEqual([]);
    expect(source.bytesTotal).toBeNull();
  });
  it("rejects a line that is not UTF-8 alone", async () => {
    const bad = Buffer.concat([
      Buffer.from('{"a":1}\n{"b":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}\n{"c":3}\n'),
    ]);
    const { lines, numbers, rejections } = await read(file("bad.ndjson", bad));
    expect([lines, numbers]).toEqual([
      ['{"a":1}', '{"c":3}'],
      [1, 3],
    ]);
    expect(rejections).toMatchObject([{ code: "not_utf8", line: 2 }]);
  });
  it("skips a line of 200 MB in constant memory and goes on", async () => {
    async function* endless() {
      yield Buffer.from('{"a":1}\n{"b":"');
      const block = Buffer.alloc(1024 * 1024, 120);
      for (let i = 0; i < 200; i++) yield block;
      yield Buffer.from('"}\n{"c":3}\n');
    }
    const before = process.memoryUsage().arrayBuffers;
    const { lines, numbers, rejections } = await collect(
      await openSource({ stream: endless(), name: "pipe" }),
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6);
    expect([lines, numbers]).toEqual([
      ['{"a":1}', '{"c":3}'],
      [1, 3],
    ]);
    expect(rejections).toMatchObject([{ code: "too_long", line: 2 }]);
    expect(rejections[0]!.value).toHaveLength(80);
  });
  it("rejects a last line that never ends", async () => {
    const { lines, rejections } = await read(
      file("long.ndjson", `{"a":1}\n${"x".repeat(EVENT_BYTES_MAX + 1)}`),
    );
    expect(lines).toEqual(['{"a":1}']);
    expect(rejections).toMatchObject([{ code: "too_long", line: 2 }]);
  });
  it("unwraps CloudEvents among plain events", async () => {
    const envelope = {
      specversion: "1.0",
      id: "c1",
      type: "com.example.like",
      time: "2026-01-01T00:00:00Z",
      source: "/x",
      data: { actor: { id: "u" } },
    };
    const broken = { specversion: "1.0", id: "c2", type: "like" };
    const text = `{"a":1}\n${JSON.stringify(envelope)}\n${JSON.stringify(broken)}\n{"note":"\\"specversion\\""}\n`;
    const { lines, numbers, rejections } = await read(file("cloud.ndjson", text));
    expect(numbers).toEqual([1, 2, 4]);
    expect(JSON.parse(lines[1]!)).toEqual({
      actor: { id: "u" },
      id: "/x#c1",
      at: "2026-01-01T00:00:00Z",
      type: "like",
    });
    expect(rejections).toMatchObject([{ code: "missing_field", field: "data", line: 3 }]);
  });
});

describe("JSON", () => {
  it.each([1, 5, 10_000])(
    "splits an array over pieces of %i bytes, with the line each event begins at",
    async (size) => {
      const text = '\ufeff[\n {"a": "],[{\\"",\n  "b": [1, {"c": 2}]},\r\n {"d":1}, 7 ,"x"\n]\n';
      const source = await openSource(
        { stream: pieces(new TextEncoder().encode(text), size), name: "x.json" },
        { format: "json" },
      );
      const { lines, numbers, rejections } = await collect(source);
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
        { a: '],[{"', b: [1, { c: 2 }] },
        { d: 1 },
        7,
        "x",
      ]);
      expect(numbers).toEqual([2, 4, 4, 4]);
      expect(rejections).toEqual([]);
    },
  );
  it("takes one object over several lines, and objects one after another", async () => {
    expect((await read(file("one.json", '{\n "a": 1\n}\n'))).lines).toEqual(['{  "a": 1 }']);
    expect((await read(file("two.json", '{"a":1}\n{"b":2}'))).lines).toEqual(['{"a":1}', '{"b":2}']);
    const pretty = JSON.stringify({ specversion: "1.0", id: "e", type: "view", data: { at: 5 } }, null, 2);
    expect(JSON.parse((await read(file("cloud.json", pretty))).lines[0]!)).toEqual({
      at: 5,
      id: "e",
      type: "view",
    });
  });
  it("rejects an overlong event alone, and says when the end is missing", async () => {
    const long = `[{"a":1},{"b":"${"x".repeat(EVENT_BYTES_MAX)}"},{"c":3}]`;
    const one = await read(file("long.json", long));
    expect(one.lines).toEqual(['{"a":1}', '{"c":3}']);
    expect(one.rejections).toMatchObject([{ code: "too_long", line: 1 }]);
    const cut = await read(file("cut.json", '[{"a":1},\n{"b":'));
    expect(cut.lines).toEqual(['{"a":1}']);
    expect(cut.rejections).toMatchObject([{ code: "not_json", line: 2 }]);
    expect((await read(file("open.json", '[{"a":1}'))).rejections).toMatchObject([{ code: "not_json" }]);
  });
});

describe("compression", () => {
  const text = numbered(50_000);
  const packers = { gz: gzipSync, zst: zstdCompressSync };
  for (const [ending, pack] of Object.entries(packers)) {
    it(`reads .${ending}, told by its bytes, whatever the name`, async () => {
      const packed = pack(Buffer.from(text));
      for (const name of [`all.ndjson.${ending}`, `odd-${ending}.bin`]) {
        const { lines, bytesRead } = await read(file(name, packed));
        expect(lines.join("\n")).toBe(text);
        expect(bytesRead).toBe(packed.length);
      }
    });
    it(`names a .${ending} that is cut before its header line as cut`, async () => {
      const packed = pack(Buffer.from("id,type,at,actor.id,target.kind,target.id\n"));
      const cut = file(`head.csv.${ending}`, packed.subarray(0, packed.length >> 1));
      await expect(read(cut)).rejects.toMatchObject({ code: "truncated" });
    });
    it(`delivers a truncated .${ending} up to the break, then says so`, async () => {
      const packed = pack(Buffer.from(text));
      const { lines, rejections } = await read(
        file(`cut.ndjson.${ending}`, packed.subarray(0, packed.length - 9)),
      );
      expect(lines.length).toBeGreaterThan(1000);
      expect(text.startsWith(lines.join("\n"))).toBe(true);
      expect(rejections).toMatchObject([{ code: "truncated" }]);
      expect(rejections[0]!.hint).toContain(`${packed.length - 9} of ${packed.length - 9} compressed bytes`);
    });
  }
  it("reads a table with a few NUL bytes in a column, and refuses what is mostly NULs", async () => {
    const head = "id,type,at,actor.id,target.kind,target.id,content.text\n";
    const row = "c1,like,2026-11-20T12:00:00Z,u1,video,v1,he\0llo\n";
    expect((await read(file("nul.csv", head + row))).lines).toHaveLength(1);
    const padded = file("padded.csv", head + row.replace("\0", "\0".repeat(40)));
    expect((await read(padded)).lines).toHaveLength(1);
    const bytes = file("zeros.csv", head + "\0".repeat(100));
    await expect(read(bytes)).rejects.toMatchObject({ code: "unknown_format" });
  });
  it("reads several members as one", async () => {
    const two = Buffer.concat([gzipSync('{"a":1}\n'), gzipSync('{"b":2}\n')]);
    expect((await read(file("two.ndjson.gz", two))).lines).toEqual(['{"a":1}', '{"b":2}']);
  });
  it("tells damage from truncation", async () => {
    const packed = gzipSync(Buffer.from(text));
    packed[Math.floor(packed.length / 2)]! ^= 0xff;
    const { rejections } = await read(file("hurt.ndjson.gz", packed));
    expect(rejections.at(-1)).toMatchObject({ code: "bad_compression" });
  });
  it("reads compressed CSV", async () => {
    const mapping = parseMapping(csvMapping, "m.yaml");
    const { lines } = await read(file("rows.csv.gz", gzipSync("id,t,u,v\n1,5,a,b\n")), { mapping });
    expect(lines).toHaveLength(1);
  });
});

const csvMapping =
  'mapping: 1\nfields: { id: "{id}", at: { from: t, translate: { 5: 1795608000000, 6: 1795608001000 } }, actor.id: "{u}", target.kind: link, target.id: "{v}" }\nevents:\n  - type: like\n';

describe("CSV", () => {
  const mapping = parseMapping(csvMapping, "m.yaml");
  const ids = (result: Read) => result.lines.map((line) => (JSON.parse(line) as { id: string }).id);

  it("reads a byte order mark, quoted delimiters and line breaks, \\r\\n, and rows in any column order", async () => {
    const text = '\ufefft,id,u,v\r\n5,"a,1","x\r\ny",z\r\n\r\n6,b,"say ""hi""",w';
    const result = await read(file("good.csv", text), { mapping });
    expect(ids(result)).toEqual(["a,1", "b"]);
    expect(result.numbers).toEqual([2, 5]);
    expect((JSON.parse(result.lines[1]!) as { actor: { id: string } }).actor.id).toBe('say "hi"');
    expect(result.rejections).toEqual([]);
  });
  it("rejects ragged rows alone, with their line", async () => {
    const result = await read(file("ragged.csv", 'id,t,u,v\n1,5,"a\nb",c\n2,5\n3,5,a,b,c\n4,5,a,b\n'), {
      mapping,
    });
    expect(ids(result)).toEqual(["1", "4"]);
    expect(result.rejections).toMatchObject([
      { code: "bad_csv", line: 4 },
      { code: "bad_csv", line: 5 },
    ]);
    expect(result.rejections[0]!.hint).toMatch(/4 fields.*has 2/);
  });
  it.each([10, 1000, 1_000_000])(
    "takes a quote that is never closed as text (pieces of %i bytes)",
    async (size) => {
      const rows = Array.from({ length: 3000 }, (_, i) =>
        i === 1500 ? '1500,5,"a,b' : `${i},5,a,b,`.slice(0, -1),
      );
      const text = `id,t,u,v\n${rows.join("\n")}\n`;
      const stream = pieces(Buffer.from(text), size);
      const result = await collect(await openSource({ stream, name: "x.csv" }, { mapping }));
      expect(ids(result)).toEqual(rows.map((_, i) => String(i)));
      expect(result.rejections).toEqual([]);
      expect(result.numbers[1500]).toBe(1502);
      expect((JSON.parse(result.lines[1500]!) as { actor: { id: string } }).actor.id).toBe('"a');
    },
  );
  it("skips a line of 20 MB and goes on", async () => {
    async function* endless() {
      yield Buffer.from("id,t,u,v\n1,5,a,b\n2,5,a,");
      for (let i = 0; i < 20; i++) yield Buffer.alloc(1024 * 1024, 120);
      yield Buffer.from("\n3,5,a,b\n");
    }
    const result = await collect(await openSource({ stream: endless(), name: "x.csv" }, { mapping }));
    expect(ids(result)).toEqual(["1", "3"]);
    expect(result.numbers).toEqual([2, 4]);
    expect(result.rejections).toMatchObject([{ code: "too_long", line: 3 }]);
  });
  it("rejects a row that is not UTF-8 alone", async () => {
    const bytes = Buffer.concat([
      Buffer.from("id,t,u,v\n1,5,a,b\n2,5,"),
      Buffer.from([0xb0]),
      Buffer.from(",b\n3,5,a,b\n"),
    ]);
    const result = await read(file("latin.csv", bytes), { mapping });
    expect(ids(result)).toEqual(["1", "3"]);
    expect(result.rejections).toMatchObject([{ code: "not_utf8", line: 3 }]);
  });
  it("needs no mapping when columns are named by contract paths", async () => {
    const text =
      "id,type,at,actor.id,target.kind,target.id,context.asn,note\ne,like,2026-01-01T00:00:00Z,u,link,x,64500,n\n";
    const source = await openSource({ path: file("named.csv", text) });
    expect(source.absentFields).toContain("context.ip");
    expect(source.absentFields).not.toContain("context.asn");
    expect(JSON.parse((await collect(source)).lines[0]!)).toMatchObject({
      type: "like",
      context: { asn: 64500 },
    });
  });
  it("names missing columns, and what they may be called", async () => {
    const error = await failure(
      openSource({ path: file("other.csv", "id,time,uu,v\n1,2,3,4\n") }, { mapping }),
    );
    expect(error.code).toBe("bad_schema");
    expect(error.detail).toMatch(/`t`.*`u` \(did you mean `uu`\?\).*it has `id`, `time`, `uu`, `v`/);
    const bare = await failure(openSource({ path: file("bare.csv", "id,time\n1,2\n") }));
    expect(bare.detail).toMatch(/`type`.*--map/);
  });
  it("joins a lookup file, and warns when it is not there", async () => {
    const joined = parseMapping(
      `${csvMapping.replace("target.kind", 'target.owner: "{video.author}", target.kind')}lookups: { video: { file: videos.csv, key: vid, by: v } }\n`,
      "m.yaml",
    );
    const path = file("joined.csv", "id,t,u,v\n1,5,a,b\n2,5,a,c\n");
    const without = await openSource({ path }, { mapping: joined });
    expect(without.warnings.join()).toContain("`videos.csv`");
    expect(without.absentFields).toContain("target.owner");
    expect((await collect(without)).lines.join()).not.toContain("owner");
    file("videos.csv", "vid,author,x\nb,ann,1\n");
    const withIt = await openSource({ path }, { mapping: joined });
    expect([withIt.warnings, withIt.absentFields.includes("target.owner")]).toEqual([[], false]);
    const targets = (await collect(withIt)).lines.map(
      (line) => (JSON.parse(line) as { target: unknown }).target,
    );
    expect(targets).toEqual([
      { owner: "ann", kind: "link", id: "b" },
      { kind: "link", id: "c" },
    ]);
    file("videos.csv", "vid,writer\nb,ann\n");
    expect((await failure(read(path, { mapping: joined }))).detail).toMatch(/`author`/);
  });
});

describe("Parquet", () => {
  async function parquet(name: string, select: string): Promise<string> {
    const path = join(folder, name);
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    return path;
  }
  it("reads the mapped columns of every type, with row numbers and a share of the bytes", async () => {
    const path = await parquet(
      "rows.parquet",
      "SELECT i AS id, TIMESTAMPTZ '2026-01-01 00:00:00+00' + INTERVAL (i) SECOND AS t, 'u' || i AS u, i % 2 = 0 AS e, i / 4.0 AS r, [1] AS ignored FROM range(5000) s(i)",
    );
    const mapping = parseMapping(
      'mapping: 1\nfields: { id: "{id}", at: "{t}", actor.id: "{u}", target.kind: link, target.id: x, context.emulator: "{e}", behavior.play_ratio: "{r}" }\nevents:\n  - type: like\n',
      "m.yaml",
    );
    const source = await openSource({ path }, { mapping });
    const { lines, numbers, bytesRead } = await collect(source);
    expect([lines.length, numbers[0], numbers.at(-1), bytesRead]).toEqual([5000, 1, 5000, source.bytesTotal]);
    expect(JSON.parse(lines[3]!)).toMatchObject({
      id: "3",
      at: Date.parse("2026-01-01T00:00:03Z"),
      context: { emulator: false },
      behavior: { play_ratio: 0.75 },
    });
  });
  it("refuses another schema, a file that is none, a pipe, and an empty table", async () => {
    const mapping = parseMapping(csvMapping, "m.yaml");
    const other = await parquet("other.parquet", "SELECT 1 AS id, 2 AS tt");
    const error = await failure(openSource({ path: other }, { mapping }));
    expect([error.code, error.detail]).toEqual([
      "bad_schema",
      expect.stringMatching(/`t` \(did you mean `tt`\?\)/),
    ]);
    expect((await failure(openSource({ path: file("no.parquet", "PAR1 nonsense") }, { mapping }))).code).toBe(
      "unknown_format",
    );
    const pipe = pieces(Buffer.from("PAR1...."), 99);
    expect((await failure(openSource({ stream: pipe, name: "pipe" }))).detail).toMatch(/pipe/);
    const none = await parquet("none.parquet", "SELECT 'a' AS id, 1 AS t, 'u' AS u, 'v' AS v WHERE false");
    expect((await failure(read(none, { mapping }))).code).toBe("empty_input");
  });
});

describe("what is no input", () => {
  it.each([
    ["an empty file", "", "empty_input"],
    ["blank lines", "\n\n \n", "empty_input"],
    ["an empty array", "[]", "empty_input"],
    ["a header alone", "id,type,at,actor.id,target.kind,target.id\n", "empty_input"],
    ["an empty gzip", gzipSync(""), "empty_input"],
    ["UTF-16 without an event", Buffer.from("\ufeff \n", "utf16le"), "empty_input"],
    ["a zip archive", Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), "unknown_format"],
    ["prose", "once upon a time", "unknown_format"],
  ])("%s", async (name, content, code) => {
    const ending =
      name === "a header alone"
        ? "csv"
        : name === "blank lines" || name === "an empty gzip"
          ? "ndjson"
          : "dat";
    const path = file(`odd-${name.replaceAll(" ", "-")}.${ending}`, content);
    expect((await failure(read(path))).code).toBe(code);
  });
  it("a missing file and a folder", async () => {
    expect(await failure(openSource({ path: join(folder, "nowhere") }))).toMatchObject({
      code: "cannot_read",
      detail: expect.stringContaining("no such file"),
    });
    expect(await failure(openSource({ path: folder }))).toMatchObject({
      code: "cannot_read",
      detail: expect.stringContaining("folder"),
    });
  });
  it("a pipe that breaks", async () => {
    async function* broken() {
      yield Buffer.from('{"a":1}\n');
      throw new Error("reset");
    }
    expect(
      (await failure((async () => collect(await openSource({ stream: broken(), name: "pipe" })))())).code,
    ).toBe("cannot_read");
  });
});
