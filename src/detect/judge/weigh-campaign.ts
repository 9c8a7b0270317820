import type {
  CampaignEvidence,
  CampaignReason,
  CampaignReasonCode,
  CommonKind,
  InterestEvidence,
} from "../../nouns/campaign.ts";

export interface WeighedCampaign {
  /** In [0, 1]. */
  readonly score: number;
  /** Log-odds, all reasons and the prior together: what `score` is made of. */
  readonly lnOdds: number;
  /** Strongest first. */
  readonly reasons: readonly CampaignReason[];
}

/**
 * Log-odds before anything is said: of the groups that meet beyond chance nearly all are honest. Set so that of the worlds in docs/evaluation/foreign.md, on tuning seeds, honest
 * groups stay below even odds.
 */
const PRIOR = -19;
/** Below it a reason is not worth a line. */
const SAID_MIN = 0.05;
/** Owners that people come to together without being sent: an idol, the idol's partner, the show, the fan page. */
const OWNERS_OF_FANS = 4.5;
/** Targets that one owner has served within weeks; whoever is served more often has regulars. */
const ORDERS_PER_OWNER = 3.5;
/** Occasions up to which a class, a call or a live show explains. */
const CALLS = 2.5;
/**
 * What it says at the most that all that a group did was one occasion of weeks, and the days from which on that is seen: a launch, a stream's end, a match. Hands that serve one evening in weeks gain it too, and
 * then each evening takes hands of its own.
 */
const ONE_CALL_LN = 4;
const ONE_CALL = [2, 1.4] as const;
const ONE_CALL_DAYS = [4, 8] as const;
/**
 * What it says for innocence that members were registered together and share neither device nor address: a region or a campaign that brought them, and what newcomers are shown. New accounts on phones and lines
 * of their own are not free, and are told by other means.
 */
const NEWCOMERS_LN = 4;
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
const LOT_INSIDE = [0.5, 0.25] as const;
/** Unless they come in numbers that have nothing to do with how many others come: what is better liked is better liked by all. */
const LOT_SIZES = [0.3, 0.15] as const;
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
/**
 * What it says that members were seen on racks of phones only, at the most, and how many members it takes: less than a class or an office's counter could be. Who lives
 * on a rack is nobody's regular: what owners say for innocence does not count then. Lives that have to do with each other outweigh it, as in a school that has tablets for all; and where most of
 * what they do is there, no other life is seen.
 */
const ON_RACKS_LN = 7.5;
const RACKED_MIN = 0.7;
const RACK_MEMBERS = [20, 60] as const;
/**
 * What it says at the most that half of the owners and more are of the members' own circle; the strangers served, from which on it says less, and nothing. On tuning seeds circles of friends serve none to four. A
 * pool that hides so may serve nine customers, and must do as many acts again for targets of its own.
 */
const CIRCLE_LN = 7;
const CIRCLE_STRANGERS = [24, 9] as const;
/** How far a group must be a circle for a person to have to look, and the log-odds that the claim has then at the most: .95. */
const CIRCLE_SEEN = 0.2;
const CIRCLE_LN_MAX = 2.94;
/**
 * What it says at the most that the platform itself called members there (`context.source`): it puts the same before all. It rests on the platform's word: who can make an app's telemetry say so gains as much, and no more.
 */
const CALLED_LN = 10;
const CALLED = [0.3, 0.7] as const;
/** What it says at the most that members do all that a draw or a drive asks for, and from what part of their visits on. A seller who gives it away does three acts for one that is paid. */
const MANY_KINDS_LN = 6;
const MANY_KINDS = [0.4, 0.7] as const;
/**
 * What it says at the most that the same owners are come to together on several days: a league's posts, a drive's families, a course's authors; part of the owners on one day, and days. Customers of tuning pools are
 * served on one day each, a tenth to a third of them on the same.
 */
const ROUNDS_LN = 6;
const TOGETHER = [0.4, 0.8] as const;
const ROUND_DAYS = [1.5, 2.5] as const;
/** Acts for an owner between which lots say less and less: who comes back to the same owners goes through a list of theirs. */
const LOT_ONCE = [2.2, 1.4] as const;
/** Part of the owners of the circle from which on strangers do not count, and it says more: a small town is so. Who hides so does one to four acts for targets of his own for each that is paid. */
const CIRCLE_PLAIN = [0.5, 0.8] as const;
const CIRCLE_PLAIN_LN = 4;
/** Three minutes: below, a delivery is not told from a burst of the same minute. */
const HOURS_MIN = 0.05;

