/** Columns and rows that one cell may run over: as many as HTML and Excel allow. */
const SPAN_COLUMNS_MAX = 1000;
const SPAN_ROWS_MAX = 65_534;

/** Keeps the columns of a table in their places where cells run over several columns or rows. */
export interface CellSpans {
  /** The next cell of a row: in the first column that no cell from above runs into. */
  cell(row: string[], text: string, columns: number, rows: number): void;
  /** The row with what runs into it from above; the next row begins. */
  end(row: string[]): string[];
}

/** A cell over several rows gives its value to each of them; one over several columns to the first. */
export function createSpans(): CellSpans {
  const above = new Map<number, { text: string; left: number }>();
  const begun = new Map<number, { text: string; left: number }>();
  const fromAbove = (row: string[]): void => {
    for (let span = above.get(row.length); span !== undefined; span = above.get(row.length))
      row.push(span.text);
  };
  return {
    cell(row, text, columns, rows) {
      fromAbove(row);
      const left = Math.min(Math.max(1, rows), SPAN_ROWS_MAX) - 1;
      for (let i = 0; i < Math.min(Math.max(1, columns), SPAN_COLUMNS_MAX); i++) {
        const value = i === 0 ? text : "";
        if (left > 0) begun.set(row.length, { text: value, left });
        row.push(value);
      }
    },
    end(row) {
      fromAbove(row);
      for (const [place, span] of above) if (--span.left === 0) above.delete(place);
      for (const [place, span] of begun) above.set(place, span);
      begun.clear();
      return row;
    },
  };
}
