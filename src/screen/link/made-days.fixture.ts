import { createSfc32 } from "../../kernels/sfc32.ts";
import type { Key, LinkEngagement, LinkPayment } from "./link-inputs.ts";
import { LinkTest, type LinkTestOptions } from "./link-test.ts";

/** Engagement and payments of made days, for tests: creators whose items rise and fade, by day and by night. */

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const START = Date.UTC(2026, 10, 1);
export const VIEW = 0;
export const LIKE = 1;

export type Happening =
  | ({ readonly kind: "event" } & LinkEngagement)
  | ({ readonly kind: "payment" } & LinkPayment)
  | Refund;

interface Refund {
  readonly kind: "refund";
  readonly atMs: number;
  readonly id: Key;
  readonly amount: number;
}

/** Chance for a made world. */
export interface Chance {
  readonly u32: () => number;
  readonly unit: () => number;
  readonly exponential: (mean: number) => number;
  readonly normal: () => number;
}

export function chance(seed: number): Chance {
  const u32 = createSfc32(seed, 77, 5);
  const unit = (): number => (u32() + 0.5) / 2 ** 32;
  return {
    u32,
    unit,
    exponential: (mean) => -mean * Math.log(unit()),
    normal: () => Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit()),
  };
}

/** Keys by room: creators 1, items 2, payees 3, payments 4, fans 5. */
export function key(room: number, number: number): Key {
  return { low: number + 1, high: room * 7_919 };
}

export interface MadeItem {
  readonly number: number;
  readonly owner: number;
  readonly bornMs: number;
}

export interface MadeDays {
  readonly happenings: Happening[];
  readonly items: readonly MadeItem[];
  readonly itemsOf: (creator: number) => readonly MadeItem[];
}

/** `creators` with a few items each over `days`: views and likes in waves that rise in hours, fade in days and sleep at night. */
export function madeDays(random: Chance, creators: number, days: number): MadeDays {
  const items: MadeItem[] = [];
  const happenings: Happening[] = [];
  for (let creator = 0; creator < creators; creator++) {
    const level = Math.exp(2.6 + 1.1 * random.normal());
    const count = 1 + Math.floor(random.exponential(days / 3));
    for (let i = 0; i < count; i++) {
      const item = {
        number: items.length,
        owner: creator,
        bornMs: START + (random.unit() * (days + 2) - 2) * DAY,
      };
      items.push(item);
      const size = level * Math.exp(0.9 * random.normal());
      const fadeMs = (6 + random.exponential(20)) * HOUR;
      for (let left = size; left > 0; left--) {
        const atMs = item.bornMs + random.exponential(2 * HOUR) + random.exponential(fadeMs);
        const hour = (atMs / HOUR) % 24;
        if (random.unit() > 0.55 - 0.45 * Math.cos((2 * Math.PI * hour) / 24)) continue;
        if (atMs < START || atMs >= START + days * DAY) continue;
        happenings.push(eventOf(item, VIEW, atMs, random.unit() < 0.7 ? 1 : 2));
        if (random.unit() < 0.12)
          happenings.push(eventOf(item, LIKE, atMs + 20_000, random.unit() < 0.7 ? 1 : 2));
      }
    }
  }
  return { happenings, items, itemsOf: (creator) => items.filter(({ owner }) => owner === creator) };
}

export function eventOf(item: MadeItem, type: number, atMs: number, surface: 0 | 1 | 2): Happening {
  return {
    kind: "event",
    type,
    atMs,
    item: key(2, item.number),
    owner: key(1, item.owner),
    surface,
    ref: item.number,
  };
}

/** A time in the middle of made days, when people are awake. */
export function wakingTime(random: Chance, days: number): number {
  for (;;) {
    const atMs = START + DAY + random.unit() * (days - 2) * DAY;
    if (random.unit() < 0.55 - 0.45 * Math.cos((2 * Math.PI * (atMs / HOUR)) / 24)) return atMs;
  }
}

export interface Sale {
  readonly payee: number;
  readonly orders: number;
  readonly type: number;
  readonly perYuan: number;
  readonly lagMs: number;
  readonly spanMs: number;
  readonly surface?: 0 | 1 | 2;
  /** Part of the payments that nothing follows. */
  readonly idle?: number;
  /** ln spread of what a yuan brings. */
  readonly spread?: number;
  /** Brings so many likes a view beside. */
  readonly likesPerView?: number;
}

/** Orders on the latest items of different creators, paid and delivered. */
export function plantSale(random: Chance, made: MadeDays, days: number, sale: Sale): void {
  const { happenings } = made;
  const creators = [...new Set(made.items.map(({ owner }) => owner))];
  for (let order = 0; order < sale.orders; ) {
    const creator = creators[Math.floor(random.unit() * creators.length)]!;
    const paidMs = wakingTime(random, days);
    const item = made.itemsOf(creator).find(({ bornMs }) => bornMs < paidMs);
    if (item === undefined) continue;
    order++;
    const yuan = [3, 5, 6.6, 9.9, 20, 30][Math.floor(random.unit() * 6)]!;
    happenings.push(paymentOf(key(1, creator), sale.payee, paidMs, yuan));
    if (random.unit() < (sale.idle ?? 0)) continue;
    const beginMs = paidMs + 3 * 60_000 + random.exponential(sale.lagMs);
    const count = Math.round(sale.perYuan * yuan * Math.exp((sale.spread ?? 0) * random.normal()));
    for (let i = 0; i < count; i++) {
      const atMs = beginMs + random.unit() * sale.spanMs;
      happenings.push(eventOf(item, sale.type, atMs, sale.surface ?? 2));
      if (random.unit() < (sale.likesPerView ?? 0)) {
        happenings.push(eventOf(item, LIKE, atMs + 9_000, sale.surface ?? 2));
      }
    }
  }
}

/** Payments of creators to one payee, at any waking time, for anything. */
export function plantCustomers(
  random: Chance,
  made: MadeDays,
  days: number,
  payee: number,
  count: number,
): void {
  const creators = [...new Set(made.items.map(({ owner }) => owner))];
  for (let i = 0; i < count; i++) {
    const creator = creators[Math.floor(random.unit() * creators.length)]!;
    const yuan = 1 + Math.floor(100 * random.unit());
    made.happenings.push(paymentOf(key(1, creator), payee, wakingTime(random, days), yuan));
  }
}

let payments = 0;

export function paymentOf(
  payer: Key,
  payee: number,
  atMs: number,
  amount: number,
): Happening & { kind: "payment" } {
  payments++;
  return {
    kind: "payment",
    id: key(4, payments),
    atMs,
    payer,
    payee: key(3, payee),
    amount,
    currency: "CNY",
    ref: payments,
  };
}

/** Runs what happened through a link test in order of time, all of it read. */
export function run(
  happenings: readonly Happening[],
  seed = 1,
  options: Partial<LinkTestOptions> = {},
): LinkTest {
  const test = new LinkTest({ viewType: VIEW, u32: createSfc32(seed, 1, 2), ...options });
  feed(
    test,
    happenings.toSorted((a, b) => a.atMs - b.atMs),
  );
  return test;
}

export function feed(test: LinkTest, happenings: readonly Happening[]): void {
  for (const one of happenings) {
    if (one.kind === "event") test.addEngagement(one);
    else if (one.kind === "payment") test.addPayment(one);
    else test.addRefund(one.id, one.amount);
  }
}
