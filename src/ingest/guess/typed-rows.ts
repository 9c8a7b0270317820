import type { Both as Words } from "../../words/language.ts";
import type { EventGuess, Question } from "./guess.ts";

/** What was done: one type for the whole file, a column of words, or columns of yes and no. */
export interface TypeChoice {
  readonly events: readonly TypedRows[];
  readonly columns: readonly string[];
  readonly confidence: number;
  readonly because: Words;
  readonly questions: readonly Question[];
  readonly notes: readonly Words[];
}
export type TypedRows = Omit<EventGuess, "fields">;
