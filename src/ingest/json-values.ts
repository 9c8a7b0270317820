import { isUtf8 } from "node:buffer";
import type { Rejection } from "../nouns/codes.ts";
import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import { cutText } from "./json-tree.ts";
import type { LineRun, LineSplitter } from "./ndjson-lines.ts";

/**
 * Splits a JSON file, one array of events or one or more objects in a row, however it is broken into lines, into one
 * line per event, as it streams: memory does not grow with the array. The text of each event stays as it is, but line
 * breaks between its parts become blanks. Only brackets and quotes are looked at; whether an event is valid is for the decoder.
 */
export function createValueSplitter(): LineSplitter {
  let line = 1;
  let inArray = false;
  let closed = false;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let markAt = 0;
  /** Bytes of the value being read, and the line it began at. */
  let value = Buffer.allocUnsafe(EVENT_BYTES_MAX + 1);
  let length = 0;
  let longer = false;
  let begun = false;
  let valueLine = 1;
  let lineBytes: Buffer[] = [];
  let lineNumbers: number[] = [];
  let rejections: Rejection[] = [];

  function keep(byte: number): void {
    if (length <= EVENT_BYTES_MAX) value[length++] = byte === 10 || byte === 13 ? 32 : byte;
    else longer = true;
  }
  function finish(): void {
    if (!begun) return;
    const bytes = value.subarray(0, length);
    const reject = (code: Rejection["code"], hint: string) =>
      rejections.push({ code, line: valueLine, field: "", value: cutText(bytes, 0, length), hint });
    if (longer || length > EVENT_BYTES_MAX) {
      reject("too_long", `an event has at most ${EVENT_BYTES_MAX} bytes`);
    } else if (!isUtf8(bytes)) {
      reject("not_utf8", "save the input as UTF-8");
    } else {
      lineBytes.push(Buffer.concat([bytes, NEWLINE]));
      lineNumbers.push(valueLine);
    }
    length = 0;
    longer = false;
    begun = false;
  }
  function begin(byte: number): void {
    begun = true;
    valueLine = line;
    keep(byte);
  }
  function take(): LineRun | null {
    if (lineNumbers.length === 0 && rejections.length === 0) return null;
    const run = { bytes: Buffer.concat(lineBytes), lines: Int32Array.from(lineNumbers), rejections };
    lineBytes = [];
    lineNumbers = [];
    rejections = [];
    return run;
  }

  return {
    lineCount: () => line,
    push(piece) {
      for (let at = 0; at < piece.length; at++) {
        const byte = piece[at]!;
        if (markAt < BYTE_ORDER_MARK.length) {
          if (byte === BYTE_ORDER_MARK[markAt]) {
            markAt++;
            continue;
          }
          markAt = BYTE_ORDER_MARK.length;
        }
        if (byte === 10) line++;
        if (inString) {
          keep(byte);
          if (escaped) escaped = false;
          else if (byte === 0x5c) escaped = true;
          else if (byte === 0x22) inString = false;
          continue;
        }
        const blank = byte === 0x20 || byte === 10 || byte === 13 || byte === 9;
        if (depth === 0 && !begun) {
          if (blank) continue;
          if (byte === 0x5b && !inArray && !closed) {
            inArray = true;
            continue;
          }
          if (byte === 0x2c && inArray) continue;
          if (byte === 0x5d && inArray) {
            inArray = false;
            closed = true;
            continue;
          }
          begin(byte);
          if (byte === 0x22) inString = true;
          else if (byte === 0x7b || byte === 0x5b) depth = 1;
          continue;
        }
        // A bare word or number at the top ends at a comma, the closing bracket or a blank.
        if (depth === 0 && (blank || byte === 0x2c || byte === 0x5d || byte === 0x7b)) {
          finish();
          if (!blank && byte !== 0x2c) at--;
          continue;
        }
        keep(byte);
        if (byte === 0x22) inString = true;
        else if (byte === 0x7b || byte === 0x5b) depth++;
        else if (byte === 0x7d || byte === 0x5d) {
          depth--;
          if (depth === 0) finish();
        }
      }
      return take();
    },
    end() {
      if (begun && (depth > 0 || inString)) {
        const hint = "the input ends inside this value: a bracket or quote is not closed";
        rejections.push({
          code: "not_json",
          line: valueLine,
          field: "",
          value: cutText(value, 0, length),
          hint,
        });
      } else {
        finish();
        if (inArray) {
          const hint = "the array is not closed: the file may be cut off";
          rejections.push({ code: "not_json", line, field: "", value: "", hint });
        }
      }
      value = Buffer.alloc(0);
      begun = false;
      return take();
    },
  };
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const NEWLINE = Buffer.from("\n");
