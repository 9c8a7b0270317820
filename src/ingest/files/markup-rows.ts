/** Takes a text piece by piece and hands out the rows of the tables in it. */
export interface MarkupRows {
  push(text: string): readonly (readonly string[])[];
  end(): readonly (readonly string[])[];
}
