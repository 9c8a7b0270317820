import type { DuckDBConnection } from "@duckdb/node-api";
import { TIME_MS_MAX, TIME_MS_MIN } from "../nouns/limits.ts";
import type { HistoryRow } from "../ports/history.ts";

/** Rows in a Parquet row group: what a scan must at least read of each file to find a stretch of time, about 3 MB. */
export const GROUP_ROWS = 8192;
/** One row in this many tells how the rows lie in time. 100 M rows give 400 k samples, 6 MB. */
const SAMPLE_ROWS = 256;

/** A row's place in the order. */
interface Key {
  readonly atMs: number;
  readonly sequence: number;
}

/**
 * Rows of some Parquet files with fromMs ≤ at_ms < toMs in order, in runs of at most 2048. A sample sort (Frazer and
 * McKellar, 1970): keys taken at even distances cut the rows into slices of about `sliceBytes`, which are read and sorted
 * one after another. Files sorted within themselves make it one pass over the data; others cost time, not correctness.
 */
export async function* scanPart(
  reader: DuckDBConnection,
  files: readonly string[],
  fromMs: number,
  toMs: number,
  sliceBytes: number,
): AsyncGenerator<readonly HistoryRow[]> {
  if (files.length === 0) return;
  const table = `read_parquet([${files.map((file) => `'${quoted(file)}'`).join(", ")}], hive_partitioning = false, file_row_number = true)`;
  const within = `at_ms >= ${integer(fromMs)} AND at_ms < ${integer(toMs)}`;
  const cuts = await sliceCuts(reader, table, within, sliceBytes);
  for (let i = 0; i <= cuts.length; i++) {
    const after = i === 0 ? "" : ` AND ${notBefore(cuts[i - 1]!)}`;
    const before = i === cuts.length ? "" : ` AND ${isBefore(cuts[i]!)}`;
    yield* scanSlice(reader, `FROM ${table} WHERE ${within}${after}${before}`);
  }
}

/** The keys at which one slice ends and the next begins, ascending. */
async function sliceCuts(
  reader: DuckDBConnection,
  table: string,
  within: string,
  sliceBytes: number,
): Promise<readonly Key[]> {
  const sampled = `FROM ${table} WHERE ${within} AND file_row_number % ${SAMPLE_ROWS} = 0`;
  const result = await reader.runAndReadAll(
    `SELECT CAST(at_ms AS DOUBLE), CAST("sequence" AS DOUBLE), CAST(strlen(line) AS DOUBLE) ${sampled} ORDER BY at_ms, "sequence"`,
  );
  const [at, sequence, lengths] = result.getColumns() as unknown as readonly (readonly number[])[];
  if (at === undefined || sequence === undefined || lengths === undefined) return [];
  const cuts: Key[] = [];
  let bytes = 0;
  for (let i = 0; i < at.length; i++) {
    if (bytes >= sliceBytes) {
      cuts.push({ atMs: at[i]!, sequence: sequence[i]! });
      bytes = 0;
    }
    bytes += lengths[i]! * SAMPLE_ROWS;
  }
  return cuts;
}

async function* scanSlice(reader: DuckDBConnection, from: string): AsyncGenerator<readonly HistoryRow[]> {
  const result = await reader.stream(
    `SELECT CAST(at_ms AS DOUBLE), CAST("sequence" AS DOUBLE), line ${from} ORDER BY at_ms, "sequence"`,
  );
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    const at = chunk.getColumnValues(0) as readonly number[];
    const sequence = chunk.getColumnValues(1) as readonly number[];
    const line = chunk.getColumnValues(2) as readonly string[];
    yield at.map((atMs, i) => ({ atMs, sequence: sequence[i]!, line: line[i]! }));
  }
}

/** The plain bound on `at_ms` repeats what the second part says, so that whole row groups are passed over by it. */
function notBefore({ atMs, sequence }: Key): string {
  return `at_ms >= ${atMs} AND (at_ms > ${atMs} OR "sequence" >= ${sequence})`;
}

function isBefore({ atMs, sequence }: Key): string {
  return `at_ms <= ${atMs} AND (at_ms < ${atMs} OR "sequence" < ${sequence})`;
}

/** A bound of a scan as SQL; infinite bounds become the ends of what can be held. */
function integer(boundMs: number): string {
  return String(Math.ceil(Math.min(Math.max(boundMs, TIME_MS_MIN), TIME_MS_MAX)));
}

/** A path inside single quotes of SQL. */
export function quoted(path: string): string {
  return path.replaceAll("'", "''");
}
