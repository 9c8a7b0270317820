import type { World, WorldEvent } from "../worlds/world.ts";
import { plantHonest } from "./plant-honest.ts";
import type { PlantedOrder, PlantedPayee, PlantedPayment, PlantedWorld } from "./planted.ts";
import { HOUR_MS, latestOf, type Survey, surveyOf } from "./world-survey.ts";

/** Mean lags of sellers: minutes, hours, most of a day, a day and a half (exponential: up to three days and more); and how long delivery takes. */
export const PACES = [
  { lagMs: 10 * 60_000, spanMs: HOUR_MS },
  { lagMs: 3 * HOUR_MS, spanMs: 6 * HOUR_MS },
  { lagMs: 20 * HOUR_MS, spanMs: 12 * HOUR_MS },
  { lagMs: 36 * HOUR_MS, spanMs: 24 * HOUR_MS },
] as const;
export type Pace = (typeof PACES)[number];
const AMOUNTS = [1, 3, 5, 6.6, 9.9, 20, 30] as const;
export const SIZES = [5, 10, 20, 50] as const;
/** Part of a seller's payers who get nothing that is seen here: what they paid for is elsewhere. As many get theirs and paid elsewhere. */
const ELSEWHERE = 0.3;
/** Sellers buy of wholesalers with hands of their own. */
const WHOLESALERS = 3;
const HANDS = 1_500;

/** A world without payments → the same with payments planted, written from the description of the trade. The same world and seed give the same. */
export function plantPayments(world: World, seed: number): PlantedWorld {
  const survey = surveyOf(world, seed);
  const events: WorldEvent[] = [...world.events];
  const payments: PlantedPayment[] = [];
  const payees: PlantedPayee[] = [];
  const orders: PlantedOrder[] = [];
  for (const [size, count] of SIZES.entries()) {
    for (const [place, pace] of PACES.entries()) {
      const payee = `seller${size * PACES.length + place}`;
      sell(survey, { payee, orders: count, pace, wholesaler: place % WHOLESALERS }, events, payments, orders);
      payees.push({ payee, role: "seller", orders: count });
    }
  }
  plantHonest(survey, events, payments, payees);
  return {
    events: events.filter(({ atMs }) => atMs <= survey.endMs).sort((a, b) => a.atMs - b.atMs),
    payments: payments.filter(({ atMs }) => atMs <= survey.endMs).sort((a, b) => a.atMs - b.atMs),
    payees,
    orders,
  };
}

function sell(
  survey: Survey,
  seller: {
    readonly payee: string;
    readonly orders: number;
    readonly pace: Pace;
    readonly wholesaler: number;
  },
  events: WorldEvent[],
  payments: PlantedPayment[],
  orders: PlantedOrder[],
): void {
  const { unit, pick, owners, waking } = survey;
  const perYuan = 8 + 30 * unit();
  for (let made = 0; made < seller.orders; ) {
    const payer = pick(owners);
    const atMs = waking();
    const yuan = pick(AMOUNTS);
    const count = Math.round(perYuan * yuan);
    const elsewhere = unit() < ELSEWHERE;
    if (!elsewhere) {
      const order = deliver(survey, { owner: payer, paidMs: atMs, count, ...seller }, events);
      if (order === null) continue;
      orders.push({ ...order, payee: seller.payee });
    }
    payments.push({ atMs, payer, payee: seller.payee, yuan });
    made++;
    // As many others get theirs and paid where it is not seen.
    if (elsewhere) deliver(survey, { owner: pick(owners), paidMs: waking(), count, ...seller }, events);
  }
}

function deliver(
  { unit, exponential, items }: Survey,
  order: {
    readonly owner: string;
    readonly paidMs: number;
    readonly count: number;
    readonly pace: Pace;
    readonly wholesaler: number;
  },
  events: WorldEvent[],
): Omit<PlantedOrder, "payee"> | null {
  const { owner, paidMs, count, pace, wholesaler } = order;
  const item = latestOf(items.get(owner)!, paidMs, unit);
  if (item === null) return null;
  const fromMs = Math.floor(paidMs + 120_000 + exponential(pace.lagMs));
  const first = Math.floor(unit() * HANDS);
  for (let i = 0; i < count; i++) {
    // One hand gives an item one like: a stretch of the pool in an order of its own.
    const hand = (first + i * 7) % HANDS;
    const { target, kind: targetKind } = item;
    const atMs = Math.floor(fromMs + unit() * pace.spanMs);
    events.push({
      type: "like",
      atMs,
      actor: `w${wholesaler}h${hand}`,
      targetKind,
      target,
      owner,
      source: "search",
    });
  }
  return { item: item.target, fromMs, toMs: fromMs + pace.spanMs };
}
