import type { InterestEvidence } from "../../nouns/campaign.ts";
import { OWNERS_OF_FANS } from "./owners-usual.ts";
import { between, clamp } from "./ramp.ts";
import type { Say } from "./say-reason.ts";

/**
 * What it says that who comes with whom is as by lot, at the most; the structure from which on it says nothing; and how many members and occasions must be
 * seen. Communities of all worlds lie at .02 to .6 on tuning seeds, sold pools below .005. Communities below are newcomers and regions that are shown things on one or two occasions, circles of up to
 * forty, and fans of one idol, who all come to all.
 */
const BY_LOT_LN = 7;
const STRUCTURE = 0.015;
const LOT_MEMBERS = [60, 140] as const;
const LOT_OCCASIONS = [2.5, 4] as const;
/** Part of their acts that members may do there, down to which it counts whole: where it is most of what they do it is their taste, and within one taste people come by lot too. */
export const LOT_INSIDE = [0.5, 0.25] as const;
/** Unless they come in numbers that have nothing to do with how many others come: what is better liked is better liked by all. */
const LOT_SIZES = [0.3, 0.15] as const;
/** Acts for an owner between which lots say less and less: who comes back to the same owners goes through a list of theirs. */
const LOT_ONCE = [2.2, 1.4] as const;
/**
 * What it says that members alone bring their targets many times what the owners' other things get, at the most, and by what logarithm. Of honest crews of tuning worlds that come on several occasions
 * to several owners (eighteen) it has mean .9 and deviation .5, the highest 2.2; by the predictive law of so small a sample (Student's t, 17 degrees) above 2.2 lies one in 90 and above 3.2 one in 5,000. Pools stand
 * at 3.6 to 5.1 in personal feeds. Flash crowds and pushes reach 5.4 on one occasion: said only of who came on several. To stay below it a seller must sell a few times what the customer gets anyhow.
 */
const ABOVE_USUAL_LN = 4;
const ABOVE_USUAL = [2, 4] as const;
const COMMUNITY_TIMES = 2;
/** Members and acts for an owner between which it counts more and more, or less and less: of few it is chance, and who comes back is a fan. */
const ABOVE_MEMBERS = [40, 100] as const;
const ABOVE_ONCE = [2, 1.3] as const;

/** Who meets whom, where enough members met often enough for a community to show. `own`: part of it that is not the platform's doing. */
export function sayByLot(
  {
    lotSpread,
    lotSpreadError,
    occasions,
    ownersKnown,
    ownersEffective,
    actsPerOwner,
    memberShare,
    sizesLikeOthers,
  }: InterestEvidence,
  members: number,
  own: number,
  say: Say,
): void {
  // Friends in a small town come by lot as well, to each other: where nobody knows who gains, lots do not tell.
  if (lotSpread === null || lotSpreadError === null || !ownersKnown) return;
  const most = Math.max(0, lotSpread) + lotSpreadError;
  const strangers = clamp(Math.log(ownersEffective / OWNERS_OF_FANS), 0, 1);
  const often = between(members, LOT_MEMBERS) * between(occasions, LOT_OCCASIONS);
  const beside = Math.max(between(memberShare, LOT_INSIDE), between(sizesLikeOthers ?? 1, LOT_SIZES));
  const once = between(actsPerOwner, LOT_ONCE);
  const seen = own * strangers * often * beside * once;
  say("by_lot", Math.max(0, lotSpread), null, BY_LOT_LN * seen * clamp(1 - most / STRUCTURE, 0, 1));
}

/** How far members lift their targets, where enough of them did so for several owners on several occasions. `strange`: part of it that is not for friends, nor the platform's doing. */
export function sayAboveUsual(
  { aboveUsual, occasions, ownersKnown, ownersEffective, actsPerOwner }: InterestEvidence,
  members: number,
  strange: number,
  say: Say,
): void {
  if (aboveUsual === null || !ownersKnown) return;
  const strangers = clamp(Math.log(ownersEffective / OWNERS_OF_FANS), 0, 1);
  const often = between(members, ABOVE_MEMBERS) * between(occasions, LOT_OCCASIONS);
  const once = between(actsPerOwner, ABOVE_ONCE);
  const lifted = strange * between(Math.log(aboveUsual), ABOVE_USUAL);
  say("above_usual", aboveUsual, COMMUNITY_TIMES, ABOVE_USUAL_LN * strangers * often * once * lifted);
}
