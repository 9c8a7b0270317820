import { TouchstoneError } from "../../nouns/codes.ts";

/** Names by which columns are chosen: those of the header, trimmed. */
export interface ColumnNames {
  /** One a column, each different: a name that stands twice is `time#1` and `time#2`, a column without name `#4`. */
  readonly names: readonly string[];
  /** Names that stand more than once, with the places (1-based) of their columns. */
  readonly repeated: ReadonlyMap<string, readonly number[]>;
  /** Named columns, from the left, after which only unnamed ones come: a comma at the end of the header. */
  readonly namedCount: number;
}

/** Header fields → names to choose columns by. */
export function columnNames(header: readonly string[]): ColumnNames {
  const bare = header.map((name) => name.replace(/^\ufeff/, "").trim());
  const places = new Map<string, number[]>();
  bare.forEach((name, place) => {
    if (name !== "") places.set(name, [...(places.get(name) ?? []), place + 1]);
  });
  const repeated = new Map([...places].filter(([, at]) => at.length > 1));
  const names = bare.map((name, place) => {
    if (name === "") return `#${place + 1}`;
    const at = repeated.get(name);
    return at === undefined ? name : `${name}#${at.indexOf(place + 1) + 1}`;
  });
  return { names, repeated, namedCount: bare.findLastIndex((name) => name !== "") + 1 };
}

/** Throws `bad_schema` when a column that is read stands more than once: which one is meant must be said. */
export function refuseRepeated(wanted: readonly string[], columns: ColumnNames, file: string): void {
  for (const name of wanted) {
    const places = columns.repeated.get(name);
    if (places === undefined) continue;
    const choices = places.map((place, i) => `\`${name}#${i + 1}\` (column ${place})`).join(" or ");
    throw new TouchstoneError(
      "bad_schema",
      `\`${file}\` has the column \`${name}\` ${places.length} times: write ${choices} in the mapping`,
    );
  }
}
