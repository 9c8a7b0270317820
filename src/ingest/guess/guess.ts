import type { Both as Words } from "../../words/language.ts";

/** How one field is filled, as a mapping says it. */
export interface FieldGuess {
  readonly path: string;
  /** A column, a template of columns, or a constant. */
  readonly value: { readonly from: string } | { readonly template: string } | { readonly constant: string };
  readonly options?: Readonly<Record<string, string | number>>;
  /** Words of the column and what they mean; null: nothing. */
  readonly translate?: Readonly<Record<string, string | null>>;
  /** How likely it is right, in [0, 1]: an ordered judgement, not a measured frequency. */
  readonly confidence: number;
  readonly because: Words;
}

/** What only a person can know. */
export interface Question {
  /** Name to answer it by: `--set NAME=…`. */
  readonly name: string;
  readonly ask: Words;
  /** What can be answered, the taken one first; other columns and words are understood as well. */
  readonly choices: readonly string[];
  /** Whether no guess may stand for an answer: a script is refused. */
  readonly must: boolean;
}

/** Which rows become an event: those with one of some texts in a column, with none of some, with a number above one, with any value or none, or with a yes. */
export type RowsGuess =
  | { readonly column: string; readonly values: readonly string[] }
  | { readonly column: string; readonly not: readonly string[] }
  | { readonly column: string; readonly above: number }
  | { readonly column: string; readonly present: boolean }
  | { readonly flag: string };

/** What a row becomes. */
export interface EventGuess {
  /** One type, or a column and what its words mean. */
  readonly type: string | { readonly from: string; readonly translate: Readonly<Record<string, string>> };
  /** Types that its rows in the sample have. */
  readonly acts: readonly string[];
  /** Null: every row. */
  readonly when: RowsGuess | null;
  /** What else must hold of the row, of other columns. */
  readonly also?: readonly RowsGuess[];
  readonly fields: readonly FieldGuess[];
}

/** A proposal for a table. */
export interface MappingGuess {
  readonly fields: readonly FieldGuess[];
  readonly events: readonly EventGuess[];
  /** How the type was told, for the summary. */
  readonly typeBecause: Words;
  readonly questions: readonly Question[];
  /** What whoever reads the result should know: names for ids, days without hours, rows left out. */
  readonly notes: readonly Words[];
}

/** A table that cannot be events, and why. */
export interface Refusal {
  readonly refused: Words;
  readonly questions: readonly Question[];
}

/** What a person has answered: path or `zone`, `order`, `unit` → a column, or `=constant`. */
export type Answers = ReadonlyMap<string, string>;

/** A list of names for a sentence, the first eight. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `\`${name}\``);
  return names.length > 8 ? `${shown.join(", ")} …` : shown.join(", ");
}

/** Column that an answer names, or null where it is no column of the table. */
export function answeredColumn<C extends { readonly name: string }>(
  answers: Answers,
  path: string,
  columns: readonly C[],
): C | null {
  const answer = answers.get(path);
  return answer === undefined ? null : (columns.find((column) => column.name === answer) ?? null);
}

/** Constant that an answer gives (`=x`), or null. */
export function answeredConstant(answers: Answers, path: string): string | null {
  const answer = answers.get(path);
  return answer?.startsWith("=") && answer.length > 1 ? answer.slice(1) : null;
}
