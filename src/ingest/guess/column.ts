import { trimCell } from "../../kernels/text/trim-cell.ts";
import { type ColumnFacts, columnFacts } from "./column-facts.ts";
import { headerMeaning, type Meaning } from "./header-meaning.ts";
import type { TableSample } from "./table-sample.ts";

/** A column as a guess sees it: what its name says, and what its values look like. */
export interface Column extends ColumnFacts {
  readonly meaning: Meaning | null;
}

/** A sample → its columns that can be named in a mapping and have any value. */
export function columnsOf(sample: TableSample): Column[] {
  return sample.columns.flatMap((name, place) => {
    const facts = columnFacts(
      name,
      sample.rows.map((row) => (row[place] == null ? null : trimCell(row[place]))),
    );
    // Braces in a name would be read as a template.
    if (facts.filled === 0 || /[{}]/.test(name) || name.trim() === "") return [];
    return [{ ...facts, meaning: sample.named ? headerMeaning(name) : null }];
  });
}

/** Share of rows on which two columns agree about who is who: each value of one has one partner in the other. */
export function sameThing(a: Column, b: Column): boolean {
  const forth = new Map<string, string>();
  const back = new Map<string, string>();
  let both = 0;
  let agree = 0;
  for (let row = 0; row < a.values.length; row++) {
    const one = a.values[row] ?? "";
    const other = b.values[row] ?? "";
    if (one === "" || other === "") continue;
    both++;
    if (!forth.has(one)) forth.set(one, other);
    if (!back.has(other)) back.set(other, one);
    if (forth.get(one) === other && back.get(other) === one) agree++;
  }
  return both > 0 && agree / both >= SAME_SHARE;
}
/** Two people of one nickname and a nickname that was changed are this rare in lists that people export. */
const SAME_SHARE = 0.9;
