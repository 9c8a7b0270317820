import { trimCell } from "../../kernels/text/trim-cell.ts";
import { NEIGHBOUR_VALUES_MAX } from "../../learn/account-limits.ts";
import type { FeatureTable } from "../../learn/feature-table.ts";
import { neighbourFeatures } from "../../learn/neighbour-features.ts";
import { createValueColumns, type ValueColumns } from "../../learn/value-columns.ts";
import { type Rejection, TouchstoneError } from "../../nouns/codes.ts";
import { readTableRows } from "./account-rows.ts";
import { findId } from "./account-table.ts";

const NEIGHBOUR_NAMES = ["friend", "neighbour", "neighbor", "target", "other"] as const;

/**
 * A file with one row for each account and neighbour → features by account, in the order of `accounts`. The first column that names
 * accounts is the account, `friend`, `neighbour` or `other` is who the neighbour is (optional), and the rest are the neighbour's own. Rows of
 * accounts that are not asked for are passed over. Throws `bad_schema` when no column names the account or none of its accounts is known.
 */
export async function readNeighbourFeatures(
  path: string,
  accounts: readonly string[],
  options: {
    readonly missing?: readonly string[];
    readonly sharing?: boolean;
    readonly rejected: (rejection: Rejection, input: string) => void;
    readonly progress?: (bytesRead: number) => void;
  },
): Promise<FeatureTable> {
  const rowOf = new Map(accounts.map((account, row) => [account, row]));
  const identities = new Map<string, number>();
  let account = new Int32Array(1024);
  let identity = new Int32Array(1024);
  let count = 0;
  let values: ValueColumns | null = null;
  const kept: number[] = [];
  let seen = 0;
  let idAt = -1;
  let neighbourAt = -1;
  for await (const run of readTableRows(path)) {
    for (const rejection of run.rejections) options.rejected(rejection, path);
    if (values === null) {
      if (run.columns.length === 0) continue;
      idAt = findId(run.columns, undefined, path);
      if (idAt < 0) {
        throw new TouchstoneError(
          "bad_schema",
          `\`${path}\` has no column \`account\` to say whose neighbour a row is`,
        );
      }
      neighbourAt = run.columns.findIndex((name) => (NEIGHBOUR_NAMES as readonly string[]).includes(name));
      values = createValueColumns([], options.missing);
    }
    for (; seen < run.columns.length; seen++) {
      if (seen === idAt || seen === neighbourAt) continue;
      kept.push(seen);
      values.addColumn(run.columns[seen]!);
    }
    for (const { texts } of run.rows) {
      const row = rowOf.get(trimCell(texts[idAt] ?? ""));
      if (row === undefined) continue;
      if (count * Math.max(1, kept.length) >= NEIGHBOUR_VALUES_MAX) {
        throw new TouchstoneError(
          "out_of_range",
          `\`${path}\` has more than ${NEIGHBOUR_VALUES_MAX} values: split it by account`,
        );
      }
      if (count === account.length) {
        account = grown(account);
        identity = grown(identity);
      }
      account[count] = row;
      const who = neighbourAt < 0 ? "" : trimCell(texts[neighbourAt] ?? "");
      let code = who === "" ? -1 : identities.get(who);
      if (code === undefined) {
        code = identities.size;
        identities.set(who, code);
      }
      identity[count++] = code;
      values.add(kept.map((place) => texts[place]));
    }
    options.progress?.(run.bytesRead);
  }
  if (values === null || count === 0) {
    throw new TouchstoneError(
      "bad_schema",
      `\`${path}\` names none of the ${accounts.length} accounts, such as \`${accounts[0] ?? ""}\``,
    );
  }
  return neighbourFeatures(accounts.length, {
    account: account.subarray(0, count),
    identity: neighbourAt < 0 ? null : identity.subarray(0, count),
    values: values.table(values.newestMs()),
    sharing: options.sharing ?? false,
  });
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
