import { describe, expect, it } from "vitest";
import { HOUR_MS, SECOND_MS } from "../../nouns/durations.ts";
import { columnsOf, START_MS, seeded, type Told } from "../columns/fixture-columns.ts";
import { findOrders, type OrderSurge } from "./find-target-anomalies.ts";
import {
  ACTORS_MIN,
  FALSE_ORDERS_RATE,
  REST_ODDS_MIN,
  USUAL_TARGETS_MIN,
  VIEWERS_MIN,
} from "./order-limits.ts";
import { orderEvidenceText, orderHeadline } from "./order-words.ts";

const SESSIONS = 2500;
const TARGETS = 240;
const OWNERS = 60;

/** A day in which people look at six things in a visit; they like one in thirty, and comment on half as many. */
function ordinaryDay(seed: number, targets = TARGETS): Told[] {
  const random = seeded(seed);
  const liked = Array.from({ length: targets }, () => 0.01 + 0.05 * random());
  return Array.from({ length: SESSIONS }, () => {
    const actor = `u${Math.floor(900 * random())}`;
    const beginMs = START_MS + Math.floor(23 * HOUR_MS * random());
    return Array.from({ length: 6 }, (_, step) => {
      const target = Math.floor(targets * random());
      const seen: Told = {
        actor,
        target: `v${target}`,
        owner: `o${target % OWNERS}`,
        atMs: beginMs + step * 30 * SECOND_MS,
        type: "view",
      };
      const acts: Told[] = [seen];
      if (random() < liked[target]!) acts.push({ ...seen, type: "like", atMs: seen.atMs + 5 * SECOND_MS });
      if (random() < liked[target]! / 2)
        acts.push({ ...seen, type: "comment", atMs: seen.atMs + 9 * SECOND_MS });
      return acts;
    }).flat();
  }).flat();
}

interface Crowd {
  readonly name: string;
  readonly people: number;
  readonly like?: number;
  readonly comment?: number;
  /** They look at other things in the same visit. */
  readonly stay?: number;
  readonly target?: string;
  readonly owner?: string;
}

/** People who come to one target within three hours. */
function crowd(random: () => number, told: Crowd): Told[] {
  const { name, people, like = 1, comment = 0, stay = 0, target = `t ${name}`, owner = `o ${name}` } = told;
  return Array.from({ length: people }, (_, i) => {
    const seen: Told = {
      actor: `${name} ${i}`,
      target,
      owner,
      atMs: START_MS + 9 * HOUR_MS + Math.floor(3 * HOUR_MS * random()),
      type: "view",
    };
    const acts: Told[] = [seen];
    if (random() < like) acts.push({ ...seen, type: "like", atMs: seen.atMs + SECOND_MS });
    if (random() < comment) acts.push({ ...seen, type: "comment", atMs: seen.atMs + 2 * SECOND_MS });
    if (random() < stay) acts.push({ ...seen, target: "v1", owner: "o1", atMs: seen.atMs + 60 * SECOND_MS });
    return acts;
  }).flat();
}

const noShares = { shareOf: () => -1 };
const shownOf = (told: readonly Told[], options: Parameters<typeof findOrders>[1] = noShares): OrderSurge[] =>
  findOrders(columnsOf(told), options).orders.filter(({ shown }) => shown);

