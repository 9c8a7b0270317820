import { falseAlarmRateOf } from "../calibrate/cluster-false-alarms.ts";
import type { CampaignEvidence } from "../nouns/campaign.ts";
import type { CampaignOrigin } from "../nouns/campaign-record.ts";
import type { FoundCampaign } from "./reviewed-campaigns.ts";

/**
 * How many false campaigns as high and as large to expect in a million events; null where it was not counted for such data. It was counted on simulated days, by what a window says by
 * itself: of what weeks or memory showed, and of what was judged by the rest of people's lives, it says nothing, and neither of anybody's platform.
 */
export function campaignFalseAlarms(
  origin: CampaignOrigin,
  {
    score,
    members,
    evidence,
  }: {
    readonly score: number;
    readonly members: readonly unknown[];
    readonly evidence?: CampaignEvidence;
  },
): Pick<FoundCampaign, "falseAlarmRate" | "falseAlarmAtFloor"> {
  if (origin !== "near_line" || evidence?.interest !== undefined)
    return { falseAlarmRate: null, falseAlarmAtFloor: false };
  const { perMillionEvents, atFloor } = falseAlarmRateOf(score, members.length);
  return { falseAlarmRate: perMillionEvents, falseAlarmAtFloor: atFloor };
}
