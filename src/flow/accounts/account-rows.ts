import { createCsvReader } from "../../ingest/csv-records.ts";
import type { CsvRun } from "../../ingest/csv-run.ts";
import { onlyMember } from "../../ingest/files/archive.ts";
import type { CsvDialect } from "../../ingest/files/csv-dialect.ts";
import { createRowsFilter } from "../../ingest/files/json-rows.ts";
import { type FileDescription, NOTHING_KNOWN, openDescribed } from "../../ingest/files/opened-file.ts";
import { openWorkbook } from "../../ingest/files/workbook/open-workbook.ts";
import { findTables } from "../../ingest/files/workbook/sheet-table.ts";
import { readSample } from "../../ingest/guess/read-sample.ts";
import { createValueSplitter } from "../../ingest/json-values.ts";
import { createLineSplitter } from "../../ingest/ndjson-lines.ts";
import { openParquet } from "../../ingest/parquet-rows.ts";
import { parseLossless } from "../../ingest/parse-lossless.ts";
import { COLUMNS_MAX } from "../../learn/account-limits.ts";
import { type Rejection, TouchstoneError } from "../../nouns/codes.ts";

/** Rows of a table about accounts. */
export interface TableRun {
  /** Grows from run to run where rows bring new fields (NDJSON). */
  readonly columns: readonly string[];
  readonly rows: readonly { readonly texts: readonly (string | null | undefined)[]; readonly line: number }[];
  readonly rejections: readonly Rejection[];
  readonly bytesRead: number;
}

/**
 * A CSV, TSV, NDJSON, Parquet or .xlsx file of any columns → its rows as text, in order, streamed (CSV and NDJSON plain, gzip or
 * zstd). Of a workbook: the visible sheet with most rows, and all that have the same columns.
 * Bad records are rejections. Throws `cannot_read`, `empty_input`, `unknown_format`, `bad_schema`, `truncated` or `bad_compression`.
 */
export async function* readTableRows(given: string): AsyncGenerator<TableRun> {
  const path = await onlyMember(given);
  const file = await openDescribed({ path }, { ...NOTHING_KNOWN, mapped: true });
  const { input, description } = file;
  let rows = 0;
  if (description.format === "parquet" || description.format === "xlsx") {
    await file.close();
    const read = description.format === "parquet" ? parquetRuns : workbookRuns;
    for await (const run of read(path, input.bytesTotal ?? 0)) {
      rows += run.rows.length;
      yield run;
    }
  } else {
    const { csv, foreign } = description;
    if (foreign !== null) {
      await file.close();
      throw new TouchstoneError("unknown_format", `\`${path}\`: ${foreign}`);
    }
    const runs = csv === null ? jsonRuns(file.text, path, description) : csvRuns(file.text, csv, path);
    try {
      for await (const run of runs) {
        rows += run.rows.length + run.rejections.length;
        yield { ...run, bytesRead: input.bytesRead() };
      }
    } finally {
      await file.close();
    }
    const breakOff = file.broke();
    if (breakOff !== null) {
      throw new TouchstoneError(
        breakOff.code,
        `\`${path}\` after ${breakOff.plainBytes} plain bytes: fetch the file again`,
      );
    }
  }
  if (rows === 0) throw new TouchstoneError("empty_input", `\`${path}\` has no rows`);
}

function checkColumns(columns: readonly string[], path: string): void {
  if (columns.length > COLUMNS_MAX) {
    throw new TouchstoneError(
      "bad_schema",
      `\`${path}\` has ${columns.length} columns; ${COLUMNS_MAX} are the limit`,
    );
  }
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new TouchstoneError("bad_schema", `\`${path}\` has the column \`${twice}\` twice: rename one`);
  }
}

