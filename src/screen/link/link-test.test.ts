import { describe, expect, it } from "vitest";
import { createSfc32 } from "../../kernels/sfc32.ts";
import type { PayeeLink } from "../../nouns/payee-link.ts";
import { keyNumber } from "./key-number.ts";
import { LinkTest } from "./link-test.ts";
import {
  chance,
  DAY,
  eventOf,
  feed,
  HOUR,
  key,
  LIKE,
  madeDays,
  paymentOf,
  plantCustomers,
  plantSale,
  run,
  START,
  VIEW,
} from "./made-days.fixture.ts";

const DAYS = 7;

/** A payee's result by its number. */
function of(links: readonly PayeeLink[], payee: number): PayeeLink {
  const { low, high } = key(3, payee);
  const name = [high, low].map((word) => word.toString(16).padStart(8, "0")).join("");
  const found = links.find((link) => link.payee.key === name);
  if (found === undefined) throw new Error(`no payee \`${payee}\``);
  return found;
}

const HALF_HOUR = 30 * 60_000;
const LIKES = { type: LIKE, perYuan: 12, lagMs: HALF_HOUR, spanMs: 2 * HOUR, idle: 0.3 };

describe("the link test", () => {
  const random = chance(11);
  const made = madeDays(random, 170, DAYS);
  for (let payee = 0; payee < 30; payee++) plantCustomers(random, made, DAYS, payee, 8 + 2 * payee);
  plantSale(random, made, DAYS, { ...LIKES, payee: 100, orders: 20 });
  plantSale(random, made, DAYS, {
    ...LIKES,
    payee: 101,
    orders: 30,
    type: VIEW,
    perYuan: 60,
    lagMs: 18 * HOUR,
    spanMs: 12 * HOUR,
  });
  // The same trade without a payment that is seen: steps that chance seems to make.
  plantSale(random, made, DAYS, { ...LIKES, payee: 199, orders: 30 });
  const seen = made.happenings.filter(
    (one) => one.kind !== "payment" || keyNumber(one.payee) !== keyNumber(key(3, 199)),
  );
  // Promotion by the feed: views with the likes that views bring, and a yield that varies.
  const promoted = { type: VIEW, perYuan: 40, lagMs: HALF_HOUR, spanMs: 10 * HOUR, spread: 0.9 } as const;
  plantSale(random, made, DAYS, { ...promoted, payee: 102, orders: 30, surface: 1, likesPerView: 0.12 });
  plantSale(random, made, DAYS, { ...promoted, payee: 103, orders: 30, surface: 1, likesPerView: 0.12 });
  const later = made.happenings.slice(seen.length + 30);
  const all = [...seen, ...later].filter(({ atMs }) => atMs < START + DAYS * DAY);
  const official = keyNumber(key(3, 103));
  const test = run(all, 5, { isOfficial: (payee) => keyNumber(payee) === official });
  const links = test.look();

  it("finds who sells engagement by minutes and by days, with dose and lag, although 30 % get nothing", () => {
    const likes = of(links, 100);
    expect(likes.state).toBe("linked");
    expect(likes.q).toBeLessThan(0.001);
    expect(likes.dose).toMatchObject({ type: LIKE, currency: "CNY" });
    expect(likes.dose!.perUnit).toBeGreaterThan(9);
    expect(likes.dose!.perUnit).toBeLessThan(16);
    expect(likes.lagMs!.median).toBeLessThan(3 * HOUR);
    const views = of(links, 101);
    expect(views.state).toBe("linked");
    expect(views.dose!.type).toBe(VIEW);
    expect(views.lagMs!.median).toBeGreaterThan(HOUR);
  });

  it("draws what was delivered by time since the payment, and names the steps", () => {
    const { curve, steps } = of(links, 100);
    expect(curve.length).toBeGreaterThan(3);
    const medians = curve.map(({ median }) => median);
    expect(medians).toEqual([...medians].sort((a, b) => a - b));
    for (const { low, median, high } of curve) expect(low <= median && median <= high).toBe(true);
    expect(medians.at(-1)).toBeGreaterThan(0.5);
    expect(steps.length).toBeGreaterThan(8);
    const delivered = new Set(
      made.happenings.flatMap((one) => (one.kind === "event" ? [`${one.item.low} ${one.type}`] : [])),
    );
    for (const { item, type, fromMs, toMs, paidAtMs } of steps) {
      expect(delivered.has(`${Number.parseInt(item.key.slice(8), 16)} ${type}`)).toBe(true);
      expect(fromMs).toBeGreaterThanOrEqual(paidAtMs);
      expect(toMs).toBeGreaterThan(fromMs);
    }
  });

  it("says of nobody else that steps follow, though their customers buy elsewhere and unseen", () => {
    for (let payee = 0; payee < 30; payee++) {
      expect(["chance", "not_enough"]).toContain(of(links, payee).state);
    }
  });

  it("tells promotion by the feed, and does not judge what is listed as official", () => {
    expect(of(links, 102).state).toBe("promotion");
    expect(of(links, 102).fedShare).toBeGreaterThan(0.5);
    expect(of(links, 103).state).toBe("official");
  });

  it("answers the same for the same input and seed, whether it looked in between or not", () => {
    const again = new LinkTest({
      viewType: VIEW,
      u32: createSfc32(5, 1, 2),
      isOfficial: (payee) => keyNumber(payee) === official,
    });
    const inOrder = all.toSorted((a, b) => a.atMs - b.atMs);
    feed(again, inOrder.slice(0, inOrder.length / 2));
    again.look();
    feed(again, inOrder.slice(inOrder.length / 2));
    expect(again.look()).toEqual(links);
  });

  it("finds nothing where the same payments come at other times", () => {
    const moved = chance(3);
    const shuffled = all.map((one) =>
      one.kind === "payment" ? { ...one, atMs: START + DAY + moved.unit() * (DAYS - 2) * DAY } : one,
    );
    const told = run(shuffled, 5)
      .look()
      .filter(({ state }) => state === "linked");
    expect(told).toEqual([]);
  });
});

