import { extname } from "node:path";
import { type Rejection, TouchstoneError } from "../nouns/codes.ts";
import { type ByteInput, type InputOrigin, openByteInput } from "./byte-input.ts";
import { type CsvReader, createCsvReader } from "./csv-records.ts";
import { type BreakOff, type Compression, compressionOf, decompress } from "./decompress.ts";
import { checkColumns, mappingByName } from "./input-columns.ts";
import { createValueSplitter } from "./json-values.ts";
import { NO_LOOKUPS, openLookupsLater } from "./lookup-tables.ts";
import { absentFields, createRowMapper, type Row, type RowMapper } from "./map-rows.ts";
import type { Mapping } from "./mapping.ts";
import { createLineSplitter, type LineRun } from "./ndjson-lines.ts";
import { openParquet } from "./parquet-rows.ts";
import { createRunCollector, mapJsonRun, unwrapRun } from "./rewrite-runs.ts";
import { SOURCE_FORMATS, type Source, type SourceChunk, type SourceFormat } from "./source.ts";

export interface SourceOptions {
  readonly mapping?: Mapping;
  /** Overrides what the mapping, the name and the first bytes say. */
  readonly format?: SourceFormat;
}

/**
 * A file or pipe of events → its events as canonical lines. The format comes from `options.format`, the mapping, the
 * name's ending (before `.gz` or `.zst`) or the first bytes; gzip and zstd are told by their first bytes. NDJSON, JSON
 * and CSV stream in constant memory; Parquet needs a path. CSV and Parquet need a mapping, unless their columns are
 * named by contract paths (`actor.id`). CloudEvents envelopes are unwrapped.
 * Throws `cannot_read`, `empty_input`, `unknown_format` or `bad_schema`.
 */
