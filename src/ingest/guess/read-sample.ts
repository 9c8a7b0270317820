import { isTotalWord } from "../../kernels/text/total-row.ts";
import { type Rejection, TouchstoneError } from "../../nouns/codes.ts";
import { detailText } from "../../words/error-words.ts";
import type { Both as Words } from "../../words/language.ts";
import { REQUIRED_COMPLAINT_FIELDS, REQUIRED_FIELDS, REQUIRED_PAYMENT_FIELDS } from "../contract-fields.ts";
import { createRowsFilter } from "../files/json-rows.ts";
import {
  describeFile,
  type FileDescription,
  type FileWish,
  NOTHING_KNOWN,
  openDescribed,
} from "../files/opened-file.ts";
import { openWorkbook } from "../files/workbook/open-workbook.ts";
import { findTables } from "../files/workbook/sheet-table.ts";
import { createValueSplitter } from "../json-values.ts";
import { parseMapping } from "../mapping.ts";
import { createLineSplitter } from "../ndjson-lines.ts";
import { openSource } from "../open-source.ts";
import { openParquet } from "../parquet-rows.ts";
import { parseLossless } from "../parse-lossless.ts";
import { linesOf, type SourceFormat } from "../source.ts";
import { jsonColumns } from "./json-columns.ts";
import { notRows } from "./json-shapes.ts";
import { createSecondHeader, type SecondHeader, twoTables } from "./odd-table.ts";
import { keyedLists, type RowParents, rowParents } from "./row-parents.ts";
import type { TableSample } from "./table-sample.ts";
import { type ThinnedRows, thinRows } from "./thin-rows.ts";

/** A file that was looked at, and rows from all over it. */
export interface ReadSample {
  readonly description: FileDescription;
  readonly sample: TableSample;
  /** Where the rows stand in a JSON value, as a mapping writes it; null: they are its outermost values. */
  readonly rowsAt: string | null;
  readonly rowsSeen: number;
  readonly rowsRepeated: number;
  readonly whole: boolean;
  /** The first record that could not be read. */
  readonly unread: Rejection | null;
  /** A mark that stands before every value, `\`` in bills of merchants; it was taken off. */
  readonly mark?: string;
  /** Why the rows are none, where their shape alone shows it; null: they may be. */
  readonly odd: Words | null;
  /** Objects of different names around the lists that hold the rows. */
  readonly parents: RowParents | null;
  /** Whether the rows are events as they stand, by their names; then no sample of them was read. */
  readonly events: boolean;
}

export interface SampleWish {
  readonly format?: SourceFormat;
  readonly encoding?: string;
  /** Where rows stand in a JSON value, where a person said so. */
  readonly rowsAt?: string;
}

/** Looks at a file and reads a sample of its rows, with what its folders say of them. Throws what opening and reading it throw. */
export async function readSample(path: string, wish: SampleWish = {}): Promise<ReadSample> {
  const read = await readRows(path, wish);
  return read.events ? read : { ...read, sample: withPartitions(read.sample, read.description.partitions) };
}

/** Columns that folders name, as in `video_id=7/part-0.csv`, beside those of the file; the file's own hold. */
function withPartitions(sample: TableSample, partitions: ReadonlyMap<string, string | null>): TableSample {
  const further = [...partitions].filter(([name]) => !sample.columns.includes(name));
  if (further.length === 0) return sample;
  const values = further.map(([, value]) => value);
  return {
    ...sample,
    columns: [...sample.columns, ...further.map(([name]) => name)],
    rows: sample.rows.map((row) => [...row, ...values]),
  };
}

async function readRows(path: string, wish: SampleWish): Promise<ReadSample> {
  const known: FileWish = {
    ...NOTHING_KNOWN,
    mapped: true,
    format: wish.format ?? null,
    encoding: wish.encoding ?? null,
  };
  const description = await describeFile(path, known);
  const name = path.replace(/^.*[\\/]/, "");
  if (description.format === "json" || description.format === "ndjson") {
    return readJson(path, name, description, known, wish.rowsAt);
  }
  const found = await columnsOfFile(path, description);
  const unnamed = description.csv?.headerLikeRow ?? false;
  const columns = unnamed ? found.map((_, place) => `c${place + 1}`) : found;
  if (namedAsEvents([...columns, ...description.partitions.keys()])) return asEvents(description, name);
  let unread: Rejection | null = null;
  const rows = textRows(path, columns, unnamed, wish, (first) => {
    unread ??= first;
  });
  const second = createSecondHeader(columns);
  const thinned = await thinRows(watched(rows, unnamed ? null : second), (row) => row.join("\u0000"));
  const names = second.found();
  const kept = thinned.kept.filter((row) => !isTotal(row));
  const mark = kept.length > 0 && kept.every(isMarked);
  return {
    description,
    sample: {
      name,
      columns,
      rows: mark ? kept.map(unmarked) : kept,
      named: !unnamed,
      about: description.above,
    },
    ...(mark ? { mark: MARK } : {}),
    rowsAt: null,
    ...counted(thinned),
    unread,
    odd: names === null ? null : twoTables(names),
    parents: null,
    events: false,
  };
}

