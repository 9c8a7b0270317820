import type { Rejection } from "../nouns/codes.ts";
import type { RowMapper } from "./map-rows.ts";
import type { LineRun } from "./ndjson-lines.ts";
import type { Row } from "./row.ts";

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
