import { isUtf8 } from "node:buffer";
import type { Rejection } from "../nouns/codes.ts";
import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import { cutText } from "./json-tree.ts";
import type { LineRun, LineSplitter } from "./ndjson-lines.ts";

interface SplitterState {
  line: number;
  inArray: boolean;
  closed: boolean;
  depth: number;
  inString: boolean;
  escaped: boolean;
  markAt: number;
  /** Bytes of the value being read, and the line it began at. */
  value: Buffer<ArrayBuffer>;
  length: number;
  longer: boolean;
  begun: boolean;
  valueLine: number;
  lineBytes: Buffer[];
  lineNumbers: number[];
  rejections: Rejection[];
}

/**
 * Splits a JSON file, one array of events or one or more objects in a row, however it is broken into lines, into one
 * line per event, as it streams: memory does not grow with the array. The text of each event stays as it is, but line
 * breaks between its parts become blanks. Only brackets and quotes are looked at; whether an event is valid is for the decoder.
 */
export function createValueSplitter(): LineSplitter {
  const splitter: SplitterState = {
    line: 1,
    inArray: false,
    closed: false,
    depth: 0,
    inString: false,
    escaped: false,
    markAt: 0,
    value: Buffer.allocUnsafe(EVENT_BYTES_MAX + 1),
    length: 0,
    longer: false,
    begun: false,
    valueLine: 1,
    lineBytes: [],
    lineNumbers: [],
    rejections: [],
  };
  return {
    lineCount: () => splitter.line,
    push: (piece) => push(splitter, piece),
    end: () => end(splitter),
  };
}

function keep(splitter: SplitterState, byte: number): void {
  if (splitter.length <= EVENT_BYTES_MAX)
    splitter.value[splitter.length++] = byte === 10 || byte === 13 ? 32 : byte;
  else splitter.longer = true;
}

function finish(splitter: SplitterState): void {
  if (!splitter.begun) return;
  const bytes = splitter.value.subarray(0, splitter.length);
  const reject = (code: Rejection["code"], hint: string) =>
    splitter.rejections.push({
      code,
      line: splitter.valueLine,
      field: "",
      value: cutText(bytes, 0, splitter.length),
      hint,
    });
  if (splitter.longer || splitter.length > EVENT_BYTES_MAX) {
    reject("too_long", `an event has at most ${EVENT_BYTES_MAX} bytes`);
  } else if (!isUtf8(bytes)) {
    reject("not_utf8", "save the input as UTF-8");
  } else {
    splitter.lineBytes.push(Buffer.concat([bytes, NEWLINE]));
    splitter.lineNumbers.push(splitter.valueLine);
  }
  splitter.length = 0;
  splitter.longer = false;
  splitter.begun = false;
}

function begin(splitter: SplitterState, byte: number): void {
  splitter.begun = true;
  splitter.valueLine = splitter.line;
  keep(splitter, byte);
}

function take(splitter: SplitterState): LineRun | null {
  if (splitter.lineNumbers.length === 0 && splitter.rejections.length === 0) return null;
  const run = {
    bytes: Buffer.concat(splitter.lineBytes),
    lines: Int32Array.from(splitter.lineNumbers),
    rejections: splitter.rejections,
  };
  splitter.lineBytes = [];
  splitter.lineNumbers = [];
  splitter.rejections = [];
  return run;
}

function push(splitter: SplitterState, piece: Uint8Array): LineRun | null {
  for (let at = 0; at < piece.length; at++) {
    const byte = piece[at]!;
    if (splitter.markAt < BYTE_ORDER_MARK.length) {
      if (byte === BYTE_ORDER_MARK[splitter.markAt]) {
        splitter.markAt++;
        continue;
      }
      splitter.markAt = BYTE_ORDER_MARK.length;
    }
    if (byte === 10) splitter.line++;
    if (splitter.inString) {
      keep(splitter, byte);
      if (splitter.escaped) splitter.escaped = false;
      else if (byte === 0x5c) splitter.escaped = true;
      else if (byte === 0x22) splitter.inString = false;
      continue;
    }
    const blank = byte === 0x20 || byte === 10 || byte === 13 || byte === 9;
    if (splitter.depth === 0 && !splitter.begun) {
      if (blank) continue;
      if (byte === 0x5b && !splitter.inArray && !splitter.closed) {
        splitter.inArray = true;
        continue;
      }
      if (byte === 0x2c && splitter.inArray) continue;
      if (byte === 0x5d && splitter.inArray) {
        splitter.inArray = false;
        splitter.closed = true;
        continue;
      }
      begin(splitter, byte);
      if (byte === 0x22) splitter.inString = true;
      else if (byte === 0x7b || byte === 0x5b) splitter.depth = 1;
      continue;
    }
    // A bare word or number at the top ends at a comma, the closing bracket or a blank.
    if (splitter.depth === 0 && (blank || byte === 0x2c || byte === 0x5d || byte === 0x7b)) {
      finish(splitter);
      if (!blank && byte !== 0x2c) at--;
      continue;
    }
    keep(splitter, byte);
    if (byte === 0x22) splitter.inString = true;
    else if (byte === 0x7b || byte === 0x5b) splitter.depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      splitter.depth--;
      if (splitter.depth === 0) finish(splitter);
    }
  }
  return take(splitter);
}

function end(splitter: SplitterState): LineRun | null {
  if (splitter.begun && (splitter.depth > 0 || splitter.inString)) {
    const hint = "the input ends inside this value: a bracket or quote is not closed";
    splitter.rejections.push({
      code: "not_json",
      line: splitter.valueLine,
      field: "",
      value: cutText(splitter.value, 0, splitter.length),
      hint,
    });
  } else {
    finish(splitter);
    if (splitter.inArray) {
      const hint = "the array is not closed: the file may be cut off";
      splitter.rejections.push({ code: "not_json", line: splitter.line, field: "", value: "", hint });
    }
  }
  splitter.value = Buffer.alloc(0);
  splitter.begun = false;
  return take(splitter);
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const NEWLINE = Buffer.from("\n");
