import type { Rejection } from "../nouns/codes.ts";
import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import type { Elements } from "./json-body.ts";
import { onOneLine } from "./json-spans.ts";
import type { Run } from "./run.ts";
import { SUBMISSION_BYTES_MAX, SUBMISSION_RECORDS_MAX } from "./serve-limits.ts";

/** A record ready for the engine, or why it cannot be. */
export type Line = { readonly line: Uint8Array } | { readonly rejection: Rejection };

/**
 * Elements of a JSON array → runs of about `SUBMISSION_BYTES_MAX`, or of `SUBMISSION_RECORDS_MAX` records. `toLine` says
 * what one element becomes. Refused elements take up their part of a run as well, so that none takes long.
 */
export function* recordRuns(elements: Elements, toLine: (element: Uint8Array) => Line): Generator<Run> {
  let parts: Uint8Array[] = [];
  let lineBytes = 0;
  let readBytes = 0;
  let recordCount = 0;
  let refused = new Map<number, Rejection>();
  for (let next = 0; next < elements.count; next++) {
    const element = elements.at(next);
    const record = toLine(element);
    if ("line" in record) {
      parts.push(record.line, NEWLINE);
      lineBytes += record.line.length + 1;
    } else refused.set(recordCount, record.rejection);
    readBytes += element.length;
    recordCount++;
    if (readBytes < SUBMISSION_BYTES_MAX && recordCount < SUBMISSION_RECORDS_MAX) continue;
    yield { lines: Buffer.concat(parts, lineBytes), recordCount, refused };
    parts = [];
    lineBytes = 0;
    readBytes = 0;
    recordCount = 0;
    refused = new Map();
  }
  if (recordCount > 0) yield { lines: Buffer.concat(parts, lineBytes), recordCount, refused };
}

const NEWLINE = Uint8Array.of(0x0a);

/** A JSON value as it was sent → a line with the same bytes, newlines between its tokens aside. */
export function plainLine(value: Uint8Array): Line {
  if (value.length > EVENT_BYTES_MAX) return { rejection: tooLong(value, EVENT_BYTES_MAX) };
  const line = onOneLine(value);
  return line === null ? { rejection: brokenString(value) } : { line };
}

/** The refusal of a record that is longer than it may be. */
export function tooLong(value: Uint8Array, bytesMax: number): Rejection {
  const hint = `at most ${bytesMax} bytes, got ${value.length} or more`;
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
