import { existsSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { type Rejection, TouchstoneError } from "../nouns/codes.ts";
import { type ByteInput, type InputOrigin, openByteInput } from "./byte-input.ts";
import { CLOUD_EVENT_MARK, unwrapCloudEvent } from "./cloud-events.ts";
import { ENGAGEMENT_FIELD_TYPES, PAYMENT_FIELD_TYPES, REQUIRED_FIELDS } from "./contract-fields.ts";
import { type CsvReader, createCsvReader } from "./csv-records.ts";
import { type BreakOff, type Compression, compressionOf, decompress } from "./decompress.ts";
import { cut80 } from "./json-tree.ts";
import { createValueSplitter } from "./json-values.ts";
import { absentFields, createRowMapper, type LookupTable, type Row } from "./map-rows.ts";
import { type Mapping, parseMapping } from "./mapping.ts";
import { createLineSplitter, type LineRun } from "./ndjson-lines.ts";
import { nearMiss } from "./near-miss.ts";
import { openParquet } from "./parquet-rows.ts";
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
    return balance === 0 || ending !== ".json" ? (balance === 0 ? "ndjson" : "json") : "json";
  }
  if (ending === ".json") return "json";
  if (mapping !== undefined) return "csv";
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
  for await (const run of runs) {
    records += run.lines.length + run.rejections.length;
    yield { ...run, bytesRead: input.bytesRead() };
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
  async function* runs(): AsyncGenerator<LineRun> {
    const loaded = mapping === undefined ? null : createRowMapper(mapping, await tables());
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
    chunks: () => finishChunks(input, runs(), broke, splitter.lineCount),
  };
}

/** Lines with a CloudEvents envelope → their events; others stay as they are. Costs one search of the run when there is none. */
function unwrapRun(run: LineRun): LineRun {
  const buffer = Buffer.from(run.bytes.buffer, run.bytes.byteOffset, run.bytes.byteLength);
  const mark = `"${CLOUD_EVENT_MARK}"`;
  if (!buffer.includes(mark)) return run;
  return rewriteRun(run, (line, number, out) => {
    if (!line.includes(mark)) return out.push(line);
    let object: unknown;
    try {
      object = JSON.parse(line);
    } catch {
      return out.push(line); // the decoder says what is wrong with it
    }
    if (typeof object !== "object" || object === null || Array.isArray(object)) return out.push(line);
    const unwrapped = unwrapCloudEvent(object as Record<string, unknown>);
    if (unwrapped === null) return out.push(line);
    if ("event" in unwrapped) return out.push(JSON.stringify(unwrapped.event));
    return out.reject({ ...unwrapped.rejection, line: number });
  });
}

/** A JSON object's leaves as columns named by their path. */
function mapJsonRun(run: LineRun, mapRow: (row: Row) => string[]): LineRun {
  return rewriteRun(run, (line, number, out) => {
    let object: unknown;
    try {
      object = JSON.parse(line);
    } catch (error) {
      const hint = (error as Error).message.toLowerCase();
      return out.reject({ code: "not_json", line: number, field: "", value: cut80(line), hint });
    }
    for (const mapped of mapRow((column) => leaf(object, column))) out.push(mapped);
  });
}

function leaf(object: unknown, path: string): string | null {
  let value = object;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null) return null;
    value = (value as Record<string, unknown>)[name];
  }
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

interface Rewriter {
  push(line: string): void;
  reject(rejection: Rejection): void;
}

function rewriteRun(run: LineRun, rewrite: (line: string, number: number, out: Rewriter) => void): LineRun {
  const text = Buffer.from(run.bytes.buffer, run.bytes.byteOffset, run.bytes.byteLength).toString("utf8");
  const collected = createRunCollector();
  for (const rejection of run.rejections) collected.rejections.push(rejection);
  const lines = text.split("\n");
  for (let i = 0; i < run.lines.length; i++) {
    const number = run.lines[i]!;
    rewrite(lines[i]!, number, {
      push: (line) => collected.push(line, number),
      reject: (rejection) => collected.rejections.push(rejection),
    });
  }
  return collected.take();
}

function createRunCollector() {
  const lines: string[] = [];
  const numbers: number[] = [];
  const rejections: Rejection[] = [];
  return {
    rejections,
    push(line: string, number: number): void {
      lines.push(line);
      numbers.push(number);
    },
    take(): LineRun {
      const bytes = lines.length === 0 ? Buffer.alloc(0) : Buffer.from(`${lines.join("\n")}\n`);
      return { bytes, lines: Int32Array.from(numbers), rejections };
    },
  };
}

/** A mapping for files whose columns are named by contract paths. Throws `bad_schema` when the required ones are not there. */
function mappingByName(columns: readonly string[], name: string): Mapping {
  const listed = [...Object.keys(ENGAGEMENT_FIELD_TYPES), ...Object.keys(PAYMENT_FIELD_TYPES), "retraction"];
  const lost = REQUIRED_FIELDS.filter((path) => !columns.includes(path));
  if (lost.length > 0) {
    throw new TouchstoneError(
      "bad_schema",
      `\`${name}\` has no column ${lost.map((path) => `\`${path}\``).join(", ")}; it has ${listColumns(columns)}: give a mapping (--map)`,
    );
  }
  const fields = columns
    .filter((column) => listed.includes(column))
    .map((column) => `      ${column}: "{${column}}"`);
  return parseMapping(`mapping: 1\nevents:\n  -\n${fields.join("\n")}\n`, name);
}

function listColumns(columns: readonly string[]): string {
  const shown = columns.slice(0, 40).map((column) => `\`${column}\``);
  return columns.length > 40 ? `${shown.join(", ")} and ${columns.length - 40} more` : shown.join(", ");
}

