import { isUtf8 } from "node:buffer";
import type { Rejection } from "../nouns/codes.ts";
import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import { type CsvFields, CsvRecords, type CsvRun } from "./csv-run.ts";
import { type ColumnNames, columnNames } from "./files/column-names.ts";
import { splitRecord } from "./files/split-record.ts";
import { cut80, cutText } from "./json-tree.ts";
import type { SlicedBuffer } from "./plain-record.ts";
import { createPlainScan, type PlainScan } from "./scan-plain.ts";

/** What quotes mean: `fields` as in RFC 4180; `text` nothing; `auto`: fields, unless they cannot be meant so. */
export type QuoteRule = "fields" | "text" | "auto";

export interface CsvOptions {
  /** One character. */
  readonly delimiter: string;
  /** Column names of a file without a header line; null: a record of its own names them. */
  readonly header: readonly string[] | null;
  /** Line (1-based) at which that record begins; what stands above it is passed over. Default 1. */
  readonly headerLine?: number;
  /** Default `auto`. */
  readonly quotes?: QuoteRule;
}

export interface CsvReader<Fields = readonly string[]> {
  push(piece: Uint8Array): CsvRun<Fields>;
  end(): CsvRun<Fields>;
  /** Column names, each different; null before the header was read. */
  header(): readonly string[] | null;
  /** The header as it stands in the file, and what of it is ambiguous. */
  columns(): ColumnNames | null;
  lineCount(): number;
}

/**
 * Lines that a quoted field may run over before its quote is taken for one that is never closed. Comments of real exports
 * stay under 50; each line more is looked at again for every quote that is text.
 */
export const QUOTED_LINES_MAX = 200;

interface Line {
  readonly text: string;
  /** Whether its bytes were UTF-8. */
  readonly whole: boolean;
}

/**
 * Reads delimited text: byte order mark, quoted delimiters and line breaks, \n or \r\n; a header that stands again (files
 * joined with `cat`) is passed over, and so are delimiters at the end of rows or of the header that name nothing.
 *
 * Quotes that are text (`"quote starts` in an export that does not quote) would swallow lines. A quote that is never closed,
 * or is followed by text, is taken as text where the line has the header's number of fields as it stands. A quoted field that
 * is whole and contains lines that are rows by themselves can be either: it is rejected, named with its lines, where other
 * rows show that the file quotes, and taken as text where none does. Rejected alone, with the line they begin at: these, a
 * record with another number of fields, one longer than an event may be, and one that is not UTF-8.
 * About 0.2 µs a field; lines are decoded once.
 */
export function createCsvReader(options: CsvOptions): CsvReader {
  return createReader(options, false) as CsvReader;
}

/** The same, where a record whose fields stand in its bytes as they are is given as these: about 1 ns a byte. Good until the next piece. */
export function createPlainCsvReader(options: CsvOptions): CsvReader<CsvFields> {
  return createReader(options, true);
}

/** Lines taken by the careful way at once, from one on that is not plain: what is quoted may run on. */
const CAREFUL_LINES = 64;
/** First bytes of blanks and of a byte order mark: a header that stands again may begin with them. */
const BLANK_LEADS: ReadonlySet<number> = new Set([0x20, 0xc2, 0xe1, 0xe2, 0xe3, 0xef]);

/** A reader in the middle of a file. */
interface ReaderState {
  readonly takesPlain: boolean;
  readonly delimiter: string;
  readonly rule: QuoteRule;
  columns: ColumnNames | null;
  skipLines: number;
  carry: Buffer;
  skipping: boolean;
  first: boolean;
  /** Number of `lines[0]` in the input. */
  lineAt: number;
  lines: Line[];
  /** Rows that quote as they should, and rows whose quotes can only be text. */
  quotedRows: number;
  textRows: number;
  records: CsvRecords;
  scan: PlainScan | null;
  headerStart: Buffer;
  rejections: Rejection[];
}

function createReader(options: CsvOptions, takesPlain: boolean): CsvReader<CsvFields> {
  const { delimiter } = options;
  const reader: ReaderState = {
    takesPlain,
    delimiter,
    rule: options.quotes ?? "auto",
    columns: options.header === null ? null : columnNames(options.header),
    skipLines: options.header === null ? (options.headerLine ?? 1) - 1 : 0,
    carry: Buffer.alloc(0),
    skipping: false,
    first: true,
    lineAt: 1,
    lines: [],
    quotedRows: 0,
    textRows: 0,
    records: new CsvRecords(),
    scan: null,
    headerStart: Buffer.alloc(0),
    rejections: [],
  };
  return {
    header: () => reader.columns?.names ?? null,
    columns: () => reader.columns,
    lineCount: () => reader.lineAt + reader.lines.length,
    push: (given) => push(reader, given),
    end: () => end(reader),
  };
}

