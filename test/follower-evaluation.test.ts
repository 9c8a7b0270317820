import { describe, expect, it } from "vitest";
import { FOLLOWER_CASES, followerFigure } from "../evaluate/exports/follower-figures.ts";

/** A few lists of every kind; the figures themselves are measured on seeds that nothing was tuned on. */
const SEEDS = [2, 5];

describe("follower lists whose bought part is known", () => {
  it.each(
    FOLLOWER_CASES.filter(({ leftOut }) => leftOut === undefined).map((one) => [one.name, one] as const),
  )("%s", { timeout: 60_000 }, (_, one) => {
    const figure = followerFigure(one, one.options.batchPart === 0 ? SEEDS : SEEDS.slice(0, 1));
    expect(figure.noneFound.part).toBe(0);
    expect(figure.wrong.part).toBe(0);
    expect(figure.covered.part).toBe(1);
    // NaN where everybody was bought.
    expect(figure.honestNamed.part > 0.01).toBe(false);
  });

  it.each(
    FOLLOWER_CASES.filter(({ leftOut }) => leftOut !== undefined).map((one) => [one.name, one] as const),
  )("%s: never none, and the interval holds", { timeout: 60_000 }, (_, one) => {
    const figure = followerFigure(one, SEEDS.slice(0, 1));
    expect(figure.noneFound.part).toBe(0);
    expect(figure.covered.part).toBe(1);
    expect(figure.honestNamed.part).toBeLessThan(0.02);
  });
});
