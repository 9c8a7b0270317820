import { isUtf8 } from "node:buffer";
import type { Rejection } from "../nouns/codes.ts";
import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import { cutText } from "./json-tree.ts";

/** Whole lines of a run of input, ready for the decoder. */
export interface LineRun {
  readonly bytes: Uint8Array;
  readonly lines: Int32Array;
  readonly rejections: readonly Rejection[];
}

/** Splits pieces of NDJSON into runs of whole lines. */
export interface LineSplitter {
  /** The next piece → the lines it completes, or null when it completes none. */
  push(piece: Uint8Array): LineRun | null;
  /** The end → the last line, when it had no \n. */
  end(): LineRun | null;
  /** Lines begun so far. */
  lineCount(): number;
}

const EMPTY = new Uint8Array(0);

/**
 * A splitter. Blank lines vanish, a byte order mark and the \r of \r\n are tolerated; a line that is not UTF-8 is
 * rejected alone. A line that grows past `EVENT_BYTES_MAX` while its end has not come is rejected and skipped in constant memory.
 */
export function createLineSplitter(): LineSplitter {
  let carry: Uint8Array = EMPTY;
  let skipping = false;
  let line = 1;
  let first = true;

  function run(given: Uint8Array, rejections: Rejection[]): LineRun | null {
    const marked = first && given[0] === 0xef && given[1] === 0xbb && given[2] === 0xbf;
    const bytes = marked ? given.subarray(3) : given;
    first = false;
    const clean = isUtf8(bytes);
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const numbers = new Int32Array(countNewlines(buffer));
    let copy: Uint8Array = EMPTY;
    let count = 0;
    let kept = 0;
    for (let start = 0; start < bytes.length; line++) {
      const stop = buffer.indexOf(10, start);
      const blank = isBlank(bytes, start, stop);
      const valid = blank || clean || isUtf8(bytes.subarray(start, stop));
      if (!valid) {
        const value = cutText(bytes, start, stop);
        const hint = "save the input as UTF-8";
        rejections.push({ code: "not_utf8", line, field: "", value, hint });
      }
      if (blank || !valid) {
        if (copy === EMPTY) {
          copy = Buffer.allocUnsafe(bytes.length);
          copy.set(bytes.subarray(0, start));
          kept = start;
        }
      } else {
        numbers[count++] = line;
        if (copy !== EMPTY) {
          copy.set(bytes.subarray(start, stop + 1), kept);
          kept += stop + 1 - start;
        }
      }
      start = stop + 1;
    }
    if (count === 0 && rejections.length === 0) return null;
    return {
      bytes: copy === EMPTY ? bytes : copy.subarray(0, kept),
      lines: numbers.subarray(0, count),
      rejections,
    };
  }

  function tooLong(rejections: Rejection[], bytes: Uint8Array): void {
    rejections.push({
      code: "too_long",
      line,
      field: "",
      value: cutText(bytes, 0, bytes.length),
      hint: `an event has at most ${EVENT_BYTES_MAX} bytes; is the input one JSON array? then call it \`.json\``,
    });
  }

  return {
    lineCount: () => line,
    push(given) {
      let piece = given;
      const rejections: Rejection[] = [];
      if (skipping) {
        const stop = piece.indexOf(10);
        if (stop < 0) return null;
        skipping = false;
        line++;
        piece = piece.subarray(stop + 1);
      }
      const last = piece.lastIndexOf(10);
      let whole: Uint8Array = EMPTY;
      if (last < 0) {
        carry = carry.length === 0 ? Buffer.from(piece) : Buffer.concat([carry, piece]);
      } else {
        whole =
          carry.length === 0
            ? piece.subarray(0, last + 1)
            : Buffer.concat([carry, piece.subarray(0, last + 1)]);
        carry = Buffer.from(piece.subarray(last + 1));
      }
      const result = whole.length > 0 ? run(whole, rejections) : null;
      if (carry.length > EVENT_BYTES_MAX) {
        tooLong(rejections, carry);
        carry = EMPTY;
        skipping = true;
      }
      if (result !== null) return result;
      return rejections.length > 0 ? { bytes: EMPTY, lines: new Int32Array(0), rejections } : null;
    },
    end() {
      if (skipping || carry.length === 0) return null;
      const whole = Buffer.concat([carry, Buffer.from("\n")]);
      carry = EMPTY;
      return run(whole, []);
    },
  };
}

function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

function isBlank(bytes: Uint8Array, start: number, stop: number): boolean {
  for (let i = start; i < stop; i++) {
    const byte = bytes[i]!;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}
