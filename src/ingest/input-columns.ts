import { nearest } from "../kernels/text/nearest-word.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import {
  COMPLAINT_FIELD_TYPES,
  ENGAGEMENT_FIELD_TYPES,
  PAYMENT_FIELD_TYPES,
  REQUIRED_COMPLAINT_FIELDS,
  REQUIRED_FIELDS,
  REQUIRED_PAYMENT_FIELDS,
} from "./contract-fields.ts";
import { type ColumnNames, refuseRepeated } from "./files/column-names.ts";
import type { FileDescription } from "./files/opened-file.ts";
import { type Mapping, parseMapping } from "./mapping.ts";

/** Columns that a file must have which is read without a mapping. */
export const columnsByName = (): readonly string[] => REQUIRED_FIELDS;

/** A mapping for files whose columns are named by contract paths. Throws `bad_schema` when the required ones are not there. */
export function mappingByName(columns: readonly string[], file: FileDescription): Mapping {
  const { name } = file;
  const listed = [
    ...Object.keys(ENGAGEMENT_FIELD_TYPES),
    ...Object.keys(PAYMENT_FIELD_TYPES),
    ...Object.keys(COMPLAINT_FIELD_TYPES),
    "retraction",
  ];
  const lost = lostColumns(columns);
  if (lost.length > 0) {
    throw new TouchstoneError(
      "bad_schema",
      `\`${name}\` has no column ${lost.map((path) => `\`${path}\``).join(", ")}; ${headerTold(columns, file)}: give a mapping (--map)`,
    );
  }
  const fields = columns
    .filter((column) => listed.includes(column))
    .map((column) => `      ${column}: "{${column}}"`);
  return parseMapping(`mapping: 1\nevents:\n  -\n${fields.join("\n")}\n`, name);
}

/** What the file lacks of the kind of event that its columns are nearest to; nothing where they are a kind's. */
function lostColumns(columns: readonly string[]): readonly string[] {
  const kinds: readonly (readonly string[])[] = [
    REQUIRED_FIELDS,
    REQUIRED_PAYMENT_FIELDS,
    REQUIRED_COMPLAINT_FIELDS,
  ];
  const lost = kinds.map((paths) => paths.filter((path) => !columns.includes(path)));
  return lost.find((one) => one.length === 0) ?? (columns.some(isOfPayments) ? lost[1]! : lost[0]!);
}

const isOfPayments = (column: string): boolean => column === "payer" || column.startsWith("payee.");

/** Column names for an error text: the first 40. */
export function listColumns(columns: readonly string[]): string {
  const shown = columns.slice(0, 40).map((column) => `\`${column}\``);
  return columns.length > 40 ? `${shown.join(", ")} and ${columns.length - 40} more` : shown.join(", ");
}

/**
 * Throws `bad_schema` when the mapping reads columns that are not there, naming them and what they may be called, or one that
 * stands more than once, naming how to choose.
 */
export function checkColumns(mapping: Mapping, columns: ColumnNames, file: FileDescription): void {
  refuseRepeated(mapping.columns, columns, file.name);
  const there = new Set([...columns.names, ...file.partitions.keys()]);
  const lost = mapping.columns.filter((column) => !there.has(column) && !there.has(column.trim()));
  if (lost.length === 0) return;
  const told = lost.map((column) => {
    const near = nearest(column, [...there]);
    return near === null ? `\`${column}\`` : `\`${column}\` (did you mean \`${near}\`?)`;
  });
  throw new TouchstoneError(
    "bad_schema",
    `\`${file.name}\` lacks columns that ${mapping.fileName} reads: ${told.join(", ")}; ${headerTold([...there], file)}`,
  );
}

/** What a header was taken to be, and how to say otherwise where that may be wrong. */
function headerTold(columns: readonly string[], { csv, encoding }: FileDescription): string {
  const has = `it has ${listColumns(columns)}`;
  if (csv === null) return has;
  const hints: string[] = [];
  if (csv.headerLine > 1)
    hints.push(
      `line ${csv.headerLine} was taken for the header (\`header_line\` under \`input:\` says otherwise)`,
    );
  if (csv.headerLikeRow)
    hints.push("that looks like a row: name the columns with `header: [...]` under `input:`");
  if (columns.length === 1)
    hints.push("one column only: `delimiter` under `input:` says how columns are parted");
  if (columns.some((name) => name.includes("\ufffd"))) {
    hints.push(`the names are no ${encoding ?? "UTF-8"}: name the encoding (--encoding, as in gb18030)`);
  }
  return hints.length === 0 ? has : `${has}; ${hints.join("; ")}`;
}

/** Throws `bad_schema` when a JSON file holds its rows in a list inside an object, naming the lists. */
export function refuseEnvelope(file: FileDescription, mapping: Mapping | undefined): void {
  if (!file.object || file.lists.length === 0) return;
  const wanted = mapping === undefined ? [...REQUIRED_FIELDS, "specversion", "payer"] : mapping.columns;
  const heads = wanted.map((column) => column.split(".")[0]!);
  if (heads.length === 0 || heads.some((head) => file.topKeys.includes(head))) return;
  const lists = file.lists.slice(0, 10).map(({ path, elements }) => `\`${path}\` (${elements} seen)`);
  throw new TouchstoneError(
    "bad_schema",
    `\`${file.name}\` has none of ${listColumns(wanted)} in its objects; lists stand inside them at ${lists.join(", ")}: write \`rows: ${file.lists[0]!.path}\` under \`input:\` of the mapping`,
  );
}
