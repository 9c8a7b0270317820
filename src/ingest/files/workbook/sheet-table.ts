import { type Rejection, TouchstoneError } from "../../../nouns/codes.ts";
import { type ColumnNames, columnNames } from "../column-names.ts";
import { HEADER_LINES_MAX } from "../csv-dialect.ts";
import type { Sheet, Workbook } from "./open-workbook.ts";
import type { SheetRow } from "./sheet-rows.ts";

/** What is known of the table beforehand; a mapping says some of it. */
export interface SheetWish {
  readonly sheet: string | null;
  readonly header: readonly string[] | null;
  readonly headerLine: number | null;
  /** Columns that must be there; empty: not known. */
  readonly wanted: readonly string[];
  /** Columns told by the file's path. */
  readonly elsewhere: readonly string[];
}

/** A run of a table's rows; `line` is the row's number in its sheet. */
export interface SheetRun {
  readonly records: readonly { readonly fields: readonly (string | null)[]; readonly line: number }[];
  readonly rejections: readonly Rejection[];
}

/** The table of one sheet. */
export interface SheetTable {
  readonly sheet: string;
  readonly columns: ColumnNames;
  /** Row the header stands at; 0 when a mapping names the columns. */
  readonly headerRow: number;
  /** Rows among the first 50 that hold anything. */
  readonly rowsSeen: number;
  runs(): AsyncGenerator<SheetRun>;
}

export interface FoundTables {
  /** Never empty. All with the same columns wanted. */
  readonly tables: readonly SheetTable[];
  /** What the user should know: sheets read or passed over. */
  readonly warnings: readonly string[];
}

/** Rows handed on at a time. */
const RUN_ROWS = 5_000;

/**
 * The tables of a workbook that have the columns wanted: of the sheet named, else of every visible sheet that has them (a sheet
 * a day is how people keep lists); where none has, the first visible sheet with rows, so that its columns can be told. The
 * header is the first of 50 rows that has the columns, else the first that looks like one. Throws `bad_schema`, `empty_input`.
 */
export async function findTables(workbook: Workbook, wish: SheetWish, path: string): Promise<FoundTables> {
  const { sheets } = workbook;
  const named = wish.sheet === null ? null : sheets.find(({ name }) => name === wish.sheet!.trim());
  if (named === undefined) {
    const names = sheets.map(({ name }) => `\`${name}\``).join(", ");
    throw new TouchstoneError("bad_schema", `\`${path}\` has no sheet \`${wish.sheet}\`; it has ${names}`);
  }
  const wanted = wish.wanted.map((name) => name.trim()).filter((name) => !wish.elsewhere.includes(name));
  const fitting: SheetTable[] = [];
  const hidden: string[] = [];
  const others: SheetTable[] = [];
  for (const sheet of named === null ? sheets : [named]) {
    const table = await tableOf(sheet, wish, wanted);
    if (table === null) continue;
    const { names, repeated } = table.columns;
    const fits = wanted.length > 0 && wanted.every((name) => names.includes(name) || repeated.has(name));
    if (sheet.hidden && named === null) {
      if (fits) hidden.push(sheet.name);
    } else if (fits || (wish.header !== null && others.length === 0)) fitting.push(table);
    else others.push(table);
  }
  if (fitting.length === 0 && others.length === 0) {
    const away = hidden.length === 0 ? "" : `; a hidden sheet has some: \`sheet: ${hidden[0]}\` reads it`;
    throw new TouchstoneError("empty_input", `\`${path}\` has no rows in its visible sheets${away}`);
  }
  // A cover or a glossary stands before the list: of sheets that do not have the columns, the one with most rows.
  others.sort((a, b) => b.rowsSeen - a.rowsSeen);
  const tables = fitting.length > 0 ? fitting : others.slice(0, 1);
  const warnings: string[] = [];
  const told = (list: readonly string[]): string => list.map((name) => `\`${name}\``).join(", ");
  if (tables.length > 1) {
    warnings.push(
      `\`${path}\`: ${tables.length} sheets have the columns and are all read: ${told(tables.map(({ sheet }) => sheet))}`,
    );
  }
  if (hidden.length > 0)
    warnings.push(`\`${path}\`: hidden sheets are not read: ${told(hidden)}; name one with \`sheet:\``);
  return { tables, warnings };
}

