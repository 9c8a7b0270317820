import { readFlagText } from "../kernels/text/read-flag-text.ts";
import { readNumberText } from "../kernels/text/read-number-text.ts";
import { readTimeText } from "../kernels/time/read-time-text.ts";
import { timeZone } from "../kernels/time/time-zone.ts";
import { DAY_MS } from "../nouns/durations.ts";
import type { FeatureTable } from "./feature-table.ts";

/** Texts read as missing, whatever their case. */
const MISSING_WORDS = new Set([
  ...["", "na", "n/a", "#n/a", "nan", "null", "(null)", "none", "nil", "undefined", "unknown"],
  ...["-", "--", "—", "\\n", "未知", "暂无", "空"],
]);
/** A date's text without a zone: only days matter, and they are counted from the newest. */
const UTC = { zone: timeZone("UTC")! };
/** A column with more non-numbers than this part of its values is text, not a column of numbers with mistakes in it. */
const TEXT_SHARE_MAX = 0.1;

/** A value that is no number in a column of numbers. */
export interface OddValue {
  readonly row: number;
  readonly value: string;
}

/** What a column turned out to hold. */
export interface ColumnSummary {
  readonly name: string;
  readonly kind: "number" | "date" | "text" | "empty";
  readonly values: number;
  readonly missing: number;
  /** Values that are neither missing nor of the column's kind. */
  readonly odd: number;
  /** The first of them. */
  readonly firstOdd: OddValue | null;
}

/** `16,547`, `1.7万`, `21%` (21), `Y`, `否` → the number; NaN when it is none. A clock (`12:30`) is none. */
function numberOf(text: string): number {
  const read = readNumberText(text);
  if (read !== null && !read.duration) return read.value;
  const flag = read === null ? readFlagText(text) : null;
  return flag === null ? Number.NaN : flag ? 1 : 0;
}

/** A date as tools write it → ms since 1970; NaN when it is none. */
function dateOf(text: string): number {
  if (!/\d/.test(text)) return Number.NaN;
  const read = readTimeText(text, UTC);
  return read.ok ? read.ms : Number.NaN;
}

/** Gathers texts into columns of numbers. */
export interface ValueColumns {
  /** The next row's texts, in the order of the names; null = missing. */
  readonly add: (texts: readonly (string | null | undefined)[]) => void;
  /** Another column, missing in every row so far. */
  readonly addColumn: (name: string) => void;
  readonly rowCount: () => number;
  readonly summaries: () => readonly ColumnSummary[];
  /** Newest date in any date column, ms since 1970; NaN without one. */
  readonly newestMs: () => number;
  /** Columns of numbers, and of dates as days before `asOfMs`; text and empty columns only where `named` asks for them. */
  readonly table: (asOfMs: number, named?: readonly string[]) => FeatureTable;
}

interface Column {
  readonly name: string;
  values: Float64Array;
  numbers: number;
  dates: number;
  missing: number;
  odd: number;
  firstOdd: OddValue | null;
}

/**
 * Columns of a table with `names`, values listed in `missingWords` read as missing besides the usual ones (empty, NA, null …).
 * Booleans are 0 and 1; infinities are not values. Holds 8 bytes a cell.
 */
export function createValueColumns(
  names: readonly string[],
  missingWords: readonly string[] = [],
): ValueColumns {
  const missing = new Set([...MISSING_WORDS, ...missingWords.map((word) => word.toLowerCase())]);
  const columns: Column[] = [];
  let capacity = 1024;
  let rows = 0;
  let newest = Number.NEGATIVE_INFINITY;

  function addColumn(name: string): void {
    const values = new Float64Array(capacity).fill(Number.NaN);
    columns.push({ name, values, numbers: 0, dates: 0, missing: rows, odd: 0, firstOdd: null });
  }
  for (const name of names) addColumn(name);

  function put(column: Column, given: string | null | undefined): void {
    const text = given?.trim() ?? "";
    let value = Number.NaN;
    const number = missing.has(text.toLowerCase()) ? null : numberOf(text);
    const date = number === null || !Number.isNaN(number) ? Number.NaN : dateOf(text);
    if (number === null) column.missing++;
    else if (!Number.isNaN(number)) {
      value = number;
      column.numbers++;
    } else if (!Number.isNaN(date)) {
      value = date;
      column.dates++;
      if (value > newest) newest = value;
    } else {
      column.odd++;
      column.firstOdd ??= { row: rows, value: text.slice(0, 80) };
    }
    column.values[rows] = Math.abs(value) <= 3.4e38 || column.dates > 0 ? value : Number.NaN;
  }

  function kindOf(column: Column): ColumnSummary["kind"] {
    const given = column.numbers + column.dates + column.odd;
    if (given === 0) return "empty";
    if (column.odd > TEXT_SHARE_MAX * given) return "text";
    if (column.numbers > 0 && column.dates > 0) return "text";
    return column.dates > 0 ? "date" : "number";
  }

  return {
    add: (texts) => {
      if (rows === capacity) {
        capacity *= 2;
        for (const column of columns) {
          const grown = new Float64Array(capacity).fill(Number.NaN);
          grown.set(column.values);
          column.values = grown;
        }
      }
      for (let c = 0; c < columns.length; c++) put(columns[c]!, texts[c]);
      rows++;
    },
    addColumn,
    rowCount: () => rows,
    newestMs: () => (newest > Number.NEGATIVE_INFINITY ? newest : Number.NaN),
    summaries: () =>
      columns.map((column) => ({
        name: column.name,
        kind: kindOf(column),
        values: column.numbers + column.dates,
        missing: column.missing,
        odd: column.odd,
        firstOdd: column.firstOdd,
      })),
    table: (asOfMs, named) => {
      const kept = columns.filter((column) => {
        if (named !== undefined) return named.includes(column.name);
        const kind = kindOf(column);
        return kind === "number" || kind === "date";
      });
      return {
        names: kept.map((column) => column.name),
        rowCount: rows,
        columns: kept.map((column) => {
          const out = new Float32Array(rows);
          const dates = column.dates > 0;
          for (let row = 0; row < rows; row++) {
            const value = column.values[row]!;
            out[row] = dates ? (asOfMs - value) / DAY_MS : value;
          }
          return out;
        }),
      };
    },
  };
}
