import type { CampaignEvidence, CampaignReason, CommonKind } from "../../nouns/campaign.ts";

/** Part of the viewers who must have a device, an address or a registration in common, beyond what is usual. */
const COMMON_MIN = 0.5;

const KINDS: readonly (readonly [CampaignReason["rule"], readonly CommonKind[]])[] = [
  ["shared_device", ["device"]],
  ["shared_network", ["ip", "ip_prefix"]],
  ["shared_registration", ["batch", "registered_hour"]],
];
/** Different things that must be common: a campus shares its addresses, newcomers their day. */
const COMMON_KINDS_MIN = 2;

/**
 * Reasons why a group that only views acts by order; null when there are too few. Whoever is shown the same things sees the same things, so that seeing together proves
 * nothing: what viewers have in common beside it must.
 */
export function weighViews(
  { common, gapVariation }: CampaignEvidence,
  kindsMin = COMMON_KINDS_MIN,
): readonly CampaignReason[] | null {
  const reasons: CampaignReason[] = [];
  for (const [rule, kinds] of KINDS) {
    const [best] = common
      .filter(({ kind, share, baseline }) => kinds.includes(kind) && share - baseline >= COMMON_MIN)
      .sort((a, b) => b.share - b.baseline - (a.share - a.baseline));
    if (best !== undefined)
      reasons.push({
        rule,
        value: best.share,
        baseline: best.baseline,
        weight: 2 * (best.share - best.baseline),
      });
  }
  if (reasons.length < kindsMin) return null;
  if (gapVariation !== null && gapVariation < 0.8)
    reasons.push({ rule: "paced_acts", value: gapVariation, baseline: 1, weight: 1 - gapVariation });
  return reasons.sort((a, b) => b.weight - a.weight);
}