function reject(
  reader: ReaderState,
  code: Rejection["code"],
  line: number,
  text: string,
  hint: string,
): void {
  reader.rejections.push({ code, line, field: "", value: cut80(text), hint });
}

/** Fields in the number the header names, or null: empty ones at the end that nobody named come and go. */
function fitted(reader: ReaderState, fields: string[]): string[] | null {
  const wanted = reader.columns!.names.length;
  if (fields.length === wanted) return fields;
  if (fields.length > wanted) {
    return fields.slice(wanted).every((field) => field.trim() === "") ? fields.slice(0, wanted) : null;
  }
  if (fields.length < reader.columns!.namedCount) return null;
  return [...fields, ...Array.from({ length: wanted - fields.length }, () => "")];
}

function take(reader: ReaderState, fields: string[], line: number, text: string, whole: boolean): void {
  if (reader.columns === null) {
    reader.columns = columnNames(fields);
    return;
  }
  const row = fitted(reader, fields);
  const parted = row === null && whole ? partedByReturns(reader, text) : null;
  if (parted !== null) for (const one of parted) reader.records.add(one, line);
  else if (row === null) {
    const counts = `the header names ${reader.columns.names.length} fields, this record has ${fields.length}`;
    const more = fields.length > reader.columns.names.length;
    const hint = more
      ? `${counts}: a text with \`${reader.delimiter}\` in it belongs in double quotes`
      : counts;
    reject(reader, "bad_csv", line, text, hint);
  } else if (!whole) {
    reject(reader, "not_utf8", line, text, NOT_UTF8_HINT);
  } else if (!isHeader(reader, row)) reader.records.add(row, line);
}

/** A record in which `\r` alone ends lines, as where files of two machines were joined → its rows; null where it is none. */
function partedByReturns(reader: ReaderState, text: string): string[][] | null {
  if (!text.includes("\r") || text.includes('"')) return null;
  const parts = text.split("\r").filter((part) => part.trim() !== "");
  const rows = parts.map((part) => fitted(reader, part.split(reader.delimiter)));
  return rows.every((row) => row !== null) ? rows : null;
}

function isHeader(reader: ReaderState, row: readonly string[]): boolean {
  if (!row[0]!.includes(reader.columns!.names[0]!)) return false; // nearly all rows, at the price of a look
  if (row[0]!.replace(/^\ufeff/, "").trim() !== reader.columns!.names[0]) return false;
  const again = columnNames(row).names;
  return again.every((name, place) => name === reader.columns!.names[place]);
}

function asText(reader: ReaderState, text: string): string[] | null {
  return reader.columns === null ? null : fitted(reader, text.split(reader.delimiter));
}

/** The record that begins at line `i` with a quote in it → the line behind it, or −1 when more input is needed. */
function takeQuoted(reader: ReaderState, i: number, atEnd: boolean): number {
  const { text, whole } = reader.lines[i]!;
  const split = splitRecord(text, reader.delimiter);
  if (split.quotes !== "open") {
    if (split.quotes === "stray") {
      const plain = asText(reader, text);
      reader.textRows++;
      take(reader, plain ?? split.fields, reader.lineAt + i, text, whole);
    } else {
      if (split.quotes === "whole") reader.quotedRows++;
      take(reader, split.fields, reader.lineAt + i, text, whole);
    }
    return i + 1;
  }
  let joined = text;
  let allWhole = whole;
  for (let j = i + 1; ; j++) {
    const tooFar = j - i >= QUOTED_LINES_MAX || joined.length > EVENT_BYTES_MAX;
    if (!tooFar && j >= reader.lines.length && !atEnd) return -1;
    if (tooFar || j >= reader.lines.length) return unclosed(reader, i);
    joined += `\n${reader.lines[j]!.text}`;
    allWhole &&= reader.lines[j]!.whole;
    if (!reader.lines[j]!.text.includes('"')) continue;
    const record = splitRecord(joined, reader.delimiter);
    if (record.quotes === "open") continue;
    if (record.quotes === "stray" && reader.rule === "auto") return unclosed(reader, i);
    const rowsInside = reader.rule === "auto" ? rowsWithin(reader, i, j) : 0;
    if (rowsInside > 0 && reader.quotedRows === 0 && rowsInside === j - i + 1) return unclosed(reader, i);
    if (rowsInside > 0) {
      const from = reader.lineAt + i;
      reject(
        reader,
        "bad_csv",
        from,
        joined,
        `a quote that opens here runs over lines ${from} to ${reader.lineAt + j}, of which ${rowsInside} are rows by themselves: say \`quotes: text\` under \`input:\` where quotes mean nothing in this file, \`quotes: fields\` where these lines are one text`,
      );
      return j + 1;
    }
    reader.quotedRows++;
    take(reader, record.fields, reader.lineAt + i, joined, allWhole);
    return j + 1;
  }
}

