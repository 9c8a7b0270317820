import { describe, expect, it } from "vitest";
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
    expect(report).toEqual({ orders: [], tested: 0, asked: 0, not_measurable: "no_shares" });
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
    expect(new OrderFinder().finish()).toMatchObject({ orders: [], not_measurable: "too_few_targets" });
  });
});
