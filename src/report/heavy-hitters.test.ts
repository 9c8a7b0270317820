import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHeavyHitters } from "./heavy-hitters.ts";

function feed(counters: number, keys: readonly number[]) {
  const heavy = createHeavyHitters(counters);
  for (const key of keys) heavy.add(key, () => `k${String(key).padStart(3, "0")}`);
  return heavy;
}

describe("the most frequent keys", () => {
  it("are exact at the limit of counters and say when they are not one past it", () => {
    expect(feed(3, [1, 2, 2, 3]).exact()).toBe(true);
    expect(feed(3, [1, 2, 2, 3]).top(2)).toEqual([
      { text: "k002", events: 2, over_max: 0 },
      { text: "k001", events: 1, over_max: 0 },
    ]);
    const past = feed(3, [1, 2, 2, 3, 3, 4]);
    expect(past.exact()).toBe(false);
    expect(past.top(9)).toContainEqual({ text: "k004", events: 2, over_max: 1 });
  });

  it("keep the guarantees of the paper for any stream", () => {
    const stream = fc.array(fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 60 })), {
      maxLength: 400,
    });
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 12 }), (keys, counters) => {
        const truth = new Map<string, number>();
        for (const key of keys) {
          const text = `k${String(key).padStart(3, "0")}`;
          truth.set(text, (truth.get(text) ?? 0) + 1);
        }
        const top = feed(counters, keys).top(counters);
        expect(top.reduce((sum, t) => sum + t.events, 0)).toBe(keys.length);
        for (const { text, events, over_max } of top) {
          const n = truth.get(text)!;
          expect(n).toBeLessThanOrEqual(events);
          expect(n).toBeGreaterThanOrEqual(events - over_max);
          expect(over_max).toBeLessThanOrEqual(keys.length / counters);
        }
        const kept = new Set(top.map((t) => t.text));
        for (const [text, n] of truth) if (n > keys.length / counters) expect(kept).toContain(text);
      }),
      { numRuns: 150 },
    );
  });
});