/** Below it people usually act without opening: that says nothing then. */
const OPENED_USUAL_MIN = 0.5;
/** Part of a day that six hours are, and from which on a group lives in another time zone. */
/** What it says at the most: a dormitory of two shifts is awake at all hours as well. */
const AWAKE_LN = 1.5;
const QUIET_EVEN = 0.25;
const QUIET_ZONE = 0.4;

/**
 * Evidence → score and reasons, by additive log-odds with bounded terms, so that no single line decides. Weights are set by hand so that each can be argued, and held to worlds that
 * others made. What an attacker sets for free (how dense, how even, how related their cover is) may speak for guilt; for innocence speak only owners who are members
 * themselves, owners who are come back to, and a single occasion: hands gain nothing by that.
 */
export function weighCampaign(evidence: CampaignEvidence, members: number): WeighedCampaign {
  const reasons: CampaignReason[] = [];
  const say = (
    rule: CampaignReasonCode,
    value: number | null,
    baseline: number | null,
    weight: number,
  ): void => {
    if (value !== null && Math.abs(weight) >= SAID_MIN) reasons.push({ rule, value, baseline, weight });
  };
  const beside = between(evidence.interest?.memberShare ?? 1, LOT_INSIDE);
  const racked =
    beside * between(evidence.rackedShare ?? 0, [RACKED_MIN, 1]) * between(members, RACK_MEMBERS);
  const friends = circlePart(evidence);
  if (evidence.interest !== undefined) {
    sayInterest(evidence.interest, members, racked, say);
    sayAboveUsual(evidence.interest, members, 1 - friends, say);
  }
  say("on_racks", evidence.rackedShare ?? null, null, ON_RACKS_LN * racked);
  const { reciprocity, returnRatio, gapVariation, retractedShare } = evidence;
  if (returnRatio !== null) say("no_return", returnRatio, 1, clamp(1 - returnRatio / 0.1, 0, 1));
  const [device, deviceUsual] = strongest(evidence, ["device"]);
  const [network, networkUsual] = strongest(evidence, ["ip", "ip_prefix"]);
  const [batch, batchUsual] = strongest(evidence, ["batch", "registered_hour"]);
  const shared = Math.max(device - deviceUsual, network - networkUsual);
  say("shared_device", device, deviceUsual, 2.5 * clamp(device - deviceUsual, 0, 1));
  say("shared_network", network, networkUsual, clamp(network - networkUsual, 0, 1));
  // A region that joins is registered in the same days: alone that says nothing.
  say("shared_registration", batch, batchUsual, 1.5 * clamp(Math.min(batch - batchUsual, shared), 0, 1));
  // Where neither device nor address is told, nobody knows whether they share them.
  const told = evidence.common.some(({ kind }) => kind === "device" || kind === "ip" || kind === "ip_prefix");
  const together = told ? batch - batchUsual - shared : 0;
  say("newcomers", batch, batchUsual, -NEWCOMERS_LN * clamp(2 * together - 1, 0, 1));
  if (gapVariation !== null) say("paced_acts", gapVariation, 1, clamp(1 - gapVariation, 0, 1));
  if (retractedShare > 0.2) say("taken_back", retractedShare, 0.02, clamp(retractedShare, 0, 1));
  // A family or a class is small.
  const size = clamp(0.6 * Math.log(members / 12), -1, 1);
  if (friends > 0) {
    const without = reasons.reduce((sum, { weight }) => sum + weight, PRIOR + size);
    const least = friends < CIRCLE_SEEN ? 0 : Math.max(0, without - CIRCLE_LN_MAX);
    const plain = CIRCLE_PLAIN_LN * between(reciprocity ?? 0, CIRCLE_PLAIN);
    say("circle", reciprocity, 0, -Math.max(CIRCLE_LN * friends + plain, least));
  }
  const lnOdds = reasons.reduce((sum, { weight }) => sum + weight, PRIOR + size);
  reasons.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return { score: 1 / (1 + Math.exp(-lnOdds)), lnOdds, reasons };
}

