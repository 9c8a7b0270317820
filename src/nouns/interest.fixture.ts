import type { InterestEvidence } from "./campaign.ts";

/** What the rest of people's lives says of a pool of ten orders that was seen for two weeks. */
export const INTEREST: InterestEvidence = {
  memberShare: 0.48,
  twinShare: 0.002,
  sharedBeyond: 12,
  sharedElsewhere: 1.1,
  audiencesShare: 1.2,
  ownersKnown: true,
  ownersEffective: 9,
  ownersServed: 5,
  actsPerOwner: 1.1,
  targetsPerOwner: 1.1,
  servedSpread: 0,
  lotSpread: null,
  lotSpreadError: null,
  sizesLikeOthers: null,
  deliveryHours: 18,
  usualHours: 90,
  occasions: 5,
  spanDays: 14,
  opened: null,
  openedUsual: null,
  openedElsewhere: null,
  quiet: null,
  quietUsual: null,
};
