import type { Rejection } from "../nouns/codes.ts";
import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import { onOneLine, type Span } from "./json-spans.ts";
import type { Run } from "./run.ts";
import { SUBMISSION_BYTES_MAX } from "./serve-limits.ts";

/** A record ready for the engine, or why it cannot be. */
export type Line = { readonly line: Uint8Array } | { readonly rejection: Rejection };

/** Elements of a JSON array → runs of about `SUBMISSION_BYTES_MAX`. `toLine` says what one element becomes. */
export function* recordRuns(
  bytes: Uint8Array,
  elements: readonly Span[],
  toLine: (element: Uint8Array) => Line,
): Generator<Run> {
  let parts: Uint8Array[] = [];
  let byteCount = 0;
  let recordCount = 0;
  let refused = new Map<number, Rejection>();
  for (const { start, end } of elements) {
    const record = toLine(bytes.subarray(start, end));
    if ("line" in record) {
      parts.push(record.line, NEWLINE);
      byteCount += record.line.length + 1;
    } else refused.set(recordCount, record.rejection);
    recordCount++;
    if (byteCount < SUBMISSION_BYTES_MAX) continue;
    yield { lines: Buffer.concat(parts, byteCount), recordCount, refused };
    parts = [];
    byteCount = 0;
    recordCount = 0;
    refused = new Map();
  }
  if (recordCount > 0) yield { lines: Buffer.concat(parts, byteCount), recordCount, refused };
}

const NEWLINE = Uint8Array.of(0x0a);

/** A JSON value as it was sent → a line with the same bytes, newlines between its tokens aside. */
export function plainLine(value: Uint8Array): Line {
  if (value.length > EVENT_BYTES_MAX) return { rejection: tooLong(value) };
  const line = onOneLine(value);
  return line === null ? { rejection: brokenString(value) } : { line };
}

function tooLong(value: Uint8Array): Rejection {
  const hint = `at most ${EVENT_BYTES_MAX} bytes, got ${value.length}`;
  return { code: "too_long", line: 0, field: "", value: shown(value), hint };
}

function brokenString(value: Uint8Array): Rejection {
  const hint = "write a line break inside a string as `\\n`, and close every string";
  return { code: "not_json", line: 0, field: "", value: shown(value), hint };
}

/** The first 80 characters of a record, as a rejection shows it. */
export function shown(value: Uint8Array): string {
  return Buffer.from(value.subarray(0, 320)).toString("utf8").slice(0, 80);
}
