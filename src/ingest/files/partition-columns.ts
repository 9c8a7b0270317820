/** What Hive, Spark and dbt write for a partition without a value. */
const NO_VALUE = "__HIVE_DEFAULT_PARTITION__";

/**
 * Columns that the folders of a path name, as in `dt=2026-11-15/hour=08/part-0.parquet`: name → text, null where the folder
 * says that there is none. Only whole folder names of the form `name=value`; `%3A` and the like are decoded.
 */
export function partitionColumns(path: string): ReadonlyMap<string, string | null> {
  const columns = new Map<string, string | null>();
  for (const folder of path.split(/[\\/]/).slice(0, -1)) {
    const match = /^([A-Za-z_\p{L}][\w\p{L}.-]*)=(.*)$/u.exec(folder);
    if (match === null) continue;
    const value = decoded(match[2]!);
    columns.set(decoded(match[1]!), value === NO_VALUE ? null : value);
  }
  return columns;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that is meant as one
  }
}
