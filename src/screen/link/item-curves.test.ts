import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCurvePart, ItemCurves } from "./item-curves.ts";
import type { LinkEngagement } from "./link-inputs.ts";
import { BIN_MS } from "./link-limits.ts";
import { key } from "./made-days.fixture.ts";

function event(item: number, type: number, bin: number, surface: 0 | 1 | 2 = 0): LinkEngagement {
  return { type, atMs: bin * BIN_MS + 7, item: key(2, item), owner: key(1, item % 3), surface, ref: item };
}

/** A curve's bins and counts as an object. */
function read(curves: ItemCurves, item: number, type: number, from = 0, to = 1e9): Record<number, number[]> {
  const code = curves.item(key(2, item));
  const curve = code < 0 ? undefined : curves.typesOf(code).find((one) => one.type === type)?.curve;
  if (curve === undefined) return {};
  const part = curves.read(curve, from, to, createCurvePart());
  const bins = Array.from(part.bins.subarray(0, part.count));
  expect(bins).toEqual([...bins].sort((a, b) => a - b));
  return Object.fromEntries(bins.map((bin, i) => [bin, [part.counts[i]!, part.fed[i]!, part.known[i]!]]));
}

const SOME = fc.array(
  fc.record({
    item: fc.nat(5),
    type: fc.nat(2),
    bin: fc.integer({ min: 100, max: 150 }),
    surface: fc.constantFrom(0 as const, 1 as const, 2 as const),
  }),
  { maxLength: 200 },
);

describe("curves of items", () => {
  it("hold what a plain count holds, whatever the order", () => {
    fc.assert(
      fc.property(SOME, (events) => {
        const curves = new ItemCurves();
        const plain = new Map<string, Record<number, number[]>>();
        for (const { item, type, bin, surface } of events) {
          expect(curves.add(event(item, type, bin, surface))).toBe(true);
          const name = `${item} ${type}`;
          const own = plain.get(name) ?? {};
          plain.set(name, own);
          own[bin] ??= [0, 0, 0];
          own[bin][0]!++;
          if (surface === 1) own[bin][1]!++;
          if (surface !== 0) own[bin][2]!++;
        }
        for (const [name, own] of plain) {
          const [item, type] = name.split(" ").map(Number);
          expect(read(curves, item!, type!)).toEqual(own);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("let what was written first go, and never more than that", () => {
    fc.assert(
      fc.property(SOME, (events) => {
        const curves = new ItemCurves({ cellsMax: 8 });
        const whole = new ItemCurves();
        for (const { item, type, bin } of events) {
          curves.add(event(item, type, bin));
          whole.add(event(item, type, bin));
        }
        let bins = 0;
        for (let item = 0; item <= 5; item++) {
          for (let type = 0; type <= 2; type++) {
            const left = read(curves, item, type);
            const all = read(whole, item, type);
            for (const [bin, [count]] of Object.entries(left)) {
              expect(count).toBeLessThanOrEqual(all[Number(bin)]![0]!);
            }
            bins += Object.keys(left).length;
          }
        }
        expect(bins).toBeLessThanOrEqual(8);
      }),
      { numRuns: 60 },
    );
    const curves = new ItemCurves({ cellsMax: 3 });
    for (const bin of [1, 2, 3, 4]) curves.add(event(0, 0, bin));
    expect(Object.keys(read(curves, 0, 0))).toEqual(["2", "3", "4"]);
    expect(curves.evicted).toBe(1);
  });

  it("keep the busy half of the items when there are too many, with their curves and owners", () => {
    const curves = new ItemCurves({ itemsMax: 4 });
    for (let item = 0; item < 4; item++) {
      curves.add(event(item, 0, 10 + item, 1));
      curves.add(event(item, 1, 11 + item));
    }
    curves.add(event(9, 0, 20));
    expect(curves.itemCount).toBe(3);
    expect([0, 1, 2, 3, 9].map((item) => curves.item(key(2, item)) >= 0)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(read(curves, 3, 0)).toEqual({ 13: [1, 1, 1] });
    const { items } = curves.itemsOf(curves.owner(key(1, 0)), 5);
    expect(items.map((item) => curves.itemName(item).ref)).toEqual([9, 3]);
  });

  it("leave out what comes too late for its bin, and what has no owner", () => {
    const curves = new ItemCurves();
    for (let bin = 100; bin < 300; bin++) curves.add(event(0, 0, bin));
    expect(curves.add(event(0, 0, 5))).toBe(false);
    expect(curves.late).toBe(1);
    expect(curves.add({ ...event(7, 0, 100), owner: { low: 0, high: 0 } })).toBe(false);
    expect(curves.itemCount).toBe(1);
  });
});
