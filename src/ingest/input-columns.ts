import { TouchstoneError } from "../nouns/codes.ts";
import { ENGAGEMENT_FIELD_TYPES, PAYMENT_FIELD_TYPES, REQUIRED_FIELDS } from "./contract-fields.ts";
import { type Mapping, parseMapping } from "./mapping.ts";
import { nearMiss } from "./near-miss.ts";

/** A mapping for files whose columns are named by contract paths. Throws `bad_schema` when the required ones are not there. */
export function mappingByName(columns: readonly string[], name: string): Mapping {
  const listed = [...Object.keys(ENGAGEMENT_FIELD_TYPES), ...Object.keys(PAYMENT_FIELD_TYPES), "retraction"];
  const lost = REQUIRED_FIELDS.filter((path) => !columns.includes(path));
  if (lost.length > 0) {
    throw new TouchstoneError(
      "bad_schema",
      `\`${name}\` has no column ${lost.map((path) => `\`${path}\``).join(", ")}; it has ${listColumns(columns)}: give a mapping (--map)`,
    );
  }
  const fields = columns
    .filter((column) => listed.includes(column))
    .map((column) => `      ${column}: "{${column}}"`);
  return parseMapping(`mapping: 1\nevents:\n  -\n${fields.join("\n")}\n`, name);
}

/** Column names for an error text: the first 40. */
export function listColumns(columns: readonly string[]): string {
  const shown = columns.slice(0, 40).map((column) => `\`${column}\``);
  return columns.length > 40 ? `${shown.join(", ")} and ${columns.length - 40} more` : shown.join(", ");
}

/** Throws `bad_schema`, naming what is missing and what it may be called, when the mapping reads columns that are not there. */
export function checkColumns(mapping: Mapping, columns: readonly string[], name: string): void {
  const lost = mapping.columns.filter((column) => !columns.includes(column));
  if (lost.length === 0) return;
  const told = lost.map((column) => {
    const near = nearMiss(column, columns);
    return near === null ? `\`${column}\`` : `\`${column}\` (did you mean \`${near}\`?)`;
  });
  throw new TouchstoneError(
    "bad_schema",
    `\`${name}\` lacks columns that ${mapping.fileName} reads: ${told.join(", ")}; it has ${listColumns(columns)}`,
  );
}
