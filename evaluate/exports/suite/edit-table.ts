import type { Table } from "./table-case.ts";

/** Index of a column by its header; a typo here is a mistake of the suite. */
export function at(table: Table, header: string): number {
  const index = table.header.indexOf(header);
  if (index < 0) throw new Error(`no column \`${header}\``);
  return index;
}

/** Changes one column in each row. */
export function each(table: Table, header: string, change: (cell: string, row: number) => string): void {
  const index = at(table, header);
  table.rows.forEach((row, i) => {
    row.cells[index] = change(row.cells[index]!, i);
  });
}
