import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { averagePrecision } from "../evaluate/average-precision.ts";
import { adversaryCost } from "../evaluate/campaign-cost.ts";
import { campaignDay, detectDay, FIELDS, onlyGraph, targetHex } from "../evaluate/campaign-day.ts";
import { measureDelays } from "../evaluate/campaign-delay.ts";
import { gridDays, unseenDay } from "../evaluate/campaign-grid.ts";
import { type PoolResult, scoreDay } from "../evaluate/campaign-score.ts";
import { keyHex } from "../src/detect/columns/key-hex.ts";

describe("average precision", () => {
  /** One threshold after the other, all recounted. */
  function slow(scores: readonly number[], labels: readonly number[]): number {
    const thresholds = [...new Set(scores)].sort((a, b) => b - a);
    const positives = labels.filter((label) => label === 1).length;
    let area = 0;
    let before = 0;
    for (const least of thresholds) {
      const above = labels.filter((_, i) => scores[i]! >= least && labels[i] !== -1);
      const hits = above.filter((label) => label === 1).length;
      if (above.length > 0) area += ((hits - before) / positives) * (hits / above.length);
      before = hits;
    }
    return area;
  }

  test("as the slow reference, with ties and what is left aside", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom(-1, 0, 1)), { minLength: 1 }),
        (list) => {
          const scores = list.map(([score]) => score / 5);
          const labels = list.map(([, label]) => label);
          if (!labels.includes(1)) return;
          const own = averagePrecision(Float64Array.from(scores), (i) => labels[i] as -1 | 0 | 1);
          expect(own).toBeCloseTo(slow(scores, labels), 9);
        },
      ),
    );
  });

  test.each([
    ["a perfect ranking", [0.9, 0.8, 0.1, 0], [1, 1, 0, 0], 1],
    ["nothing scored: the base rate", [0, 0, 0, 0], [1, 0, 0, 0], 0.25],
    ["the wrong way round", [0, 0.5], [1, 0], 0.5],
  ])("%s", (_, scores, labels, expected) => {
    expect(averagePrecision(Float64Array.from(scores), (i) => labels[i] as 0 | 1)).toBeCloseTo(expected, 12);
  });
});

describe("a scored day", () => {
  const day = campaignDay({
    seed: 11,
    eventsPerDay: 40_000,
    attacks: [{ family: "device_farm", orders: 6, amount: 40, density: 0.6, camouflage: 1 }],
  });

  test("knows what was bought: as many acts as were delivered, by the pool", () => {
    const [campaign] = day.campaigns;
    const bought = day.bought.reduce((all, own) => all + own, 0);
    // Cover meets an ordered target by chance, a few times.
    expect(bought).toBeGreaterThanOrEqual(campaign!.delivered);
    expect(bought).toBeLessThan(campaign!.delivered * 1.03);
    expect(day.pools[0]!.size).toBeLessThanOrEqual(campaign!.members.length);
    expect(day.pools[0]!.size).toBeGreaterThan(campaign!.members.length * 0.9);
    const { kind, id } = campaign!.targets[0]!;
    const keys = Array.from({ length: day.all.targetCount }, (_, t) => keyHex(day.all.targetKeys, t));
    expect(keys).toContain(targetHex(kind, id));
  });

  test("finding nothing is no recall and an untouched error", () => {
    const score = scoreDay(day, []);
    expect(score.recall).toBe(0);
    expect(score.precision).toBeNaN();
    expect(score.honestEvents.hits).toBe(0);
    const { raw, corrected } = score.pools[0]!.counts;
    expect(corrected).toBe(raw);
    expect(raw).toBe(score.pools[0]!.acts.of);
  });

  test("the detector's clusters find the pool, and half of them accuse when their members are changed", () => {
    const found = detectDay(day, "all fields");
    const score = scoreDay(day, found);
    expect(score.recall).toBeGreaterThan(0.95);
    expect(score.falseCampaigns).toBe(0);
    expect(score.pools[0]!.counts.corrected).toBeLessThan(score.pools[0]!.counts.raw * 0.05);
    const honest = [...day.accountOf].filter(([, code]) => !day.pools[0]!.has(code)).slice(0, 30);
    const wrong = found.map((cluster) => ({
      ...cluster,
      events: new Float64Array(0),
      members: honest.map(([key]) => ({ key, probability: 1, orders: 1, event: 0 })),
    }));
    const worse = scoreDay(day, wrong);
    expect(worse.falseCampaigns).toBe(worse.clusters);
    expect(worse.precision).toBe(0);
    expect(worse.honestAccounts.hits).toBeGreaterThan(0);
  });

  test("the graph alone has no infrastructure, no batch and no age", () => {
    const graph = onlyGraph(day.all);
    expect(graph.infrastructure).toEqual({});
    expect(graph.batch.every((code) => code === -1)).toBe(true);
    expect(graph.registeredAtMs.every(Number.isNaN)).toBe(true);
    expect(graph.actor).toBe(day.all.actor);
  });

  test("a pool is found after it began and before it ended", () => {
    const [delay] = measureDelays(day, "all fields");
    expect(delay!.found).not.toBeNull();
    expect(delay!.found!.seconds).toBeGreaterThan(0);
    expect(delay!.found!.orders).toBeGreaterThanOrEqual(1);
    expect(delay!.found!.acts).toBeLessThanOrEqual(day.campaigns[0]!.delivered);
  });
});

