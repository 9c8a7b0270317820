import { columnNames } from "./column-names.ts";
import { splitRecord } from "./split-record.ts";

/** How a delimited text is written. */
export interface CsvDialect {
  /** One character. */
  readonly delimiter: string;
  /** Line (1-based) the header stands at; 0 when the file has none and the mapping names the columns. */
  readonly headerLine: number;
  /** Names to choose columns by: see `columnNames`. */
  readonly columns: readonly string[];
  /** `fields`, or `text` where quotes in the lines looked at can only be text. */
  readonly quotes: "auto" | "text";
  /** Whether the header looks like a row: a file without a header line. */
  readonly headerLikeRow: boolean;
}

/** What is known of it before its lines are looked at; a mapping says some of it. */
export interface DialectWish {
  readonly delimiter: string | null;
  readonly header: readonly string[] | null;
  readonly headerLine: number | null;
  /** Columns that must be there: the header is the first line that has them all. Empty: not known. */
  readonly wanted: readonly string[];
  /** Columns told by the file's path, which need not stand in it. */
  readonly elsewhere: readonly string[];
}

/** Lines looked at for a header. Exports of creator centres put up to a dozen above it. */
export const HEADER_LINES_MAX = 50;
/** Lines looked at for the delimiter and for quotes. */
const LOOKED_LINES = 400;
/** In the order they are preferred: `\u0001` is what Hive writes, full-width ones what an input method makes of a comma. */
const DELIMITERS = [",", "\t", ";", "|", "\u0001", "，", "；", "^", "~"] as const;

/**
 * The first bytes of a delimited text → its delimiter, header line and what its quotes mean. `whole`: the text is all of the
 * file. The delimiter is the mapping's, that of a line `sep=;`, the one by which a line has the columns wanted, or the one that
 * parts most lines into the same number of fields.
 */
export function csvDialect(head: string, whole: boolean, wish: DialectWish): CsvDialect {
  const lines = head.replace(/^\ufeff/, "").split(/\r\n|\n/);
  if (!whole && lines.length > 1) lines.pop();
  lines.splice(LOOKED_LINES);
  const told = /^"?sep=(.)"?$/i.exec(lines[0]?.trimEnd() === "sep=" ? "sep=\t" : (lines[0] ?? ""))?.[1];
  const from = told === undefined ? 0 : 1;
  const candidates =
    wish.delimiter !== null ? [wish.delimiter] : told !== undefined ? [told] : [...DELIMITERS];
  const found = headerWith(lines, from, candidates, wish) ?? headerByShape(lines, from, candidates, wish);
  const header =
    wish.header ?? splitRecord(recordAt(lines, found.line, found.delimiter), found.delimiter).fields;
  const { names } = columnNames(header);
  const rows = lines.slice(wish.header === null ? found.line + 1 : found.line);
  return {
    delimiter: found.delimiter,
    headerLine: wish.header === null ? found.line + 1 : 0,
    columns: names,
    quotes: quotesAreText(rows, found.delimiter, names.length) ? "text" : "auto",
    headerLikeRow: wish.header === null && header.some((name) => FIGURES.test(name.trim())),
  };
}

interface Found {
  readonly delimiter: string;
  /** 0-based. */
  readonly line: number;
}

/** The first line that has every column wanted, by the first delimiter that makes it so. */
function headerWith(
  lines: readonly string[],
  from: number,
  candidates: readonly string[],
  wish: DialectWish,
): Found | null {
  const wanted = wish.wanted.map((name) => name.trim()).filter((name) => !wish.elsewhere.includes(name));
  if (wish.header !== null || wish.headerLine !== null || wanted.length === 0) return null;
  for (let line = from; line < Math.min(lines.length, from + HEADER_LINES_MAX); line++) {
    for (const delimiter of candidates) {
      const { names, repeated } = columnNames(
        splitRecord(recordAt(lines, line, delimiter), delimiter).fields,
      );
      if (wanted.every((name) => names.includes(name) || repeated.has(name))) return { delimiter, line };
    }
  }
  return null;
}

