import type { CampaignReasonCode } from "../../nouns/campaign.ts";

/** Adds a reason to those of a claim: what was measured (null = it says nothing), what it is held against, and its log-odds. */
export type Say = (
  rule: CampaignReasonCode,
  value: number | null,
  baseline: number | null,
  weight: number,
) => void;
