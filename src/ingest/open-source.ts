import { type Rejection, TouchstoneError } from "../nouns/codes.ts";
import type { InputOrigin } from "./byte-input.ts";
import { createPlainCsvReader } from "./csv-records.ts";
import type { CsvFields, CsvRun } from "./csv-run.ts";
import { createRowsFilter } from "./files/json-rows.ts";
import { type FileWish, NOTHING_KNOWN, type OpenedFile, openDescribed } from "./files/opened-file.ts";
import { openWorkbook } from "./files/workbook/open-workbook.ts";
import { findTables } from "./files/workbook/sheet-table.ts";
import { xmlRows } from "./files/xml-rows.ts";
import { checkColumns, columnsByName, mappingByName, refuseEnvelope } from "./input-columns.ts";
import { createValueSplitter } from "./json-values.ts";
import { NO_LOOKUPS, openLookupsLater } from "./lookup-tables.ts";
import { absentFields, createRowMapper, type Row, type RowMapper } from "./map-rows.ts";
import type { Mapping } from "./mapping.ts";
import { createLineSplitter, type LineRun } from "./ndjson-lines.ts";
import { openParquet } from "./parquet-rows.ts";
import { PlainRecord } from "./plain-record.ts";
import { jsonTable, unwrapRun } from "./rewrite-runs.ts";
import type { Source, SourceChunk, SourceFormat } from "./source.ts";
import { tableChunk } from "./table-chunk.ts";

export interface SourceOptions {
  readonly mapping?: Mapping;
  /** Overrides what the mapping, the name and the first bytes say. */
  readonly format?: SourceFormat;
  /** Canonical name of its encoding; overrides what the mapping and the bytes say, but not a byte order mark. */
  readonly encoding?: string;
}

/**
 * A file or pipe of events → its events as canonical lines. The format comes from `options.format`, the mapping, the
 * first bytes or the name's ending (before `.gz` or `.zst`); gzip, zstd and the encoding of a text are told by its bytes.
 * NDJSON, JSON and CSV stream in constant memory; Parquet needs a path. CSV and Parquet need a mapping, unless their
 * columns are named by contract paths (`actor.id`). CloudEvents envelopes are unwrapped; folders named `name=value` are columns.
 * Throws `cannot_read`, `empty_input`, `unknown_format` or `bad_schema`.
 */
export async function openSource(input: InputOrigin, options: SourceOptions = {}): Promise<Source> {
  const file = await openDescribed(input, wishOf(options));
  try {
    const { format } = file.description;
    if (format === "xlsx") return await workbookSource(file, options.mapping);
    if (format === "parquet") return await parquetSource(file, options.mapping);
    if (format === "csv") return await csvSource(file, options.mapping);
    if (format === "xml") return xmlSource(file, options.mapping);
    return jsonSource(file, options.mapping);
  } catch (error) {
    await file.close();
    throw error;
  }
}

function wishOf({ mapping, format, encoding }: SourceOptions): FileWish {
  return {
    ...NOTHING_KNOWN,
    ...(mapping === undefined
      ? { wanted: columnsByName() }
      : {
          mapped: true,
          delimiter: mapping.delimiter,
          header: mapping.header,
          headerLine: mapping.headerLine,
          wanted: mapping.columns,
        }),
    format: format ?? mapping?.format ?? null,
    encoding: encoding ?? mapping?.encoding ?? null,
  };
}

/** Chunks of a file, and what the end has to say; refuses an input of which no event and no refusal came. */
async function* finishChunks(
  { input, broke, close }: OpenedFile,
  runs: AsyncIterable<SourceChunk>,
  lineCount: () => number,
): AsyncGenerator<SourceChunk> {
  let records = 0;
  try {
    for await (const chunk of runs) {
      yield chunk;
      records += madeOf(chunk);
    }
  } finally {
    await close();
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
      kind: "lines",
      bytes: new Uint8Array(0),
      lines: new Int32Array(0),
      rejections: [rejection],
      bytesRead: input.bytesRead(),
    };
    return;
  }
  if (records === 0) throw new TouchstoneError("empty_input", `\`${input.name}\` has no events in it`);
}

/** Events and refusals of a chunk that was read. */
function madeOf(chunk: SourceChunk): number {
  return chunk.rejections.length + (chunk.kind === "lines" ? chunk.lines.length : chunk.made());
}

