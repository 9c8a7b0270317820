import { createSpans } from "./cell-spans.ts";
import type { MarkupRows } from "./markup-rows.ts";

/** A table that is open, with the row and the cell of it that are. */
interface OpenTable {
  row: string[] | null;
  cell: string | null;
  /** Whether the row holds another table: then it is there for the look of a page. */
  holdsTable: boolean;
  readonly spans: ReturnType<typeof createSpans>;
  columns: number;
  rows: number;
}

/**
 * A reader of web pages → the rows of the tables that hold no other table. White space counts as one blank, `<br>` as a line
 * break; a cell over several columns stands in the first, one over several rows in each of them. Scripts and styles are no text.
 */
export async function createHtmlRows(): Promise<MarkupRows> {
  const { Parser } = await import("htmlparser2"); // few inputs are pages
  const tables: OpenTable[] = [];
  let rows: string[][] = [];
  let silent = 0;

  function closeCell(table: OpenTable): void {
    if (table.row === null || table.cell === null) return;
    const text = table.cell.replace(/[ \t\r\n\f]+/g, " ").replace(/ ?\u2029 ?/g, "\n");
    table.spans.cell(table.row, text.replaceAll("\u00a0", " ").trim(), table.columns, table.rows);
    table.cell = null;
  }
  function closeRow(table: OpenTable): void {
    closeCell(table);
    if (table.row === null) return;
    const row = table.spans.end(table.row);
    if (!table.holdsTable && row.some((cell) => cell !== "")) rows.push(row);
    table.row = null;
    table.holdsTable = false;
  }
  const parser = new Parser({
    onopentag(name, attributes) {
      const table = tables.at(-1);
      if (name === "script" || name === "style") silent++;
      else if (name === "table") {
        if (table?.row != null) table.holdsTable = true;
        tables.push({ row: null, cell: null, holdsTable: false, spans: createSpans(), columns: 1, rows: 1 });
      } else if (table === undefined) return;
      else if (name === "tr") {
        closeRow(table);
        table.row = [];
      } else if (name === "td" || name === "th") {
        closeCell(table);
        table.row ??= [];
        table.cell = "";
        table.columns = Number.parseInt(attributes.colspan ?? "1", 10) || 1;
        table.rows = Number.parseInt(attributes.rowspan ?? "1", 10) || 1;
      } else if (name === "br" && table.cell !== null) table.cell += "\u2029";
    },
    ontext(text) {
      const table = tables.at(-1);
      if (silent === 0 && table != null && table.cell !== null) table.cell += text;
    },
    onclosetag(name) {
      const table = tables.at(-1);
      if (name === "script" || name === "style") silent--;
      else if (table === undefined) return;
      else if (name === "table") {
        closeRow(table);
        tables.pop();
      } else if (name === "tr") closeRow(table);
      else if (name === "td" || name === "th") closeCell(table);
    },
  });
  const taken = (): string[][] => {
    const out = rows;
    rows = [];
    return out;
  };
  return {
    push(text) {
      parser.write(text);
      return taken();
    },
    end() {
      parser.end();
      for (const table of tables.splice(0).reverse()) closeRow(table);
      return taken();
    },
  };
}
