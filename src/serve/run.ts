import type { Rejection } from "../nouns/codes.ts";

/** Records on their way to the engine: lines in one buffer, and the records among them that could not become a line. */
export interface Run {
  /** Whole JSON lines for `Engine.submit`; may be empty. */
  readonly lines: Uint8Array;
  /** Records of the input this run takes up, refused ones and blank lines included. */
  readonly recordCount: number;
  /** Refused records by their place in the run, 0-based. A run of NDJSON lines, where lines may be blank, has none. */
  readonly refused: ReadonlyMap<number, Rejection>;
}

export const NONE_REFUSED: ReadonlyMap<number, Rejection> = new Map();
