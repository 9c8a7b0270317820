import type { Rejection } from "../nouns/codes.ts";
import type { InputFinding } from "../nouns/input-finding.ts";

/** A run of canonical event lines read from some input, whatever its format. */
export interface SourceChunk {
  /** Whole JSON lines, each ended by \n, valid UTF-8 (lines that are not were rejected), none of them blank. */
  readonly bytes: Uint8Array;
  /** Input line (or row) number of each JSON line in `bytes`. A row that maps to several events repeats its number. */
  readonly lines: Int32Array;
  /** Records of this run that could not become a line. */
  readonly rejections: readonly Rejection[];
  /** Input bytes consumed so far; a row-based format scales rows to the file's size. */
  readonly bytesRead: number;
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
