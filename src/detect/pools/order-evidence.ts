import type { Audience } from "./usual-visits.ts";

/** What speaks for an order at one audience, and where: places of the run's first and last member. */
export interface OrderEvidence {
  /** ln of how many times likelier the visitors are if an order is at work; under chance it passes ln x with probability 1/x at most, however often one looks. */
  readonly lnEvidence: number;
  readonly from: number;
  readonly to: number;
}

/** Parts that pool members may have of the visitors while an order runs, and how far each is believed. */
const ORDER_SHARES = [0.9, 0.5, 0.2] as const;
const BELIEVED = [0.6, 0.25, 0.15] as const;
/** How far it is believed that an order is with its target from the first visitor on. */
const FROM_THE_FIRST = 0.75;
/** How many times chance the odds of a member's coming must be: tastes and hours make honest audiences lean by small factors. */
const ODDS_MIN = 5;
/** Evidence beyond which nothing more is learned. */
const LN_EVIDENCE_MAX = 500;

/**
 * An audience, places of a pool's members in it, and the chance by block that a visitor is one → the evidence that an order runs: a mixture of likelihood ratios (an
 * e-process: Ramdas et al., Statistical Science 2023), begun mostly with the first visitor of all, and after the n-th member with a part of 1 / n(n+1) of the rest. It
 * is told by its highest value, from the `membersMin`-th member on. `counts`: members that say nothing are passed over. O(members + blocks), whatever the audience.
 */
export function weighOrder(
  { blockStart, size }: Pick<Audience, "blockStart" | "size">,
  places: readonly number[],
  shares: Float64Array,
  counts: (place: number) => boolean,
  membersMin: number,
): OrderEvidence {
  const evidence = BELIEVED.map((believed) => believed * FROM_THE_FIRST);
  const path = BELIEVED.map((believed) => Math.log(believed * FROM_THE_FIRST));
  const begun = BELIEVED.map(() => -1);
  let best: OrderEvidence = { lnEvidence: 0, from: 0, to: 0 };
  let block = 0;
  let next = 0;
  let members = 0;
  let firstPlace = -1;
  let open = 1;
  for (const place of places) {
    if (place >= size) break;
    // Others who came since the last member, block by block.
    while (next < place) {
      while (blockStart[block + 1]! <= next) block++;
      const upTo = Math.min(place, blockStart[block + 1]!);
      apply(shares[block]!, upTo - next, false);
      next = upTo;
    }
    next = place + 1;
    if (!counts(place)) continue;
    while (blockStart[block + 1]! <= place) block++;
    apply(shares[block]!, 1, true);
    members++;
    if (firstPlace < 0) firstPlace = place;
    const lnEvidence = Math.min(LN_EVIDENCE_MAX, Math.log(evidence.reduce((sum, one) => sum + one, 0)));
    if (members >= membersMin && lnEvidence > best.lnEvidence) {
      let likeliest = 0;
      for (let q = 1; q < path.length; q++) if (path[q]! > path[likeliest]!) likeliest = q;
      best = { lnEvidence, from: begun[likeliest]! < 0 ? firstPlace : begun[likeliest]!, to: place };
    }
    open = (1 - FROM_THE_FIRST) / (members * (members + 1));
    for (let q = 0; q < path.length; q++) {
      evidence[q]! += BELIEVED[q]! * open;
      const anew = Math.log(BELIEVED[q]! * open);
      if (anew <= path[q]!) continue;
      path[q] = anew;
      begun[q] = place;
    }
  }
  return best;

  function apply(share: number, visitors: number, member: boolean): void {
    for (let q = 0; q < ORDER_SHARES.length; q++) {
      const part = ORDER_SHARES[q]!;
      if (part / (1 - part) < ODDS_MIN * (share / (1 - share))) continue;
      const ln = visitors * Math.log(member ? part / share : (1 - part) / (1 - share));
      evidence[q] = Math.min(Math.exp(LN_EVIDENCE_MAX), evidence[q]! * Math.exp(ln));
      path[q]! += ln;
    }
  }
}
