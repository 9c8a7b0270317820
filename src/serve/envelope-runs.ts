import { eventOrEnvelope } from "../kernels/json/cloud-events.ts";
import type { Rejection } from "../nouns/codes.ts";
import type { Run } from "./run.ts";

const NEWLINE = 0x0a;
const MARK = '"specversion"';

/**
 * Runs of NDJSON lines → the same with CloudEvents envelopes among the lines replaced by their events. A run without any costs
 * one search. Lines keep their places: one that is refused here is left blank.
 */
export async function* envelopeRuns(runs: AsyncIterable<Run>): AsyncGenerator<Run> {
  for await (const run of runs) {
    const { lines } = run;
    const buffer = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
    yield buffer.includes(MARK) ? unwrapped(run, buffer) : run;
  }
}

function unwrapped({ recordCount, answered }: Run, lines: Buffer): Run {
  const parts: Uint8Array[] = [];
  const refused = new Map<number, Rejection>();
  const blank = new Set<number>();
  for (let start = 0, place = 0; place < recordCount; place++) {
    const found = lines.indexOf(NEWLINE, start);
    const end = found < 0 ? lines.length : found;
    const line = lines.subarray(start, end);
    const record = line.includes(MARK) ? eventOrEnvelope(line) : { line };
    if ("rejection" in record) refused.set(place, record.rejection);
    else {
      if (isBlank(line)) blank.add(place);
      parts.push(record.line);
    }
    parts.push(Uint8Array.of(NEWLINE));
    start = end + 1;
  }
  const all = Buffer.concat(parts);
  answered?.(); // copied
  return { lines: all, recordCount, refused, blank };
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
