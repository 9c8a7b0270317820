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
 * What it says at the most that the platform itself called members there (`context.source`): it puts the same before all. It rests on the platform's word: who can make an app's telemetry say so gains as much, and no more.
 */
const CALLED_LN = 10;
const CALLED = [0.3, 0.7] as const;
/** What it says at the most that members do all that a draw or a drive asks for, and from what part of their visits on. A seller who gives it away does three acts for one that is paid. */
const MANY_KINDS_LN = 6;
const MANY_KINDS = [0.3, 0.6] as const;
/**
 * What it says at the most that the same owners are come to together on several days: a league's posts, a drive's families, a course's authors; part of the owners on one day, and days. Customers of tuning pools are
 * served on one day each, a tenth to a third of them on the same.
 */
const ROUNDS_LN = 6;
const TOGETHER = [0.4, 0.8] as const;
const ROUND_DAYS = [1.5, 2.5] as const;

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

/** The platform's own calls. */
export function sayCalled({ calledShare }: InterestEvidence, say: Say): void {
  say("platform_called", calledShare, null, -CALLED_LN * between(calledShare ?? 0, CALLED));
}

/** The same owners on several days, and what draws ask for. `loyal`: 0 for hands that live on racks, who are nobody's regulars. */
export function sayRounds(interest: InterestEvidence, loyal: number, say: Say): void {
  const { daysPerOwner, ownersTogether, manyKindsShare } = interest;
  const rounds = between(ownersTogether ?? 0, TOGETHER) * between(daysPerOwner ?? 0, ROUND_DAYS);
  say("same_owners_again", ownersTogether, null, -ROUNDS_LN * loyal * rounds);
  say("many_kinds", manyKindsShare, null, -MANY_KINDS_LN * loyal * between(manyKindsShare ?? 0, MANY_KINDS));
}
