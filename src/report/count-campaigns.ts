import type { CampaignReport } from "../nouns/campaign-report.ts";
import type { TargetCounts } from "../nouns/counts.ts";

/** Campaigns and the audit's counts → the same campaigns with the public count of each target, and what it would be without them. */
export function countCampaigns(
  campaigns: readonly CampaignReport[],
  targets: readonly TargetCounts[],
): readonly CampaignReport[] {
  if (campaigns.length === 0) return campaigns;
  const shown = new Map<string, number>();
  for (const { kind, id, type, public: count } of targets) shown.set(JSON.stringify([kind, id, type]), count);
  return campaigns.map((campaign) => ({
    ...campaign,
    targets: campaign.targets.map((target) => ({
      ...target,
      acts: target.acts.map((acts) => {
        const count = shown.get(JSON.stringify([target.kind, target.id, acts.type]));
        if (count === undefined) return acts;
        return { ...acts, public: count, public_without: Math.max(0, count - acts.counted) };
      }),
    })),
  }));
}
