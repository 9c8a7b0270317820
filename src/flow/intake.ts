import type { Rejection } from "../nouns/codes.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { createEventRow, keyColumn } from "../nouns/event-row.ts";
import type { Decoder } from "../ingest/decoder.ts";
import type { KnownIds } from "./known-ids.ts";

/** What became of one line: a position in the run that is about to be logged, one seen before, or a rejection. */
export type LineOutcome =
  | { readonly kind: "accepted"; readonly position: number }
  | { readonly kind: "duplicate"; readonly position: number }
  | { readonly kind: "rejected"; readonly rejection: Rejection };

/** Valid new lines of one or several submissions, in order of time, ready to be logged. */
export interface Run {
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly ids: Uint8Array;
  /** Outcome of every non-blank line of every part, in the order given. */
  readonly outcomes: readonly (readonly LineOutcome[])[];
}

const ID = keyColumn("id");
const NEWLINE = 0x0a;

interface Accepted {
  readonly part: number;
  readonly slot: number;
  readonly start: number;
  readonly end: number;
  readonly atMs: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Lines → one run: bad lines are set aside with their reason, known ids with the position of the first, the rest is put in
 * order of event time (ties as they came) and given positions from `known.position` on.
 */
export function takeIn(parts: readonly Uint8Array[], decoder: Decoder, known: KnownIds, nowMs: number): Run {
  const row: EventRow = createEventRow();
  const accepted: Accepted[] = [];
  const outcomes: LineOutcome[][] = parts.map(() => []);
  let sorted = true;
  let newestMs = Number.NEGATIVE_INFINITY;
  parts.forEach((bytes, part) => {
    let line = 0;
    for (let start = 0; start < bytes.length; ) {
      let end = bytes.indexOf(NEWLINE, start);
      if (end < 0) end = bytes.length;
      line++;
      if (!isBlank(bytes, start, end)) {
        const slot = outcomes[part]!.length;
        const rejection = decoder.decode(bytes, start, end, row, nowMs);
        if (rejection !== null) {
          outcomes[part]!.push({ kind: "rejected", rejection: { ...rejection, line } });
        } else {
          outcomes[part]!.push({ kind: "duplicate", position: -1 }); // settled below
          if (row.occurredAtMs < newestMs) sorted = false;
          else newestMs = row.occurredAtMs;
          const atMs = row.occurredAtMs;
          accepted.push({ part, slot, start, end, atMs, low: row.hash[ID * 2]!, high: row.hash[ID * 2 + 1]! });
        }
      }
      start = end + 1;
    }
  });
  if (!sorted) accepted.sort((a, b) => a.atMs - b.atMs);
  const run = { bytes: new Uint8Array(accepted.reduce((sum, line) => sum + line.end - line.start + 1, 0)), length: 0 };
  const ids = new Int32Array(accepted.length * 2);
  let count = 0;
  for (const line of accepted) {
    const seen = known.find(line.low, line.high);
    if (seen >= 0) {
      outcomes[line.part]![line.slot] = { kind: "duplicate", position: seen };
      continue;
    }
    outcomes[line.part]![line.slot] = { kind: "accepted", position: known.position };
    known.add(line.low, line.high);
    run.bytes.set(parts[line.part]!.subarray(line.start, line.end), run.length);
    run.length += line.end - line.start;
    run.bytes[run.length++] = NEWLINE;
    ids[count * 2] = line.low;
    ids[count * 2 + 1] = line.high;
    count++;
  }
  return {
    count,
    bytes: run.bytes.subarray(0, run.length),
    ids: new Uint8Array(ids.buffer, 0, count * 8),
    outcomes,
  };
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}
