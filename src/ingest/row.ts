/** A row of the input: a column's text, or null where the row has none. */
export type Row = (column: string) => string | null;
