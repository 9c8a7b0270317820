import { describe, expect, it } from "vitest";
import { evidenceOf } from "../../nouns/campaign.fixture.ts";
import type { Cluster } from "../../nouns/campaign.ts";
import { eachPeopleOnce } from "./each-people-once.ts";

/** A claim about accounts `from` to `to`, with its log-odds and what lots add to them. */
function claim(
  name: string,
  from: number,
  to: number,
  lnOdds: number,
  lot: number,
): readonly [Cluster, string] {
  const keys = Array.from({ length: to - from }, (_, at) => (from + at).toString(16).padStart(16, "0"));
  return [
    {
      score: 1 / (1 + Math.exp(-lnOdds)),
      fromMs: 0,
      toMs: 1,
      members: keys.map((key) => ({ key, probability: 1, orders: 5, event: 0 })),
      targets: [],
      owners: [],
      events: new Float64Array(),
      visits: new Float64Array(),
      evidence: evidenceOf({}),
      reasons: [{ rule: "by_lot", value: 0, baseline: null, weight: lot }],
    },
    name,
  ];
}

describe("eachPeopleOnce", () => {
  it.each<readonly [string, readonly (readonly [Cluster, string])[], readonly string[]]>([
    [
      "a part of a pool gives way to the whole of it",
      [claim("half", 0, 200, 5, 6), claim("whole", 0, 400, 3.5, 5.5)],
      ["whole"],
    ],
    [
      "a pool does not give way to itself and the community of its cover",
      [claim("pool", 0, 200, 5, 6), claim("with fans", 0, 400, 4.5, 0.5)],
      ["pool"],
    ],
    [
      "nor to what is far less likely",
      [claim("pool", 0, 200, 5, 6), claim("doubtful", 0, 400, 0.5, 6)],
      ["pool"],
    ],
    [
      "a smaller view of the same people is left out",
      [claim("whole", 0, 400, 5, 6), claim("some", 0, 150, 4, 6)],
      ["whole"],
    ],
    [
      "two pools are told both",
      [claim("one", 0, 200, 5, 6), claim("other", 180, 400, 4, 6)],
      ["one", "other"],
    ],
    [
      "a whole does not swallow another pool that is told already",
      [claim("one", 0, 100, 6, 6), claim("other", 100, 300, 5.5, 6), claim("all", 0, 300, 5, 6)],
      ["one", "other"],
    ],
  ])("%s", (_, clusters, names) => {
    expect(eachPeopleOnce(clusters).map(([, name]) => name)).toEqual(names);
  });
});
