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

function createReader(options: CsvOptions, takesPlain: boolean): CsvReader<CsvFields> {
  const { delimiter } = options;
  const rule = options.quotes ?? "auto";
  let columns: ColumnNames | null = options.header === null ? null : columnNames(options.header);
  let skipLines = options.header === null ? (options.headerLine ?? 1) - 1 : 0;
  let carry: Buffer = Buffer.alloc(0);
  let skipping = false;
  let first = true;
  /** Number of `lines[0]` in the input. */
  let lineAt = 1;
  let lines: Line[] = [];
  /** Rows that quote as they should, and rows whose quotes can only be text. */
  let quotedRows = 0;
  let textRows = 0;
  let records = new CsvRecords();
  let scan: PlainScan | null = null;
  let headerStart: Buffer = Buffer.alloc(0);
  let rejections: Rejection[] = [];

  function reject(code: Rejection["code"], line: number, text: string, hint: string): void {
    rejections.push({ code, line, field: "", value: cut80(text), hint });
  }

  /** Fields in the number the header names, or null: empty ones at the end that nobody named come and go. */
  function fitted(fields: string[]): string[] | null {
    const wanted = columns!.names.length;
    if (fields.length === wanted) return fields;
    if (fields.length > wanted) {
      return fields.slice(wanted).every((field) => field.trim() === "") ? fields.slice(0, wanted) : null;
    }
    if (fields.length < columns!.namedCount) return null;
    return [...fields, ...Array.from({ length: wanted - fields.length }, () => "")];
  }

  function take(fields: string[], line: number, text: string, whole: boolean): void {
    if (columns === null) {
      columns = columnNames(fields);
      return;
    }
    const row = fitted(fields);
    const parted = row === null && whole ? partedByReturns(text) : null;
    if (parted !== null) for (const one of parted) records.add(one, line);
    else if (row === null) {
      const counts = `the header names ${columns.names.length} fields, this record has ${fields.length}`;
      const more = fields.length > columns.names.length;
      const hint = more ? `${counts}: a text with \`${delimiter}\` in it belongs in double quotes` : counts;
      reject("bad_csv", line, text, hint);
    } else if (!whole) {
      reject("not_utf8", line, text, NOT_UTF8_HINT);
    } else if (!isHeader(row)) records.add(row, line);
  }

  /** A record in which `\r` alone ends lines, as where files of two machines were joined → its rows; null where it is none. */
  function partedByReturns(text: string): string[][] | null {
    if (!text.includes("\r") || text.includes('"')) return null;
    const parts = text.split("\r").filter((part) => part.trim() !== "");
    const rows = parts.map((part) => fitted(part.split(delimiter)));
    return rows.every((row) => row !== null) ? rows : null;
  }

  function isHeader(row: readonly string[]): boolean {
    if (!row[0]!.includes(columns!.names[0]!)) return false; // nearly all rows, at the price of a look
    if (row[0]!.replace(/^\ufeff/, "").trim() !== columns!.names[0]) return false;
    const again = columnNames(row).names;
    return again.every((name, place) => name === columns!.names[place]);
  }

  const asText = (text: string): string[] | null => (columns === null ? null : fitted(text.split(delimiter)));

  /** The record that begins at line `i` with a quote in it → the line behind it, or −1 when more input is needed. */
  function takeQuoted(i: number, atEnd: boolean): number {
    const { text, whole } = lines[i]!;
    const split = splitRecord(text, delimiter);
    if (split.quotes !== "open") {
      if (split.quotes === "stray") {
        const plain = asText(text);
        textRows++;
        take(plain ?? split.fields, lineAt + i, text, whole);
      } else {
        if (split.quotes === "whole") quotedRows++;
        take(split.fields, lineAt + i, text, whole);
      }
      return i + 1;
    }
    let joined = text;
    let allWhole = whole;
    for (let j = i + 1; ; j++) {
      const tooFar = j - i >= QUOTED_LINES_MAX || joined.length > EVENT_BYTES_MAX;
      if (!tooFar && j >= lines.length && !atEnd) return -1;
      if (tooFar || j >= lines.length) return unclosed(i);
      joined += `\n${lines[j]!.text}`;
      allWhole &&= lines[j]!.whole;
      if (!lines[j]!.text.includes('"')) continue;
      const record = splitRecord(joined, delimiter);
      if (record.quotes === "open") continue;
      if (record.quotes === "stray" && rule === "auto") return unclosed(i);
      const rowsInside = rule === "auto" ? rowsWithin(i, j) : 0;
      if (rowsInside > 0 && quotedRows === 0 && rowsInside === j - i + 1) return unclosed(i);
      if (rowsInside > 0) {
        const from = lineAt + i;
        reject(
          "bad_csv",
          from,
          joined,
          `a quote that opens here runs over lines ${from} to ${lineAt + j}, of which ${rowsInside} are rows by themselves: say \`quotes: text\` under \`input:\` where quotes mean nothing in this file, \`quotes: fields\` where these lines are one text`,
        );
        return j + 1;
      }
      quotedRows++;
      take(record.fields, lineAt + i, joined, allWhole);
      return j + 1;
    }
  }

  function unclosed(i: number): number {
    const { text, whole } = lines[i]!;
    const plain = rule === "fields" ? null : asText(text);
    if (plain === null) {
      reject(
        "bad_csv",
        lineAt + i,
        text,
        "a quote opened here is not closed: double a quote that is meant as one",
      );
    } else {
      textRows++;
      take(plain, lineAt + i, text, whole);
    }
    return i + 1;
  }

  /**
   * Lines of a record, the first and the last included, that are rows by themselves: the header's number of fields, and
   * times and numbers where the line it begins with (or the row before it) has them.
   */
  function rowsWithin(from: number, to: number): number {
    if (columns === null || columns.names.length < 2) return 0;
    const like = asText(lines[from]!.text) ?? records.latest();
    let count = 0;
    for (let i = from; i <= to; i++) {
      const fields = asText(lines[i]!.text);
      if (fields?.every((field, place) => !FIGURE.test(like[place] ?? "") || FIGURE.test(field)) === true)
        count++;
    }
    const inner = to - from - 1;
    // The two ends of an honest text of several lines may fit by chance; lines in between are whole rows or nothing.
    return inner > 0 ? (count > 2 ? count : 0) : count === 2 ? 2 : 0;
  }

  function drain(atEnd: boolean): void {
    let i = 0;
    while (i < lines.length) {
      const { text, whole } = lines[i]!;
      if (skipLines > 0) {
        skipLines--;
        i++;
      } else if (text.length > EVENT_BYTES_MAX) {
        reject("too_long", lineAt + i, text, `a record has at most ${EVENT_BYTES_MAX} bytes`);
        i++;
      } else if (text.trim() === "") i++;
      else if (rule !== "text" && !literalByNow() && text.includes('"')) {
        const next = takeQuoted(i, atEnd);
        if (next < 0) break;
        i = next;
      } else {
        take(text.split(delimiter), lineAt + i, text, whole);
        i++;
      }
    }
    lineAt += i;
    lines = i === lines.length ? [] : lines.slice(i);
  }

  /** Some rows whose quotes can only be text, and none that quotes: there is no need to look for the end of each. */
  const literalByNow = (): boolean => rule === "auto" && textRows >= TEXT_ROWS_ENOUGH && quotedRows === 0;

  function add(bytes: Buffer): void {
    let run = bytes;
    if (first && run[0] === 0xef && run[1] === 0xbb && run[2] === 0xbf) run = run.subarray(3);
    first = false;
    if (isUtf8(run)) {
      for (const text of run.toString("utf8").split("\n")) lines.push({ text: bare(text), whole: true });
      return;
    }
    for (let start = 0; start <= run.length; ) {
      const found = run.indexOf(10, start);
      const stop = found < 0 ? run.length : found;
      const line = run.subarray(start, stop);
      lines.push({ text: bare(line.toString("utf8")), whole: isUtf8(line) });
      start = stop + 1;
    }
  }

  /** Whole lines: those that are plain as they stand, the others by the careful way. */
  function takeLines(run: Buffer): void {
    if (!takesPlain || delimiter.length !== 1 || delimiter.charCodeAt(0) >= 0x80 || !isUtf8(run)) {
      add(run);
      drain(false);
      return;
    }
    let start = 0;
    while (start <= run.length) {
      if (columns !== null && skipLines === 0 && !first && lines.length === 0) {
        const { length } = columns.names;
        scan ??= beginScan(columns.names);
        const { ends, place } = records.room(length);
        ends[place] = start;
        const stop = scan.line(run, start, run.length, ends, place + 1);
        if (stop >= 0 && stop - start <= EVENT_BYTES_MAX && !mayBeHeader(run, start)) {
          records.addPlain(run as SlicedBuffer, lineAt++, length);
          start = stop + 1;
          continue;
        }
      }
      let stop = start - 1;
      for (let i = 0; i < CAREFUL_LINES && stop < run.length; i++) {
        const found = run.indexOf(10, stop + 1);
        stop = found < 0 ? run.length : found;
      }
      add(run.subarray(start, stop));
      drain(false);
      start = stop + 1;
    }
  }

  function beginScan(names: readonly string[]): PlainScan {
    headerStart = Buffer.from(names[0]!);
    return createPlainScan(delimiter.charCodeAt(0), names.length);
  }

  /** Whether a line may be the header again: told by its beginning. */
  function mayBeHeader(run: Buffer, start: number): boolean {
    const lead = run[start]!;
    if (BLANK_LEADS.has(lead)) return true;
    for (let i = 0; i < headerStart.length; i++) if (run[start + i] !== headerStart[i]) return false;
    return true;
  }

  function taken(): CsvRun<CsvFields> {
    const result = { records, rejections };
    records = records.next();
    rejections = [];
    return result;
  }

  return {
    header: () => columns?.names ?? null,
    columns: () => columns,
    lineCount: () => lineAt + lines.length,
    push(given) {
      let piece: Buffer = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
      if (skipping) {
        const stop = piece.indexOf(10);
        if (stop < 0) return taken();
        skipping = false;
        lineAt++;
        piece = piece.subarray(stop + 1);
      }
      const last = piece.lastIndexOf(10);
      if (last >= 0) {
        const whole = piece.subarray(0, last);
        // No more than one line is copied to join what came before it.
        const next = carry.length === 0 ? 0 : whole.indexOf(10) + 1;
        if (carry.length > 0) {
          add(Buffer.concat([carry, next === 0 ? whole : whole.subarray(0, next - 1)]));
          drain(false);
        }
        if (carry.length === 0 || next > 0) takeLines(whole.subarray(next));
        carry = Buffer.from(piece.subarray(last + 1));
      } else carry = carry.length === 0 ? Buffer.from(piece) : Buffer.concat([carry, piece]);
      if (carry.length > EVENT_BYTES_MAX && carry.includes(13)) {
        // Lines that end in `\r` alone: a record would be refused at this length in any case.
        const parts = Buffer.from(carry.map((byte) => (byte === 13 ? 10 : byte)));
        const last = parts.lastIndexOf(10);
        carry = parts.subarray(last + 1);
        takeLines(parts.subarray(0, last));
      }
      if (carry.length > EVENT_BYTES_MAX) {
        drain(true);
        const hint = `a record has at most ${EVENT_BYTES_MAX} bytes`;
        rejections.push({
          code: "too_long",
          line: lineAt,
          field: "",
          value: cutText(carry, 0, carry.length),
          hint,
        });
        carry = Buffer.alloc(0);
        skipping = true;
      }
      return taken();
    },
    end() {
      if (!skipping && carry.length > 0) add(carry);
      carry = Buffer.alloc(0);
      drain(true);
      return taken();
    },
  };
}

/** Rows with quotes that can only be text after which the rest of a file that never quotes is taken so. */
const TEXT_ROWS_ENOUGH = 3;

/** A time, a date or a number, as columns of exports have them in every row. */
const FIGURE = /^[\d][\d\s:./+TZ年月日时分秒-]*$/;

const NOT_UTF8_HINT =
  "some bytes here are no text in this encoding: name the encoding (--encoding, as in gb18030, big5 or windows-1252)";

const bare = (text: string): string => (text.endsWith("\r") ? text.slice(0, -1) : text);
