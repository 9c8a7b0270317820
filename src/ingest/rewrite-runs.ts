import { CLOUD_EVENT_MARK, eventOrEnvelope } from "../kernels/json/cloud-events.ts";
import { foreignJson } from "./foreign-json.ts";
import { cut80 } from "./json-tree.ts";
import type { Row, RowMapper } from "./map-rows.ts";
import type { LineRun } from "./ndjson-lines.ts";
import { parseLossless } from "./parse-lossless.ts";
import type { TableChunk } from "./source.ts";
import { tableChunk } from "./table-chunk.ts";

/** Lines with a CloudEvents envelope → their events; others stay as they are. Costs one search of the run when there is none. */
export function unwrapRun(run: LineRun): LineRun {
  const bytes = Buffer.from(run.bytes.buffer, run.bytes.byteOffset, run.bytes.byteLength);
  if (!bytes.includes(CLOUD_EVENT_MARK)) return run;
  const lines: Uint8Array[] = [];
  const numbers: number[] = [];
  const rejections = [...run.rejections];
  for (let i = 0, start = 0; i < run.lines.length; i++) {
    const end = bytes.indexOf(NEWLINE, start);
    const line = bytes.subarray(start, end);
    start = end + 1;
    const record = line.includes(CLOUD_EVENT_MARK) ? eventOrEnvelope(line, "file") : { line };
    if ("rejection" in record) rejections.push({ ...record.rejection, line: run.lines[i]! });
    else {
      lines.push(record.line, LINE_END);
      numbers.push(run.lines[i]!);
    }
  }
  return { bytes: Buffer.concat(lines), lines: Int32Array.from(numbers), rejections };
}
const NEWLINE = 0x0a;
const LINE_END = Uint8Array.of(NEWLINE);

/** JSON lines as rows of a table: an object's leaves are columns named by their path; what it lacks, the folders of its file may say. */
export function jsonTable(
  run: LineRun,
  mapRow: RowMapper,
  partitions: ReadonlyMap<string, string | null>,
  bytesRead: number,
): TableChunk {
  const text = Buffer.from(run.bytes.buffer, run.bytes.byteOffset, run.bytes.byteLength).toString("utf8");
  const lines = text.split("\n");
  const records = Array.from(run.lines, (line, place) => ({ fields: lines[place]!, line }));
  let object: unknown = null;
  const row: Row = (column) => leaf(object, column) ?? partitions.get(column) ?? null;
  return tableChunk(
    records,
    (line) => {
      try {
        object = parseLossless(line);
      } catch (error) {
        const hint = foreignJson(line) ?? (error as Error).message.toLowerCase();
        return { code: "not_json", field: "", value: cut80(line), hint };
      }
      return row;
    },
    mapRow,
    { rejections: run.rejections, bytesRead },
  );
}

function leaf(object: unknown, path: string): string | null {
  let value = object;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null) return null;
    value = (value as Record<string, unknown>)[name];
  }
  if (value === undefined || value === null) return null;
  if (typeof value === "object") return JSON.stringify(value);
  // Whole numbers keep their digits as text; what is a number this large was written with an exponent, or a point.
  return typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER
    ? value.toExponential()
    : String(value);
}