export async function openSource(input: InputOrigin, options: SourceOptions = {}): Promise<Source> {
  const bytes = await openByteInput(input);
  try {
    return await sourceOf(bytes, options);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

async function sourceOf(bytes: ByteInput, options: SourceOptions): Promise<Source> {
  const compression = compressionOf(bytes.head);
  let broke: BreakOff | null = null;
  let plain: AsyncGenerator<Buffer> = bytes.bytes();
  let head: Uint8Array = bytes.head;
  if (compression !== null) {
    plain = decompress(plain, compression, (breakOff) => {
      broke = breakOff;
    });
    const peeked = await peek(plain);
    head = peeked.head;
    plain = peeked.rest;
  }
  const format =
    options.format ?? options.mapping?.format ?? formatOf(bytes.name, head, compression, options.mapping);
  if (format === "parquet") {
    await bytes.close();
    if (compression !== null || bytes.path === null) {
      throw new TouchstoneError(
        "unknown_format",
        `\`${bytes.name}\`: Parquet is read from an uncompressed file, not from a pipe`,
      );
    }
    return parquetSource(bytes, bytes.path, options.mapping);
  }
  if (format === "csv") return csvSource(bytes, plain, () => broke, options.mapping);
  return jsonSource(bytes, plain, () => broke, format, options.mapping);
}

async function peek(pieces: AsyncGenerator<Buffer>): Promise<{ head: Buffer; rest: AsyncGenerator<Buffer> }> {
  const first = await pieces.next();
  const head = first.done ? Buffer.alloc(0) : first.value;
  return {
    head,
    rest: (async function* () {
      if (head.length > 0) yield head;
      yield* pieces;
    })(),
  };
}

function formatOf(
  name: string,
  head: Uint8Array,
  compression: Compression | null,
  mapping: Mapping | undefined,
): SourceFormat {
  if (head[0] === 0x50 && head[1] === 0x41 && head[2] === 0x52 && head[3] === 0x31) return "parquet";
  const bare = compression === null ? name : name.replace(/\.(gz|gzip|zst|zstd)$/i, "");
  const ending = extname(bare).toLowerCase();
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    throw new TouchstoneError("unknown_format", `\`${name}\` is UTF-16: save it as UTF-8`);
  }
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4) {
    throw new TouchstoneError(
      "unknown_format",
      `\`${name}\` is a zip archive (or a workbook): unpack it, or export CSV`,
    );
  }
  if (ending === ".parquet") return "parquet";
  if (ending === ".csv" || ending === ".tsv") return "csv";
  if (ending === ".ndjson" || ending === ".jsonl") return "ndjson";
  const text = Buffer.from(head)
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .trimStart();
  if (text.startsWith("[")) return "json";
  if (text.startsWith("{")) {
    // One event a line, or objects that run over several lines: is the first line whole?
    const line = text.slice(0, text.indexOf("\n") < 0 ? text.length : text.indexOf("\n"));
    const opens = line.replace(/"(?:[^"\\]|\\.)*"/g, "");
    const balance = opens.split("{").length - opens.split("}").length;
    // A first line that is cut off does not make the others one object: they begin like it.
    return balance === 0 || (ending !== ".json" && /\n\{"/.test(text)) ? "ndjson" : "json";
  }
  if (ending === ".json") return "json";
  if (mapping !== undefined) return "csv";
  // Nothing but blank lines so far, or a bad first line above good ones.
  if (text === "" || /\n\s*\{/.test(text)) return "ndjson";
  throw new TouchstoneError(
    "unknown_format",
    `\`${name}\` is neither JSON nor Parquet by its first bytes: name the format (${SOURCE_FORMATS.join(", ")})`,
  );
}

/** Wraps runs of lines into chunks, adds what the end has to say, and refuses an input without any record. */
async function* finishChunks(
  input: ByteInput,
  runs: AsyncIterable<LineRun>,
  broke: () => BreakOff | null,
  lineCount: () => number,
): AsyncGenerator<SourceChunk> {
  let records = 0;
  try {
    for await (const run of runs) {
      records += run.lines.length + run.rejections.length;
      yield { ...run, bytesRead: input.bytesRead() };
    }
  } finally {
    await input.close();
  }
  const breakOff = broke();
  if (breakOff !== null) {
    const total = input.bytesTotal === null ? "" : ` of ${input.bytesTotal}`;
    const rejection: Rejection = {
      code: breakOff.code,
      line: lineCount(),
      field: "",
      value: "",
      hint: `${breakOff.compressedBytes}${total} compressed bytes were read, ${breakOff.plainBytes} plain bytes came out; what stands before the break was delivered: fetch the file again`,
    };
    yield {
      bytes: new Uint8Array(0),
      lines: new Int32Array(0),
      rejections: [rejection],
      bytesRead: input.bytesRead(),
    };
    return;
  }
  if (records === 0) throw new TouchstoneError("empty_input", `\`${input.name}\` has no events in it`);
}

function jsonSource(
  input: ByteInput,
  plain: AsyncGenerator<Buffer>,
  broke: () => BreakOff | null,
  format: "ndjson" | "json",
  mapping: Mapping | undefined,
): Source {
  const splitter = format === "ndjson" ? createLineSplitter() : createValueSplitter();
  const { tables, missing, warnings } =
    mapping === undefined ? NO_LOOKUPS : openLookupsLater(mapping, input.path);
  let mapper: RowMapper | null = null;
  async function* runs(): AsyncGenerator<LineRun> {
    const loaded = mapping === undefined ? null : createRowMapper(mapping, await tables());
    mapper = loaded;
    const finish = (run: LineRun) => (loaded === null ? unwrapRun(run) : mapJsonRun(run, loaded));
    for await (const piece of plain) {
      const run = splitter.push(piece);
      if (run !== null) yield finish(run);
    }
    if (broke() !== null) return; // the last line is cut off
    const last = splitter.end();
    if (last !== null) yield finish(last);
  }
  return {
    name: input.name,
    bytesTotal: input.bytesTotal,
    absentFields: mapping === undefined ? [] : absentFields(mapping, missing),
    warnings,
    findings: () => mapper?.findings() ?? [],
    chunks: () => finishChunks(input, runs(), broke, splitter.lineCount),
  };
}

async function csvSource(
  input: ByteInput,
  plain: AsyncGenerator<Buffer>,
  broke: () => BreakOff | null,
  given: Mapping | undefined,
): Promise<Source> {
  const delimiter = given?.delimiter ?? (/\.tsv(\.\w+)?$/i.test(input.name) ? "\t" : ",");
  const reader = createCsvReader({ delimiter, header: given?.header ?? null });
  // The header must be known before the source can say which fields it lacks.
  const early: Awaited<ReturnType<CsvReader["push"]>>[] = [];
  while (reader.header() === null) {
    const next = await plain.next();
    early.push(next.done ? await reader.end() : await reader.push(next.value));
    if (next.done) break;
  }
  const header = reader.header();
  if (header === null) throw new TouchstoneError("empty_input", `\`${input.name}\` has no header line`);
  const mapping = given ?? mappingByName(header, input.name);
  checkColumns(mapping, header, input.name);
  const { tables, missing, warnings } = openLookupsLater(mapping, input.path);
  const places = new Map(header.map((name, place) => [name, place]));
  let mapper: RowMapper | null = null;
  async function* runs(): AsyncGenerator<LineRun> {
    const mapRow = createRowMapper(mapping, await tables());
    mapper = mapRow;
    const finish = (run: Awaited<ReturnType<CsvReader["push"]>>): LineRun => {
      const collected = createRunCollector();
      collected.rejections.push(...run.rejections);
      for (const record of run.records) {
        const row: Row = (column) => record.fields[places.get(column) ?? -1] ?? null;
        collected.map(mapRow, row, record.line);
      }
      return collected.take();
    };
    for (const run of early.splice(0)) yield finish(run);
    for await (const piece of plain) yield finish(await reader.push(piece));
    if (broke() === null) yield finish(await reader.end());
  }
  return {
    name: input.name,
    bytesTotal: input.bytesTotal,
    absentFields: absentFields(mapping, missing),
    warnings,
    findings: () => mapper?.findings() ?? [],
    chunks: () => finishChunks(input, runs(), broke, reader.lineCount),
  };
}

async function parquetSource(input: ByteInput, path: string, given: Mapping | undefined): Promise<Source> {
  const parquet = await openParquet(path);
  try {
    const mapping = given ?? mappingByName(parquet.columns, input.name);
    checkColumns(mapping, parquet.columns, input.name);
    const { tables, missing, warnings } = openLookupsLater(mapping, path);
    const columns = mapping.columns;
    const places = new Map(columns.map((name, place) => [name, place]));
    let mapper: RowMapper | null = null;
    return {
      name: input.name,
      bytesTotal: input.bytesTotal,
      absentFields: absentFields(mapping, missing),
      warnings,
      findings: () => mapper?.findings() ?? [],
      async *chunks() {
        try {
          if (parquet.rowCount === 0) throw new TouchstoneError("empty_input", `\`${path}\` has no rows`);
          const mapRow = createRowMapper(mapping, await tables());
          mapper = mapRow;
          let rows = 0;
          for await (const run of parquet.read(columns)) {
            const collected = createRunCollector();
            for (const values of run) {
              rows++;
              collected.map(mapRow, (column) => values[places.get(column) ?? -1] ?? null, rows);
            }
            const bytesRead = Math.round(((input.bytesTotal ?? 0) * rows) / parquet.rowCount);
            yield { ...collected.take(), bytesRead };
          }
        } finally {
          parquet.close();
        }
      },
    };
  } catch (error) {
    parquet.close();
    throw error;
  }
}
