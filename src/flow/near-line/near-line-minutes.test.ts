import { describe, expect, it } from "vitest";
import { MINUTE_MS } from "../../nouns/durations.ts";
import { fullMinute, MinuteCounts } from "./near-line-minutes.ts";

describe("MinuteCounts", () => {
  it("counts as going through all events does, whatever came, left and was let go", () => {
    const counts = new MinuteCounts();
    let held: number[] = [];
    let state = 1;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 2_000; round++) {
      const atMs = next(100 * MINUTE_MS);
      counts.add(atMs);
      held.push(atMs);
      if (round % 100 === 99) {
        const gone = next(20);
        counts.evict(gone);
        held = held.toSorted((a, b) => a - b).slice(gone);
        const fromMs = fullMinute(next(100 * MINUTE_MS));
        expect(counts.since(fromMs)).toBe(held.filter((at) => at >= fromMs).length);
      }
      if (round % 700 === 699) {
        const fromMs = fullMinute(next(30 * MINUTE_MS));
        counts.trim(fromMs);
        held = held.filter((at) => at >= fromMs);
      }
    }
    expect(counts.since(0)).toBe(held.length);
    counts.evict(held.length + 5);
    expect(counts.since(0)).toBe(0);
  });
});