describe("findOrders", () => {
  it("shows people who were paid once: they come, act and leave", () => {
    const random = seeded(1);
    const told = [...ordinaryDay(1), ...crowd(random, { name: "order", people: 60 })];
    const [order, ...others] = shownOf(told);
    expect(others).toEqual([]);
    expect(order!.type).toBe("like");
    expect(order!.actors).toBe(60);
    expect(order!.score).toBeGreaterThanOrEqual(1 - FALSE_ORDERS_RATE);
    expect(order!.boughtShareLow).toBeGreaterThan(0.9);
    expect(order!.boughtShareHigh).toBeLessThanOrEqual(1);
    expect(order!.evidence.map(({ field }) => field)).toEqual(["conversion", "other_acts", "alone", "known"]);
    // No account is named: nothing of the finding holds one.
    expect(JSON.stringify(order)).not.toContain("order 1");
  });

  it("finds an order beside what a target earns, and what part of it was bought", () => {
    const random = seeded(2);
    const earned = Array.from({ length: 600 }, (_, i) => {
      const atMs = START_MS + Math.floor(23 * HOUR_MS * random());
      const seen: Told = { actor: `e${i}`, target: "well", owner: "w", atMs, type: "view" };
      const acts: Told[] = [seen, { ...seen, target: `v${i % TARGETS}`, owner: "z", atMs: atMs + 20_000 }];
      if (random() < 0.05) acts.push({ ...seen, type: "like", atMs: atMs + 1000 });
      return acts;
    }).flat();
    const bought = crowd(random, { name: "order", people: 150, target: "well", owner: "w" });
    const [order] = shownOf([...ordinaryDay(2), ...earned, ...bought]);
    const acts = [...earned, ...bought].filter(
      ({ type, atMs }) => type === "like" && atMs >= order!.fromMs && atMs <= order!.toMs,
    );
    const share = acts.filter(({ actor }) => actor.startsWith("order")).length / acts.length;
    expect(share).toBeGreaterThanOrEqual(order!.boughtShareLow);
    expect(share).toBeLessThanOrEqual(order!.boughtShareHigh);
  });

  it.each<[string, Omit<Crowd, "name">]>([
    [
      "a flash crowd: four times as well liked, with comments",
      { people: 600, like: 0.12, comment: 0.08, stay: 0.6 },
    ],
    ["people carried away: they like and comment", { people: 80, like: 0.9, comment: 0.8 }],
    ["a crowd that looks and leaves", { people: 300, like: 0.02 }],
  ])("does not show %s", (name, told) => {
    expect(shownOf([...ordinaryDay(3), ...crowd(seeded(3), { name, ...told })])).toEqual([]);
  });

  it("does not show those who come back to the same owner", () => {
    const random = seeded(4);
    const fans = ["first", "second", "third"].flatMap((target, post) =>
      crowd(random, { name: "fan", people: 70, target, owner: "idol" }).map((event) => ({
        ...event,
        atMs: event.atMs + (post - 1) * 6 * HOUR_MS,
      })),
    );
    // Of the first of their posts nothing is known yet, and it says what it says; the others are a following.
    const targets = shownOf([...ordinaryDay(4), ...fans]).length;
    expect(targets).toBeLessThanOrEqual(1);
  });

  it("leaves out people who were asked over a shared link, and counts them", () => {
    const day = ordinaryDay(5);
    const told = [...day, ...crowd(seeded(5), { name: "asked", people: 60 })];
    const findings = findOrders(columnsOf(told), { shareOf: (sequence) => (sequence < day.length ? -1 : 3) });
    expect(findings.orders.filter(({ shown }) => shown)).toEqual([]);
    expect(findings.asked).toBe(1);
  });

  it("does not decide by one field: what is well liked may be well liked", () => {
    const told = crowd(seeded(6), { name: "loved", people: 60, like: 1, comment: 0.5, stay: 1 });
    const findings = findOrders(columnsOf([...ordinaryDay(6), ...told]), noShares);
    expect(findings.orders.filter(({ shown }) => shown)).toEqual([]);
  });

  it("does not decide by one field where many targets are well liked at once either", () => {
    const random = seeded(12);
    const loved = Array.from({ length: 34 }, (_, i) =>
      crowd(random, { name: `loved${i}`, people: 60, like: 1, comment: 0.12, stay: 1 }),
    ).flat();
    const { orders } = findOrders(columnsOf([...ordinaryDay(12), ...loved]), noShares);
    // So many stand so high that the rate alone would show them, by how well they are liked and nothing else.
    const byOneField = orders.filter(({ score, evidence }) => {
      const weights = evidence.map(({ weight }) => weight).sort((a, b) => b - a);
      const rest = weights.slice(1).reduce((sum, weight) => sum + weight, 0);
      return score >= 1 - FALSE_ORDERS_RATE && rest < Math.log(REST_ODDS_MIN);
    });
    expect(byOneField.length).toBeGreaterThan(10);
    expect(byOneField.filter(({ shown }) => shown)).toEqual([]);
  });

  it("is not blinded by many orders at once: one target in eight is bought", () => {
    const random = seeded(11);
    const bought = Array.from({ length: 34 }, (_, i) =>
      crowd(random, { name: `order${i}`, people: 60 }),
    ).flat();
    const shown = shownOf([...ordinaryDay(11), ...bought]);
    expect(shown.length).toBe(34);
  });

  it("holds its rate over honest days", () => {
    let shown = 0;
    for (let seed = 100; seed < 112; seed++) shown += shownOf(ordinaryDay(seed)).length;
    expect(shown).toBe(0);
  });

  it.each([
    ["one below the people needed", ACTORS_MIN - 1, 0],
    ["as many people as needed", VIEWERS_MIN + 10, 1],
  ])("with %s", (_, people, orders) => {
    const told = [...ordinaryDay(7), ...crowd(seeded(7), { name: "order", people })];
    expect(shownOf(told).length).toBe(orders);
  });

  it("does not depend on the order of events, and gives the same twice", () => {
    const told = [...ordinaryDay(8), ...crowd(seeded(8), { name: "order", people: 60 })];
    const [one] = shownOf(told);
    const [other] = shownOf([...told].reverse());
    expect(other).toEqual(one);
  });
});

