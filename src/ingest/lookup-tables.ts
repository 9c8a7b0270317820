import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { trimCell } from "../kernels/text/trim-cell.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { type CsvReader, createCsvReader } from "./csv-records.ts";
import { refuseRepeated } from "./files/column-names.ts";
import { NOTHING_KNOWN, openDescribed } from "./files/opened-file.ts";
import { listColumns } from "./input-columns.ts";
import { type LookupTable, type Row, wholeNumeral } from "./map-rows.ts";
import type { Mapping } from "./mapping.ts";

/** The second files of a mapping. */
export interface Lookups {
  readonly tables: () => Promise<Map<string, LookupTable>>;
  readonly missing: readonly string[];
  readonly warnings: readonly string[];
}
export const NO_LOOKUPS: Lookups = { tables: async () => new Map(), missing: [], warnings: [] };

/** Lookup files beside the input (or beside the working folder, for a pipe). One that is not there is warned of. */
export function openLookupsLater(mapping: Mapping, inputPath: string | null): Lookups {
  const folder = inputPath === null ? "." : dirname(resolve(inputPath));
  const missing: string[] = [];
  const warnings: string[] = [];
  for (const lookup of mapping.lookups) {
    if (existsSync(join(folder, lookup.file))) continue;
    missing.push(lookup.name);
    warnings.push(
      `\`${lookup.file}\` is not beside the input: what the mapping takes from it is not measurable`,
    );
  }
  return {
    missing,
    warnings,
    async tables() {
      const tables = new Map<string, LookupTable>();
      for (const lookup of mapping.lookups) {
        const wanted = columnsOf(mapping, lookup.name);
        tables.set(
          lookup.name,
          missing.includes(lookup.name)
            ? null
            : await readLookup(join(folder, lookup.file), lookup.key, wanted, mapping.fileName),
        );
      }
      return tables;
    },
  };
}

function columnsOf(mapping: Mapping, lookup: string): string[] {
  const names = new Set<string>();
  const templates = mapping.lookups.map((rule) => rule.by.columns);
  for (const event of mapping.events) {
    for (const field of event.fields)
      templates.push(
        field.from?.columns ?? [],
        field.minusDays?.columns ?? [],
        field.over?.columns ?? [],
        field.currency?.columns ?? [],
      );
    templates.push(event.when.map((condition) => condition.column));
  }
  for (const name of templates.flat()) {
    if (name.startsWith(`${lookup}.`)) names.add(name.slice(lookup.length + 1));
  }
  return [...names];
}

async function readLookup(
  path: string,
  key: string,
  wanted: readonly string[],
  mappingName: string,
): Promise<LookupTable> {
  const file = await openDescribed(
    { path },
    { ...NOTHING_KNOWN, format: "csv", mapped: true, wanted: [key, ...wanted] },
  );
  const dialect = file.description.csv;
  if (dialect === null) {
    await file.close();
    throw new TouchstoneError("unknown_format", `\`${path}\` is no CSV: a lookup is a delimited text`);
  }
  const { delimiter, headerLine, quotes } = dialect;
  const reader = createCsvReader({ delimiter, header: null, headerLine, quotes });
  const table = new Map<string, Row>();
  let places: Map<string, number> | null = null;
  const enter = (records: ReturnType<CsvReader["push"]>["records"]): void => {
    const columns = reader.columns();
    if (columns === null) return;
    const header = columns.names;
    if (places === null) {
      refuseRepeated([key, ...wanted], columns, path);
      const lost = [key, ...wanted].filter((name) => !header.includes(name));
      if (lost.length > 0) {
        throw new TouchstoneError(
          "bad_schema",
          `\`${path}\` lacks columns that ${mappingName} reads: ${lost.map((name) => `\`${name}\``).join(", ")}; it has ${listColumns(header)}`,
        );
      }
      places = new Map(wanted.map((name, place) => [name, place]));
    }
    const at = wanted.map((name) => header.indexOf(name));
    const keyAt = header.indexOf(key);
    const found = places;
    for (const record of records) {
      const values = at.map((place) => record.fields[place]!);
      const row: Row = (column) => values[found.get(column) ?? -1] ?? null;
      const name = trimCell(record.fields[keyAt]!);
      table.set(name, row);
      const whole = wholeNumeral(name);
      if (whole !== name && !table.has(whole)) table.set(whole, row);
    }
  };
  try {
    for await (const piece of file.text) enter(reader.push(piece).records);
    enter(reader.end().records);
  } finally {
    await file.close();
  }
  const broke = file.broke();
  if (broke !== null) {
    throw new TouchstoneError(
      broke.code,
      `\`${path}\` breaks off after ${broke.plainBytes} plain bytes: fetch the file again`,
    );
  }
  return table;
}
