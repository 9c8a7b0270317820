import type { CampaignEvidence, CommonKind } from "../../nouns/campaign.ts";
import type { InfrastructureKind } from "../columns/engagement-columns.ts";
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
 * Days from which on a file is not short, and the log-odds that a claim by timing alone lacks up to `LIVES_SEEN_DAYS`, less and less from there on: on tuning seeds a game guild whose
 * members like each other's clips every evening stands at 1.5 after a day, at 1.0 after four and below −2 after a week. Pools of phones and lines of their own, within the hour, stand
 * between −0.1 and 4.9 after a day.
 */
const SHORT_DAYS = 8;
const TIMING_ALONE_LN = 3;
/**
 * Log-odds that who comes with whom being by lot must add for a claim not to be one by timing alone. On tuning seeds no community of a file of two or four days adds any (spreads of .09 to .8), and pools of the
 * full attacker add 2.5 to 6.
 */
const BY_LOT_TOLD_LN = 2;
/** Part of the members, beyond what is usual, who must share a device; or both an address and the hours of registration. */
const TOGETHER_MIN = 0.5;

/**
 * Part of the members' acts that fall on the group's targets, from which on they do nothing else, and owners who must gain by it. Honest groups of one, three, six, twelve and
 * twenty-four hours, whole and thin, reach .87 on tuning seeds: people are about.
 */
const NOTHING_ELSE = 0.95;
const OWNERS_MIN = 3;

/**
 * Whether members live as hands do: on devices in common, or on addresses in common and registered together, or with no other life at all. `everywhere`: kinds that they share
 * in the rest of their lives too.
 */
export function livesTogether(
  { common, interest }: Pick<CampaignEvidence, "common" | "interest">,
  everywhere: ReadonlySet<InfrastructureKind>,
): boolean {
  if (
    interest !== undefined &&
    interest.memberShare >= NOTHING_ELSE &&
    interest.ownersEffective >= OWNERS_MIN
  )
    return true;
  const has = (kinds: readonly CommonKind[]): boolean =>
    common.some(({ kind, share, baseline }) => kinds.includes(kind) && share - baseline >= TOGETHER_MIN);
  if (everywhere.has("device") && has(["device"])) return true;
  const line = (["ip", "ip_prefix"] as const).filter((kind) => everywhere.has(kind));
  return has(line) && has(["batch", "registered_hour"]);
}

/**
 * A claim of a file of few days → what holds. In a day a guild, a fan club and a charity drive meet as pools do, and nothing is known of them beside: then only those who live
 * together as hands do are told by what the window says (see `inShortSpan`). For others the judgement must stand by itself, and the more clearly the shorter the file is.
 */
export function inShortFile(
  window: Pick<WeighedCampaign, "score" | "reasons">,
  judged: WeighedCampaign,
  spanDays: number,
  together: boolean,
): Pick<WeighedCampaign, "score" | "reasons"> {
  if (together) return inShortSpan(window, judged, spanDays);
  const short = Math.min(1, Math.max(0, (SHORT_DAYS - spanDays) / (SHORT_DAYS - LIVES_SEEN_DAYS)));
  const lot = judged.reasons.find(({ rule }) => rule === "by_lot")?.weight ?? 0;
  const timing = 1 - Math.min(1, lot / BY_LOT_TOLD_LN);
  const stands = judged.lnOdds - short * timing * TIMING_ALONE_LN;
  const alone = Math.log(window.score / (1 - window.score));
  const lnOdds = spanDays < LIVES_SEEN_DAYS ? Math.min(alone, stands) : stands;
  return { score: 1 / (1 + Math.exp(-lnOdds)), reasons: judged.reasons };
}

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
