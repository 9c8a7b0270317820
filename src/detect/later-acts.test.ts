import { describe, expect, it } from "vitest";
import type { Cluster } from "../nouns/campaign.ts";
import { HOUR_MS } from "../nouns/durations.ts";
import { columnsOf, START_MS, type Told } from "./columns/fixture-columns.ts";
import { keyHex } from "./columns/key-hex.ts";
import { laterActs } from "./later-acts.ts";

const act = (actor: string, target: string, type = "like"): Told => ({
  actor,
  target,
  type,
  atMs: START_MS + HOUR_MS,
});

/** A cluster by the names of its members and targets, as far as it is read. */
function cluster(members: readonly string[], targets: readonly (readonly [string, string])[]) {
  const key = (name: string): string => keyHex(columnsOf([act(name, "v")]).actorKeys, 0);
  const targetKey = (name: string): string => keyHex(columnsOf([act("a", name)]).targetKeys, 0);
  return {
    members: members.map((name) => ({ key: key(name) })),
    targets: targets.map(([name, type]) => ({ key: targetKey(name), type })),
  } as unknown as Pick<Cluster, "members" | "targets">;
}

describe("laterActs", () => {
  const columns = columnsOf([
    act("a", "v"),
    act("a", "w"),
    act("stranger", "v"),
    act("b", "v", "view"),
    act("b", "v"),
    act("b", "v", "unlike"),
    act("c", "v", "comment"),
    act("a", "elsewhere"),
  ]);

  it("names what members did on their cluster's targets: what is bought there, and all else", () => {
    const found = laterActs(
      [
        cluster(["a", "b"], [["v", "like"]]),
        cluster(
          ["a", "c", "gone"],
          [
            ["v", "comment"],
            ["w", "like"],
            ["gone", "like"],
          ],
        ),
      ],
      columns,
    );
    expect(found.map(({ events, visits }) => [[...events], [...visits]])).toEqual([
      [
        [0, 4],
        [3, 5],
      ],
      [[1, 6], [0]],
    ]);
  });

  it("takes several kinds bought on one target", () => {
    const [found] = laterActs(
      [
        cluster(
          ["b", "c"],
          [
            ["v", "like"],
            ["v", "comment"],
          ],
        ),
      ],
      columns,
    );
    expect([...found!.events]).toEqual([4, 6]);
  });

  it("finds nothing of no cluster, in no events, and of whoever is not here", () => {
    expect(laterActs([], columns)).toEqual([]);
    const gone = cluster(["gone"], [["v", "like"]]);
    for (const there of [columns, columnsOf([])])
      expect(laterActs([gone], there)).toEqual([{ events: new Float64Array(), visits: new Float64Array() }]);
  });
});