/** XML is read whole and goes on as JSON lines, with the mapping's rows taken apart already. */
function xmlSource(file: OpenedFile, mapping: Mapping | undefined): Source {
  if (mapping === undefined) {
    throw new TouchstoneError(
      "bad_schema",
      `\`${file.input.name}\` is XML: a mapping must say what its elements are (examples/mappings/payments)`,
    );
  }
  const lines: OpenedFile = {
    ...file,
    description: { ...file.description, format: "ndjson" },
    text: xmlRows(file.text, file.input.name, mapping.rows),
  };
  return jsonSource(lines, { ...mapping, rows: null });
}

function jsonSource(file: OpenedFile, mapping: Mapping | undefined): Source {
  const { input, description, broke } = file;
  const path = mapping?.rows ?? null;
  if (path === null) refuseEnvelope(description, mapping);
  const filter = path === null ? null : createRowsFilter(path);
  const splitter =
    description.format === "ndjson" && filter === null ? createLineSplitter() : createValueSplitter();
  const { tables, missing, warnings } =
    mapping === undefined ? NO_LOOKUPS : openLookupsLater(mapping, input.path);
  let mapper: RowMapper | null = null;
  async function* runs(): AsyncGenerator<SourceChunk> {
    const loaded = mapping === undefined ? null : createRowMapper(mapping, await tables());
    mapper = loaded;
    const finish = (run: LineRun): SourceChunk => {
      const bytesRead = input.bytesRead();
      return loaded === null
        ? { kind: "lines", ...unwrapRun(run), bytesRead }
        : jsonTable(run, loaded, description.partitions, bytesRead);
    };
    for await (const piece of file.text) {
      for (const part of filter === null ? lineParts(piece) : [filter.mask(piece)]) {
        const run = splitter.push(part);
        if (run !== null) yield finish(run);
      }
    }
    if (broke() !== null) return; // the last line is cut off
    const last = splitter.end();
    if (last !== null) yield finish(last);
    if (filter !== null && !filter.found()) {
      const lists = description.lists.map((list) => `\`${list.path}\``).join(", ");
      throw new TouchstoneError(
        "bad_schema",
        `\`${input.name}\` has no list at \`${path!.join(".")}\`, where the mapping looks for rows; ${lists === "" ? "no list of objects was seen in it" : `lists stand at ${lists}`}`,
      );
    }
  }
  return {
    name: input.name,
    bytesTotal: input.bytesTotal,
    absentFields: mapping === undefined ? [] : absentFields(mapping, missing),
    warnings,
    findings: () => mapper?.findings() ?? [],
    chunks: () => finishChunks(file, runs(), splitter.lineCount),
  };
}

async function csvSource(file: OpenedFile, given: Mapping | undefined): Promise<Source> {
  const { input, description, broke, text } = file;
  const dialect = description.csv!;
  const reader = createPlainCsvReader({
    delimiter: dialect.delimiter,
    header: given?.header ?? null,
    headerLine: dialect.headerLine,
    quotes: given?.quotes ?? dialect.quotes,
  });
  // The header must be known before the source can say which fields it lacks.
  const early: CsvRun<CsvFields>[] = [];
  let ended = false;
  while (reader.header() === null && !ended) {
    const next = await text.next();
    ended = next.done === true;
    early.push(next.done ? reader.end() : reader.push(next.value));
  }
  const columns = reader.columns();
  const cut = broke();
  if (ended && cut !== null) {
    const where = `\`${input.name}\` breaks off after ${cut.plainBytes} plain bytes: fetch the file again`;
    throw new TouchstoneError(cut.code, where);
  }
  if (columns === null) throw new TouchstoneError("empty_input", `\`${input.name}\` has no header line`);
  const header = columns.names;
  const mapping = given ?? mappingByName([...header, ...description.partitions.keys()], description);
  checkColumns(mapping, columns, description);
  const { tables, missing, warnings } = openLookupsLater(mapping, input.path);
  const row = rowReader(header, description.partitions);
  let mapper: RowMapper | null = null;
  async function* runs(): AsyncGenerator<SourceChunk> {
    const mapRow = createRowMapper(mapping, await tables(), placesOf(header));
    mapper = mapRow;
    const finish = ({ records, rejections }: CsvRun<CsvFields>): SourceChunk =>
      tableChunk(records, row, mapRow, { rejections, bytesRead: input.bytesRead() });
    for (const run of early.splice(0)) yield finish(run);
    for await (const piece of text) yield finish(reader.push(piece));
    if (broke() === null) yield finish(reader.end());
  }
  return {
    name: input.name,
    bytesTotal: input.bytesTotal,
    absentFields: absentFields(mapping, missing),
    warnings,
    findings: () => mapper?.findings() ?? [],
    chunks: () => finishChunks(file, runs(), reader.lineCount),
  };
}

