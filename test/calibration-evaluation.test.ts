import { describe, expect, test } from "vitest";
import { countInterval } from "../evaluate/calibration-interval.ts";
import { kuaishouWeeks, watchScores } from "../evaluate/calibration-real.ts";
import { targetScores, WINDOW_MS } from "../evaluate/calibration-scores.ts";
import {
  addBought,
  addHonest,
  addPair,
  alarmsOf,
  alarmsToDecide,
  emptyTally,
  figure,
  findingOf,
  UNNAMED,
} from "../evaluate/calibration-tally.ts";

describe("scores of targets' five minutes", () => {
  const act = (target: number, window: number, bought: boolean) => ({
    atMs: window * WINDOW_MS + 1,
    kind: 1,
    targetLow: target,
    targetHigh: 7,
    bought,
  });
  const [counts, surges] = targetScores(
    [
      act(1, 0, false),
      act(1, 0, false),
      act(2, 0, true),
      act(3, 0, true),
      act(3, 0, false),
      act(3, 1, true),
      act(3, 1, false),
    ],
    0,
  );

  test("tell what honest acts alone would score, NaN where there are none", () => {
    expect([...counts!.score]).toEqual([2, 1, 2, 2]);
    expect([...counts!.honestScore]).toEqual([2, Number.NaN, 1, 1]);
    expect([...counts!.honest]).toEqual([1, 0, 0, 0]);
    expect(surges!.honestScore[0]).toBe(surges!.score[0]);
    expect(surges!.honestScore[1]).toBeNaN();
    expect(surges!.honestScore[2]).toBeLessThan(surges!.score[2]!);
  });

  test("name a target by its key, whatever the kind of act", () => {
    expect(counts!.target[0]).toBe("0000000700000001");
    expect(targetScores([{ ...act(1, 0, false), kind: 0 }], 0)[0]!.target[0]).toBe(counts!.target[0]);
  });
});

describe("what could be had without names", () => {
  /** `n` honest p-values spread evenly, and as many bought ones as `bought`, all of them below 1e-5. */
  function ceilings(n: number, bought: number): readonly (number | undefined)[] {
    const tally = emptyTally("", "", UNNAMED);
    for (let i = 0; i < n; i++) {
      const p = (i + 0.5) / n;
      addHonest(tally, "1", alarmsOf(p));
      addPair(tally, p, p);
    }
    for (let i = 0; i < bought; i++) {
      addBought(tally, alarmsOf(1e-5));
      addPair(tally, 1e-5, Number.NaN);
    }
    return figure(tally).rates.map(({ ceiling }) => ceiling);
  }

  test("is not told where nothing was bought", () => {
    expect(ceilings(1_000, 0)).toEqual([undefined, undefined, undefined]);
  });

  test("is 1.25 where hardly anything was bought, and nothing where bought scores fill the alarms", () => {
    const [hundredth, thousandth] = ceilings(100_000, 1);
    expect(hundredth).toBeCloseTo(1.25, 1);
    expect(thousandth).toBeCloseTo(1.24, 1);
    const [most, none] = ceilings(100_000, 625);
    expect(most).toBeCloseTo(0.63, 1);
    expect(none).toBeLessThan(0.02);
  });
});

describe("intervals of few alarms", () => {
  // Garwood 1936, table 1; also Ulm, Am. J. Epidemiol. 131, 1990.
  test.each([
    [0, 0, 3.689],
    [1, 0.0253, 5.572],
    [3, 0.6187, 8.767],
    [10, 4.795, 18.39],
    [100, 81.36, 121.63],
  ])("%d alarms: %f to %f", (alarms, low, high) => {
    const found = countInterval(alarms);
    expect(found[0]).toBeCloseTo(low, 2);
    expect(found[1] / high).toBeCloseTo(1, 3);
  });

  test("alarms that come four together say as much as a fourth of them", () => {
    const [low, high] = countInterval(3);
    expect(countInterval(12, 4)).toEqual([4 * low, 4 * high]);
  });

  test.each([
    [1e-3, 0.9, 1.2, "met"],
    [1e-3, 0.7, 1.2, "cannot decide"],
    [1e-3, 1.3, 3, "missed"],
    [1e-3, 0.1, 0.7, "missed"],
    [1e-4, 0, 1.4, "met"],
    [1e-4, 0, 9, "cannot decide"],
    [1e-4, 1.6, 9, "missed"],
    [1e-2, 1.6, 9, null],
  ])("at %f, %f to %f: %s", (nominal, low, high, finding) => {
    expect(findingOf({ nominal, low, high })).toBe(finding);
  });
});

test.each([
  [0.8, 1.25],
  [null, 1.5],
])("as many alarms as decide a goal of %s to %f do, and one fewer does not", (least, most) => {
  const nominal = alarmsToDecide({ least, most });
  const within = (n: number): boolean => {
    const [low, high] = countInterval(n);
    return low >= (least ?? 0) * n && high <= most * n;
  };
  expect([within(nominal - 1), within(nominal)]).toEqual([false, true]);
  expect(nominal).toBeGreaterThan(15);
});

describe("the real weeks", () => {
  test("that are not there are skipped, each with its path", async () => {
    const told: string[] = [];
    const root = new URL("file:///nowhere/at-all/");
    expect(await kuaishouWeeks(root, (why) => told.push(why))).toEqual([]);
    expect(told).toHaveLength(2);
    for (const why of told) expect(why).toContain("/nowhere/shared/data/kuairand/log_2022-0");
  });

  test("are scored as the watch scores them: windows of two acts and more, the last one too", () => {
    const act = (target: number, window: number, n: number) =>
      Array.from({ length: n }, (_, i) => ({
        atMs: window * WINDOW_MS + i,
        kind: 0,
        targetLow: target,
        targetHigh: 7,
        bought: false,
      }));
    const { score, atMs, target, honest, honestScore } = watchScores([
      ...act(2, 9, 5),
      ...act(1, 3, 2),
      ...act(1, 4, 1),
    ]);
    expect([...atMs]).toEqual([3 * WINDOW_MS, 9 * WINDOW_MS]);
    expect(target).toEqual(["0000000700000001", "0000000700000002"]);
    expect(score[1]).toBeGreaterThan(score[0]!);
    expect([...honest]).toEqual([1, 1]);
    expect(honestScore).toEqual(score);
    expect(watchScores([]).score).toHaveLength(0);
  });
});