function unclosed(reader: ReaderState, i: number): number {
  const { text, whole } = reader.lines[i]!;
  const plain = reader.rule === "fields" ? null : asText(reader, text);
  if (plain === null) {
    reject(
      reader,
      "bad_csv",
      reader.lineAt + i,
      text,
      "a quote opened here is not closed: double a quote that is meant as one",
    );
  } else {
    reader.textRows++;
    take(reader, plain, reader.lineAt + i, text, whole);
  }
  return i + 1;
}

/**
 * Lines of a record, the first and the last included, that are rows by themselves: the header's number of fields, and
 * times and numbers where the line it begins with (or the row before it) has them.
 */
function rowsWithin(reader: ReaderState, from: number, to: number): number {
  if (reader.columns === null || reader.columns.names.length < 2) return 0;
  const like = asText(reader, reader.lines[from]!.text) ?? reader.records.latest();
  let count = 0;
  for (let i = from; i <= to; i++) {
    const fields = asText(reader, reader.lines[i]!.text);
    if (fields?.every((field, place) => !FIGURE.test(like[place] ?? "") || FIGURE.test(field)) === true)
      count++;
  }
  const inner = to - from - 1;
  // The two ends of an honest text of several lines may fit by chance; lines in between are whole rows or nothing.
  return inner > 0 ? (count > 2 ? count : 0) : count === 2 ? 2 : 0;
}

function drain(reader: ReaderState, atEnd: boolean): void {
  let i = 0;
  while (i < reader.lines.length) {
    const { text, whole } = reader.lines[i]!;
    if (reader.skipLines > 0) {
      reader.skipLines--;
      i++;
    } else if (text.length > EVENT_BYTES_MAX) {
      reject(reader, "too_long", reader.lineAt + i, text, `a record has at most ${EVENT_BYTES_MAX} bytes`);
      i++;
    } else if (text.trim() === "") i++;
    else if (reader.rule !== "text" && !literalByNow(reader) && text.includes('"')) {
      const next = takeQuoted(reader, i, atEnd);
      if (next < 0) break;
      i = next;
    } else {
      take(reader, text.split(reader.delimiter), reader.lineAt + i, text, whole);
      i++;
    }
  }
  reader.lineAt += i;
  reader.lines = i === reader.lines.length ? [] : reader.lines.slice(i);
}

/** Some rows whose quotes can only be text, and none that quotes: there is no need to look for the end of each. */
function literalByNow(reader: ReaderState): boolean {
  return reader.rule === "auto" && reader.textRows >= TEXT_ROWS_ENOUGH && reader.quotedRows === 0;
}

function add(reader: ReaderState, bytes: Buffer): void {
  let run = bytes;
  if (reader.first && run[0] === 0xef && run[1] === 0xbb && run[2] === 0xbf) run = run.subarray(3);
  reader.first = false;
  if (isUtf8(run)) {
    for (const text of run.toString("utf8").split("\n")) reader.lines.push({ text: bare(text), whole: true });
    return;
  }
  for (let start = 0; start <= run.length; ) {
    const found = run.indexOf(10, start);
    const stop = found < 0 ? run.length : found;
    const line = run.subarray(start, stop);
    reader.lines.push({ text: bare(line.toString("utf8")), whole: isUtf8(line) });
    start = stop + 1;
  }
}

