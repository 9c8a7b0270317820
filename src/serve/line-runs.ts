import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import { NONE_REFUSED, type Run } from "./run.ts";
import { SUBMISSION_BYTES_MAX } from "./serve-limits.ts";

const NEWLINE = 0x0a;

/** Bytes of an unfinished line that are kept: enough for the decoder to see that it is too long, whatever its length. */
const LINE_BYTES_KEPT = EVENT_BYTES_MAX + 1;
/** Stands for the length of a line that was cut: nothing more of it is kept. */
const CLIPPED = LINE_BYTES_KEPT + 4;

/**
 * A stream of NDJSON → runs of whole lines of about `SUBMISSION_BYTES_MAX`, each as soon as it is full. Memory stays at
 * two runs whatever the input, also for one line without end: what lies beyond the longest legal line is dropped, and
 * the rest is refused as too long. Where the stream fails, the whole lines before the failure come first.
 */
export async function* lineRuns(body: AsyncIterable<Uint8Array>): AsyncGenerator<Run> {
  let parts: Uint8Array[] = [];
  let byteCount = 0;
  let unfinishedBytes = 0; // of the last line in `parts`
  let first = true;
  const pieces = body[Symbol.asyncIterator]();
  let failure: unknown = null;
  for (;;) {
    const next = await pieces.next().catch((error: unknown) => {
      failure = error ?? new Error("the stream failed");
      return { done: true, value: undefined } as const;
    });
    if (next.done === true) break;
    const chunk = next.value;
    for (let at = 0; at < chunk.length; at += SUBMISSION_BYTES_MAX) {
      let piece = chunk.subarray(at, at + SUBMISSION_BYTES_MAX);
      if (first) {
        first = false;
        piece = withoutByteOrderMark(piece);
      }
      const newline = piece.indexOf(NEWLINE);
      const head = clip(newline < 0 ? piece : piece.subarray(0, newline), unfinishedBytes);
      if (head.length > 0) parts.push(head);
      byteCount += head.length;
      if (newline < 0) {
        unfinishedBytes = head.length < piece.length ? CLIPPED : unfinishedBytes + head.length;
        continue;
      }
      const rest = piece.subarray(newline);
      parts.push(rest);
      byteCount += rest.length;
      unfinishedBytes = rest.length - 1 - rest.lastIndexOf(NEWLINE);
      if (byteCount < SUBMISSION_BYTES_MAX) continue;
      const joined = Buffer.concat(parts, byteCount);
      const cut = byteCount - unfinishedBytes;
      yield run(joined.subarray(0, cut));
      // copied: a view would keep the whole run alive behind a short line
      const tail = Uint8Array.from(clip(joined.subarray(cut), 0));
      const tailIsCut = tail.length < unfinishedBytes;
      parts = tail.length > 0 ? [tail] : [];
      byteCount = tail.length;
      unfinishedBytes = tailIsCut ? CLIPPED : tail.length;
    }
  }
  if (failure === null) {
    if (byteCount > 0) yield run(Buffer.concat(parts, byteCount));
    return;
  }
  const whole = Buffer.concat(parts, byteCount);
  const cut = whole.lastIndexOf(NEWLINE) + 1; // what follows it is a line that was cut off
  if (cut > 0) yield run(whole.subarray(0, cut));
  throw failure;
}

function run(lines: Uint8Array): Run {
  let recordCount = 0;
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1)) recordCount++;
  if (lines.at(-1) !== NEWLINE) recordCount++;
  return { lines, recordCount, refused: NONE_REFUSED };
}

/** What of `piece` is kept behind `keptBytes` of the same line; a character is not cut in two. */
function clip(piece: Uint8Array, keptBytes: number): Uint8Array {
  let keep = Math.max(0, LINE_BYTES_KEPT - keptBytes);
  if (keep >= piece.length) return piece;
  for (
    let more = 0;
    more < 3 && keptBytes + keep < LINE_BYTES_KEPT + 3 && isContinuation(piece[keep]);
    more++
  )
    keep++;
  return piece.subarray(0, keep);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function withoutByteOrderMark(piece: Uint8Array): Uint8Array {
  return piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf ? piece.subarray(3) : piece;
}