const MARK = "`";
/** Whether a mark stands before every value of a row; before plain digits it was taken off already. */
function isMarked(row: readonly (string | null)[]): boolean {
  const cells = row.filter((cell): cell is string => cell !== null);
  const marks = cells.filter((cell) => cell.startsWith(MARK)).length;
  return marks > 0 && cells.every((cell) => cell.startsWith(MARK) || /^\d+$/.test(cell));
}
const unmarked = (row: readonly (string | null)[]): (string | null)[] =>
  row.map((cell) => (cell === MARK ? null : cell?.startsWith(MARK) ? cell.slice(1) : cell));

/** Rows as they come, each shown to who looks for a second header. */
async function* watched<R extends readonly (string | null)[]>(
  runs: AsyncIterable<readonly R[]>,
  second: SecondHeader | null,
): AsyncGenerator<readonly R[]> {
  for await (const run of runs) {
    if (second !== null) for (const row of run) second.see(row);
    yield run;
  }
}

/** Whether columns are called by the paths of the contract. */
function namedAsEvents(columns: readonly string[]): boolean {
  return [REQUIRED_FIELDS, REQUIRED_PAYMENT_FIELDS, REQUIRED_COMPLAINT_FIELDS].some((paths) =>
    paths.every((path) => columns.includes(path)),
  );
}

/** Whether the first JSON values are events, however bad, or nothing that could be rows: then the reader tells what is wrong. */
async function startsWithEvents(path: string, known: FileWish, otherwise: boolean): Promise<boolean> {
  for await (const objects of jsonRows(path, known, null)) {
    if (objects.length > 0) return objects.some(isEventLike);
  }
  return otherwise;
}

function isEventLike(object: unknown): boolean {
  const keys = typeof object === "object" && object !== null ? Object.keys(object) : [];
  const has = (...names: readonly string[]): boolean => names.every((name) => keys.includes(name));
  return (
    has("specversion") ||
    has("actor", "target") ||
    has("payer", "payee") ||
    has("type", "at") ||
    has("at", "actor") ||
    has("at", "target")
  );
}

function asEvents(description: FileDescription, name: string): ReadSample {
  return {
    description,
    sample: { name, columns: [], rows: [], named: true },
    rowsAt: null,
    rowsSeen: 0,
    rowsRepeated: 0,
    whole: false,
    unread: null,
    odd: null,
    parents: null,
    events: true,
  };
}

/** A row that sums up the others: it is no act of anybody's. */
function isTotal(row: readonly (string | null)[]): boolean {
  return isTotalWord(row.find((value) => value !== null) ?? "");
}

function counted({ seen, repeated, whole }: ThinnedRows<unknown>) {
  return { rowsSeen: seen, rowsRepeated: repeated, whole };
}

async function columnsOfFile(path: string, { format, csv }: FileDescription): Promise<readonly string[]> {
  if (format === "parquet") return parquetColumns(path);
  return format === "xlsx" ? sheetColumns(path) : (csv?.columns ?? []);
}

/** Columns of the first sheet that has a table. */
async function sheetColumns(path: string): Promise<readonly string[]> {
  const workbook = await openWorkbook(path);
  try {
    const wish = { sheet: null, header: null, headerLine: null, wanted: [], elsewhere: [] };
    const { tables } = await findTables(workbook, wish, path);
    return tables[0]?.columns.names ?? [];
  } finally {
    workbook.close();
  }
}

async function parquetColumns(path: string): Promise<readonly string[]> {
  const parquet = await openParquet(path);
  parquet.close();
  return parquet.columns;
}

