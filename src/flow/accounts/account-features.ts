import { besideEachOther, type FeatureTable, takeRows } from "../../learn/feature-table.ts";
import type { ColumnSummary } from "../../learn/value-columns.ts";
import type { ViewOnlyRows } from "../../learn/view-only-augmentation.ts";
import type { Rejection } from "../../nouns/codes.ts";
import type { Behaviour } from "./account-behaviour.ts";
import { readNeighbourFeatures } from "./account-neighbours.ts";
import { type AccountTable, readAccountTable } from "./account-table.ts";

/** Where features of accounts come from. */
export interface AccountInputs {
  readonly accounts: string;
  readonly idColumn?: string;
  readonly labelColumn?: string;
  readonly neighbours?: string;
  readonly ignore: readonly string[];
  readonly missing: readonly string[];
  /** Behaviour by account, in their order, read from events; null where there are none. */
  readonly behaviour: ((accounts: readonly string[]) => Promise<Behaviour>) | null;
  readonly rejected: (rejection: Rejection, input: string) => void;
  readonly progress: (bytesRead: number) => void;
}

export interface AccountFeatures {
  readonly accounts: AccountTable;
  readonly table: FeatureTable;
  /** The same with behaviour from views alone, for those who viewed; null without events, or when it was not asked for. */
  readonly views: ViewOnlyRows | null;
  /** One sentence each: columns left out, values that are no numbers. */
  readonly warnings: readonly string[];
}

/**
 * Everything known of accounts as numbers: their own columns, their neighbours' and their behaviour. `named` limits their own columns to those
 * a model reads. Throws what the readers throw.
 */
export async function readAccountFeatures(
  inputs: AccountInputs,
  named?: readonly string[],
): Promise<AccountFeatures> {
  const { idColumn, labelColumn, ignore, missing, rejected, progress } = inputs;
  const accounts = await readAccountTable(inputs.accounts, {
    ...(idColumn === undefined ? {} : { idColumn }),
    ...(labelColumn === undefined ? {} : { labelColumn }),
    ignore,
    missing,
    rejected,
    progress,
  });
  const parts = [accounts.values.table(accounts.values.newestMs(), named)];
  if (inputs.neighbours !== undefined) {
    parts.push(
      await readNeighbourFeatures(inputs.neighbours, accounts.accounts, { missing, rejected, progress }),
    );
  }
  const behaviour = inputs.behaviour === null ? null : await inputs.behaviour(accounts.accounts);
  const views = behaviour?.views ?? null;
  const seenAgain =
    views === null
      ? null
      : {
          table: besideEachOther([...parts.map((part) => takeRows(part, views.row)), views.table]),
          row: views.row,
        };
  if (behaviour !== null) parts.push(behaviour.table);
  const shown = accounts.columns.filter(({ name }) => named === undefined || named.includes(name));
  return {
    accounts,
    table: besideEachOther(parts),
    views: seenAgain,
    warnings: shown.flatMap((c) => warn(c, accounts)),
  };
}

function warn(column: ColumnSummary, accounts: AccountTable): readonly string[] {
  const { name, kind, odd, firstOdd } = column;
  if (kind === "empty") return [`column \`${name}\` holds no value: left out`];
  if (kind === "text") {
    return [`column \`${name}\` is text, such as \`${firstOdd?.value ?? ""}\`: left out`];
  }
  if (odd === 0 || firstOdd === null) return [];
  const line = accounts.lines[firstOdd.row];
  return [
    `column \`${name}\`: ${odd} values are no numbers and read as missing, first \`${firstOdd.value}\` in line ${line}`,
  ];
}
