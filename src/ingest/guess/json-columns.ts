/** Most columns of a JSON row: what API answers nest beyond is none that tells who did what. */
const COLUMNS_MAX = 300;
/** Deepest object whose leaves are columns. */
const DEPTH_MAX = 8;

/**
 * JSON objects → a table whose columns are the paths of their leaves, as a mapping names them (`user.id`); of a list inside a
 * row the first element (`tags.0`). In the order of their first appearance.
 */
export function jsonColumns(objects: readonly unknown[]): { columns: string[]; rows: (string | null)[][] } {
  const places = new Map<string, number>();
  const rows = objects.map((object) => {
    const row: (string | null)[] = [];
    const walk = (value: unknown, path: string, depth: number): void => {
      if (value === undefined) return;
      if (typeof value === "object" && value !== null) {
        if (depth >= DEPTH_MAX) return;
        const entries = Array.isArray(value)
          ? value.slice(0, 1).map((one, at) => [String(at), one] as const)
          : Object.entries(value);
        for (const [name, inner] of entries) {
          if (!name.includes(".")) walk(inner, path === "" ? name : `${path}.${name}`, depth + 1);
        }
        return;
      }
      let place = places.get(path);
      if (place === undefined) {
        if (path === "" || places.size >= COLUMNS_MAX) return;
        place = places.size;
        places.set(path, place);
      }
      // A name that never has a value says what the file lacks.
      if (value !== null)
        row[place] =
          typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER
            ? value.toExponential()
            : String(value);
    };
    walk(object, "", 0);
    return row;
  });
  const columns = [...places.keys()];
  return { columns, rows: rows.map((row) => columns.map((_, place) => row[place] ?? null)) };
}
