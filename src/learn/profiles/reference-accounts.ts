import type { FeatureTable } from "../feature-table.ts";

/** Accounts of known kind from several populations, which the model did not learn from. */
export interface ReferenceAccounts {
  readonly table: FeatureTable;
  /** By row: index into `populations`. */
  readonly population: Int32Array;
  readonly populations: readonly string[];
  /** By row: index into the model's classes. */
  readonly kind: Int32Array;
}

/** Significant digits kept: less than any population differs from another by. */
const DIGITS = 3;

/** Accounts → CSV text: population, kind, then the features; an empty cell is missing. */
export function writeReference(
  { table, population, populations, kind }: ReferenceAccounts,
  classes: readonly string[],
): string {
  const lines = [["population", "kind", ...table.names].join(",")];
  for (let row = 0; row < table.rowCount; row++) {
    const cells = table.columns.map((column) => {
      const value = column[row]!;
      return Number.isNaN(value) ? "" : String(Number(value.toPrecision(DIGITS)));
    });
    lines.push([populations[population[row]!]!, classes[kind[row]!]!, ...cells].join(","));
  }
  return `${lines.join("\n")}\n`;
}

/** The inverse of `writeReference`. Throws an assertion on a text it did not write: the file ships with the program. */
export function readReference(text: string, classes: readonly string[]): ReferenceAccounts {
  const [head = "", ...lines] = text.trimEnd().split("\n");
  const names = head.split(",").slice(2);
  const columns = names.map(() => new Float32Array(lines.length));
  const population = new Int32Array(lines.length);
  const kind = new Int32Array(lines.length);
  const places = new Map<string, number>();
  lines.forEach((line, row) => {
    const [name = "", kindName = "", ...cells] = line.split(",");
    if (!places.has(name)) places.set(name, places.size);
    population[row] = places.get(name)!;
    kind[row] = classes.indexOf(kindName);
    if (kind[row]! < 0 || cells.length !== names.length)
      throw new Error(`reference row ${row + 2}: \`${line}\``);
    cells.forEach((cell, c) => {
      columns[c]![row] = cell === "" ? Number.NaN : Number(cell);
    });
  });
  return {
    table: { names, rowCount: lines.length, columns },
    population,
    populations: [...places.keys()],
    kind,
  };
}