function checkColumns(mapping: Mapping, columns: readonly string[], name: string): void {
  const lost = mapping.columns.filter((column) => !columns.includes(column));
  if (lost.length === 0) return;
  const told = lost.map((column) => {
    const near = nearMiss(column, columns);
    return near === null ? `\`${column}\`` : `\`${column}\` (did you mean \`${near}\`?)`;
  });
  throw new TouchstoneError(
    "bad_schema",
    `\`${name}\` lacks columns that ${mapping.fileName} reads: ${told.join(", ")}; it has ${listColumns(columns)}`,
  );
}

interface Lookups {
  readonly tables: () => Promise<Map<string, LookupTable>>;
  readonly missing: readonly string[];
  readonly warnings: readonly string[];
}
const NO_LOOKUPS: Lookups = { tables: async () => new Map(), missing: [], warnings: [] };

/** Lookup files beside the input (or beside the working folder, for a pipe). One that is not there is warned of. */
function openLookupsLater(mapping: Mapping, inputPath: string | null): Lookups {
  const folder = inputPath === null ? "." : dirname(resolve(inputPath));
  const missing: string[] = [];
  const warnings: string[] = [];
  for (const lookup of mapping.lookups) {
    if (existsSync(join(folder, lookup.file))) continue;
    missing.push(lookup.name);
    warnings.push(
      `\`${lookup.file}\` is not beside the input: what the mapping takes from it is not measurable`,
    );
  }
  return {
    missing,
    warnings,
    async tables() {
      const tables = new Map<string, LookupTable>();
      for (const lookup of mapping.lookups) {
        const wanted = columnsOf(mapping, lookup.name);
        tables.set(
          lookup.name,
          missing.includes(lookup.name)
            ? null
            : await readLookup(join(folder, lookup.file), lookup.key, wanted, mapping.fileName),
        );
      }
      return tables;
    },
  };
}

function columnsOf(mapping: Mapping, lookup: string): string[] {
  const names = new Set<string>();
  const templates = mapping.lookups.map((rule) => rule.by.columns);
  for (const event of mapping.events) {
    for (const field of event.fields)
      templates.push(field.from?.columns ?? [], field.minusDays?.columns ?? [], field.over?.columns ?? []);
    templates.push(event.when.map((condition) => condition.column));
  }
  for (const name of templates.flat()) {
    if (name.startsWith(`${lookup}.`)) names.add(name.slice(lookup.length + 1));
  }
  return [...names];
}

async function readLookup(
  path: string,
  key: string,
  wanted: readonly string[],
  mappingName: string,
): Promise<LookupTable> {
  const input = await openByteInput({ path });
  const compression = compressionOf(input.head);
  const plain = compression === null ? input.bytes() : decompress(input.bytes(), compression, () => {});
  const reader = createCsvReader({ delimiter: ",", header: null });
  const table = new Map<string, Row>();
  let places: Map<string, number> | null = null;
  const enter = (records: Awaited<ReturnType<CsvReader["push"]>>["records"]): void => {
    const header = reader.header();
    if (header === null) return;
    if (places === null) {
      const lost = [key, ...wanted].filter((name) => !header.includes(name));
      if (lost.length > 0) {
        throw new TouchstoneError(
          "bad_schema",
          `\`${path}\` lacks columns that ${mappingName} reads: ${lost.map((name) => `\`${name}\``).join(", ")}; it has ${listColumns(header)}`,
        );
      }
      places = new Map(wanted.map((name, place) => [name, place]));
    }
    const at = wanted.map((name) => header.indexOf(name));
    const keyAt = header.indexOf(key);
    const found = places;
    for (const record of records) {
      const values = at.map((place) => record.fields[place]!);
      table.set(record.fields[keyAt]!, (column) => values[found.get(column) ?? -1] ?? null);
    }
  };
  for await (const piece of plain) enter((await reader.push(piece)).records);
  enter((await reader.end()).records);
  return table;
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
  async function* runs(): AsyncGenerator<LineRun> {
    const mapRow = createRowMapper(mapping, await tables());
    const finish = (run: Awaited<ReturnType<CsvReader["push"]>>): LineRun => {
      const collected = createRunCollector();
      collected.rejections.push(...run.rejections);
      for (const record of run.records) {
        const row: Row = (column) => record.fields[places.get(column) ?? -1] ?? null;
        for (const line of mapRow(row)) collected.push(line, record.line);
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
    return {
      name: input.name,
      bytesTotal: input.bytesTotal,
      absentFields: absentFields(mapping, missing),
      warnings,
      async *chunks() {
        try {
          if (parquet.rowCount === 0) throw new TouchstoneError("empty_input", `\`${path}\` has no rows`);
          const mapRow = createRowMapper(mapping, await tables());
          let rows = 0;
          for await (const run of parquet.read(columns)) {
            const collected = createRunCollector();
            for (const values of run) {
              rows++;
              for (const line of mapRow((column) => values[places.get(column) ?? -1] ?? null)) {
                collected.push(line, rows);
              }
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
