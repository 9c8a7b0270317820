import type { Line } from "../kernels/json/plain-line.ts";
import type { Rejection } from "../nouns/codes.ts";
import type { Elements } from "./json-body.ts";
import type { Run } from "./run.ts";
import { SUBMISSION_BYTES_MAX, SUBMISSION_RECORDS_MAX } from "./serve-limits.ts";

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
