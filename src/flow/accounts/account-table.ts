import {
  isPlatformAccount,
  mayBePlatformAccount,
  withoutWhose,
} from "../../ingest/guess/platform-account.ts";
import { trimCell } from "../../kernels/text/trim-cell.ts";
import { ACCOUNTS_MAX } from "../../learn/account-limits.ts";
import { type ColumnSummary, createValueColumns, type ValueColumns } from "../../learn/value-columns.ts";
import { type Rejection, TouchstoneError } from "../../nouns/codes.ts";
import { readTableRows } from "./account-rows.ts";

/** A table of accounts in memory: who, their label where there is one, and their columns of numbers. */
export interface AccountTable {
  readonly path: string;
  readonly accounts: readonly string[];
  /** Line of each account in the file. */
  readonly lines: readonly number[];
  /** By account; null = unlabelled. Null as a whole when no label column was asked for. */
  readonly labels: readonly (string | null)[] | null;
  readonly values: ValueColumns;
  readonly columns: readonly ColumnSummary[];
}

export interface AccountTableOptions {
  /** Column that names the account. Default: `account`, `account_id`, `actor`, `actor_id`, `user_id` or `id`, whichever comes first. */
  readonly idColumn?: string;
  readonly labelColumn?: string;
  /** Columns left out. */
  readonly ignore?: readonly string[];
  /** Values read as missing, besides the empty one. */
  readonly missing?: readonly string[];
  readonly rejected: (rejection: Rejection, input: string) => void;
  readonly progress?: (bytesRead: number) => void;
}

const ID_NAMES = [
  "account",
  "account_id",
  "actor",
  "actor_id",
  "user_id",
  "user",
  "id",
  "uid",
  "userid",
  "user id",
  "用户id",
  "用户ID",
  "用户编号",
  "粉丝ID",
  "粉丝id",
  "账号ID",
  "账号",
] as const;

/**
 * Reads a table of accounts. A row whose account is empty or came before is rejected (`missing_field`, `duplicate_account`); without a
 * column that names accounts the rows are numbered. Throws what `readTableRows` throws, and `bad_schema` for a column asked for that is not there.
 */
export async function readAccountTable(path: string, options: AccountTableOptions): Promise<AccountTable> {
  const { labelColumn, ignore = [], missing = [], rejected } = options;
  const accounts: string[] = [];
  const lines: number[] = [];
  const labels: (string | null)[] = [];
  const known = new Set<string>();
  const missingLabels = new Set(["", ...missing]);
  let values: ValueColumns | null = null;
  const kept: number[] = [];
  let seen = 0;
  let idAt = -1;
  let labelAt = -1;
  for await (const run of readTableRows(path)) {
    for (const rejection of run.rejections) rejected(rejection, path);
    if (values === null) {
      if (run.columns.length === 0) continue;
      idAt = findId(run.columns, options.idColumn, path);
      labelAt = labelColumn === undefined ? -1 : mustFind(run.columns, labelColumn, path);
      values = createValueColumns([], missing);
    }
    for (; seen < run.columns.length; seen++) {
      const name = run.columns[seen]!;
      if (seen === idAt || seen === labelAt || ignore.includes(name)) continue;
      kept.push(seen);
      values.addColumn(name);
    }
    for (const { texts, line } of run.rows) {
      const account = idAt < 0 ? `row ${line}` : trimCell(texts[idAt] ?? "");
      if (account === "" || known.has(account)) {
        rejected(
          account === ""
            ? {
                code: "missing_field",
                line,
                field: run.columns[idAt]!,
                value: "",
                hint: "every row names its account",
              }
            : {
                code: "duplicate_account",
                line,
                field: run.columns[idAt]!,
                value: account,
                hint: "one row an account; the first was kept",
              },
          path,
        );
        continue;
      }
      if (accounts.length >= ACCOUNTS_MAX) {
        throw new TouchstoneError(
          "out_of_range",
          `\`${path}\` has more than ${ACCOUNTS_MAX} accounts: split it`,
        );
      }
      known.add(account);
      accounts.push(account);
      lines.push(line);
      if (labelAt >= 0) {
        const label = trimCell(texts[labelAt] ?? "");
        labels.push(missingLabels.has(label) ? null : label);
      }
      values.add(kept.map((place) => texts[place]));
    }
    options.progress?.(run.bytesRead);
  }
  if (values === null || accounts.length === 0) {
    throw new TouchstoneError("empty_input", `\`${path}\` has no accounts`);
  }
  return { path, accounts, lines, labels: labelAt < 0 ? null : labels, values, columns: values.summaries() };
}

/** Place of the column that names accounts; −1 where none does. */
export function findId(columns: readonly string[], asked: string | undefined, path: string): number {
  if (asked !== undefined) return mustFind(columns, asked, path);
  for (const name of ID_NAMES) {
    const at = columns.findIndex((column) => column.trim().toLowerCase() === name.toLowerCase());
    if (at >= 0) return at;
  }
  // `粉丝UID`, `抖音号`, `粉丝的快手ID`: an id before a name that people can change.
  const whose = columns.map((column) => withoutWhose(column));
  for (const name of ["id", "uid", "用户id", "编号"]) {
    const at = whose.findIndex((bare, place) => bare === name && bare !== columns[place]!.trim());
    if (at >= 0) return at;
  }
  const isAccount = (name: string): boolean => isPlatformAccount(name) || mayBePlatformAccount(name);
  return columns.findIndex((column, place) => isAccount(column) || isAccount(whose[place]!));
}

/** Place of a column that must be there. Throws `bad_schema` with the columns that are. */
export function mustFind(columns: readonly string[], name: string, path: string): number {
  const at = columns.indexOf(name);
  if (at >= 0) return at;
  const shown = columns
    .slice(0, 40)
    .map((column) => `\`${column}\``)
    .join(", ");
  throw new TouchstoneError("bad_schema", `\`${path}\` has no column \`${name}\`; it has ${shown}`);
}