/** By the number of fields: the delimiter by which most lines have the same, and the first of them that could be a header. */
function headerByShape(
  lines: readonly string[],
  from: number,
  candidates: readonly string[],
  wish: DialectWish,
): Found {
  let best: Found & { readonly score: number } = {
    delimiter: candidates[0]!,
    line: firstText(lines, from),
    score: 0,
  };
  for (const delimiter of candidates) {
    const counts = lines.slice(from).map((line) => named(splitRecord(line, delimiter).fields));
    const usual = mostFrequent(counts.filter((count) => count > 1));
    if (usual === null) continue;
    const like = counts.filter((count) => count === usual).length;
    const filled = counts.filter((count) => count > 0).length;
    // A share of the lines first, then the finer division.
    const score = Math.round((like / filled) * 20) + usual / 1000;
    if (score <= best.score) continue;
    const line = from + firstHeader(lines.slice(from), delimiter, usual);
    best = { delimiter, line, score };
  }
  if (wish.headerLine !== null) return { ...best, line: wish.headerLine - 1 };
  return wish.header === null ? best : { ...best, line: from };
}

/** The first line of the usual number of fields that are all different words; else the first of that number. */
function firstHeader(lines: readonly string[], delimiter: string, usual: number): number {
  let first = -1;
  for (let i = 0; i < Math.min(lines.length, HEADER_LINES_MAX); i++) {
    const fields = splitRecord(recordAt(lines, i, delimiter), delimiter).fields.map((field) => field.trim());
    if (named(fields) < usual) continue;
    if (first < 0) first = i;
    const words = fields.filter((field) => field !== "");
    if (new Set(words).size === words.length && !words.some((word) => FIGURES.test(word))) return i;
    break; // a row: what stands above it was no header, what stands below it neither
  }
  return shorterHeader(lines, delimiter, first, usual) ?? Math.max(0, first);
}

/** Share of the rows' fields that the line above the first row must have to be their header, for all that some are missing. */
const SHORTER_HEADER_SHARE = 0.6;

/**
 * The line above the first row where it can only be their header though it has fewer fields: texts with delimiters that nobody
 * quoted. Each such row is then rejected with its number of fields, which is what is wrong; null: the rows have no header.
 */
function shorterHeader(
  lines: readonly string[],
  delimiter: string,
  row: number,
  usual: number,
): number | null {
  for (let i = row - 1; i >= 0; i--) {
    if ((lines[i] ?? "").trim() === "") continue;
    const words = splitRecord(lines[i]!, delimiter).fields.map((field) => field.trim());
    const filled = words.filter((word) => word !== "");
    const enough = filled.length >= Math.max(3, usual * SHORTER_HEADER_SHARE);
    return enough && new Set(filled).size === filled.length && !filled.some((word) => FIGURES.test(word))
      ? i
      : null;
  }
  return null;
}

/** Fields up to the last that is not empty. */
function named(fields: readonly string[]): number {
  return fields.findLastIndex((field) => field.trim() !== "") + 1;
}

function firstText(lines: readonly string[], from: number): number {
  const found = lines.findIndex((line, i) => i >= from && line.trim() !== "");
  return found < 0 ? from : found;
}

function mostFrequent(counts: readonly number[]): number | null {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  let best: number | null = null;
  for (const [count, seen] of times) {
    if (best === null || seen > times.get(best)! || (seen === times.get(best) && count > best)) best = count;
  }
  return best;
}

/** A line, with those after it that an open quote belongs to: a header cell may have a line break in it. */
function recordAt(lines: readonly string[], line: number, delimiter: string): string {
  let text = lines[line] ?? "";
  for (let next = line + 1; next < Math.min(lines.length, line + 20); next++) {
    if (splitRecord(text, delimiter).quotes !== "open") return text;
    text += `\n${lines[next]}`;
  }
  return splitRecord(text, delimiter).quotes === "open" ? (lines[line] ?? "") : text;
}

/**
 * Whether quotes can only be text: some line has a quote that is followed by text or never closed in it, no line has one
 * that quotes a delimiter, and every line has the header's number of fields with quotes as text.
 */
function quotesAreText(rows: readonly string[], delimiter: string, width: number): boolean {
  let stray = false;
  for (const row of rows) {
    if (row.trim() === "") continue;
    const plain = row.split(delimiter);
    if (plain.length !== width && named(plain) > width) return false;
    if (plain.length < width) return false;
    if (!row.includes('"')) continue;
    const { quotes, fields } = splitRecord(row, delimiter);
    if (quotes === "whole" && (fields.length !== plain.length || row.includes('""'))) return false;
    stray ||= quotes === "stray" || quotes === "open";
  }
  return stray;
}

/** A number, a date or a time: what a row has and a header has not. */
const FIGURES = /^[+-]?\d[\d\s:./,+TZ%年月日时分秒-]*$/;
