import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../nouns/durations.ts";
import { createSeeded } from "../seeded.ts";
import { BINS_MAX } from "./batch-limits.ts";
import { courseOf, findBursts } from "./time-course.ts";

const OPTIONS = { lengthsMs: [1, 2, 5].map((days) => days * DAY_MS), reachMs: 60 * DAY_MS, daily: false };

function spread(count: number, days: number, seed = 1): number[] {
  const random = createSeeded(seed);
  return Array.from({ length: count }, () => random.unit() * days * DAY_MS);
}

describe("bursts of a course", () => {
  it("finds the day that holds more, and what it would hold without", () => {
    const times = [...spread(1000, 500), ...spread(80, 1).map((at) => at + 200 * DAY_MS)];
    const { bursts } = findBursts(courseOf(times, DAY_MS), OPTIONS);
    expect(bursts).toHaveLength(1);
    expect(bursts[0]).toMatchObject({ fromMs: 200 * DAY_MS, toMs: 201 * DAY_MS });
    expect(bursts[0]!.expected).toBeGreaterThan(1);
    expect(bursts[0]!.expected).toBeLessThan(3);
  });

  it("keeps a night apart from the weeks around it", () => {
    const times = [
      ...spread(500, 500),
      ...spread(200, 5).map((at) => at + 200 * DAY_MS),
      ...spread(600, 1, 2).map((at) => at + 205 * DAY_MS),
    ];
    const { bursts } = findBursts(courseOf(times, DAY_MS), OPTIONS);
    expect(bursts.map(({ observed }) => observed > 500)).toEqual([true, false]);
  });

  it.each([1, 2, 3])("finds none in a steady course (seed %d)", (seed) => {
    expect(findBursts(courseOf(spread(3000, 400, seed), DAY_MS), OPTIONS).bursts).toHaveLength(0);
  });

  it("finds a list of one night by the empty time before it", () => {
    const { bursts } = findBursts(courseOf(spread(500, 0.3), DAY_MS, 400 * DAY_MS), OPTIONS);
    expect(bursts[0]!.observed).toBe(500);
    expect(bursts[0]!.expected).toBeLessThan(3);
  });

  it("widens bins up to their limit, and reads no time as none", () => {
    expect(courseOf([0, BINS_MAX * 10, Number.NaN], 1).counts.length).toBeLessThanOrEqual(BINS_MAX + 1);
    expect(findBursts(courseOf([Number.NaN], DAY_MS), OPTIONS).bursts).toHaveLength(0);
    const onlyOne = findBursts(courseOf(new Array(300).fill(5), DAY_MS), OPTIONS);
    expect(onlyOne.bursts).toHaveLength(1);
  });
});
