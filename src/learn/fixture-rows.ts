import type { FeatureTable } from "./feature-table.ts";
import { createSeeded } from "./seeded.ts";

/** Made-up rows with an interaction, a curve and missing values; labels by a noisy sum of them in `classes` equal steps. */
export function madeRows(
  rowCount: number,
  columnCount: number,
  classes: number,
  seed: number,
): { readonly table: FeatureTable; readonly labels: Int32Array } {
  const random = createSeeded(seed);
  const columns = Array.from({ length: columnCount }, () =>
    Float32Array.from({ length: rowCount }, () => (random.unit() < 0.1 ? Number.NaN : random.normal())),
  );
  const at = (column: number, row: number): number => columns[column]?.[row] || 0;
  const labels = Int32Array.from({ length: rowCount }, (_, row) => {
    const z = at(0, row) * at(1, row) + Math.sin(2 * at(2, row)) + 0.3 * random.normal();
    return Math.max(0, Math.min(classes - 1, Math.floor(((z + 2) / 4) * classes)));
  });
  return {
    table: { names: columns.map((_, i) => `f${i}`), rowCount, columns },
    labels,
  };
}
