import type { MonotoneSteps } from "../statistics/isotonic.ts";

/** What the detector found where nothing was sold, and how often it was right where something was. */
export interface ClusterCalibration {
  /** Where it comes from, for whoever reads the figure. */
  readonly provenance: string;
  /** Events of honest days and of decoys looked at, millions. */
  readonly millions: number;
  /** Score and members of each cluster found there, and of those found elsewhere that were no campaign. */
  readonly falseClusters: readonly (readonly [score: number, members: number])[];
  /** Score → part of clusters that were a campaign. */
  readonly truth: MonotoneSteps;
  /** A member's probability as the detector says it → part of them that were members. */
  readonly membership: MonotoneSteps;
}
