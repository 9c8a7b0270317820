import { binomialTail } from "../../statistics/binomial.ts";
import type { ClaimedSteps } from "./claimed-steps.ts";
import { leastOf } from "./least-of.ts";
import { leastStep } from "./least-step.ts";
import { FALSE_DISCOVERY_MAX } from "./link-limits.ts";
import type { BuyerWindow, Nulls } from "./nulls.ts";
import type { Order } from "./order.ts";
import { ownChance } from "./own-chance.ts";
import type { OwnerStep } from "./owner-steps.ts";
import { SCALES_MS } from "./scales.ts";

/** An order, its least likely step, and the chance of a window like it among those of other payers. */
export interface FollowedOrder {
  readonly order: Order;
  readonly step: OwnerStep | null;
  /** The least likely step of each type, with its own chance among the payer's curves. */
  readonly byType: readonly { readonly step: OwnerStep; readonly p: number }[];
  readonly p: number;
}

/** How often steps follow a payee's payments at one scale. */
export interface Following {
  readonly scale: number;
  readonly orders: readonly FollowedOrder[];
  readonly buyers: number;
  readonly followed: number;
  readonly followedByChance: number;
  /** Corrected for the scales and cuts that were tried; 1 where nothing was asked. */
  readonly p: number;
}

/** What counts as a step: chances of one, from seldom to often. Several, so that few sure steps and many weak ones are both told (Donoho & Jin, Ann. Stat. 32, 2004). */
const CUTS = [0.003, 0.02, 0.1] as const;

/** A payee's orders at one scale → how many buyers' were followed by a step, against chance: what all payers' windows hold, and what the same payers' held before. One buyer counts once a window: whoever pays daily proves no more. O(orders · curves kept). */
export function followedOrders(
  orders: readonly Order[],
  scale: number,
  nulls: Nulls,
  claimed: ClaimedSteps,
): Following {
  const judged = orders.flatMap((order) => {
    const followed = follow(order, scale, nulls, claimed);
    return followed === null ? [] : [followed];
  });
  const windows = buyersWindows(judged, SCALES_MS[scale]!);
  const buyers = new Set(judged.map(({ order }) => order.payer)).size;
  let best = { p: 1, followed: 0, followedByChance: 0 };
  for (const cut of CUTS) {
    const followed = windows.filter(({ p }) => p <= cut).length;
    const tried = CUTS.length * SCALES_MS.length;
    const among = Math.min(1, binomialTail(followed, windows.length, cut) * tried);
    // Who cannot be told by all payers together is not asked again.
    const p =
      among > FALSE_DISCOVERY_MAX
        ? among
        : Math.max(among, Math.min(1, ownChance(windows, scale, cut, nulls, claimed) * tried));
    if (p < best.p) best = { p, followed, followedByChance: windows.length * cut };
  }
  return { scale, orders: judged, buyers, ...best };
}

/** p of each buyer's windows that do not overlap: the least of those in it, corrected for their number. */
function buyersWindows(judged: readonly FollowedOrder[], scaleMs: number): readonly BuyerWindow[] {
  const byBuyer = new Map<number, FollowedOrder[]>();
  for (const one of judged) {
    const list = byBuyer.get(one.order.payer);
    if (list === undefined) byBuyer.set(one.order.payer, [one]);
    else list.push(one);
  }
  const windows: BuyerWindow[] = [];
  for (const list of byBuyer.values()) {
    list.sort((a, b) => a.order.atMs - b.order.atMs);
    const paidAtMs = list.map(({ order }) => order.atMs);
    for (let i = 0; i < list.length; ) {
      const { order } = list[i]!;
      const fromMs = order.atMs;
      let least = 1;
      let count = 0;
      for (; i < list.length && list[i]!.order.atMs < fromMs + scaleMs; i++, count++) {
        least = Math.min(least, list[i]!.p);
      }
      windows.push({ p: leastOf(least, count), order, count, paidAtMs });
    }
  }
  return windows;
}

/** Null where its window is open, or its steps have no reference. A payer none of whose curves moved was asked, and nothing followed. */
function follow(
  order: Order,
  scale: number,
  { steps, windows }: Nulls,
  claimed: ClaimedSteps,
): FollowedOrder | null {
  const seen = order.seen[scale];
  if (seen == null) return null;
  const least = leastStep(seen, scale, steps, claimed);
  return least === null ? null : { order, ...least, p: windows.p(scale, seen, least.p) };
}
