import { binomialTail } from "../../statistics/binomial.ts";
import type { ClaimedSteps } from "./claimed-steps.ts";
import { keyNumber } from "./key-number.ts";
import { leastOf } from "./least-of.ts";
import { amongCurves, type Order } from "./order.ts";
import type { OwnerStep } from "./owner-steps.ts";
import { SCALES_MS } from "./scales.ts";
import type { StepNull } from "./step-null.ts";

/** An order, its least likely step, and the chance of one as unlikely among all curves of its payer. */
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

/** A payee's orders at one scale → how many buyers' were followed by a step, against chance. One buyer counts once a window: whoever pays daily proves no more. O(orders · curves kept). */
export function followedOrders(
  orders: readonly Order[],
  scale: number,
  references: StepNull,
  claimed: ClaimedSteps,
): Following {
  const judged = orders.flatMap((order) => {
    const followed = follow(order, scale, references, claimed);
    return followed === null ? [] : [followed];
  });
  const windows = buyersWindows(judged, SCALES_MS[scale]!);
  const buyers = new Set(judged.map(({ order }) => order.payer)).size;
  let best = { p: 1, followed: 0, followedByChance: 0 };
  for (const cut of CUTS) {
    const followed = windows.filter((p) => p <= cut).length;
    const p = Math.min(1, binomialTail(followed, windows.length, cut) * CUTS.length * SCALES_MS.length);
    if (p < best.p) best = { p, followed, followedByChance: windows.length * cut };
  }
  return { scale, orders: judged, buyers, ...best };
}

/** p of each buyer's windows that do not overlap: the least of those in it, corrected for their number. */
function buyersWindows(judged: readonly FollowedOrder[], scaleMs: number): readonly number[] {
  const byBuyer = new Map<number, FollowedOrder[]>();
  for (const one of judged) {
    const list = byBuyer.get(one.order.payer);
    if (list === undefined) byBuyer.set(one.order.payer, [one]);
    else list.push(one);
  }
  const windows: number[] = [];
  for (const list of byBuyer.values()) {
    list.sort((a, b) => a.order.atMs - b.order.atMs);
    for (let i = 0; i < list.length; ) {
      const fromMs = list[i]!.order.atMs;
      let least = 1;
      let count = 0;
      for (; i < list.length && list[i]!.order.atMs < fromMs + scaleMs; i++, count++) {
        least = Math.min(least, list[i]!.p);
      }
      windows.push(leastOf(least, count));
    }
  }
  return windows;
}

/** Null where its window is open, or its steps have no reference. A payer none of whose curves moved was asked, and nothing followed. */
function follow(
  order: Order,
  scale: number,
  references: StepNull,
  claimed: ClaimedSteps,
): FollowedOrder | null {
  const seen = order.seen[scale];
  if (seen == null) return null;
  let least = 1;
  let step: OwnerStep | null = null;
  let unknown = 0;
  const byType = new Map<number, { step: OwnerStep; p: number }>();
  for (const one of seen.steps) {
    if (claimed.covers({ ...one, item: keyNumber(one.item) })) continue;
    const own = references.p(scale, one);
    if (Number.isNaN(own)) {
      unknown++;
      continue;
    }
    const p = amongCurves(own, one, seen);
    if (p < least) {
      least = p;
      step = one;
    }
    const of = byType.get(one.type);
    if (of === undefined || p < of.p) byType.set(one.type, { step: one, p });
  }
  if (unknown > 0 && unknown === seen.steps.length) return null;
  return { order, step, byType: [...byType.values()], p: least };
}