/**
 * Evidence → how far a group is a circle of people who like each other's things, in [0, 1]. A target that a hand owns costs a seller an order's acts for which nobody pays, so that innocence by it is
 * bounded: circles gain for each other, and hands for strangers. From `CIRCLE_STRANGERS` on, strangers are what the group is for.
 */
function circlePart({ reciprocity, interest }: CampaignEvidence): number {
  if (reciprocity === null) return 0;
  const few = between(interest?.strangersEffective ?? 0, CIRCLE_STRANGERS);
  return Math.max(few, between(reciprocity, CIRCLE_PLAIN)) * clamp(2 * reciprocity, 0, 1);
}

function sayInterest(
  interest: InterestEvidence,
  members: number,
  racked: number,
  say: (rule: CampaignReasonCode, value: number | null, baseline: number | null, weight: number) => void,
): void {
  const { memberShare, twinShare, sharedBeyond, sharedElsewhere, audiencesShare } = interest;
  say("beyond_taste", memberShare, twinShare, 0.35 * clamp(Math.log(memberShare / twinShare), 0, 6));
  say("only_there", sharedBeyond, 1, 0.3 * clamp(2 + Math.log(Math.max(1e-3, sharedBeyond)), 0, 6));
  // Of few people it is chance what they share elsewhere.
  const told = clamp((members - 8) / 20, 0, 1);
  say("unrelated_lives", sharedElsewhere, 1, 4 * told * clamp(1.2 - Math.log(sharedElsewhere), 0, 1.2));
  say("unrelated_audiences", audiencesShare, 1, 2 * clamp(1.5 - Math.log(audiencesShare), 0, 1.5));
  say("inside_share", memberShare, null, 5 * clamp((memberShare - 0.6) / 0.4, 0, 1));
  const { ownersKnown, ownersEffective, ownersServed, actsPerOwner, targetsPerOwner } = interest;
  const served = Math.log(ownersEffective / OWNERS_OF_FANS);
  if (ownersKnown) {
    const loyal = 1 - racked;
    const once = 0.9 - Math.log(Math.max(1, actsPerOwner));
    say("owners_served", ownersEffective, OWNERS_OF_FANS, 5 * clamp(served, -0.8 * loyal, 0.8));
    say("once_each", actsPerOwner, null, 2.5 * clamp(once, -1.2 * loyal, 0.9));
    const regulars = Math.log(targetsPerOwner / ORDERS_PER_OWNER);
    say("regulars", targetsPerOwner, ORDERS_PER_OWNER, -5 * loyal * clamp(regulars, 0, 1.5));
    const { daysPerOwner, ownersTogether, manyKindsShare } = interest;
    const rounds = between(ownersTogether ?? 0, TOGETHER) * between(daysPerOwner ?? 0, ROUND_DAYS);
    say("same_owners_again", ownersTogether, null, -ROUNDS_LN * loyal * rounds);
    say(
      "many_kinds",
      manyKindsShare,
      null,
      -MANY_KINDS_LN * loyal * between(manyKindsShare ?? 0, MANY_KINDS),
    );
  } else say("targets_served", ownersEffective, OWNERS_OF_FANS, clamp(served, 0, 1.5));
  const { deliveryHours, usualHours, occasions, servedSpread, calledShare } = interest;
  say("platform_called", calledShare, null, -CALLED_LN * between(calledShare ?? 0, CALLED));
  if (deliveryHours !== null && usualHours > 0) {
    const quicker = Math.log(usualHours / Math.max(HOURS_MIN, deliveryHours));
    say("quick_delivery", deliveryHours, usualHours, 1.2 * clamp(quicker, 0, 2));
  }
  sayContext(interest, say);
  // In a day there is one occasion for everything.
  const days = clamp((interest.spanDays - 1) / 3, 0, 1);
  const again = Math.log(Math.max(1, occasions) / CALLS);
  const one = between(interest.spanDays, ONE_CALL_DAYS) * between(occasions, ONE_CALL) * (1 - racked);
  const often = again < 0 ? days * Math.max(-1.1, again) : Math.min(1, again);
  say("occasions", occasions, CALLS, 2 * often - ONE_CALL_LN * one);
  sayByLot(interest, members, say);
  // Who is in for being there twice is there about as often as the others: only from several acts on is evenness seen.
  const seen = clamp((ownersServed * actsPerOwner - 2) / 3, 0, 1);
  say("even_hands", servedSpread, null, 8 * seen * clamp(0.35 - Math.max(0, servedSpread), 0, 0.35));
}

