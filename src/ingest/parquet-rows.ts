import { DuckDBInstance } from "@duckdb/node-api";
import { TouchstoneError } from "../nouns/codes.ts";

/** A Parquet file opened for reading some of its columns. */
export interface ParquetRows {
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** Runs of rows, each row the texts of the columns asked for, in their order. */
  read(columns: readonly string[]): AsyncGenerator<readonly (readonly (string | null)[])[]>;
  close(): void;
}

/** Opens a Parquet file through DuckDB. Throws `unknown_format` when it is none. Memory stays at a few row groups. */
export async function openParquet(path: string): Promise<ParquetRows> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  const table = `read_parquet('${path.replaceAll("'", "''")}')`;
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${table}`);
    const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${table}`);
    return {
      columns: described.getRows().map((row) => String(row[0])),
      rowCount: Number(counted.getRows()[0]![0]),
      async *read(columns) {
        const list = columns.map((name) => `CAST("${name.replaceAll('"', '""')}" AS VARCHAR)`).join(", ");
        const result = await connection.stream(`SELECT ${list} FROM ${table}`);
        for (;;) {
          const chunk = await result.fetchChunk();
          if (chunk === null || chunk.rowCount === 0) return;
          yield chunk.getRows() as (string | null)[][];
        }
      },
      close,
    };
  } catch (error) {
    close();
    const why = (error as Error).message.split("\n")[0];
    throw new TouchstoneError("unknown_format", `\`${path}\` cannot be read as Parquet: ${why}`, {
      cause: error,
    });
  }
}
