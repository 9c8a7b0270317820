import { FINDING_VALUES_MAX, type InputFinding } from "../nouns/input-finding.ts";
import { visibleText } from "../words/visible-text.ts";

/** Ids of columns that were trimmed, counted a row once. */
export interface TrimNotes {
  /** `row`: number of the row, ascending. */
  note(column: string, value: string, row: number): void;
  findings(rows: number): InputFinding[];
}

interface Noted {
  count: number;
  row: number;
  readonly values: string[];
}

/** What was trimmed off ids, for those columns alone: blanks around a time or a number mean nothing. */
export function createTrimNotes(columns: ReadonlySet<string>): TrimNotes {
  const noted = new Map<string, Noted>();
  return {
    note(column, value, row) {
      if (!columns.has(column)) return;
      const known = noted.get(column);
      if (known?.row === row) return;
      if (known === undefined) {
        noted.set(column, { count: 1, row, values: [value] });
        return;
      }
      known.count++;
      known.row = row;
      if (known.values.length < FINDING_VALUES_MAX) known.values.push(value);
    },
    findings: (rows) =>
      [...noted].map(([column, { count, values }]) => trimFinding(column, count, rows, values)),
  };
}

/** Blanks, invisible characters and parameters of sharing about ids of a column: `count` of `of` rows. */
export function trimFinding(
  column: string,
  count: number,
  of: number,
  values: readonly string[],
): InputFinding {
  const first = visibleText(values[0] ?? "", 60);
  return {
    code: "trimmed_ids",
    place: column,
    count,
    of,
    values,
    text: {
      zh: `列 \`${column}\` 的 ${of} 行中有 ${count} 行的编号带有空白、不可见字符或分享参数（例如 \`${first}\`），已去除后再比较`,
      en: `ids in the column \`${column}\` have blanks, invisible characters or parameters of sharing about them in ${count} of ${of} rows (as in \`${first}\`): they are compared without`,
    },
  };
}
