import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { TouchstoneError } from "../nouns/codes.ts";
import { TIME_MS_MAX, TIME_MS_MIN } from "../nouns/limits.ts";
import type { History, HistoryRow } from "../ports/history.ts";
import { historyError } from "./duckdb-error.ts";
import { commitStaging, listParts, recoverHistoryFolder, stagingFolder } from "./history-folder.ts";
import { GROUP_ROWS, quoted, scanPart } from "./history-scan.ts";

export interface HistoryOptions {
  /** What DuckDB may hold in memory. Default 512 MiB, at least 256 MiB. */
  readonly memoryBytesMax?: number;
  /** Characters of lines gathered before a flush begins by itself. Default and at most an eighth of the memory. */
  readonly pendingCharactersMax?: number;
}

const MEMORY_BYTES_MAX = 512 * 1024 * 1024;
/** Below this DuckDB 1.5 runs out of memory in a sort instead of spilling it. */
const MEMORY_BYTES_MIN = 256 * 1024 * 1024;
/** More threads than this would each pin their share of the limit and leave nothing to sort in. */
const MEMORY_BYTES_PER_THREAD = 128 * 1024 * 1024;
/**
 * DuckDB 1.5 does not sort long strings beyond its memory limit: it fails. So never more than this share of the limit is
 * sorted at a time: a sort holds its input about three times, and the rows that wait for a flush lie beside it.
 */
const SORTED_SHARE = 1 / 8;
/** Rows handed to DuckDB in one go; other work of the event loop runs in between. About 4 ms. */
const APPEND_ROWS = 2048;

/** How a history is kept; what the two public openings differ in. */
interface Settings {
  readonly memoryBytes: number;
  readonly pendingCharactersMax: number;
  /** Bytes of lines sorted at a time in a scan. */
  readonly sliceBytes: number;
}

/**
 * Opens or creates a history of events: zstd Parquet, one folder a day (UTC), any tool that reads Parquet can use it
 * (columns `at_ms`, `sequence`, `line`). A scan reads and sorts one slice of time after another, so that memory stays
 * bounded however long the history; runs hold at most 2048 rows. A flush makes a file for each day it touches: flush
 * rarely. One process per folder. Rejects with `storage_full`, `storage_failed`, `storage_damaged`.
 */
export async function openHistory(folder: string, options: HistoryOptions = {}): Promise<History> {
  return openFolder(folder, settingsOf(options));
}

function settingsOf(options: HistoryOptions): Settings {
  const memoryBytes = Math.max(MEMORY_BYTES_MIN, options.memoryBytesMax ?? MEMORY_BYTES_MAX);
  const sliceBytes = memoryBytes * SORTED_SHARE;
  const pendingCharactersMax = Math.min(sliceBytes, options.pendingCharactersMax ?? sliceBytes);
  return { memoryBytes, pendingCharactersMax, sliceBytes };
}

async function openFolder(folder: string, settings: Settings): Promise<History> {
  const threads = Math.min(
    availableParallelism(),
    Math.floor(settings.memoryBytes / MEMORY_BYTES_PER_THREAD),
  );
  try {
    recoverHistoryFolder(folder);
    const instance = await DuckDBInstance.create(":memory:", {
      memory_limit: `${Math.ceil(settings.memoryBytes / 1024)}KiB`,
      threads: String(threads),
      temp_directory: join(folder, "spill"),
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    return await createHistory(folder, instance, settings);
  } catch (cause) {
    throw historyError(cause, folder);
  }
}

async function createHistory(folder: string, instance: DuckDBInstance, settings: Settings): Promise<History> {
  const writer = await instance.connect();
  await writer.run("CREATE TABLE pending(at_ms DOUBLE, sequence DOUBLE, line VARCHAR)");
  let pendingRows = 0;
  let pendingCharacters = 0;
  let closed = false;
  /** Writes and flushes one after another, in order of call; a failed one does not stop the next. */
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (closed) return Promise.reject(closedError(folder));
    const done = last.then(work, work).catch((cause: unknown) => {
      throw historyError(cause, folder);
    });
    last = done.catch(() => undefined); // its caller hears of it; the queue only goes on
    return done;
  }

  async function add(rows: readonly HistoryRow[]): Promise<void> {
    const appender = await writer.createAppender("pending");
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      appender.appendDouble(row.atMs);
      appender.appendDouble(row.sequence);
      appender.appendVarchar(row.line);
      appender.endRow();
      pendingCharacters += row.line.length;
      if (i % APPEND_ROWS === APPEND_ROWS - 1) await new Promise((resolve) => setImmediate(resolve));
    }
    appender.closeSync();
    pendingRows += rows.length;
    if (pendingCharacters >= settings.pendingCharactersMax) await flush();
  }

  async function flush(): Promise<void> {
    if (pendingRows === 0) return;
    const staging = stagingFolder(folder);
    // Without dictionaries: lines hardly ever repeat, and looking for repeats costs more than zstd.
    // Sorted, so that a scan finds a stretch of time in few row groups.
    const columns = 'CAST(at_ms AS BIGINT) AS at_ms, CAST("sequence" AS BIGINT) AS "sequence", line';
    const format = `FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE ${GROUP_ROWS}`;
    await writer.run(
      `COPY (SELECT ${columns}, strftime(make_timestamp(CAST(at_ms AS BIGINT) * 1000), '%Y-%m-%d') AS date
               FROM pending ORDER BY at_ms, "sequence")
         TO '${quoted(staging)}' (${format}, PARTITION_BY (date), FILENAME_PATTERN 'part-{i}', OVERWRITE_OR_IGNORE)`,
    );
    commitStaging(folder);
    await writer.run("TRUNCATE pending");
    pendingRows = 0;
    pendingCharacters = 0;
  }

  async function* scan(fromMs: number, toMs: number): AsyncGenerator<readonly HistoryRow[]> {
    await inTurn(flush);
    const parts = listParts(folder).filter((part) => part.fromMs < toMs && part.toMs > fromMs);
    const reader = await instance.connect();
    try {
      for (const part of parts) yield* scanPart(reader, part.files, fromMs, toMs, settings.sliceBytes);
    } catch (cause) {
      throw historyError(cause, folder);
    } finally {
      reader.closeSync();
    }
  }

  return {
    add(rows) {
      checkRows(rows);
      return inTurn(() => add(rows));
    },
    flush: () => inTurn(flush),
    scan,
    async close() {
      if (closed) return;
      const flushed = inTurn(flush);
      closed = true;
      try {
        await flushed;
      } finally {
        writer.closeSync();
        instance.closeSync();
        rmSync(join(folder, "spill"), { recursive: true, force: true });
      }
    },
  };
}

/** Asserts what the border has checked already: a mistake here is ours. */
function checkRows(rows: readonly HistoryRow[]): void {
  for (const { atMs, sequence } of rows) {
    if (!Number.isSafeInteger(atMs) || atMs < TIME_MS_MIN || atMs >= TIME_MS_MAX) {
      throw new Error(
        `a history row's time must be whole ms in [${TIME_MS_MIN}, ${TIME_MS_MAX}), it is \`${atMs}\``,
      );
    }
    if (!Number.isSafeInteger(sequence))
      throw new Error(`a history row's sequence must be whole, it is \`${sequence}\``);
  }
}

function closedError(folder: string): TouchstoneError {
  return new TouchstoneError("not_ready", `the history in \`${folder}\` is closed; open it again`);
}
