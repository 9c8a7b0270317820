import { describe, expect, it } from "vitest";
import { seeded } from "../src/detect/columns/fixture-columns.ts";
import { OrderFinder } from "../src/flow/order-finder.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { createEventRow, keyColumn, keyText } from "../src/nouns/event-row.ts";
import type { SimulationOptions } from "../src/simulate/options.ts";
import { createSimulation } from "../src/simulate/simulation.ts";

const decoder = createDecoder();
const row = createEventRow();

/** A simulated time through the finder, and what was sold in it. `forget` takes fields from the lines first. */
function findIn(options: SimulationOptions, forget: (line: string) => string = (line) => line) {
  const simulation = createSimulation(options);
  const finder = new OrderFinder();
  for (const { bytes } of simulation.runs()) {
    for (const line of Buffer.from(bytes).toString("utf8").trimEnd().split("\n")) {
      const told = Buffer.from(forget(line));
      expect(decoder.decode(told, 0, told.length, row, Number.POSITIVE_INFINITY)).toBeNull();
      finder.add(row);
    }
  }
  return { report: finder.finish(), sold: simulation.campaigns() };
}

const SOLD: SimulationOptions = {
  seed: 12,
  eventsPerDay: 60_000,
  attacks: [{ family: "task_market", infrastructure: "humans", orders: 4, amount: 60 }],
};

describe("orders of a simulated day", () => {
  it("are shown by target though nobody worked twice, and no worker is named", () => {
    const { report, sold } = findIn(SOLD);
    expect(report.not_measurable).toBeNull();
    const [pool] = sold;
    const bought = new Set(pool!.targets.map(({ id }) => id));
    const shown = report.orders.map(({ target }) => target.id);
    expect(shown.filter((id) => bought.has(id)).length).toBeGreaterThanOrEqual(3);
    expect(shown.filter((id) => !bought.has(id))).toEqual([]);
    expect(report.asked).toBeGreaterThan(0);
    const text = JSON.stringify(report.orders);
    const owners = new Set(pool!.owners);
    for (const member of pool!.members) if (!owners.has(member)) expect(text).not.toContain(member);
    for (const { unexplained_share, headline, evidence } of report.orders) {
      expect(unexplained_share.low).toBeGreaterThan(0.6);
      expect(unexplained_share.high).toBeGreaterThanOrEqual(unexplained_share.estimate);
      expect(headline.zh).toContain("不指认任何账号");
      expect(evidence.length).toBeGreaterThanOrEqual(3);
    }
  });

  it("are told once where two windows show them, under their names", () => {
    const { report } = findIn({
      seed: 12,
      eventsPerDay: 20_000,
      durationMs: 6 * 86_400_000,
      attacks: [{ family: "task_market", infrastructure: "humans", orders: 5, amount: 40 }],
    });
    const places = report.orders.map(({ target, type }) => `${target.kind}/${target.id} ${type}`);
    expect(new Set(places).size).toBe(places.length);
    expect(places.length).toBeGreaterThan(0);
    expect(places.every((place) => place.startsWith("video/") || place.startsWith("article/"))).toBe(true);
  });

  it("are none where nothing was sold", () => {
    const { report } = findIn({ seed: 13, eventsPerDay: 60_000, attacks: "none" });
    expect(report).toMatchObject({ orders: [], not_measurable: null });
    expect(report.tested).toBeGreaterThan(100);
  });

  it("are not claimed where the log does not tell shares, though they are there", () => {
    const { report } = findIn(SOLD, (line) => line.replace(/,"parent_share":"[^"]*"/g, ""));
    expect(report).toMatchObject({ orders: [], tested: 0, asked: 0, not_measurable: "no_shares" });
  });

  it("cost no more names than events are held, however many targets a window has", () => {
    const finder = new OrderFinder(500);
    const targets = new Set<string>();
    for (const { bytes } of createSimulation(SOLD).runs())
      for (const line of Buffer.from(bytes).toString("utf8").trimEnd().split("\n")) {
        const told = Buffer.from(line);
        decoder.decode(told, 0, told.length, row, Number.POSITIVE_INFINITY);
        finder.add(row);
        targets.add(keyText(row, keyColumn("target"))!);
      }
    expect(targets.size).toBeGreaterThan(800);
    expect(finder.namedTargets()).toBeLessThanOrEqual(500);
    expect(() => finder.finish()).not.toThrow();
  });

  it("are none in nothing", () => {
    const report = new OrderFinder().finish();
    expect(report).toMatchObject({ orders: [], not_measurable: "too_few_targets", second_tier: [] });
  });
});

describe("the second tier of a log without views and shares", () => {
  const MINUTE_MS = 60_000;
  const DAY_MS = 1440 * MINUTE_MS;

  /** Three weeks of likes by people of two topics each, and hands that are used once in the first or the last week. */
  function weeks(weekOfOrders: number) {
    const random = seeded(9);
    const below = (n: number): number => Math.floor(n * random());
    const lines: { atMs: number; type: string; actor: string; target: string; owner: string }[] = [];
    const like = (atMs: number, actor: string, target: number): void => {
      const event = { atMs, type: "like", actor, target: `v${target}`, owner: `o${target % 40}` };
      lines.push(event);
      if (random() < 0.25) lines.push({ ...event, type: "favorite", atMs: atMs + 1 });
    };
    for (let person = 0; person < 700; person++) {
      const topics = [below(12), below(12)];
      for (let visit = 0; visit < 9; visit++) {
        const beginMs = below(21 * DAY_MS);
        for (let step = 0; step < 5; step++)
          like(
            beginMs + step * MINUTE_MS,
            `u${person}`,
            (random() < 0.8 ? topics[step % 2]! : below(12)) + 12 * below(30),
          );
      }
    }
    for (let order = 0; order < 6; order++)
      for (let hand = 0; hand < 50; hand++) {
        const atMs = weekOfOrders * 7 * DAY_MS + below(6 * DAY_MS);
        for (let cover = 0; cover < 4; cover++)
          like(atMs + cover * MINUTE_MS, `h${order}-${hand}`, below(360));
        const paid = { actor: `h${order}-${hand}`, target: `paid${order}`, owner: `buyer${order}` };
        lines.push({ atMs: atMs + 2 * MINUTE_MS, type: "like", ...paid });
      }
    return lines.sort((a, b) => a.atMs - b.atMs);
  }

  it.each([0, 2])("tells orders of week %d once, under their names, and no account", (week) => {
    const finder = new OrderFinder();
    const startMs = Date.UTC(2026, 2, 2);
    weeks(week).forEach(({ atMs, type, actor, target, owner }, place) => {
      const at = new Date(startMs + atMs).toISOString();
      const event = {
        id: `e${place}`,
        type,
        at,
        actor: { id: actor },
        target: { kind: "video", id: target, owner },
      };
      const bytes = Buffer.from(JSON.stringify(event));
      expect(decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY)).toBeNull();
      finder.add(row);
    });
    const { second_tier = [], orders } = finder.finish();
    expect(orders).toEqual([]);
    const told = second_tier.map(({ target }) => target.id);
    expect(new Set(told).size).toBe(told.length);
    expect(told.filter((id) => id.startsWith("paid")).length).toBeGreaterThanOrEqual(4);
    expect(told.filter((id) => !id.startsWith("paid")).length).toBeLessThanOrEqual(4);
    expect(JSON.stringify(second_tier)).not.toMatch(/h\d-\d/);
    for (const { headline } of second_tier) expect(headline.zh).toContain("不修正任何计数");
  });
});
