import { type Parser, parse } from "csv-parse";
import type { Rejection } from "../nouns/codes.ts";
import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import { cut80, cutText } from "./json-tree.ts";

export interface CsvOptions {
  /** One character, `,` unless told. */
  readonly delimiter: string;
  /** Column names of a file without a header line; null: its first record names them. */
  readonly header: readonly string[] | null;
}

/** Records of a run of input. */
export interface CsvRun {
  readonly records: readonly { readonly fields: readonly string[]; readonly line: number }[];
  readonly rejections: readonly Rejection[];
}

export interface CsvReader {
  push(piece: Uint8Array): Promise<CsvRun>;
  end(): Promise<CsvRun>;
  /** Column names; null before the header was read. */
  header(): readonly string[] | null;
  lineCount(): number;
}

/**
 * Reads CSV by csv-parse: byte order mark, quoted delimiters and line breaks, \n or \r\n. Rejected alone, with the line
 * they begin at: a record with another number of fields than the header, one longer than an event may be, one that is
 * not UTF-8, and a line whose quote is never closed (reading goes on with the line after it).
 */
export function createCsvReader(options: CsvOptions): CsvReader {
  let header = options.header;
  /** Input from the last whole record on: what is read again when the parser trips over what follows it. */
  let pending: Buffer = Buffer.alloc(0);
  /** Line breaks before `parserBytes`, in the whole input. */
  let linesBefore = 0;
  let skipping = false;
  let suspect = false;
  let utf8 = new TextDecoder("utf-8", { fatal: true });
  let records: { fields: readonly string[]; line: number }[] = [];
  let rejections: Rejection[] = [];
  let parser: Parser | null = null;
  /** End of the last whole record in the present parser's input. */
  let parserBytes = 0;
  /** Place of `pending`'s first byte in the present parser's input. */
  let pendingStart = 0;
  let failed = false;
  let wake: () => void = () => {};

  /** A record that ends at byte `end` of the present parser's input. */
  function take(fields: readonly string[], end: number): void {
    // csv-parse counts a \r\n inside quotes twice, so lines are counted here.
    skipLineBreaks(end);
    const line = linesBefore + 1;
    for (; parserBytes < end; parserBytes++) {
      if (pending[parserBytes - pendingStart] === 10) linesBefore++;
    }
    if (header === null) {
      header = fields;
      return;
    }
    const value = cut80(fields.join(options.delimiter));
    if (fields.length !== header.length) {
      const hint = `the header names ${header.length} fields, this record has ${fields.length}`;
      rejections.push({ code: "bad_csv", line, field: "", value, hint });
    } else if (suspect && fields.some((field) => field.includes("\ufffd"))) {
      rejections.push({ code: "not_utf8", line, field: "", value, hint: "save the input as UTF-8" });
    } else {
      records.push({ fields, line });
    }
  }

  function skipLineBreaks(end: number): void {
    for (; parserBytes < end; parserBytes++) {
      const byte = pending[parserBytes - pendingStart];
      if (byte === 10) linesBefore++;
      else if (byte !== 13) return;
    }
  }

  function start(): Parser {
    parserBytes = 0;
    pendingStart = 0;
    failed = false;
    const fresh = parse({
      bom: true,
      delimiter: options.delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: EVENT_BYTES_MAX,
      on_record: (fields: string[], context) => {
        take(fields, context.bytes);
        return undefined;
      },
    });
    fresh.on("error", () => {
      failed = true;
      wake();
    });
    fresh.on("end", () => wake());
    fresh.resume();
    return fresh;
  }

  /** Gives bytes that stand at the end of `pending` to the parser, over and over from behind each line it trips on. */
  async function drive(bytes: Buffer): Promise<void> {
    let unfed = bytes;
    while (unfed.length > 0) {
      parser ??= start();
      const current = parser;
      const fed = unfed;
      await new Promise<void>((resolve) => {
        wake = resolve;
        current.write(fed, () => resolve());
      });
      if (!failed) {
        pending = pending.subarray(parserBytes - pendingStart);
        pendingStart = parserBytes;
        return;
      }
      unfed = dropBadLine();
    }
  }

  /** After the parser tripped: rejects the line that the bad record began with, and returns what follows it. */
  function dropBadLine(): Buffer {
    skipLineBreaks(pendingStart + pending.length);
    const bad = pending.subarray(parserBytes - pendingStart);
    const stop = bad.indexOf(10);
    const length = stop < 0 ? bad.length : stop;
    const overlong = length > EVENT_BYTES_MAX;
    rejections.push({
      code: overlong ? "too_long" : "bad_csv",
      line: linesBefore + 1,
      field: "",
      value: cutText(bad, 0, length),
      hint: overlong
        ? `a record has at most ${EVENT_BYTES_MAX} bytes`
        : "a quote opened here is not closed: double a quote that is meant as one",
    });
    parser?.destroy();
    parser = null;
    parserBytes = 0;
    skipping = stop < 0;
    if (stop >= 0) linesBefore++;
    pending = stop < 0 ? Buffer.alloc(0) : bad.subarray(stop + 1);
    pendingStart = 0;
    return pending;
  }

  function run(): CsvRun {
    const result = { records, rejections };
    records = [];
    rejections = [];
    return result;
  }

  return {
    header: () => header,
    lineCount: () => linesBefore + 1,
    async push(given) {
      let piece: Buffer = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
      if (!suspect) {
        try {
          utf8.decode(piece, { stream: true });
        } catch {
          suspect = true;
          utf8 = new TextDecoder();
        }
      }
      if (skipping) {
        const stop = piece.indexOf(10);
        if (stop < 0) return run();
        skipping = false;
        linesBefore++;
        piece = piece.subarray(stop + 1);
      }
      pending = pending.length === 0 ? piece : Buffer.concat([pending, piece]);
      await drive(piece);
      return run();
    },
    async end() {
      while (parser !== null) {
        const current: Parser = parser;
        await new Promise<void>((resolve) => {
          wake = resolve;
          current.end();
        });
        if (!failed) {
          parser = null;
          break;
        }
        await drive(dropBadLine());
      }
      return run();
    },
  };
}