describe("what cannot be measured is not claimed", () => {
  const told = [...ordinaryDay(9), ...crowd(seeded(9), { name: "order", people: 60 })];

  it("a log that does not tell shares", () => {
    expect(findOrders(columnsOf(told), { shareOf: null })).toEqual({
      orders: [],
      tested: 0,
      asked: 0,
      notMeasurable: "no_shares",
    });
  });

  it("a log without views", () => {
    const likes = Array.from({ length: 60 }, (_, t) =>
      Array.from({ length: 30 }, (_, i) => ({
        actor: `u${i}`,
        target: `v${t}`,
        owner: `o${t}`,
        atMs: START_MS + i,
      })),
    ).flat();
    expect(findOrders(columnsOf(likes), noShares).notMeasurable).toBe("no_views");
  });

  it.each([
    [USUAL_TARGETS_MIN - 1, "too_few_targets"],
    [USUAL_TARGETS_MIN, "no_views"],
  ])("%d targets with an audience", (targets, why) => {
    const views = Array.from({ length: targets }, (_, t) =>
      Array.from({ length: VIEWERS_MIN }, (_, i) => ({
        actor: `u${i}`,
        target: `v${t}`,
        atMs: START_MS + i,
        type: "view",
      })),
    ).flat();
    expect(findOrders(columnsOf(views), noShares).notMeasurable).toBe(why);
  });

  it("nothing at all, all of one target, all in one second, the same a thousand times", () => {
    const one = told.map((event) => ({ ...event, target: "v", owner: "o" }));
    expect(findOrders(columnsOf([]), noShares).orders).toEqual([]);
    expect(findOrders(columnsOf(one), noShares).notMeasurable).toBe("too_few_targets");
    expect(shownOf(ordinaryDay(9).map((event) => ({ ...event, atMs: START_MS })))).toEqual([]);
    const again = Array.from({ length: 1000 }, () => ({
      actor: "a",
      target: "t",
      owner: "o",
      atMs: START_MS,
    }));
    expect(shownOf([...ordinaryDay(9), ...again])).toEqual([]);
  });

  it("owners that are not told leave the rest", () => {
    const strangers = told.map((event) => ({ ...event, owner: null }));
    const [order] = shownOf(strangers);
    expect(order!.ownerKey).toBeNull();
  });
});

describe("words", () => {
  const [order] = shownOf([...ordinaryDay(10), ...crowd(seeded(10), { name: "order", people: 60 })]);

  it("say what is claimed and what is not, in both languages", () => {
    expect(orderHeadline(order!, "en")).toMatch(/not earned by being seen: 60 likes.*No account is named/);
    expect(orderHeadline(order!, "zh")).toMatch(/60 次点赞.*不指认任何账号/);
    expect(orderHeadline({ ...order!, shown: false }, "en")).toMatch(/not enough to say/);
    expect(orderHeadline({ ...order!, shown: false }, "zh")).toMatch(/证据不足/);
  });

  it("tell each field with its numbers", () => {
    for (const evidence of order!.evidence)
      for (const language of ["en", "zh"] as const) {
        const text = orderEvidenceText(evidence, language);
        expect(text).toContain(String(evidence.of));
        expect(text).not.toContain("{");
      }
  });
});
