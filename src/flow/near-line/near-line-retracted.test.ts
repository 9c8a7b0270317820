import { describe, expect, it } from "vitest";
import { columnsOf } from "../../detect/columns/fixture-columns.ts";
import type { Cluster } from "../../nouns/campaign.ts";
import { withoutRetracted } from "./near-line-retracted.ts";

describe("withoutRetracted", () => {
  it.each<
    [string, readonly [actor: string, target: string, type: string][], readonly number[], readonly number[]]
  >([
    [
      "nothing taken back",
      [
        ["a", "t", "like"],
        ["b", "t", "like"],
      ],
      [0, 1],
      [],
    ],
    [
      "an act taken back",
      [
        ["a", "t", "like"],
        ["b", "t", "like"],
        ["a", "t", "unlike"],
      ],
      [1],
      [0],
    ],
    [
      "taken back and done again",
      [
        ["a", "t", "like"],
        ["a", "t", "unlike"],
        ["a", "t", "like"],
      ],
      [2],
      [0],
    ],
    [
      "a retraction of nothing",
      [
        ["a", "t", "unlike"],
        ["a", "t", "like"],
      ],
      [1],
      [],
    ],
    [
      "twice taken back",
      [
        ["a", "t", "like"],
        ["a", "t", "unlike"],
        ["a", "t", "unlike"],
        ["b", "t", "like"],
      ],
      [3],
      [0],
    ],
    [
      "another type's retraction",
      [
        ["a", "t", "like"],
        ["a", "t", "unfavorite"],
      ],
      [0],
      [],
    ],
    [
      "another target's retraction",
      [
        ["a", "t", "like"],
        ["a", "s", "like"],
        ["a", "s", "unlike"],
      ],
      [0],
      [1],
    ],
  ])("%s", (_name, told, stay, gone) => {
    const columns = columnsOf(told.map(([actor, target, type], i) => ({ actor, target, type, atMs: i })));
    const acts = told.flatMap(([, , type], i) => (type === "like" ? [i] : []));
    const rest = told.flatMap(([, , type], i) => (type === "like" ? [] : [i]));
    const cluster = { events: Float64Array.from(acts), visits: Float64Array.from(rest) } as Cluster;
    const result = withoutRetracted(cluster, columns);
    expect([...result.cluster.events]).toEqual(stay);
    expect(result.retracted).toEqual(gone);
    expect([...result.cluster.visits]).toEqual(rest);
  });
});