async function* csvRuns(
  plain: AsyncIterable<Buffer>,
  { delimiter, headerLine, quotes }: CsvDialect,
  path: string,
): AsyncGenerator<Omit<TableRun, "bytesRead">> {
  const reader = createCsvReader({ delimiter, header: null, headerLine, quotes });
  let columns: readonly string[] | null = null;
  const finish = (run: CsvRun) => {
    const header = reader.columns();
    if (columns === null && header !== null) {
      const twice = [...header.repeated.keys()];
      checkColumns([...header.names, ...twice, ...twice], path);
      columns = header.names;
    }
    return {
      columns: columns ?? [],
      rows: Array.from(run.records, ({ fields, line }) => ({ texts: fields, line })),
      rejections: run.rejections,
    };
  };
  for await (const piece of plain) yield finish(reader.push(piece));
  yield finish(reader.end());
}

/** JSON lines, or the objects of a list, wherever in an answer it stands. */
async function* jsonRuns(
  plain: AsyncIterable<Buffer>,
  path: string,
  { format, lists }: FileDescription,
): AsyncGenerator<Omit<TableRun, "bytesRead">> {
  const rowsAt = lists.length === 0 ? null : (await readSample(path)).rowsAt;
  const filter = rowsAt === null ? null : createRowsFilter(rowsAt.split("."));
  const splitter = format === "ndjson" && filter === null ? createLineSplitter() : createValueSplitter();
  const columns: string[] = [];
  const places = new Map<string, number>();
  const decoder = new TextDecoder();
  const finish = (run: NonNullable<ReturnType<typeof splitter.push>>) => {
    const rejections = [...run.rejections];
    const rows: { texts: (string | null | undefined)[]; line: number }[] = [];
    const lines = decoder.decode(run.bytes).split("\n");
    for (let i = 0; i < run.lines.length; i++) {
      const line = run.lines[i]!;
      const reject = (code: "not_json" | "not_an_object", hint: string): void => {
        rejections.push({ code, line, field: "", value: lines[i]!.slice(0, 80), hint });
      };
      let value: unknown;
      try {
        value = parseLossless(lines[i]!);
      } catch {
        reject("not_json", "one JSON object a line");
        continue;
      }
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        reject("not_an_object", "one JSON object a line");
        continue;
      }
      const texts: (string | null | undefined)[] = [];
      for (const [name, field] of Object.entries(value)) {
        let place = places.get(name);
        if (place === undefined) {
          if (columns.length >= COLUMNS_MAX) continue;
          place = columns.push(name) - 1;
          places.set(name, place);
        }
        texts[place] = field === null || typeof field === "object" ? null : String(field);
      }
      rows.push({ texts, line });
    }
    return { columns, rows, rejections };
  };
  for await (const piece of plain) {
    const run = splitter.push(filter === null ? piece : filter.mask(piece));
    if (run !== null) yield finish(run);
  }
  const last = splitter.end();
  if (last !== null) yield finish(last);
}

async function* parquetRuns(path: string, bytesTotal: number): AsyncGenerator<TableRun> {
  const parquet = await openParquet(path);
  try {
    checkColumns(parquet.columns, path);
    let line = 0;
    for await (const run of parquet.read(parquet.columns)) {
      const rows = run.map((texts) => ({ texts, line: ++line }));
      const bytesRead = Math.round((bytesTotal * line) / Math.max(1, parquet.rowCount));
      yield { columns: parquet.columns, rows, rejections: [], bytesRead };
    }
  } finally {
    parquet.close();
  }
}

async function* workbookRuns(path: string, bytesTotal: number): AsyncGenerator<TableRun> {
  const workbook = await openWorkbook(path);
  try {
    const anything = { sheet: null, header: null, headerLine: null, wanted: [], elsewhere: [] };
    const [first] = (await findTables(workbook, anything, path)).tables;
    const columns = first!.columns.names;
    checkColumns([...columns, ...first!.columns.repeated.keys(), ...first!.columns.repeated.keys()], path);
    const { tables } = await findTables(workbook, { ...anything, wanted: columns }, path);
    for (const table of tables) {
      // Another sheet may have them in another order.
      const places = columns.map((name) => table.columns.names.indexOf(name));
      for await (const { records, rejections } of table.runs()) {
        const rows = records.map(({ fields, line }) => ({
          texts: places.map((place) => fields[place] ?? null),
          line,
        }));
        yield { columns, rows, rejections, bytesRead: bytesTotal };
      }
    }
  } finally {
    workbook.close();
  }
}
