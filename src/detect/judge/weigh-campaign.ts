import type { CampaignEvidence, CampaignReason, CommonKind, InterestEvidence } from "../../nouns/campaign.ts";
import { ORDERS_PER_OWNER, OWNERS_OF_FANS } from "./owners-usual.ts";
import { between, clamp } from "./ramp.ts";
import type { Say } from "./say-reason.ts";
import { LOT_INSIDE, sayAboveUsual, sayByLot } from "./weigh-company.ts";
import {
  calledPart,
  circlePart,
  sayCalled,
  sayCircle,
  sayManyKinds,
  sayRounds,
  sayUntold,
} from "./weigh-honest-life.ts";

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
const PRIOR = -18.7;
/** Below it a reason is not worth a line. */
const SAID_MIN = 0.05;
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
 * What it says that members were seen on racks of phones only, at the most, and how many members it takes: less than a class or an office's counter could be. Who lives
 * on a rack is nobody's regular: what owners say for innocence does not count then. Lives that have to do with each other outweigh it, as in a school that has tablets for all; and where most of
 * what they do is there, no other life is seen.
 */
const ON_RACKS_LN = 7.5;
const RACKED_MIN = 0.7;
const RACK_MEMBERS = [20, 60] as const;
/** Three minutes: below, a delivery is not told from a burst of the same minute. */
const HOURS_MIN = 0.05;

/** Below it people usually act without opening: that says nothing then. */
const OPENED_USUAL_MIN = 0.5;
/** What it says at the most that a group is awake at all hours, and from what part of the way to evenness: a dormitory of two shifts stands at two thirds. */
const AWAKE_LN = 3.5;
const AWAKE = [0.65, 0.8] as const;
/** Part of a day that six hours are, and from which on a group lives in another time zone. */
const QUIET_EVEN = 0.25;
const QUIET_ZONE = 0.4;

/**
 * Evidence → score and reasons, by additive log-odds with bounded terms, so that no single line decides. Weights are set by hand so that each can be argued, and held to worlds that
 * others made. What an attacker sets for free (how dense, how even, how related their cover is) may speak for guilt; for innocence speaks only what costs
 * him: owners of the members' own circle, owners who are come back to, a single occasion, all that a draw asks for; and the platform's own word. What each costs: docs/evaluation/detection-bounds.md.
 */
export function weighCampaign(evidence: CampaignEvidence, members: number): WeighedCampaign {
  const reasons: CampaignReason[] = [];
  const say: Say = (rule, value, baseline, weight) => {
    if (value !== null && Math.abs(weight) >= SAID_MIN) reasons.push({ rule, value, baseline, weight });
  };
  const beside = between(evidence.interest?.memberShare ?? 1, LOT_INSIDE);
  const racked =
    beside * between(evidence.rackedShare ?? 0, [RACKED_MIN, 1]) * between(members, RACK_MEMBERS);
  const friends = circlePart(evidence);
  if (evidence.interest !== undefined) {
    sayInterest(evidence.interest, members, racked, say);
    const own = 1 - (1 - racked) * calledPart(evidence.interest);
    sayAboveUsual(evidence.interest, members, own * (1 - friends), say);
  }
  say("on_racks", evidence.rackedShare ?? null, null, ON_RACKS_LN * racked);
  const { returnRatio, gapVariation, retractedShare } = evidence;
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
  if (friends > 0)
    sayCircle(
      evidence,
      friends,
      reasons.reduce((sum, { weight }) => sum + weight, PRIOR + size),
      say,
    );
  const lnOdds = reasons.reduce((sum, { weight }) => sum + weight, PRIOR + size);
  reasons.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return { score: 1 / (1 + Math.exp(-lnOdds)), lnOdds, reasons };
}

function sayInterest(interest: InterestEvidence, members: number, racked: number, say: Say): void {
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
  const loyal = 1 - racked;
  const own = 1 - loyal * calledPart(interest);
  if (ownersKnown) {
    const once = 0.9 - Math.log(Math.max(1, actsPerOwner));
    say("owners_served", ownersEffective, OWNERS_OF_FANS, 5 * clamp(served, -0.8 * loyal, 0.8));
    say("once_each", actsPerOwner, null, 2.5 * clamp(once, -1.2 * loyal, 0.9));
    const regulars = Math.log(targetsPerOwner / ORDERS_PER_OWNER);
    say("regulars", targetsPerOwner, ORDERS_PER_OWNER, -5 * loyal * clamp(regulars, 0, 1.5));
    sayRounds(interest, loyal, say);
  } else say("targets_served", ownersEffective, OWNERS_OF_FANS, clamp(served, 0, 1.5));
  sayManyKinds(interest, loyal, say);
  sayUntold(interest, members, loyal, say);
  const { deliveryHours, usualHours, occasions, servedSpread } = interest;
  sayCalled(interest, say);
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
  sayByLot(interest, members, own, say);
  // Who is in for being there twice is there about as often as the others: only from several acts on is evenness seen.
  const seen = clamp((ownersServed * actsPerOwner - 2) / 3, 0, 1);
  say("even_hands", servedSpread, null, 8 * seen * clamp(0.35 - Math.max(0, servedSpread), 0, 0.35));
}

/**
 * How members came. Only guilt is told by it, since views and hours can be bought. A client that never reports views does so everywhere: then it says half. Above `QUIET_ZONE` people of
 * another time zone are awake.
 */
function sayContext(
  { opened, openedUsual, openedElsewhere, quiet, quietUsual }: InterestEvidence,
  say: Say,
): void {
  if (opened !== null && openedUsual !== null && openedUsual >= OPENED_USUAL_MIN) {
    const rarer = Math.log((1.02 - opened) / (1.02 - openedUsual));
    const habit = openedElsewhere === null || openedElsewhere < openedUsual / 2 ? 0.5 : 1;
    say("not_opened", opened, openedUsual, habit * clamp(rarer, 0, 3));
  }
  if (quiet !== null && quietUsual !== null && quiet <= QUIET_ZONE) {
    const flat = (quiet - quietUsual) / (QUIET_EVEN - quietUsual);
    say("at_all_hours", quiet, quietUsual, AWAKE_LN * between(flat, AWAKE));
  }
}

function strongest(evidence: CampaignEvidence, kinds: readonly CommonKind[]): readonly [number, number] {
  let best: readonly [number, number] = [0, 0];
  for (const { kind, share, baseline } of evidence.common)
    if (kinds.includes(kind) && share - baseline > best[0] - best[1]) best = [share, baseline];
  return best;
}
