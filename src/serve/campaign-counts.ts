import type { CampaignReviews, CampaignTargetCounts } from "../flow/reviewed-campaigns.ts";
import { SUMMED_TARGETS_MAX } from "./serve-limits.ts";

/** Public counts of a campaign's targets together. */
export interface CampaignCounts {
  readonly targets: readonly CampaignTargetCounts[];
  /** Whether `targets` are all it has. */
  readonly whole: boolean;
  readonly now: number;
  readonly withThem: number;
  readonly without: number;
}

/** A campaign → its first targets and the sums of their counts. */
export async function countsOf(reviews: CampaignReviews, id: string): Promise<CampaignCounts> {
  const { items, next } = await reviews.targets(id, { limit: SUMMED_TARGETS_MAX });
  const sum = (of: (target: CampaignTargetCounts) => number) =>
    items.reduce((total, target) => total + of(target), 0);
  return {
    targets: items,
    whole: next === null,
    now: sum((target) => target.public),
    withThem: sum((target) => target.publicWith),
    without: sum((target) => target.publicWithout),
  };
}