/** Whole lines: those that are plain as they stand, the others by the careful way. */
function takeLines(reader: ReaderState, run: Buffer): void {
  if (
    !reader.takesPlain ||
    reader.delimiter.length !== 1 ||
    reader.delimiter.charCodeAt(0) >= 0x80 ||
    !isUtf8(run)
  ) {
    add(reader, run);
    drain(reader, false);
    return;
  }
  let start = 0;
  while (start <= run.length) {
    if (reader.columns !== null && reader.skipLines === 0 && !reader.first && reader.lines.length === 0) {
      const { length } = reader.columns.names;
      reader.scan ??= beginScan(reader, reader.columns.names);
      const { ends, place } = reader.records.room(length);
      ends[place] = start;
      const stop = reader.scan.line(run, start, run.length, ends, place + 1);
      if (stop >= 0 && stop - start <= EVENT_BYTES_MAX && !mayBeHeader(reader, run, start)) {
        reader.records.addPlain(run as SlicedBuffer, reader.lineAt++, length);
        start = stop + 1;
        continue;
      }
    }
    let stop = start - 1;
    for (let i = 0; i < CAREFUL_LINES && stop < run.length; i++) {
      const found = run.indexOf(10, stop + 1);
      stop = found < 0 ? run.length : found;
    }
    add(reader, run.subarray(start, stop));
    drain(reader, false);
    start = stop + 1;
  }
}

function beginScan(reader: ReaderState, names: readonly string[]): PlainScan {
  reader.headerStart = Buffer.from(names[0]!);
  return createPlainScan(reader.delimiter.charCodeAt(0), names.length);
}

/** Whether a line may be the header again: told by its beginning. */
function mayBeHeader(reader: ReaderState, run: Buffer, start: number): boolean {
  const lead = run[start]!;
  if (BLANK_LEADS.has(lead)) return true;
  for (let i = 0; i < reader.headerStart.length; i++)
    if (run[start + i] !== reader.headerStart[i]) return false;
  return true;
}

function taken(reader: ReaderState): CsvRun<CsvFields> {
  const result = { records: reader.records, rejections: reader.rejections };
  reader.records = reader.records.next();
  reader.rejections = [];
  return result;
}

function push(reader: ReaderState, given: Uint8Array): CsvRun<CsvFields> {
  let piece: Buffer = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  if (reader.skipping) {
    const stop = piece.indexOf(10);
    if (stop < 0) return taken(reader);
    reader.skipping = false;
    reader.lineAt++;
    piece = piece.subarray(stop + 1);
  }
  const last = piece.lastIndexOf(10);
  if (last >= 0) {
    const whole = piece.subarray(0, last);
    // No more than one line is copied to join what came before it.
    const next = reader.carry.length === 0 ? 0 : whole.indexOf(10) + 1;
    if (reader.carry.length > 0) {
      add(reader, Buffer.concat([reader.carry, next === 0 ? whole : whole.subarray(0, next - 1)]));
      drain(reader, false);
    }
    if (reader.carry.length === 0 || next > 0) takeLines(reader, whole.subarray(next));
    reader.carry = Buffer.from(piece.subarray(last + 1));
  } else reader.carry = reader.carry.length === 0 ? Buffer.from(piece) : Buffer.concat([reader.carry, piece]);
  if (reader.carry.length > EVENT_BYTES_MAX && reader.carry.includes(13)) {
    // Lines that end in `\r` alone: a record would be refused at this length in any case.
    const parts = Buffer.from(reader.carry.map((byte) => (byte === 13 ? 10 : byte)));
    const last = parts.lastIndexOf(10);
    reader.carry = parts.subarray(last + 1);
    takeLines(reader, parts.subarray(0, last));
  }
  if (reader.carry.length > EVENT_BYTES_MAX) {
    drain(reader, true);
    const hint = `a record has at most ${EVENT_BYTES_MAX} bytes`;
    reader.rejections.push({
      code: "too_long",
      line: reader.lineAt,
      field: "",
      value: cutText(reader.carry, 0, reader.carry.length),
      hint,
    });
    reader.carry = Buffer.alloc(0);
    reader.skipping = true;
  }
  return taken(reader);
}

function end(reader: ReaderState): CsvRun<CsvFields> {
  if (!reader.skipping && reader.carry.length > 0) add(reader, reader.carry);
  reader.carry = Buffer.alloc(0);
  drain(reader, true);
  return taken(reader);
}

/** Rows with quotes that can only be text after which the rest of a file that never quotes is taken so. */
const TEXT_ROWS_ENOUGH = 3;

/** A time, a date or a number, as columns of exports have them in every row. */
const FIGURE = /^[\d][\d\s:./+TZ年月日时分秒-]*$/;

const NOT_UTF8_HINT =
  "some bytes here are no text in this encoding: name the encoding (--encoding, as in gb18030, big5 or windows-1252)";

const bare = (text: string): string => (text.endsWith("\r") ? text.slice(0, -1) : text);
