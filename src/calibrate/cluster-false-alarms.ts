import { stepAt } from "../statistics/isotonic.ts";
import type { ClusterCalibration } from "./cluster-calibration.ts";
import { CLUSTER_TABLE } from "./cluster-table.ts";

/**
 * A cluster's score and size → how many false clusters at least as high and as large to expect in a million events: (found + 1) / millions, the mean when nothing is
 * known before, so that it never says none. `atFloor`: nothing as high was found, the figure only says how much was looked at.
 * Score in [0, 1]; members ≥ 1. O(false clusters).
 */
export function falseAlarmRateOf(
  score: number,
  members: number,
  table: ClusterCalibration = CLUSTER_TABLE,
): { readonly perMillionEvents: number; readonly atFloor: boolean } {
  const found = table.falseClusters.filter((one) => one[0] >= score && one[1] >= members).length;
  return { perMillionEvents: (found + 1) / table.millions, atFloor: found === 0 };
}

/** A cluster's score → the probability that it is a campaign, where campaigns are as frequent as in the table's days. NaN for an empty table. */
export function campaignProbability(score: number, table: ClusterCalibration = CLUSTER_TABLE): number {
  return stepAt(table.truth, score);
}

/** A member's probability as the detector says it → as it was found to be. */
export function memberProbability(probability: number, table: ClusterCalibration = CLUSTER_TABLE): number {
  const found = stepAt(table.membership, probability);
  return Number.isNaN(found) ? probability : found;
}
