import { DuckDBInstance } from "@duckdb/node-api";
import { TouchstoneError } from "../nouns/codes.ts";
import { quoted } from "./history-scan.ts";

/** Longest line read: an id of each field at its longest, a list of all rules of a policy, and room. */
const LINE_BYTES_MAX = 16 * 1024 * 1024;
/** What DuckDB may hold in memory; it writes one group of rows after another. */
const MEMORY_LIMIT = "512MiB";

/**
 * A file of JSON lines → a Parquet file (zstd) of the same rows in the same order. `columns`: DuckDB type by key; `selected`: what
 * is written of them, as SQL. Throws `cannot_write` with the path.
 */
export async function linesToParquet(
  from: string,
  to: string,
  columns: Readonly<Record<string, string>>,
  selected: string,
): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "1",
    memory_limit: MEMORY_LIMIT,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  const types = Object.entries(columns).map(([name, type]) => `'${name}': '${type}'`);
  try {
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run(
      `COPY (SELECT ${selected} FROM read_json('${quoted(from)}', format = 'newline_delimited',
         maximum_object_size = ${LINE_BYTES_MAX}, columns = {${types.join(", ")}}))
       TO '${quoted(to)}' (FORMAT parquet, COMPRESSION zstd)`,
    );
  } catch (cause) {
    const [first] = (cause as Error).message.split("\n");
    throw new TouchstoneError("cannot_write", `\`${to}\`: ${first}`, { cause });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
