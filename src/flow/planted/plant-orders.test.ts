import { describe, expect, it } from "vitest";
import { createDecoder } from "../../ingest/json-decoder.ts";
import { createEventRow } from "../../nouns/event-row.ts";
import { MAKES, plantOrders } from "./plant-orders.ts";
import { PLANTED_ACTS_MIN, PLANTED_SHARE } from "./planted-limits.ts";

const SPAN = { fromMs: Date.UTC(2026, 10, 20), toMs: Date.UTC(2026, 10, 22) };

/** Likes of as many people on ten videos, with or without device and address. */
const patterns = (count: number, context: boolean): string[] =>
  Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      id: `e${i}`,
      type: "like",
      at: "2026-11-21T00:00:00.000Z",
      actor: { id: `u${i}`, registered_at: "2026-01-01T00:00:00.000Z" },
      target: { kind: "video", id: `v${i % 10}`, owner: `o${i % 10}` },
      ...(context && { context: { device: `d${i}`, ip: `198.51.100.${i % 200}` } }),
    }),
  );

describe("plantOrders", () => {
  it("plants 5 % of each make, in order of time, within the file's own span", () => {
    const planted = plantOrders(patterns(200, true), 4_000, SPAN);
    for (const make of MAKES) {
      const own = planted.filter((event) => event.make === make);
      expect(own.length).toBeGreaterThan(0.9 * PLANTED_SHARE * 4_000);
      expect(own.length).toBeLessThanOrEqual(PLANTED_SHARE * 4_000);
    }
    expect(planted.map(({ atMs }) => atMs)).toEqual(planted.map(({ atMs }) => atMs).sort((a, b) => a - b));
    for (const { atMs } of planted) {
      expect(atMs).toBeGreaterThanOrEqual(SPAN.fromMs);
      expect(atMs).toBeLessThanOrEqual(SPAN.toMs);
    }
    expect(plantOrders(patterns(200, true), 4_000, SPAN)).toEqual(planted);
  });

  it("makes events that the border reads, on targets of the file, and no field that the file does not tell", () => {
    const decoder = createDecoder();
    const row = createEventRow();
    for (const context of [true, false]) {
      for (const { line } of plantOrders(patterns(50, context), 2_000, SPAN)) {
        const bytes = new TextEncoder().encode(line);
        expect(decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY)).toBeNull();
        const event = JSON.parse(line) as { target: { id: string }; context: Record<string, unknown> };
        expect(event.target.id).toMatch(/^v\d$/);
        expect(Object.keys(event.context)).toEqual(context ? ["device", "ip"] : []);
      }
    }
  });

  it("uses hands of a pool again, and those paid once each once", () => {
    const planted = plantOrders(patterns(200, true), 10_000, SPAN);
    const acts = (make: string): number => {
      const own = planted.filter((event) => event.make === make);
      const hands = new Set(own.map(({ line }) => (JSON.parse(line) as { actor: { id: string } }).actor.id));
      return own.length / hands.size;
    };
    expect(acts("once")).toBe(1);
    expect(acts("careful")).toBeGreaterThan(3);
    expect(acts("shared")).toBeGreaterThan(3);
  });

  it.each([
    [PLANTED_ACTS_MIN / PLANTED_SHARE - 20, 0],
    [PLANTED_ACTS_MIN / PLANTED_SHARE, MAKES.length * PLANTED_ACTS_MIN],
  ])("of a file of %i events plants %i", (events, count) => {
    expect(plantOrders(patterns(50, true), events, SPAN)).toHaveLength(count);
  });

  it("plants nothing where there is no pattern", () => {
    expect(plantOrders([], 10_000, SPAN)).toEqual([]);
  });
});
