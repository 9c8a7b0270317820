import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import type { Share } from "./budget.ts";
import { createLineMemory } from "./line-memory.ts";
import { NONE_REFUSED, type Run } from "./run.ts";
import { PIECE_OVERHEAD_BYTES, SUBMISSION_BYTES_MAX, SUBMISSION_RECORDS_MAX } from "./serve-limits.ts";

const NEWLINE = 0x0a;

/** Bytes of an unfinished line that are kept: enough for the decoder to see that it is too long, whatever its length. */
const LINE_BYTES_KEPT = EVENT_BYTES_MAX + 1;
/** Of all requests of the process. */
const MEMORY = createLineMemory();
/** A line that ends in the middle of a character is kept up to its end. */
const CHARACTER_BYTES_MAX = 4;

/**
 * A stream of NDJSON → runs of whole lines of about `SUBMISSION_BYTES_MAX`, or of `SUBMISSION_RECORDS_MAX` lines, each as
 * soon as it is full. Memory stays at two runs whatever the input, also for one line without end: what lies beyond the
 * longest legal line is dropped, and the rest is refused as too long. Where the stream fails, the whole lines before the failure
 * come first. What is held counts towards the request's share.
 */
export async function* lineRuns(body: AsyncIterable<Uint8Array>, share: Share): AsyncGenerator<Run> {
  let parts: Uint8Array[] = [];
  let byteCount = 0;
  let recordCount = 0;
  /** Bytes kept of the line that is not over yet, and whether more of it was dropped. */
  let lineBytes = 0;
  let dropped = false;
  let first = true;

  const keep = (part: Uint8Array): void => {
    if (part.length === 0) return;
    share.take(part.length + PIECE_OVERHEAD_BYTES);
    parts.push(part);
    byteCount += part.length;
  };
  const full = (): Run => {
    const memory = MEMORY.take(byteCount);
    let at = 0;
    for (const part of parts) {
      memory.set(part, at);
      at += part.length;
    }
    const lines = memory.subarray(0, byteCount);
    const run = { lines, recordCount, refused: NONE_REFUSED, answered: () => MEMORY.give(memory) };
    parts = [];
    byteCount = 0;
    recordCount = 0;
    return run;
  };

  const pieces = body[Symbol.asyncIterator]();
  let failure: unknown = null;
  for (;;) {
    const next = await pieces.next().catch((error: unknown) => {
      failure = error ?? new Error("the stream failed");
      return { done: true, value: undefined } as const;
    });
    if (next.done === true) break;
    const chunk = next.value;
    let from = first ? byteOrderMarkEnd(chunk) : 0; // [from, at) is to be kept as it stands
    first = false;
    let at = from;
    while (at < chunk.length) {
      const newline = chunk.indexOf(NEWLINE, at);
      const end = newline < 0 ? chunk.length : newline;
      if (dropped || lineBytes + end - at > LINE_BYTES_KEPT) {
        const kept = dropped ? at : at + keptOf(chunk.subarray(at, end), lineBytes);
        keep(chunk.subarray(from, kept));
        from = end;
        dropped = true;
      }
      lineBytes += end - at;
      at = end;
      if (newline < 0) break;
      at = newline + 1;
      lineBytes = 0;
      dropped = false;
      recordCount++;
      if (byteCount + at - from < SUBMISSION_BYTES_MAX && recordCount < SUBMISSION_RECORDS_MAX) continue;
      keep(chunk.subarray(from, at));
      from = at;
      const held = byteCount + parts.length * PIECE_OVERHEAD_BYTES;
      yield full();
      share.give(held);
    }
    keep(chunk.subarray(from, at));
  }
  if (failure === null) {
    if (byteCount === 0) return;
    if (parts.at(-1)!.at(-1) !== NEWLINE) recordCount++;
    yield full();
    return;
  }
  const { lines } = full();
  const cut = lines.lastIndexOf(NEWLINE) + 1; // what follows it is a line that was cut off
  if (cut > 0)
    yield { lines: lines.subarray(0, cut), recordCount: countNewlines(lines), refused: NONE_REFUSED };
  throw failure;
}

function countNewlines(lines: Uint8Array): number {
  let count = 0;
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

/** How many bytes of a line's part are kept behind `keptBytes` of the same line; a character is not cut in two. */
function keptOf(part: Uint8Array, keptBytes: number): number {
  let kept = Math.max(0, LINE_BYTES_KEPT - keptBytes);
  const most = kept + CHARACTER_BYTES_MAX - 1;
  while (kept < most && kept < part.length && isContinuation(part[kept]!)) kept++;
  return Math.min(kept, part.length);
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function byteOrderMarkEnd(piece: Uint8Array): number {
  return piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf ? 3 : 0;
}
