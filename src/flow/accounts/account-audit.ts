import { callOf } from "../../learn/answer-cells.ts";
import { estimateShares, type SharesAnswer } from "../../learn/class-shares.ts";
import type { FeatureTable } from "../../learn/feature-table.ts";
import { partsOf } from "../../learn/model-parts.ts";
import { scoreTable } from "../../learn/score-rows.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { AccountModel, ModelCard } from "./account-card.ts";

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

/** A fit below it is not chance. */
const FIT_MIN = 0.01;
/**
 * Part of the accounts that no mixture explains, from which on the shares are not told as found: the accounts are of another kind than those
 * learned from. Less of it widens the intervals and moves no share by more.
 */
const STRANGE_MAX = 0.05;

/** Whether the accounts audited are of another kind than those the model learned from. Significance alone is none: every model is a little off. */
export function isUnlike({ fit, strange }: SharesAnswer): boolean {
  return fit < FIT_MIN && strange > STRANGE_MAX;
}

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
    answer: card === null ? null : estimateShares(probabilities, answersOfParts(model, card, table), seed),
    unseen,
  };
}

function answersOfParts(model: AccountModel["model"], { parts }: ModelCard, table: FeatureTable) {
  const models = partsOf(
    model,
    parts.map(({ trees }) => trees),
  );
  return models.map((part, p) => ({ probabilities: scoreTable(part, table), cells: parts[p]!.answers }));
}
