import { sheetCell, type Table, type TableSpec, tableCase } from "./table-case.ts";
import type { SuiteCase } from "./truth.ts";
import { type Cell, columnName, type Sheet, type WorkbookOptions, workbook } from "./xlsx.ts";

export interface BookSpec extends TableSpec {
  readonly sheets: (head: Cell[], rows: Cell[][], table: Table) => readonly Sheet[];
  readonly options?: WorkbookOptions;
  readonly extension?: string;
}

/** A sheet of a name and rows. */
export const sheet = (
  name: string,
  rows: readonly (readonly Cell[])[],
  rest: Partial<Sheet> = {},
): Sheet => ({ name, rows, ...rest });

/** The range of a whole row as wide as the header. */
export const wide = (head: readonly Cell[], row: number): string =>
  `A${row}:${columnName(head.length - 1)}${row}`;

/** A description of one workbook → its file and its truth. */
export function bookCase(spec: BookSpec, seed: number): SuiteCase {
  let bytes: Buffer = Buffer.alloc(0);
  const made = tableCase(
    {
      ...spec,
      edit: (table, help) => {
        const changed = spec.edit?.(table, help);
        const rows = table.rows.map((row) =>
          row.cells.map((cell) => sheetCell(cell, spec.time === "excel-serial")),
        );
        bytes = workbook(spec.sheets(table.header, rows, table), spec.options);
        return changed;
      },
    },
    seed,
  );
  const path = `${spec.name}.${spec.extension ?? "xlsx"}`;
  return {
    files: [{ path, bytes }],
    truth: {
      ...made.truth,
      paths: [path],
      traits: { ...made.truth.traits, encoding: "-", delimiter: "-", container: spec.extension ?? "xlsx" },
    },
  };
}
