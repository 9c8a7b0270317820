import { describe, expect, test } from "vitest";
import { targetScores, WINDOW_MS } from "../evaluate/calibration-scores.ts";
import {
  addBought,
  addHonest,
  addPair,
  alarmsOf,
  emptyTally,
  figure,
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
