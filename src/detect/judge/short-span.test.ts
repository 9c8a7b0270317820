import { describe, expect, it } from "vitest";
import type { InfrastructureKind } from "../columns/engagement-columns.ts";
import { inShortFile, inShortSpan, livesTogether } from "./short-span.ts";

const window = { score: 0.99, reasons: [] };
const judged = (lnOdds: number) => ({ lnOdds, score: 1 / (1 + Math.exp(-lnOdds)), reasons: [] });
const shown = (lnOdds: number, days: number, together: boolean): boolean =>
  inShortFile(window, judged(lnOdds), days, together).score >= 0.5;

describe("inShortFile", () => {
  it.each([
    // A guild in a day, after four, after five; newcomers; a pool by timing alone; the same in a long file.
    [1.5, 1, false, false],
    [1, 4, false, false],
    [0.5, 5, false, false],
    [0.4, 1, false, false],
    [4, 1, false, true],
    [0.5, 10, false, true],
    [-0.5, 10, false, false],
    // On one rack the window's word holds, unless the judgement speaks plainly against it.
    [-6, 1, true, true],
    [-12, 1, true, false],
  ])("judged at %d in %d days, together %s: shown %s", (lnOdds, days, together, expected) => {
    expect(shown(lnOdds, days, together)).toBe(expected);
  });

  it("does not take those who meet by lot for people of one evening", () => {
    const byLot = (weight: number) => ({
      ...judged(1.5),
      reasons: [{ rule: "by_lot" as const, value: 0, baseline: null, weight }],
    });
    for (const days of [2, 4]) {
      expect(inShortFile(window, byLot(4), days, false).score).toBeGreaterThan(0.5);
      expect(inShortFile(window, byLot(0.5), days, false).score).toBeLessThan(0.5);
    }
  });

  it("never says more than the window and the judgement together", () => {
    for (const days of [0.1, 1, 2, 3.9])
      for (const lnOdds of [-10, -3, 0, 2, 8])
        expect(inShortFile(window, judged(lnOdds), days, false).score).toBeLessThanOrEqual(
          inShortSpan(window, judged(lnOdds), days).score,
        );
  });
});

describe("livesTogether", () => {
  const common = (...kinds: readonly ("device" | "ip" | "registered_hour")[]) => ({
    common: kinds.map((kind) => ({ kind, share: 0.9, values: 3, baseline: 0.01 })),
  });
  const both: ReadonlySet<InfrastructureKind> = new Set(["device", "ip"]);
  it.each<[string, boolean]>([
    ["device", true],
    ["ip", false],
    ["registered_hour", false],
    ["ip registered_hour", true],
  ])("%s: %s", (kinds, expected) => {
    const shared = common(...(kinds.split(" ") as "ip"[]));
    expect(livesTogether(shared, both)).toBe(expected);
    expect(livesTogether(shared, new Set())).toBe(false);
  });
});