/** A piece as the rest of a line and what follows, so that no more than that line is copied to join what came before it. */
function lineParts(piece: Buffer): readonly Buffer[] {
  const next = piece.indexOf(10) + 1;
  return next === 0 || next === piece.length ? [piece] : [piece.subarray(0, next), piece.subarray(next)];
}

/** Names of columns → the place of one, −1 where there is none. */
function placesOf(columns: readonly string[]): (column: string) => number {
  const places = new Map(columns.map((name, place) => [name, place]));
  return (column) => places.get(column) ?? places.get(column.trim()) ?? -1;
}

/** Values in the order of `columns` → the row they are, with what the folders of the path say of it; good until the next call. */
function rowReader(
  columns: readonly string[],
  partitions: ReadonlyMap<string, string | null>,
): (values: readonly (string | null)[] | PlainRecord) => Row {
  const placeOf = placesOf(columns);
  let current: readonly (string | null)[] | PlainRecord = [];
  const row: Row = (column) => {
    const place = placeOf(column);
    if (place < 0) return partitions.get(column) ?? null;
    return current instanceof PlainRecord ? current.text(place) : (current[place] ?? null);
  };
  return (values) => {
    current = values;
    return row;
  };
}

async function parquetSource(file: OpenedFile, given: Mapping | undefined): Promise<Source> {
  const { input, description } = file;
  await file.close();
  const { path } = input;
  if (description.compression !== null || path === null) {
    throw new TouchstoneError(
      "unknown_format",
      `\`${input.name}\`: Parquet is read from an uncompressed file, not from a pipe`,
    );
  }
  const parquet = await openParquet(path);
  try {
    const { partitions } = description;
    const mapping = given ?? mappingByName([...parquet.columns, ...partitions.keys()], description);
    checkColumns(mapping, { names: parquet.columns, repeated: new Map(), namedCount: 0 }, description);
    const { tables, missing, warnings } = openLookupsLater(mapping, path);
    const columns = mapping.columns.filter((name) => parquet.columns.includes(name));
    const row = rowReader(columns, partitions);
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
            const records = run.map((fields, place) => ({ fields, line: rows + place + 1 }));
            rows += run.length;
            const bytesRead = Math.round(((input.bytesTotal ?? 0) * rows) / parquet.rowCount);
            yield tableChunk(records, row, mapRow, { rejections: [], bytesRead });
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

async function workbookSource(file: OpenedFile, given: Mapping | undefined): Promise<Source> {
  const { input, description } = file;
  await file.close();
  const { path } = input;
  if (description.compression !== null || path === null) {
    throw new TouchstoneError(
      "unknown_format",
      `\`${input.name}\`: a workbook is read from an uncompressed file, not from a pipe`,
    );
  }
  const workbook = await openWorkbook(path);
  try {
    const { partitions } = description;
    const elsewhere = [...partitions.keys()];
    const { sheet = null, header = null, headerLine = null, columns: wanted = columnsByName() } = given ?? {};
    const found = await findTables(workbook, { sheet, header, headerLine, wanted, elsewhere }, path);
    const { columns } = found.tables[0]!;
    const mapping = given ?? mappingByName([...columns.names, ...elsewhere], description);
    checkColumns(mapping, columns, description);
    const { tables, missing, warnings } = openLookupsLater(mapping, path);
    let mapper: RowMapper | null = null;
    return {
      name: input.name,
      bytesTotal: input.bytesTotal,
      absentFields: absentFields(mapping, missing),
      warnings: [...found.warnings, ...warnings],
      findings: () => mapper?.findings() ?? [],
      async *chunks() {
        let records = 0;
        try {
          const mapRow = createRowMapper(mapping, await tables());
          mapper = mapRow;
          for (const table of found.tables) {
            checkColumns(mapping, table.columns, description);
            const row = rowReader(table.columns.names, partitions);
            for await (const run of table.runs()) {
              const chunk = tableChunk(run.records, row, mapRow, {
                rejections: run.rejections,
                bytesRead: 0,
              });
              yield chunk;
              records += madeOf(chunk);
            }
          }
        } finally {
          workbook.close();
        }
        if (records === 0) throw new TouchstoneError("empty_input", `\`${path}\` has no events in it`);
      },
    };
  } catch (error) {
    workbook.close();
    throw error;
  }
}
