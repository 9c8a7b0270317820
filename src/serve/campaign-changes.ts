import type { CampaignReviews } from "../flow/reviewed-campaigns.ts";
import type { CampaignRecord } from "../nouns/campaign-record.ts";

/** Campaigns that changed since they were last taken, each once, as it is now. */
export interface CampaignChanges {
  /** The oldest change first; empties the list. */
  take(): readonly CampaignRecord[];
  close(): void;
}

/** Gathers what reviews of campaigns tell of, the latest `changesMax` campaigns, and nothing while nobody listens. */
export function gatherChanges(
  reviews: CampaignReviews,
  changesMax: number,
  listened: () => boolean,
): CampaignChanges {
  const changed = new Map<string, CampaignRecord>();
  const close = reviews.onChange((record) => {
    if (!listened()) return;
    changed.delete(record.id);
    changed.set(record.id, record);
    const [oldest] = changed.keys();
    if (changed.size > changesMax && oldest !== undefined) changed.delete(oldest);
  });
  return {
    take() {
      const records = [...changed.values()];
      changed.clear();
      return records;
    },
    close,
  };
}
