import type { CampaignRecord } from "../../nouns/campaign-record.ts";
import type { CampaignHead } from "../../ports/campaigns.ts";

/** A campaign's record without what is counted from its lists, as it is written. */
export function headOf(record: CampaignRecord): CampaignHead {
  const {
    owners: _o,
    memberCount: _m,
    targetCount: _t,
    distinctTargetCount: _d,
    ownerCount: _a,
    eventCount: _e,
    correctedCount: _c,
    ...head
  } = record;
  return head;
}
