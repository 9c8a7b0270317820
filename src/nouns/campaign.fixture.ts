import type { CampaignEvidence } from "./campaign.ts";

/** Evidence of a bought campaign: many owners, sharing far beyond chance, devices in common. `more` replaces fields. */
export function evidenceOf(more: Partial<CampaignEvidence>): CampaignEvidence {
  return {
    sharedOrders: 6.2,
    sharedOrdersExpected: 0.03,
    ownersEffective: 8.1,
    purity: 0.83,
    density: 0.6,
    returnRatio: 0.04,
    reciprocity: 0,
    inCampaignShare: 0.6,
    unrelatedActs: 4,
    viewsPerMember: 12,
    retractedShare: 0.01,
    gapVariation: 0.9,
    gapSpectrum: [0, 0.1, 0.3, 0.3, 0.2, 0.1, 0, 0],
    common: [],
    ageMedianDays: 12,
    ...more,
  };
}
