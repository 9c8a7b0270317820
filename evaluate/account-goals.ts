import { foldFigure } from "../src/learn/cross-validate.ts";
import { ATTACK_FAMILIES } from "../src/simulate/truth.ts";
import type { FamilyResult } from "./account-families.ts";
import { type AccountRow, NO_LEAK, VISIBLE } from "./accounts.ts";
import type { GoalFigure } from "./goal-figure.ts";

export const GOAL_BOUGHT_AUC = 0.93;
export const GOAL_UNSEEN_PR_AUC = 0.85;

/** The account model's figures beside their goals: AUC on bought accounts, PR-AUC on each family left out. */
export function accountGoals(
  real: readonly AccountRow[],
  families: readonly FamilyResult[],
  foldSeed: number,
): readonly GoalFigure[] {
  const bought = real
    .filter(({ protocol }) => protocol.startsWith(VISIBLE) || protocol.startsWith(NO_LEAK))
    .map(
      ({ name, protocol, auc, aucMost }): GoalFigure => ({
        row: "bought",
        what: `account model, AUC, ${protocol}${aucMost === undefined ? "" : `; nobody could have more than ${aucMost.toFixed(3)}`}`,
        data: `real: ${name}`,
        seeds: [foldSeed],
        value: finite(auc.mean),
        low: finite(auc.low),
        high: finite(auc.high),
        least: GOAL_BOUGHT_AUC,
        most: null,
        unit: "decimal",
      }),
    );
  const unseen = ATTACK_FAMILIES.flatMap((family): GoalFigure[] => {
    const own = families.filter((one) => one.family === family);
    if (own.length === 0) return [];
    const { mean, low, high } = overSeeds(own.map(({ prAuc }) => prAuc));
    return [
      {
        row: "unseen",
        what: `account model, PR-AUC, without ${family} in training`,
        data: "simulated",
        seeds: own.map(({ seed }) => seed),
        value: finite(mean),
        low: finite(low),
        high: finite(high),
        least: GOAL_UNSEEN_PR_AUC,
        most: null,
        unit: "decimal",
      },
    ];
  });
  return [...bought, ...unseen];
}

/** Mean and interval over worlds of different seeds: they share nothing, unlike folds. */
export function overSeeds(values: readonly number[]): ReturnType<typeof foldFigure> {
  return foldFigure(values, 1e9);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