async function tableOf(sheet: Sheet, wish: SheetWish, wanted: readonly string[]): Promise<SheetTable | null> {
  const head: SheetRow[] = [];
  for await (const row of sheet.rows()) {
    if (head.length === HEADER_LINES_MAX) break;
    head.push(row);
  }
  if (head.length === 0) return null;
  const header = headerOf(head, wish, wanted);
  const columns = columnNames(wish.header ?? (header?.cells ?? []).map((cell) => cell ?? ""));
  const headerRow = wish.header === null ? (header?.number ?? 1) : 0;
  const places = columns.names.map((_, place) => place);
  const looked = wanted.length === 0 ? places : places.filter((place) => isWanted(columns, place, wanted));
  return {
    sheet: sheet.name,
    columns,
    headerRow,
    rowsSeen: head.length,
    runs: () => readTable(sheet, columns, headerRow, looked),
  };
}

function isWanted(columns: ColumnNames, place: number, wanted: readonly string[]): boolean {
  const name = columns.names[place]!;
  return wanted.includes(name) || wanted.includes(name.replace(/#\d+$/, ""));
}

function headerOf(
  head: readonly SheetRow[],
  wish: SheetWish,
  wanted: readonly string[],
): SheetRow | undefined {
  if (wish.header !== null) return undefined;
  if (wish.headerLine !== null) return head.find(({ number }) => number === wish.headerLine);
  if (wanted.length > 0) {
    const found = head.find(({ cells }) => {
      const { names, repeated } = columnNames(cells.map((cell) => cell ?? ""));
      return wanted.every((name) => names.includes(name) || repeated.has(name));
    });
    if (found !== undefined) return found;
  }
  // By shape: as many filled cells as rows usually have, all different and none a figure.
  const filled = (row: SheetRow): string[] => row.cells.filter((cell) => cell !== null);
  const widest = Math.max(...head.map((row) => filled(row).length));
  return (
    head.find((row) => {
      const words = filled(row);
      const like = words.length > widest / 2 && new Set(words).size === words.length;
      return like && !words.some((word) => FIGURE.test(word));
    }) ?? head[0]
  );
}

async function* readTable(
  sheet: Sheet,
  columns: ColumnNames,
  headerRow: number,
  looked: readonly number[],
): AsyncGenerator<SheetRun> {
  let records: { fields: readonly (string | null)[]; line: number }[] = [];
  let figures: readonly number[] | null = null;
  let last = headerRow;
  for await (const { number, cells } of sheet.rows()) {
    if (number <= headerRow) continue;
    const there = looked.filter((place) => cells[place] != null);
    if (there.length === 0) continue; // a blank line, or a row of the table beside this one
    if (columns.names.every((name, place) => (cells[place]?.trim() ?? `#${place + 1}`) === bareName(name)))
      continue;
    figures ??= looked.filter((place) => FIGURE.test(cells[place] ?? ""));
    const begins =
      number > last + 1 &&
      there.length > 1 &&
      figures.length > 0 &&
      figures.every((place) => cells[place] != null && !FIGURE.test(cells[place]!));
    if (begins) {
      const value = cells
        .filter((cell) => cell !== null)
        .join(", ")
        .slice(0, 80);
      const hint = `another table begins here, below the one whose header stands at row ${headerRow}; it is not read: \`header_line: ${number}\` under \`input:\` reads it`;
      yield { records, rejections: [{ code: "bad_schema", line: number, field: "", value, hint }] };
      return;
    }
    last = number;
    records.push({ fields: cells, line: number });
    if (records.length < RUN_ROWS) continue;
    yield { records, rejections: [] };
    records = [];
  }
  if (records.length > 0) yield { records, rejections: [] };
}

const bareName = (name: string): string => name.replace(/(?<=.)#\d+$/, "");

/** A number, a date or a time. */
const FIGURE = /^[+-]?\d[\d\s:./,+TZ%-]*$/;
