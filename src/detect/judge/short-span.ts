import type { WeighedCampaign } from "./weigh-campaign.ts";

/** Days from which on the rest of people's lives can be held against what they share, and up to which hardly anything of it is seen. */
export const LIVES_SEEN_DAYS = 4;
const LIVES_UNSEEN_DAYS = 1;
/**
 * Log-odds that a judgement gains where only a day is seen: hands have served a few orders by then. On tuning seeds communities lie below −9 in a day for the most part, pools above
 * −7.
 */
const UNSEEN_LN = 8;

/**
 * What the window says by itself, and the judgement in the light of people's lives → what holds for data of a span. From four days on the judgement alone. In a day nobody's taste is
 * known: then what the window says holds, as far as the judgement does not speak plainly against it. In between, of each its part. Such claims are for people to look at: see
 * docs/concepts.md on when a policy may confirm.
 */
export function inShortSpan(
  window: Pick<WeighedCampaign, "score" | "reasons">,
  judged: WeighedCampaign,
  spanDays: number,
): Pick<WeighedCampaign, "score" | "reasons"> {
  const seen = Math.min(
    1,
    Math.max(0, (spanDays - LIVES_UNSEEN_DAYS) / (LIVES_SEEN_DAYS - LIVES_UNSEEN_DAYS)),
  );
  if (seen === 1) return judged;
  const alone = Math.log(window.score / (1 - window.score));
  const lnOdds = seen * judged.lnOdds + (1 - seen) * Math.min(alone, judged.lnOdds + UNSEEN_LN);
  const score = 1 / (1 + Math.exp(-lnOdds));
  return { score, reasons: seen < 0.5 ? window.reasons : judged.reasons };
}
