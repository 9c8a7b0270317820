import type { Rejection } from "../nouns/codes.ts";
import type { EventRow } from "../nouns/event-row.ts";
import type { InputFinding } from "../nouns/input-finding.ts";

interface ChunkOfInput {
  /** Records of this run that could not become an event. */
  readonly rejections: readonly Rejection[];
  /** Input bytes consumed so far; a row-based format scales rows to the file's size. */
  readonly bytesRead: number;
}

/** A run of canonical event lines read from some input, whatever its format. */
export interface LineChunk extends ChunkOfInput {
  readonly kind: "lines";
  /** Whole JSON lines, each ended by \n, valid UTF-8 (lines that are not were rejected), none of them blank. */
  readonly bytes: Uint8Array;
  /** Input line (or row) number of each JSON line in `bytes`. A row that maps to several events repeats its number. */
  readonly lines: Int32Array;
}

/** A run of rows of columns, with the mapping that makes events of them: decoded without a line in between. */
export interface TableChunk extends ChunkOfInput {
  readonly kind: "table";
  /** Every event into `row`, one after another, until `sink` says stop; false when it did. Once, or else `toLines`. */
  events(row: EventRow, strict: boolean, sink: EventSink): boolean;
  /** The same events as lines, for whoever must see or change them before they are decoded. */
  toLines(): LineChunk;
  /** Events and refusals that came of its rows so far: rows that no rule of the mapping fits make none. */
  made(): number;
}

export type SourceChunk = LineChunk | TableChunk;

/** Hears the events of a run in the order of its rows. */
export interface EventSink {
  /** The row is filled; `setAside`: optional values that could not be read. False: no more of this run. */
  event(line: number, setAside: readonly Rejection[]): boolean;
  rejected(rejection: Rejection): void;
}

/** A run as lines, whatever it is. */
export function linesOf(chunk: SourceChunk): LineChunk {
  return chunk.kind === "lines" ? chunk : chunk.toLines();
}

export interface Source {
  readonly name: string;
  /** Size of the input, or null when unknown (a pipe). */
  readonly bytesTotal: number | null;
  /** Contract fields this input cannot carry at all, by path (a mapping lacks them): reported as not measurable. */
  readonly absentFields: readonly string[];
  /** What the reader wants the user to know: a lookup file that is not there. One sentence each. */
  readonly warnings: readonly string[];
  /** Doubts about many of its values; complete when `chunks` has ended. */
  findings(): readonly InputFinding[];
  /**
   * The input from its begin to its end, once. A compressed input that breaks off delivers everything before the break
   * and a rejection `truncated` or `bad_compression` last. Throws `empty_input` at its end when it held no record at all.
   */
  chunks(): AsyncIterable<SourceChunk>;
}

export const SOURCE_FORMATS = ["ndjson", "json", "csv", "parquet", "xlsx", "xml"] as const;
export type SourceFormat = (typeof SOURCE_FORMATS)[number];