test("twelve pools that do three things for cover for each they sell are twelve campaigns", {
  timeout: 60_000,
}, () => {
  const { options } = gridDays(11, 80_000, [3]).find(({ speed }) => speed === "6 h")!;
  const day = campaignDay(options);
  for (const fields of FIELDS) {
    const score = scoreDay(day, detectDay(day, fields));
    expect(score.f1).toBeGreaterThan(0.95);
    expect(score.clusters).toBeGreaterThanOrEqual(11);
  }
});

test("the grid has every cell once, in worlds of their own", () => {
  const days = gridDays(11, 1000);
  expect(days.length).toBe(12);
  expect(new Set(days.map(({ options }) => options.seed)).size).toBe(12);
  const cells = days.flatMap(({ speed, camouflage, options }) =>
    (options.attacks as readonly { density: number; infrastructure: string }[]).map(
      ({ density, infrastructure }) => `${speed} ${camouflage} ${density} ${infrastructure}`,
    ),
  );
  expect(new Set(cells).size).toBe(4 * 3 * 3 * 4);
  expect(unseenDay(11, 1000, "vendor_mix").attacks).toHaveLength(2);
});

test("a seller chooses the cheapest kind, and a kind of which nothing survives is not free of cost", () => {
  const kind = (density: number, bought: number, taken: number, accounts: number): PoolResult => ({
    family: "device_farm",
    parameters: { delivery_ms: 3_600_000 * density, density, camouflage: 0, infrastructure: "farm" },
    orders: 1,
    accounts: { hits: 0, of: accounts },
    acts: { hits: taken, of: bought },
    addresses: 10,
    counts: { honest: 0, cover: 0, raw: bought, corrected: 0 },
  });
  const { undefended, defended } = adversaryCost([
    kind(1, 300, 300, 30),
    kind(2, 300, 150, 90),
    kind(3, 50, 0, 1),
  ]);
  // The third is too few to say anything.
  expect(undefended.accounts.price).toBeCloseTo(0.1);
  expect(defended.accounts.price).toBeCloseTo(0.6);
  expect(defended.addresses.price).toBeCloseTo(10 / 150);
  expect(undefended.deliveryMs).toBe(3_600_000);
  expect(defended.deliveryMs).toBe(7_200_000);
  expect(adversaryCost([kind(1, 300, 300, 30)]).defended.accounts.price).toBeCloseTo(10);
  expect(adversaryCost([kind(1, 300, 300, 30)]).defended.deliveryMs).toBe(Number.POSITIVE_INFINITY);
});
