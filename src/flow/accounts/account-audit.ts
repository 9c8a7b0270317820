import { callOf, estimateShares, type SharesAnswer } from "../../learn/class-shares.ts";
import type { FeatureTable } from "../../learn/feature-table.ts";
import { scoreTable } from "../../learn/score-rows.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { AccountModel } from "./account-card.ts";

export interface AccountAudit {
  readonly classes: readonly string[];
  /** [account × classes + class], accounts in the order of the table. */
  readonly probabilities: Float64Array;
  /** Index of the class each account is called. */
  readonly calls: Int32Array;
  /** Null where the model does not say how often it is wrong. */
  readonly answer: SharesAnswer | null;
  /** Accounts of which the model sees nothing but missing values. */
  readonly unseen: number;
}

/** A fit below it: the accounts audited are of another kind than those the model learned from. */
export const FIT_MIN = 0.01;

/** Scores a table of accounts. Throws `bad_schema` naming the features that the table lacks. Deterministic by seed. */
export function auditAccounts(
  { model, card }: AccountModel,
  table: FeatureTable,
  input: string,
  seed: number,
): AccountAudit {
  const lost = model.features.filter((name) => !table.names.includes(name));
  if (lost.length > 0) {
    const shown = lost.slice(0, 10).map((name) => `\`${name}\``);
    const more = lost.length > 10 ? ` and ${lost.length - 10} more` : "";
    const hint = lost.some((name) => name.startsWith("neighbours."))
      ? ": give the neighbours (--neighbours)"
      : lost.some((name) => name.startsWith("behaviour."))
        ? ": give the events (--events)"
        : "";
    throw new TouchstoneError(
      "bad_schema",
      `\`${input}\` lacks features the model reads: ${shown.join(", ")}${more}${hint}`,
    );
  }
  const classes = model.classes.length;
  const probabilities = scoreTable(model, table);
  const columns = model.features.map((name) => table.columns[table.names.indexOf(name)]!);
  let unseen = 0;
  for (let row = 0; row < table.rowCount; row++) {
    if (columns.every((column) => Number.isNaN(column[row]!))) unseen++;
  }
  return {
    classes: model.classes,
    probabilities,
    calls: Int32Array.from({ length: table.rowCount }, (_, row) => callOf(probabilities, row, classes)),
    answer: card === null ? null : estimateShares(probabilities, card.answers, seed),
    unseen,
  };
}