/** Who meets whom, where enough members met often enough for a community to show. */
function sayByLot(
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
  say: (rule: CampaignReasonCode, value: number | null, baseline: number | null, weight: number) => void,
): void {
  if (lotSpread === null || lotSpreadError === null) return;
  const most = Math.max(0, lotSpread) + lotSpreadError;
  // Where no owner is known, a target is one of several that its owner had.
  const owners = ownersKnown ? ownersEffective : ownersEffective / ORDERS_PER_OWNER;
  const strangers = clamp(Math.log(owners / OWNERS_OF_FANS), 0, 1);
  const often = between(members, LOT_MEMBERS) * between(occasions, LOT_OCCASIONS);
  const beside = Math.max(between(memberShare, LOT_INSIDE), between(sizesLikeOthers ?? 1, LOT_SIZES));
  const once = ownersKnown ? between(actsPerOwner, LOT_ONCE) : 1;
  const seen = strangers * often * beside * once;
  say("by_lot", Math.max(0, lotSpread), null, BY_LOT_LN * seen * clamp(1 - most / STRUCTURE, 0, 1));
}

/** How far members lift their targets, where enough of them did so for several owners on several occasions. `strange`: part of it that is not for friends. */
function sayAboveUsual(
  { aboveUsual, occasions, ownersKnown, ownersEffective, actsPerOwner }: InterestEvidence,
  members: number,
  strange: number,
  say: (rule: CampaignReasonCode, value: number | null, baseline: number | null, weight: number) => void,
): void {
  if (aboveUsual === null || !ownersKnown) return;
  const strangers = clamp(Math.log(ownersEffective / OWNERS_OF_FANS), 0, 1);
  const often = between(members, ABOVE_MEMBERS) * between(occasions, LOT_OCCASIONS);
  const once = between(actsPerOwner, ABOVE_ONCE);
  const lifted = strange * between(Math.log(aboveUsual), ABOVE_USUAL);
  say("above_usual", aboveUsual, COMMUNITY_TIMES, ABOVE_USUAL_LN * strangers * often * once * lifted);
}

/** 0 up to the first, 1 from the second on; the first may be the larger. */
function between(value: number, [low, high]: readonly [number, number]): number {
  return clamp((value - low) / (high - low), 0, 1);
}

/**
 * How members came. Only guilt is told by it, since views and hours can be bought. A client that never reports views does so everywhere: then it says half. Above `QUIET_ZONE` people of
 * another time zone are awake.
 */
function sayContext(
  { opened, openedUsual, openedElsewhere, quiet, quietUsual }: InterestEvidence,
  say: (rule: CampaignReasonCode, value: number | null, baseline: number | null, weight: number) => void,
): void {
  if (opened !== null && openedUsual !== null && openedUsual >= OPENED_USUAL_MIN) {
    const rarer = Math.log((1.02 - opened) / (1.02 - openedUsual));
    const habit = openedElsewhere === null || openedElsewhere < openedUsual / 2 ? 0.5 : 1;
    say("not_opened", opened, openedUsual, habit * clamp(rarer, 0, 3));
  }
  if (quiet !== null && quietUsual !== null && quiet <= QUIET_ZONE) {
    const flat = (quiet - quietUsual) / (QUIET_EVEN - quietUsual);
    say("at_all_hours", quiet, quietUsual, AWAKE_LN * clamp(2 * flat - 0.5, 0, 1));
  }
}

function strongest(evidence: CampaignEvidence, kinds: readonly CommonKind[]): readonly [number, number] {
  let best: readonly [number, number] = [0, 0];
  for (const { kind, share, baseline } of evidence.common)
    if (kinds.includes(kind) && share - baseline > best[0] - best[1]) best = [share, baseline];
  return best;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
