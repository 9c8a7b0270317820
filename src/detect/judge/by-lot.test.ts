import { describe, expect, it } from "vitest";
import { columnsOf, seeded, type Told } from "../columns/fixture-columns.ts";
import { lotSpread } from "./by-lot.ts";
import { createEngagementGraph } from "./engagement-graph.ts";

/** `people` come to `things`, each with the chance that `chanceOf` says. */
function meetings(people: number, things: number, chanceOf: (who: number, thing: number) => number) {
  const random = seeded(3);
  const told: Told[] = [];
  for (let thing = 0; thing < things; thing++)
    for (let who = 0; who < people; who++)
      if (random() < chanceOf(who, thing)) told.push({ actor: `u${who}`, target: `v${thing}`, atMs: thing });
  const columns = columnsOf(told);
  const graph = createEngagementGraph(columns);
  const members = new Set(Array.from({ length: columns.actorCount }, (_, code) => code));
  const targets = new Set(Array.from({ length: columns.targetCount }, (_, code) => code));
  return lotSpread(graph, { members, targets, owners: new Set(), ownersKnown: 0 });
}

describe("lotSpread", () => {
  it.each<readonly [string, (who: number, thing: number) => number, number, number]>([
    ["lots", () => 0.2, -0.01, 0.01],
    ["lots, some drawn ten times as often", (who) => 0.6 / (1 + who / 20), -0.03, 0.01],
    ["orders of all sizes", (_, thing) => 0.05 + 0.01 * thing, -0.01, 0.01],
    ["two circles of friends in one", (who, thing) => (who % 2 === thing % 2 ? 0.3 : 0.1), 0.03, 1],
    [
      "people who come for some days each",
      (who, thing) => (Math.abs(who / 5 - thing) < 10 ? 0.4 : 0.02),
      0.1,
      3,
    ],
  ])("is 0 for lots and above for company: %s", (_, chanceOf, low, high) => {
    const { spread } = meetings(200, 40, chanceOf)!;
    expect(spread).toBeGreaterThan(low);
    expect(spread).toBeLessThan(high);
  });

  it("says nothing where nobody came twice", () => {
    expect(meetings(30, 10, (who, thing) => (who % 10 === thing ? 1 : 0))).toBeNull();
  });
});
