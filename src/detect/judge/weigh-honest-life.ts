import type { CampaignEvidence, InterestEvidence } from "../../nouns/campaign.ts";
import { between, clamp } from "./ramp.ts";
import type { Say } from "./say-reason.ts";

/**
 * What it says at the most that half of the owners and more are of the members' own circle; the strangers served, from which on it says less, and nothing. On tuning seeds circles of friends serve none to four. A
 * pool that hides so may serve nine customers, and must do as many acts again for targets of its own.
 */
const CIRCLE_LN = 7;
const CIRCLE_STRANGERS = [24, 9] as const;
/** How far a group must be a circle for a person to have to look, and the log-odds that the claim has then at the most: .95. */
const CIRCLE_SEEN = 0.2;
const CIRCLE_LN_MAX = 2.94;
/** Part of the owners of the circle from which on strangers do not count, and it says more: a small town is so. Who hides so does one to four acts for targets of his own for each that is paid. */
const CIRCLE_PLAIN = [0.5, 0.8] as const;
const CIRCLE_PLAIN_LN = 4;
/**
 * What it says at the most that the platform itself called members there (`context.source`), or that they were in a live room: it puts the same before all. It rests on the platform's word: who can make an app's telemetry say so gains as much, and no more.
 */
const CALLED_LN = 10;
const CALLED = [0.3, 0.7] as const;
/** What it says at the most that members do all that a draw or a drive asks for, and from what part of their visits on. A seller who gives it away does three acts for one that is paid. */
const MANY_KINDS_LN = 7;
const MANY_KINDS = [0.3, 0.6] as const;
/**
 * What it says at the most that the same owners are come to together on several days: a league's posts, a drive's families, a course's authors; part of the owners on one day, and days. Customers of tuning pools are
 * served on one day each, a tenth to a third of them on the same.
 */
const ROUNDS_LN = 6;
const TOGETHER = [0.4, 0.8] as const;
const ROUND_DAYS = [1.5, 2.5] as const;

/**
 * What it says that nobody knows who gains: friends, a town, a guild are told from hands by their owners and by nothing else. On tuning seeds honest groups of a file without owners stand at 1.4 at
 * the most without it, and hands on devices of their own at 5 and more.
 */
const GAINERS_UNKNOWN_LN = 4;
/** Part of their acts that fall on the targets, between which members have less and less of a life beside, as a town, friends and regulars of draws have one. */
const LIFE_BESIDE = [0.98, 0.9] as const;
/**
 * Members and spread of how often each took part, between which regulars of draws are less and less what a group is, where the data cannot say what they did there: the thirty to seventy regulars of tuning
 * worlds stand at .04 to .14, hands told off to orders below .02.
 */
const EVEN_MEMBERS = [60, 140] as const;
const EVEN_SPREAD = [0.05, 0.02] as const;

/**
 * Evidence → how far a group is a circle of people who like each other's things, in [0, 1]. A target that a hand owns costs a seller an order's acts for which nobody pays, so that innocence by it is
 * bounded: circles gain for each other, and hands for strangers. From `CIRCLE_STRANGERS` on, strangers are what the group is for.
 */
export function circlePart({ reciprocity, interest }: CampaignEvidence): number {
  if (reciprocity === null) return 0;
  const few = between(interest?.strangersEffective ?? 0, CIRCLE_STRANGERS);
  return Math.max(few, between(reciprocity, CIRCLE_PLAIN)) * clamp(2 * reciprocity, 0, 1);
}

/** The circle's weight. `friends`: see `circlePart`; `without`: log-odds of all else, since a circle in doubt is never more than shown. */
export function sayCircle(
  { reciprocity }: CampaignEvidence,
  friends: number,
  without: number,
  say: Say,
): void {
  const least = friends < CIRCLE_SEEN ? 0 : Math.max(0, without - CIRCLE_LN_MAX);
  const plain = CIRCLE_PLAIN_LN * between(reciprocity ?? 0, CIRCLE_PLAIN);
  say("circle", reciprocity, 0, -Math.max(CIRCLE_LN * friends + plain, least));
}

/** How far a group was called, in [0, 1]: then that it comes by lot, and lifts what it comes to, is the platform's doing. */
export function calledPart({ calledShare }: InterestEvidence): number {
  return between(calledShare ?? 0, CALLED);
}

/** The platform's own calls. */
export function sayCalled(interest: InterestEvidence, say: Say): void {
  say("platform_called", interest.calledShare, null, -CALLED_LN * calledPart(interest));
}

/**
 * What the data do not tell, and honest groups are known by: who gains, and whether members did all that a draw asks for. What is not measurable is not excluded, and then as much speaks for
 * innocence as if it were so.
 */
export function sayUntold(interest: InterestEvidence, members: number, loyal: number, say: Say): void {
  const { ownersKnown, manyKindsShare, memberShare, ownersEffective, servedSpread } = interest;
  const uneven = 1 - between(members, EVEN_MEMBERS) * between(servedSpread, EVEN_SPREAD);
  const draws = manyKindsShare === null ? MANY_KINDS_LN * uneven * between(memberShare, LIFE_BESIDE) : 0;
  const gainers = ownersKnown ? 0 : GAINERS_UNKNOWN_LN * between(memberShare, LIFE_BESIDE);
  if (gainers > 0) say("gainers_unknown", ownersEffective, null, -loyal * gainers);
  say("kinds_untold", ownersEffective, null, -loyal * Math.max(0, draws - gainers));
}

/** The same owners on several days. `loyal`: 0 for hands that live on racks, who are nobody's regulars. */
export function sayRounds(interest: InterestEvidence, loyal: number, say: Say): void {
  const { daysPerOwner, ownersTogether } = interest;
  const rounds = between(ownersTogether ?? 0, TOGETHER) * between(daysPerOwner ?? 0, ROUND_DAYS);
  say("same_owners_again", ownersTogether, null, -ROUNDS_LN * loyal * rounds);
}

/** What draws and drives ask for. `loyal`: as for rounds. */
export function sayManyKinds({ manyKindsShare }: InterestEvidence, loyal: number, say: Say): void {
  say("many_kinds", manyKindsShare, null, -MANY_KINDS_LN * loyal * between(manyKindsShare ?? 0, MANY_KINDS));
}
