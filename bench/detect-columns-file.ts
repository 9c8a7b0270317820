import { closeSync, openSync, readSync, writeSync } from "node:fs";
import type { EventColumns } from "../src/detect/columns/event-columns.ts";

const ARRAYS = { Int32Array, Float64Array, Uint8Array } as const;
type Column = Int32Array | Float64Array | Uint8Array;
interface Part {
  readonly path: readonly string[];
  readonly array: keyof typeof ARRAYS;
  readonly length: number;
}

/** Columns → a file: a line that says what follows, then each column's bytes as they lie in memory. */
export function saveColumns(columns: EventColumns, file: string): void {
  const parts: Part[] = [];
  const arrays: Column[] = [];
  const numbers: Record<string, number> = {};
  const put = (path: string[], value: Column): void => {
    parts.push({ path, array: value.constructor.name as keyof typeof ARRAYS, length: value.length });
    arrays.push(value);
  };
  for (const [name, value] of Object.entries(columns)) {
    if (typeof value === "number") numbers[name] = value;
    else if (ArrayBuffer.isView(value)) put([name], value as Column);
    else for (const [kind, own] of Object.entries(value)) put([name, kind], own as Column);
  }
  const out = openSync(file, "w");
  writeSync(out, `${JSON.stringify({ numbers, parts })}\n`);
  for (const array of arrays) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let at = 0; at < bytes.length; )
      at += writeSync(out, bytes, at, Math.min(2 ** 28, bytes.length - at));
  }
  closeSync(out);
}

/** What `saveColumns` wrote. Each column is read into memory of its own, so that nothing else is taken. */
export function loadColumns(file: string): EventColumns {
  const from = openSync(file, "r");
  const head = Buffer.alloc(1 << 16);
  readSync(from, head, 0, head.length, 0);
  const headEnd = head.indexOf(0x0a);
  const { numbers, parts } = JSON.parse(head.toString("utf8", 0, headEnd)) as {
    numbers: Record<string, number>;
    parts: readonly Part[];
  };
  const infrastructure: Record<string, Column> = {};
  const columns: Record<string, unknown> = { ...numbers, infrastructure };
  let position = headEnd + 1;
  for (const { path, array, length } of parts) {
    const own = new ARRAYS[array](length);
    const bytes = new Uint8Array(own.buffer);
    for (let at = 0; at < bytes.length; ) {
      at += readSync(from, bytes, at, Math.min(2 ** 28, bytes.length - at), position + at);
    }
    position += bytes.length;
    if (path.length === 1) columns[path[0]!] = own;
    else infrastructure[path[1]!] = own;
  }
  closeSync(from);
  return columns as unknown as EventColumns;
}
