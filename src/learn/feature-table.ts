/** Rows of features by column. NaN = missing; nothing else is: infinities are not values. Single precision, as ONNX models compare. */
export interface FeatureTable {
  readonly names: readonly string[];
  readonly rowCount: number;
  /** One array of `rowCount` values for each name. */
  readonly columns: readonly Float32Array[];
}

/** Some rows of a table, in the order given. Copies. */
export function takeRows(table: FeatureTable, rows: ArrayLike<number>): FeatureTable {
  return {
    names: table.names,
    rowCount: rows.length,
    columns: table.columns.map((column) => {
      const taken = new Float32Array(rows.length);
      for (let i = 0; i < rows.length; i++) taken[i] = column[rows[i]!]!;
      return taken;
    }),
  };
}

/** Tables of the same rows side by side; a name that comes twice is a mistake of ours. */
export function besideEachOther(tables: readonly FeatureTable[]): FeatureTable {
  const names = tables.flatMap((table) => table.names);
  if (new Set(names).size !== names.length) throw new Error(`a feature stands twice among \`${names}\``);
  const rowCount = tables[0]?.rowCount ?? 0;
  if (tables.some((table) => table.rowCount !== rowCount)) throw new Error("tables of different rows");
  return { names, rowCount, columns: tables.flatMap((table) => table.columns) };
}

/** The columns for which `keeps` holds. Shares memory. */
export function onlyColumns(table: FeatureTable, keeps: (name: string) => boolean): FeatureTable {
  const kept = table.names.flatMap((name, i) => (keeps(name) ? [i] : []));
  return {
    names: kept.map((i) => table.names[i]!),
    rowCount: table.rowCount,
    columns: kept.map((i) => table.columns[i]!),
  };
}

/** Rows of tables one after the other; columns are those of the first, by name. Throws an assertion where a table lacks one. */
export function stackRows(tables: readonly FeatureTable[]): FeatureTable {
  const names = tables[0]?.names ?? [];
  const rowCount = tables.reduce((sum, table) => sum + table.rowCount, 0);
  const columns = names.map((name) => {
    const out = new Float32Array(rowCount);
    let at = 0;
    for (const table of tables) {
      const column = table.columns[table.names.indexOf(name)];
      if (column === undefined) throw new Error(`a table has no column \`${name}\``);
      out.set(column, at);
      at += table.rowCount;
    }
    return out;
  });
  return { names, rowCount, columns };
}