/** All columns as texts, read as a mapping reads them: by a mapping that keeps each column under its number. */
async function* textRows(
  path: string,
  columns: readonly string[],
  unnamed: boolean,
  wish: SampleWish,
  told: (unread: Rejection) => void,
): AsyncGenerator<(string | null)[][]> {
  // Braces in a name would be read as a template.
  const fields = columns.flatMap((column, place) =>
    /[{}]/.test(column) ? [] : [`      extra.c${place}: ${JSON.stringify(`{${column}}`)}`],
  );
  const probe = parseMapping(
    [
      "mapping: 1",
      ...(unnamed ? [`input: { header: [${columns.join(", ")}] }`] : []),
      "events:",
      "  - type: view",
      "    id: { constant: probe }",
      "    at: { constant: 0 }",
      "    actor.id: { constant: probe }",
      "    target.kind: video",
      "    target.id: probe",
      ...fields.map((field) => field.slice(2)),
      "",
    ].join("\n"),
    path,
  );
  const source = await openSource({ path }, { ...wish, mapping: probe });
  for await (const read of source.chunks()) {
    const chunk = linesOf(read);
    if (chunk.rejections[0] !== undefined) told(chunk.rejections[0]);
    const lines = Buffer.from(chunk.bytes).toString("utf8").split("\n");
    lines.pop();
    yield lines.map((line) => {
      const extra = (JSON.parse(line) as { extra?: Record<string, string> }).extra ?? {};
      return columns.map((_, place) => extra[`c${place}`] ?? null);
    });
  }
}

async function readJson(
  path: string,
  name: string,
  description: FileDescription,
  known: FileWish,
  wished: string | undefined,
): Promise<ReadSample> {
  const { foreign } = description;
  if (foreign !== null) {
    const odd = { zh: detailText(foreign, "zh"), en: foreign };
    return { ...asEvents(description, name), events: false, odd };
  }
  if (wished === undefined && (await startsWithEvents(path, known, description.lists.length === 0)))
    return asEvents(description, name);
  let rowsAt = wished ?? null;
  let thinned = await thinRows(jsonRows(path, known, rowsAt), keyOfObject);
  const lists = [...description.lists].sort((a, b) => b.elements - a.elements);
  const best = lists[0];
  // A list inside that holds more than there are values around it: an answer of an API around its rows.
  const about = besideLists(thinned.kept[0], 1);
  const around = thinned.kept;
  const wraps = wished === undefined && best !== undefined && thinned.seen * 2 <= best.elements;
  if (wraps) {
    rowsAt = best.path;
    thinned = await thinRows(jsonRows(path, known, rowsAt), keyOfObject);
  }
  const empty = thinned.seen === 1 && best === undefined ? emptyListIn(thinned.kept[0], "") : null;
  if (empty !== null)
    throw new TouchstoneError("empty_input", `\`${path}\` has no rows: its list \`${empty}\` is empty`);
  const { columns, rows } = jsonColumns(thinned.kept);
  return {
    description,
    sample: { name, columns, rows, named: true, ...(rowsAt === null ? {} : { list: rowsAt, about }) },
    parents: rowsAt === null ? null : rowParents(around, rowsAt),
    rowsAt,
    ...counted(thinned),
    unread: null,
    odd: notRows(thinned.kept) ?? (wraps ? keyedLists(lists.map(({ path: at }) => at)) : null),
    events: false,
  };
}

/** Plain values around the list of an answer, as JSON: how many rows there are in all, whether more follow. */
function besideLists(value: unknown, depth: number): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "";
  return Object.entries(value)
    .map(([name, inner]) => {
      if (typeof inner === "object") return depth < BESIDE_DEPTH_MAX ? besideLists(inner, depth + 1) : "";
      return `${JSON.stringify(name)}:${JSON.stringify(inner)}`;
    })
    .filter((text) => text !== "")
    .join(",")
    .slice(0, BESIDE_CHARS_MAX);
}
const BESIDE_DEPTH_MAX = 3;
const BESIDE_CHARS_MAX = 4000;

/** Path of an empty list in an object, as of an answer without rows; null where there is none. */
function emptyListIn(value: unknown, path: string): string | null {
  if (Array.isArray(value)) return value.length === 0 ? path : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const found = emptyListIn(inner, path === "" ? name : `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

function keyOfObject(object: unknown): string {
  return JSON.stringify(object);
}

async function* jsonRows(path: string, known: FileWish, rowsAt: string | null): AsyncGenerator<unknown[]> {
  const file = await openDescribed({ path }, known);
  try {
    const filter = rowsAt === null ? null : createRowsFilter(rowsAt.split("."));
    const splitter =
      file.description.format === "ndjson" && filter === null ? createLineSplitter() : createValueSplitter();
    for await (const piece of file.text) {
      const run = splitter.push(filter === null ? piece : filter.mask(piece));
      if (run !== null) yield parsed(run.bytes);
    }
    const last = splitter.end();
    if (last !== null) yield parsed(last.bytes);
  } finally {
    await file.close();
  }
}

function parsed(bytes: Uint8Array): unknown[] {
  const lines = Buffer.from(bytes).toString("utf8").split("\n");
  return lines.flatMap((line) => {
    if (line.trim() === "") return [];
    try {
      const value = parseLossless(line);
      return typeof value === "object" && value !== null ? [value] : [];
    } catch {
      return []; // the reader of the whole file says what is wrong with it
    }
  });
}
