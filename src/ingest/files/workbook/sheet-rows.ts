import { TouchstoneError } from "../../../nouns/codes.ts";
import { MERGED_RANGES_MAX, SHEET_COLUMNS_MAX } from "../file-limits.ts";
import { type CellKind, dateText } from "./cell-dates.ts";
import { createXmlWalk } from "./xml-events.ts";

/** A row of a sheet that holds anything. */
export interface SheetRow {
  /** 1-based, as Excel numbers it. */
  readonly number: number;
  /** By column from A; null where a cell is empty, an error (`#N/A`), or a formula without a saved value. */
  readonly cells: readonly (string | null)[];
}

export interface SheetContext {
  readonly texts: readonly string[];
  readonly kinds: readonly CellKind[];
  readonly from1904: boolean;
  readonly path: string;
  /** The sheet's name. */
  readonly name: string;
}

interface Merge {
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

/** The rows of a sheet's XML, streamed. `open` is called twice: merged ranges stand behind the rows they hold for. */
export async function* readSheet(
  open: () => AsyncGenerator<string>,
  context: SheetContext,
): AsyncGenerator<SheetRow> {
  const merges = await readMerges(open(), context);
  /** The value that runs down each merged column, and how far. */
  const running = new Map<number, { to: number; value: string | null }>();
  let ready: SheetRow[] = [];
  let cells: (string | null)[] = [];
  let row = 0;
  let column = 0;
  let cell: { type: string; style: number } | null = null;
  let value = "";
  let hasValue = false;
  let collecting = false;
  let aside = false;

  const finishRow = (): void => {
    for (const [at, { to, value: merged }] of running) {
      if (row > to) running.delete(at);
      else if (cells[at] == null) cells[at] = merged;
    }
    for (const merge of merges.get(row) ?? []) {
      running.set(merge.column, { to: merge.to, value: cells[merge.column] ?? null });
    }
    for (let at = 0; at < cells.length; at++) cells[at] ??= null;
    if (cells.some((one) => one !== null)) ready.push({ number: row, cells });
  };
  const walk = createXmlWalk({
    opened(name, attributes) {
      if (name === "row") {
        row = attributes.r === undefined ? row + 1 : Number(attributes.r);
        cells = [];
        column = 0;
      } else if (name === "c") {
        if (attributes.r !== undefined) column = columnOf(attributes.r);
        cell = { type: attributes.t ?? "n", style: Number(attributes.s ?? 0) };
        value = "";
        hasValue = false;
      } else if (name === "rPh") aside = true;
      else if ((name === "v" || (name === "t" && !aside)) && cell !== null) {
        collecting = true;
        hasValue = true;
      }
    },
    closed(name) {
      if (name === "v" || name === "t") collecting = false;
      else if (name === "rPh") aside = false;
      else if (name === "c" && cell !== null) {
        if (hasValue && column < SHEET_COLUMNS_MAX) cells[column] = textOf(cell, value, context);
        column++;
        cell = null;
      } else if (name === "row") finishRow();
    },
    text(piece) {
      if (collecting) value += piece;
    },
  });
  try {
    for await (const piece of open()) {
      walk.push(piece);
      if (ready.length === 0) continue;
      yield* ready;
      ready = [];
    }
    walk.end();
  } catch (cause) {
    if (cause instanceof TouchstoneError) throw cause;
    throw new TouchstoneError(
      "damaged_file",
      `\`${context.path}\`, sheet \`${context.name}\`, breaks at row ${row} (${(cause as Error).message}): save it again`,
      { cause },
    );
  }
  yield* ready;
}

function textOf(
  { type, style }: { type: string; style: number },
  value: string,
  { texts, kinds, from1904 }: SheetContext,
): string | null {
  switch (type) {
    case "s":
      return unescaped(texts[Number(value)] ?? "") || null;
    case "inlineStr":
    case "str":
      return unescaped(value) || null;
    case "b":
      return value === "1" ? "true" : "false";
    case "e":
      return null;
    case "n": {
      const kind = kinds[style] ?? "number";
      if (value === "") return null;
      return kind === "number" ? value : dateText(Number(value), kind, from1904);
    }
    default:
      return value || null; // `d`: a date as ISO 8601
  }
}

/** `_x000D_` and the like are how a workbook writes what XML cannot hold. */
function unescaped(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** `AB12` → 27. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const code = letter.charCodeAt(0) & 0xdf;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

/** Merged ranges that run over several rows, by their first row. */
async function readMerges(
  pieces: AsyncGenerator<string>,
  { path }: SheetContext,
): Promise<Map<number, Merge[]>> {
  const merges = new Map<number, Merge[]>();
  let count = 0;
  let carry = "";
  for await (const piece of pieces) {
    const text = carry + piece;
    let end = 0;
    for (const match of text.matchAll(/mergeCell\s[^>]*?ref="([A-Z]+)(\d+):[A-Z]+(\d+)"/g)) {
      end = match.index + match[0].length;
      const [, letters, from, to] = match as unknown as [string, string, string, string];
      if (from === to) continue;
      if (++count > MERGED_RANGES_MAX) {
        throw new TouchstoneError(
          "too_long",
          `\`${path}\` has more than ${MERGED_RANGES_MAX} merged cells: save it as CSV`,
        );
      }
      const merge = { column: columnOf(letters), from: Number(from), to: Number(to) };
      merges.set(merge.from, [...(merges.get(merge.from) ?? []), merge]);
    }
    carry = text.slice(Math.max(end, text.length - MERGE_TAG_CHARS));
  }
  return merges;
}

/** Longest tag of a merged cell that may lie over two pieces. */
const MERGE_TAG_CHARS = 200;
