import type {
  CampaignEvidence,
  CampaignReason,
  CampaignReasonCode,
  CommonKind,
} from "../../nouns/campaign.ts";

/**
 * Evidence → score in [0, 1] and reasons, by additive log-odds. The weights are set by hand so that each line can be argued, and such that
 * neither timing alone (one owner, nothing in common) nor things in common alone of one kind (a campus, a class) reaches one half.
 */
export function weighEvidence(
  evidence: CampaignEvidence,
  orders: number,
  members: number,
  spread: number,
): { readonly score: number; readonly reasons: readonly CampaignReason[] } {
  const reasons: CampaignReason[] = [];
  const say = (
    rule: CampaignReasonCode,
    value: number | null,
    baseline: number | null,
    weight: number,
  ): void => {
    if (value !== null && Math.abs(weight) >= 0.05) reasons.push({ rule, value, baseline, weight });
  };
  const { sharedOrders, sharedOrdersExpected, ownersEffective, purity, returnRatio } = evidence;
  if (orders > 1) {
    const lift = sharedOrders / Math.max(1e-6, sharedOrdersExpected);
    say("shared_orders", sharedOrders, sharedOrdersExpected, clamp(0.6 * Math.log(lift), 0, 2.5));
    say("many_owners", ownersEffective, 1, clamp(3.2 * Math.log(ownersEffective) - 2, -2, 4));
    say("audience_share", purity, null, clamp(2 * (purity - 0.3), -0.6, 1.2));
    if (returnRatio !== null) {
      if (returnRatio < 0.2) say("no_return", returnRatio, 1, 0.6);
      else say("loyal_audience", returnRatio, 1, -3 * clamp(returnRatio - 0.2, 0, 0.8));
    }
  }
  if (orders >= COMMUNITY_ORDERS_MIN) {
    if (evidence.density < HANDS_DENSITY)
      say(
        "loose",
        evidence.density,
        HANDS_DENSITY,
        -4 * clamp(Math.log(HANDS_DENSITY / evidence.density), 0, 2),
      );
    if (members >= COMMUNITY_MEMBERS_MIN && spread > HANDS_SPREAD)
      say("uneven", spread, HANDS_SPREAD, -UNEVEN_LN * clamp(spread - HANDS_SPREAD, 0, 0.5));
  }
  const { reciprocity } = evidence;
  if (reciprocity !== null && reciprocity > 0.1) say("circle", reciprocity, 0, -5 * clamp(reciprocity, 0, 1));
  const strongest = (kinds: readonly CommonKind[]): readonly [number, number] => {
    let best: readonly [number, number] = [0, 0];
    for (const { kind, share, baseline } of evidence.common) {
      if (kinds.includes(kind) && share - baseline > best[0] - best[1]) best = [share, baseline];
    }
    return best;
  };
  const [device, deviceUsual] = strongest(["device"]);
  const [network, networkUsual] = strongest(["ip", "ip_prefix"]);
  const [batch, batchUsual] = strongest(["batch", "registered_hour"]);
  say("shared_device", device, deviceUsual, 3 * clamp(device - deviceUsual, 0, 1));
  say("shared_network", network, networkUsual, 2 * clamp(network - networkUsual, 0, 1));
  say("shared_registration", batch, batchUsual, 2 * clamp(batch - batchUsual, 0, 1));
  const { gapVariation, retractedShare } = evidence;
  if (gapVariation !== null && gapVariation < 0.8)
    say("paced_acts", gapVariation, 1, clamp(1.2 - 1.5 * gapVariation, 0, 1));
  if (retractedShare > 0.2) say("taken_back", retractedShare, 0.02, clamp(retractedShare, 0, 1));
  // Few accounts are a family or a class; thirty are neither here nor there.
  const size = clamp(0.8 * Math.log(members / 30), -2, 0.5);
  const odds = reasons.reduce((sum, { weight }) => sum + weight, PRIOR + size);
  reasons.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return { score: 1 / (1 + Math.exp(-odds)), reasons };
}

/**
 * A region, a language or a hobby meets its own far beyond the whole platform's chance, as a pool does; but of the many things that a community makes, each of its people
 * touches a few, while hands work on a tenth of the orders and more (pools are sold at densities of .15 to .8).
 */
const COMMUNITY_ORDERS_MIN = 10;
const HANDS_DENSITY = 0.08;
/** Fewest members whose spread is one. */
const COMMUNITY_MEMBERS_MIN = 20;
/**
 * And of a community a few are there for everything and most for little (activity falls off by a power law: Barabási, Nature 435, 2005), while hands are told off to orders
 * and all serve about as many: variance of the orders served beyond what drawing lots explains, over the mean squared; 0 for lots, 1 and more for people.
 */
const HANDS_SPREAD = 0.15;
const UNEVEN_LN = 12;
/** Log-odds before anything is said. */
const PRIOR = -4;

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
