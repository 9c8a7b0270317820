import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** Standard input: `[{ header, rows, select }]`; standard output: the Parquet files as base64, in order. Run by `parquet.ts`. */
interface Job {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly select: string;
}

const jobs = JSON.parse(readFileSync(0, "utf8")) as readonly Job[];
const folder = mkdtempSync(join(tmpdir(), "suite-parquet-"));
const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
const connection = await instance.connect();
try {
  await connection.run("SET TimeZone = 'UTC'");
  const files: string[] = [];
  for (const { header, rows, select } of jobs) {
    const lines = join(folder, "rows.ndjson");
    const objects = rows.map((row) => Object.fromEntries(header.map((name, c) => [name, row[c]])));
    writeFileSync(lines, objects.map((object) => JSON.stringify(object)).join("\n"));
    const columns = header.map((name) => `'${name}': 'VARCHAR'`).join(", ");
    const out = join(folder, "rows.parquet");
    await connection.run(
      `COPY (SELECT ${select} FROM read_json('${lines}', format = 'newline_delimited', columns = {${columns}}))
       TO '${out}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
    );
    files.push(readFileSync(out).toString("base64"));
  }
  process.stdout.write(JSON.stringify(files));
} finally {
  connection.closeSync();
  instance.closeSync();
  rmSync(folder, { recursive: true });
}
