import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../../nouns/durations.ts";
import { lnPoissonTail } from "../../statistics/poisson.ts";
import { columnsOf, honestDay, seeded, soldLikes } from "../columns/fixture-columns.ts";
import { BLOCKS, learnActivityNull, sliceBlocks } from "./activity-null.ts";
import { sliceAudiences, timeOrder } from "./audience-slices.ts";
import { linkSlices } from "./linked-slices.ts";
import { expectSessions } from "./sessions.ts";

describe("linkTokens", () => {
  it("agrees with every pair counted and expected one by one", () => {
    const told = [
      ...honestDay(seeded(1), 800, 60, 20, 3000),
      ...soldLikes(seeded(2), 40, 5, 0.5, HOUR_MS),
      ...soldLikes(seeded(3), 40, 5, 0.5, 6 * HOUR_MS, "q"),
    ];
    const columns = columnsOf(told);
    const slices = sliceAudiences(columns, "acts", timeOrder(columns));
    const activityNull = learnActivityNull(columns);
    const blocks = sliceBlocks(columns, slices, activityNull);
    const links = linkSlices(columns, slices, blocks, activityNull, new Uint8Array(columns.targetCount));

    const near = expectSessions(columns, slices, activityNull);
    const sets = Array.from(
      { length: slices.count },
      (_, t) => new Set(slices.actor.subarray(slices.start[t]!, slices.start[t + 1]!)),
    );
    const listed: { a: number; b: number; row: string; passed: boolean }[] = [];
    for (let a = 0; a < slices.count; a++) {
      for (let b = a + 1; b < slices.count; b++) {
        if (columns.owner[slices.target[a]!] === columns.owner[slices.target[b]!]) continue;
        const shared = [...sets[a]!].filter((actor) => sets[b]!.has(actor)).length;
        let expected = 0;
        for (let h = 0; h < BLOCKS; h++) {
          for (let k = 0; k < BLOCKS; k++) {
            expected +=
              blocks[a * BLOCKS + h]! * blocks[b * BLOCKS + k]! * activityNull.coOccurrence[h * BLOCKS + k]!;
          }
        }
        expected = Math.max(expected, near(a, b));
        if (
          shared >= 3 &&
          shared >= 3 * expected &&
          lnPoissonTail(shared, expected) <= Math.log(0.1 / slices.count)
        ) {
          listed.push({
            a,
            b,
            row: `${a} ${b} ${shared} ${expected.toFixed(6)}`,
            passed: lnPoissonTail(shared, expected) <= links.lnThreshold,
          });
        }
      }
    }
    const joins = (x: number, y: number): boolean =>
      listed.some(({ a, b }) => (a === x && b === y) || (a === y && b === x));
    const slow = listed
      .filter(({ a, b, passed }) => {
        for (let third = 0; third < slices.count && !passed; third++) {
          if (joins(a, third) && joins(b, third)) return true;
        }
        return passed;
      })
      .map(({ row }) => row);
    const fast = Array.from(
      { length: links.count },
      (_, i) => `${links.a[i]} ${links.b[i]} ${links.shared[i]} ${links.expected[i]!.toFixed(6)}`,
    );
    expect(fast.sort()).toEqual(slow.sort());
    expect(fast.length).toBeGreaterThanOrEqual(15);
    expect(links.tests).toBe((slices.count * (slices.count - 1)) / 2);
  });

  it("expects as much as honest audiences share, on average", () => {
    const columns = columnsOf(honestDay(seeded(4), 1500, 80, 80, 12_000));
    const slices = sliceAudiences(columns, "acts", timeOrder(columns));
    const activityNull = learnActivityNull(columns);
    const blocks = sliceBlocks(columns, slices, activityNull);
    const sets = Array.from(
      { length: slices.count },
      (_, t) => new Set(slices.actor.subarray(slices.start[t]!, slices.start[t + 1]!)),
    );
    let shared = 0;
    let expected = 0;
    for (let a = 0; a < slices.count; a++) {
      for (let b = a + 1; b < slices.count; b++) {
        for (const actor of sets[a]!) if (sets[b]!.has(actor)) shared++;
        for (let h = 0; h < BLOCKS; h++) {
          for (let k = 0; k < BLOCKS; k++) {
            expected +=
              blocks[a * BLOCKS + h]! * blocks[b * BLOCKS + k]! * activityNull.coOccurrence[h * BLOCKS + k]!;
          }
        }
      }
    }
    expect(shared / expected).toBeGreaterThan(0.85);
    expect(shared / expected).toBeLessThan(1.15);
  });
});
