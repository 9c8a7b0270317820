import { falseDiscoveryRates } from "../../statistics/false-discovery.ts";
import { ClaimedSteps } from "./claimed-steps.ts";
import { type Following, followedOrders } from "./followed-orders.ts";
import { keyNumber } from "./key-number.ts";
import { BUYERS_MIN, FALSE_DISCOVERY_MAX } from "./link-limits.ts";
import type { Nulls } from "./nulls.ts";
import type { Payee } from "./payee.ts";
import { SCALES_MS } from "./scales.ts";

/** How a payee's payments were followed, and the false-discovery rate of that; NaN where it is not asked. */
export interface Told {
  readonly following: Following;
  /** The same at every scale. */
  readonly byScale: readonly Following[];
  readonly q: number;
}

/** Rounds of telling and explaining: enough for chances from 1e-300 to the cut. */
const ROUNDS_MAX = 40;
/** Payees told in one round: those whose ln p is at least this part of the strongest one's. Weaker ones may be explained by it. */
const ROUND_PART = 0.8;
/** Steps of a told payee that are explained: less likely than this. */
const CLAIMED_P_MAX = 0.1;

/**
 * Payees → how their payments were followed. The strongest is told first, and its steps are explained: they count no more for others whom the same creators paid, nor as chance. Those asked are payees with enough buyers that are not official; official ones explain steps too, and are not asked.
 * O(rounds · orders).
 */
export function tellPayees(
  payees: readonly Payee[],
  isOfficial: (payee: Payee) => boolean,
  nulls: Nulls,
): readonly Told[] {
  const claimed = new ClaimedSteps();
  const told = new Map<number, AtScales>();
  let followings: readonly AtScales[] = [];
  let p: readonly number[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    nulls.steps.explain(claimed);
    nulls.windows.explain(claimed);
    followings = payees.map((payee, i) => told.get(i) ?? bestFollowing(payee, nulls, claimed));
    p = followings.map(({ best }, i) => (best.buyers < BUYERS_MIN && !told.has(i) ? Number.NaN : best.p));
    const rates = falseDiscoveryRates(p);
    const fresh = payees.map((_, i) => i).filter((i) => !told.has(i) && rates[i]! <= FALSE_DISCOVERY_MAX);
    if (fresh.length === 0) break;
    const strongest = Math.min(...fresh.map((i) => p[i]!));
    for (const i of fresh.filter((i) => Math.log(p[i]!) <= ROUND_PART * Math.log(strongest))) {
      told.set(i, followings[i]!);
      claim(followings[i]!.best, claimed);
    }
  }
  const rates = falseDiscoveryRates(p.map((own, i) => (isOfficial(payees[i]!) ? Number.NaN : own)));
  return followings.map(({ best, all }, i) => ({ following: best, byScale: all, q: rates[i]! }));
}

interface AtScales {
  /** The scale that tells most. */
  readonly best: Following;
  readonly all: readonly Following[];
}

/** A payee's orders at every scale. O(scales · orders). */
function bestFollowing(payee: Payee, nulls: Nulls, claimed: ClaimedSteps): AtScales {
  const orders = payee.orders.filter(({ refunded }) => !refunded);
  const all = SCALES_MS.map((_, scale) => followedOrders(orders, scale, nulls, claimed));
  const best = all.reduce((before, one) =>
    one.p < before.p || (before.buyers < BUYERS_MIN && one.buyers > before.buyers) ? one : before,
  );
  return { best, all };
}

function claim({ orders }: Following, claimed: ClaimedSteps): void {
  for (const { byType } of orders) {
    for (const { step, p } of byType) {
      if (p <= CLAIMED_P_MAX) claimed.add({ ...step, item: keyNumber(step.item) });
    }
  }
}
