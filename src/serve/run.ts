import type { Rejection } from "../nouns/codes.ts";

/** Records on their way to the engine: lines in one buffer, and the records among them that could not become a line. */
export interface Run {
  /** Whole JSON lines for `Engine.submit`; may be empty. */
  readonly lines: Uint8Array;
  /** Records of the input this run takes up, refused ones and blank lines included. */
  readonly recordCount: number;
  /** Refused records by their place in the run, 0-based. */
  readonly refused: ReadonlyMap<number, Rejection>;
  /** Places of blank lines, which have no answer; told where a run has refused records. */
  readonly blank?: ReadonlySet<number>;
  /** Called once the engine has answered: the memory of `lines` is used again. */
  readonly answered?: () => void;
}

export const NONE_REFUSED: ReadonlyMap<number, Rejection> = new Map();
