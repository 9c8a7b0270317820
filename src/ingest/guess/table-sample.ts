/** Some rows of a table, as texts, for whoever guesses what its columns are. */
export interface TableSample {
  /** Name of the file without its folders: exports are often called after what they hold. */
  readonly name: string;
  /** Names a mapping can read the columns by, in order; of JSON rows the paths of their leaves. */
  readonly columns: readonly string[];
  /** As many fields as `columns`; null where the row has none. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** False where the file has no header line and the names were made up. */
  readonly named: boolean;
  /** What stands above the table, or beside the list of a JSON answer, as text. */
  readonly about?: string;
  /** Path of the list in a JSON value that its rows stand in, where they stand in one: `relationships_followers` says what they are. */
  readonly list?: string;
}
