import type { FeatureTable } from "./feature-table.ts";
import { rocAuc } from "./ranking.ts";

/** A column that may know the label by how the data was gathered, not by what accounts do. */
export interface LeakWarning {
  readonly feature: string;
  readonly class: string;
  /** value: the column alone tells the class; missing: whether it is missing does. */
  readonly by: "value" | "missing";
  /** AUC of the column alone (value), or of its being missing, in [0.5, 1]. */
  readonly auc: number;
  /** Share of the class, and of the others, in which it is missing. */
  readonly missingShare: number;
  readonly missingShareOthers: number;
  /** Further columns that are missing in the same parts, and so say the same. */
  readonly alike: readonly string[];
}

/** A column that alone ranks this well is the label in another form more often than it is evidence. */
const AUC_ALONE_MAX = 0.98;
/** Being missing tells a class this well: more than a tenth of the rows differ. On data gathered alike it stays at 0.5. */
const AUC_MISSING_MAX = 0.56;
/** Classes with fewer rows give no warning: their AUC is chance. */
const ROWS_MIN = 20;

/** Columns to look at before believing a model, the worst first. Labels index `classes`. O(rows × columns × log rows). */
export function findLeaks(
  table: FeatureTable,
  labels: Int32Array,
  classes: readonly string[],
): readonly LeakWarning[] {
  const warnings: (LeakWarning & { alike: string[] })[] = [];
  const byShares = new Map<string, string[]>();
  const counts = classes.map((_, c) => labels.reduce((sum, label) => sum + (label === c ? 1 : 0), 0));
  // Of two classes the second says it all.
  const looked = classes.length === 2 ? [1] : classes.map((_, c) => c);
  table.names.forEach((feature, f) => {
    const column = table.columns[f]!;
    for (const c of looked) {
      const mine = counts[c]!;
      const others = labels.length - mine;
      if (mine < ROWS_MIN || others < ROWS_MIN) continue;
      let missingMine = 0;
      let missingOthers = 0;
      for (let row = 0; row < labels.length; row++) {
        if (!Number.isNaN(column[row]!)) continue;
        if (labels[row] === c) missingMine++;
        else missingOthers++;
      }
      const missingShare = missingMine / mine;
      const missingShareOthers = missingOthers / others;
      const about = { feature, class: classes[c]!, missingShare, missingShareOthers };
      const shares = `${c} ${missingMine} ${missingOthers}`;
      const byMissing = 0.5 + Math.abs(missingShare - missingShareOthers) / 2;
      if (byMissing > AUC_MISSING_MAX) {
        const same = byShares.get(shares);
        if (same !== undefined) same.push(feature);
        else {
          const alike: string[] = [];
          byShares.set(shares, alike);
          warnings.push({ ...about, by: "missing", auc: byMissing, alike });
        }
      }
      const present: number[] = [];
      for (let row = 0; row < labels.length; row++) if (!Number.isNaN(column[row]!)) present.push(row);
      const auc = rocAuc(
        Float64Array.from(present, (row) => column[row]!),
        (i) => labels[present[i]!] === c,
      );
      const byValue = Math.max(auc, 1 - auc);
      if (byValue > AUC_ALONE_MAX) warnings.push({ ...about, by: "value", auc: byValue, alike: [] });
    }
  });
  return warnings.sort((a, b) => b.auc - a.auc);
}
