import { falseAlarmRateOf } from "../calibrate/cluster-false-alarms.ts";
import type { CampaignOrigin } from "../nouns/campaign-record.ts";
import type { FoundCampaign } from "./campaign-desk.ts";

/**
 * How many false campaigns as high and as large to expect in a million events. Null rates for what weeks or memory showed: false alarms were counted where
 * four days or less are looked at, and say nothing of other ways of finding.
 */
export function campaignFalseAlarms(
  origin: CampaignOrigin,
  { score, members }: { readonly score: number; readonly members: readonly unknown[] },
): Pick<FoundCampaign, "falseAlarmRate" | "falseAlarmAtFloor"> {
  if (origin !== "near_line") return { falseAlarmRate: null, falseAlarmAtFloor: false };
  const { perMillionEvents, atFloor } = falseAlarmRateOf(score, members.length);
  return { falseAlarmRate: perMillionEvents, falseAlarmAtFloor: atFloor };
}
