import type { Rejection } from "../nouns/codes.ts";
import { CLOUD_EVENT_MARK, unwrapCloudEvent } from "./cloud-events.ts";
import { cut80 } from "./json-tree.ts";
import type { Row, RowMapper } from "./map-rows.ts";
import type { LineRun } from "./ndjson-lines.ts";
import { parseLossless } from "./parse-lossless.ts";
import { createRunCollector } from "./run-collector.ts";
import type { TableChunk } from "./source.ts";
import { tableChunk } from "./table-chunk.ts";

/** Lines with a CloudEvents envelope → their events; others stay as they are. Costs one search of the run when there is none. */
export function unwrapRun(run: LineRun): LineRun {
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
        const hint = (error as Error).message.toLowerCase();
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