describe("the link test takes what comes", () => {
  const random = chance(4);
  const made = madeDays(random, 60, 4);
  const item = made.items.find(({ bornMs }) => bornMs < START + DAY)!;
  const payer = key(1, item.owner);

  it("a refund before or after its payment, in part or whole", () => {
    const orders = [0, 1, 2, 3].map((i) => paymentOf(payer, 1, START + DAY + i * HOUR, 10));
    const refund = (at: number, amount: number, atMs: number) =>
      ({ kind: "refund", id: orders[at]!.id, amount, atMs }) as const;
    const links = run([
      ...made.happenings,
      ...orders,
      refund(0, 10, START + HOUR),
      refund(1, 10, START + 2 * DAY),
      refund(2, 4, START + 2 * DAY),
      refund(3, Number.NaN, START + 2 * DAY),
      refund(3, 1, START + 2.1 * DAY),
    ]).look();
    expect(of(links, 1)).toMatchObject({ payments: 4, orders: 1, excluded: { refunded: 3 } });
  });

  it("a payer who is the payee, nothing paid, owners of nothing, and payments before any event", () => {
    const atMs = START + DAY;
    const links = run([
      ...made.happenings,
      { ...paymentOf(payer, 2, atMs, 5), payer: key(3, 2) },
      paymentOf(payer, 2, atMs, 0),
      paymentOf(key(5, 1), 2, START + HOUR, 5),
      paymentOf(payer, 2, START - 5 * DAY, 5),
      ...[4.5, 8].map((days) => eventOf(item, VIEW, START + days * DAY, 0)),
    ]).look();
    expect(of(links, 2)).toMatchObject({
      state: "not_enough",
      payments: 4,
      orders: 0,
      p: null,
      q: null,
      excluded: { own_payment: 1, no_amount: 1, no_item: 1, before_events: 1 },
    });
  });

  it("an owner of more items than are asked", () => {
    const many = Array.from({ length: 201 }, (_, i) =>
      eventOf({ number: 1_000 + i, owner: 9_999, bornMs: START }, VIEW, START + i, 0),
    );
    const paid = paymentOf(key(1, 9_999), 3, START + HOUR, 5);
    const links = run([...many, paid, eventOf(item, VIEW, START + 6 * DAY, 0)]).look();
    expect(of(links, 3).excluded).toEqual({ many_items: 1 });
  });

  it("everything in one second", () => {
    const second = [
      ...Array.from({ length: 500 }, (_, i) =>
        eventOf({ number: i % 50, owner: i % 10, bornMs: START }, LIKE, START, 2),
      ),
      ...Array.from({ length: 10 }, (_, i) => paymentOf(key(1, i), 4, START, 1)),
    ];
    const test = run(second);
    expect(of(test.look(), 4)).toMatchObject({ state: "not_enough", waiting: 10 });
    expect(of(test.look(START + 10 * DAY), 4)).toMatchObject({ state: "not_enough", waiting: 0 });
  });

  it("an item with no past that is born after the payment, and a payment that comes late", () => {
    const test = new LinkTest({ viewType: VIEW, u32: chance(1).u32 });
    for (let i = 0; i < 3_000; i++) {
      const other = { number: i % 40, owner: i % 20, bornMs: START };
      test.addEngagement(eventOf(other, VIEW, START + (i / 3_000) * 6 * DAY, 0) as never);
    }
    test.addPayment(paymentOf(key(1, 3), 5, START + DAY, 5));
    const unborn = { number: 77, owner: 3, bornMs: START + 6 * DAY };
    test.addEngagement(eventOf(unborn, VIEW, START + 6 * DAY, 0) as never);
    expect(of(test.look(START + 8 * DAY), 5)).toMatchObject({
      payments: 1,
      waiting: 0,
      state: "not_enough",
      // Nobody else pays, and few items are there: nothing to compare with.
      excluded: { no_reference: 1 },
    });
  });

  const PAYMENTS = 1_000_000;
  it("a million payments to one payee in an hour, in bounded memory, and the buyers among them", () => {
    const test = new LinkTest({ viewType: VIEW, u32: chance(1).u32, limits: { waitingMax: 6_000 } });
    test.addEngagement(eventOf(item, VIEW, START, 0) as never);
    for (let i = 0; i < PAYMENTS; i++) {
      const fan = i % (PAYMENTS / 10) === 0 ? payer : key(5, i);
      const atMs = START + HOUR + Math.floor((i / PAYMENTS) * HOUR);
      test.addPayment({ ...paymentOf(fan, 6, atMs, 1) });
    }
    expect(test.health().waiting).toBeLessThanOrEqual(6_000);
    const link = of(test.look(START + 9 * DAY), 6);
    expect(link).toMatchObject({ payments: PAYMENTS, orders: 10, waiting: 0 });
    expect(link.excluded.over_limit).toBe(PAYMENTS - 5_000 - 10 + 1);
  });
});
