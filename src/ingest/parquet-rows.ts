import { resolve } from "node:path";
import { TouchstoneError } from "../nouns/codes.ts";
import { archivePlace } from "./files/archive.ts";

/** A Parquet file opened for reading some of its columns. */
export interface ParquetRows {
  readonly columns: readonly string[];
  readonly rowCount: number;
  /**
   * Runs of rows, each row the texts of the columns asked for, in their order. Throws `cannot_read`, naming the file and the
   * row, where the file turns out to be damaged.
   */
  read(columns: readonly string[]): AsyncGenerator<readonly (readonly (string | null)[])[]>;
  close(): void;
}

/**
 * Opens a Parquet file through DuckDB. Bytes without a mark that they are text are read as UTF-8 where they are that, else in
 * hexadecimal. Throws `unknown_format` when it is none. Memory stays at a few row groups.
 */
export async function openParquet(path: string): Promise<ParquetRows> {
  if (archivePlace(path) !== null) {
    throw new TouchstoneError(
      "unknown_format",
      `\`${path}\`: Parquet inside an archive is not read: unpack it`,
    );
  }
  // Loaded here: most inputs are no Parquet, and the library costs 40 MB and a moment of every start.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "1",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  const table = `read_parquet('${literalName(path)}', hive_partitioning = false)`;
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${table}`);
    const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${table}`);
    const types = new Map(described.getRows().map((row) => [String(row[0]), String(row[1])]));
    const rowCount = Number(counted.getRows()[0]![0]);
    return {
      columns: [...types.keys()],
      rowCount,
      async *read(columns) {
        const list = columns.map((name) => textOf(name, types.get(name) ?? "")).join(", ");
        let rows = 0;
        try {
          // Without columns to read a row is still a row.
          const result = await connection.stream(`SELECT ${list === "" ? "NULL" : list} FROM ${table}`);
          for (;;) {
            const chunk = await result.fetchChunk();
            if (chunk === null || chunk.rowCount === 0) return;
            rows += chunk.rowCount;
            yield chunk.getRows() as (string | null)[][];
          }
        } catch (error) {
          if (error instanceof TouchstoneError) throw error;
          throw new TouchstoneError(
            "damaged_file",
            `\`${path}\` breaks after row ${rows} of ${rowCount}: ${firstLine(error)}; fetch or export it again`,
            { cause: error },
          );
        }
      },
      close,
    };
  } catch (error) {
    close();
    throw new TouchstoneError(
      "unknown_format",
      `\`${path}\` cannot be read as Parquet: ${firstLine(error)}`,
      {
        cause: error,
      },
    );
  }
}

function textOf(name: string, type: string): string {
  const column = `"${name.replaceAll('"', '""')}"`;
  const text = `CAST(${column} AS VARCHAR)`;
  return type === "BLOB" ? `coalesce(TRY(decode(${column})), ${text})` : text;
}

/** A path as DuckDB reads it in quotes: whole, so that `s3:` begins no address, and with no letter of it a pattern. */
function literalName(path: string): string {
  return resolve(path)
    .replace(/[[*?]/g, (letter) => `[${letter}]`)
    .replaceAll("'", "''");
}

function firstLine(error: unknown): string {
  return (error as Error).message.split("\n")[0]!.replace(/^[A-Z]\w+ Error: /, "");
}
