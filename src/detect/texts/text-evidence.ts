export type TextEvidenceKind =
  | "equal_use"
  | "own_course"
  | "nothing_else"
  | "several_sentences"
  | "several_targets"
  | "disguised"
  | "copies_stand_out";

export interface TextEvidence {
  readonly kind: TextEvidenceKind;
  /** 1, or 2 where it is rare in honest files. */
  readonly points: number;
  /** What was found, of how many, and what is usual: meaning by kind, see `copied-text-words.ts`. */
  readonly found: number;
  readonly of: number;
  readonly usual: number;
}
