import type { Rejection } from "../nouns/codes.ts";
import { CLOUD_EVENT_MARK, unwrapCloudEvent } from "./cloud-events.ts";
import { cut80 } from "./json-tree.ts";
import type { Row, RowMapper } from "./map-rows.ts";
import type { LineRun } from "./ndjson-lines.ts";
import { parseLossless } from "./parse-lossless.ts";

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

/** Mapped JSON lines: an object's leaves are columns named by their path; what it lacks, the folders of its file may say. */
export function mapJsonRun(
  run: LineRun,
  mapRow: RowMapper,
  partitions: ReadonlyMap<string, string | null>,
): LineRun {
  return rewriteRun(run, (line, number, out) => {
    let object: unknown;
    try {
      object = parseLossless(line);
    } catch (error) {
      const hint = (error as Error).message.toLowerCase();
      return out.reject({ code: "not_json", line: number, field: "", value: cut80(line), hint });
    }
    out.map(mapRow, (column) => leaf(object, column) ?? partitions.get(column) ?? null);
  });
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
  map(mapRow: RowMapper, row: Row): void;
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
      map: (mapRow, row) => collected.map(mapRow, row, number),
      reject: (rejection) => collected.rejections.push(rejection),
    });
  }
  return collected.take();
}

/** Lines, one after another, into a run. */
export function createRunCollector() {
  const lines: string[] = [];
  const numbers: number[] = [];
  const rejections: Rejection[] = [];
  return {
    rejections,
    push(line: string, number: number): void {
      lines.push(line);
      numbers.push(number);
    },
    /** A row's events, and why some of them are none. */
    map(mapRow: RowMapper, row: Row, number: number): void {
      for (const line of mapRow(row, (trouble) => rejections.push({ ...trouble, line: number }))) {
        lines.push(line);
        numbers.push(number);
      }
    },
    take(): LineRun {
      const bytes = lines.length === 0 ? Buffer.alloc(0) : Buffer.from(`${lines.join("\n")}\n`);
      return { bytes, lines: Int32Array.from(numbers), rejections };
    },
  };
}
