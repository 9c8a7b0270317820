import { describe, expect, it } from "vitest";
import type { CampaignTarget, Cluster } from "../../nouns/campaign.ts";
import { type Sighting, uniteSightings } from "./near-line-union.ts";

interface Told {
  readonly from: number;
  readonly to: number;
  readonly score?: number;
  readonly probability?: number;
  readonly events?: readonly number[];
  readonly visits?: readonly number[];
  readonly retracted?: readonly number[];
  readonly targets?: readonly Partial<CampaignTarget>[];
  readonly matchedPool?: string;
}

/** A sighting of accounts `from` to `to`. */
function sighting(told: Told): Sighting {
  const cluster: Cluster = {
    score: told.score ?? 0.9,
    fromMs: 1000,
    toMs: 2000,
    members: Array.from({ length: told.to - told.from }, (_, i) => ({
      key: `k${String(told.from + i).padStart(3, "0")}`,
      probability: told.probability ?? 0.9,
      orders: 2,
      event: told.from + i,
    })),
    targets: (told.targets ?? []).map((target) => ({
      key: "t",
      owner: "o",
      type: "like",
      members: 10,
      audience: 20,
      fromMs: 1000,
      toMs: 2000,
      event: 1,
      ...target,
    })),
    owners: [],
    events: Float64Array.from(told.events ?? []),
    visits: Float64Array.from(told.visits ?? []),
    evidence: {
      sharedOrders: 1,
      sharedOrdersExpected: 0,
      ownersEffective: 3,
      purity: 1,
      density: 1,
      returnRatio: null,
      reciprocity: null,
      inCampaignShare: 1,
      unrelatedActs: 0,
      viewsPerMember: 0,
      retractedShare: 0,
      gapVariation: null,
      gapSpectrum: [],
      common: [],
      ageMedianDays: null,
    },
    reasons: [],
  };
  return { cluster, retracted: told.retracted ?? [], matchedPool: told.matchedPool ?? null };
}

/** Windows in words, the longest first → members and scores of what comes out. */
function sizes(...windows: readonly (readonly Told[])[]): readonly (readonly [number, number])[] {
  return uniteSightings(windows.map((window) => window.map(sighting))).map(({ cluster }) => [
    cluster.members.length,
    cluster.score,
  ]);
}

describe("uniteSightings", () => {
  it.each<[string, readonly (readonly Told[])[], readonly (readonly [number, number])[]]>([
    ["nothing", [[], []], []],
    [
      "the same group in two windows is one, with the longer one's score",
      [[{ from: 0, to: 100, score: 0.8 }], [{ from: 0, to: 100, score: 0.99 }]],
      [[100, 0.8]],
    ],
    [
      "a part in the shorter window changes nothing",
      [[{ from: 0, to: 100, score: 0.8 }], [{ from: 20, to: 50, score: 0.99 }]],
      [[100, 0.8]],
    ],
    [
      "who shows in the shorter window alone is added, and the window that shows most tells",
      [[{ from: 0, to: 60, score: 0.8 }], [{ from: 30, to: 100, score: 0.99 }]],
      [[100, 0.99]],
    ],
    ["half of the smaller side is the same", [[{ from: 0, to: 60 }], [{ from: 30, to: 90 }]], [[90, 0.9]]],
    [
      "less than half is another",
      [[{ from: 0, to: 60 }], [{ from: 31, to: 91 }]],
      [
        [60, 0.9],
        [60, 0.9],
      ],
    ],
    [
      "two of one window stay apart, whatever a shorter one makes of them",
      [
        [
          { from: 0, to: 60, score: 0.9 },
          { from: 60, to: 100, score: 0.7 },
        ],
        [{ from: 0, to: 100, score: 0.95 }],
      ],
      [
        [100, 0.95],
        [40, 0.7],
      ],
    ],
    [
      "two parts in the shorter window are one in the longer",
      [
        [{ from: 0, to: 100 }],
        [
          { from: 0, to: 40 },
          { from: 40, to: 80 },
        ],
      ],
      [[100, 0.9]],
    ],
  ])("%s", (_name, windows, expected) => {
    expect(sizes(...windows)).toEqual(expected);
  });

  it("unites members at the higher probability, targets by key and type, and events without those taken back since", () => {
    const [one] = uniteSightings([
      [
        sighting({
          from: 0,
          to: 10,
          probability: 0.6,
          events: [1, 2, 3],
          visits: [7, 9],
          targets: [{ key: "a", audience: 50 }, { key: "b" }],
        }),
      ],
      [
        sighting({
          from: 0,
          to: 10,
          probability: 0.95,
          events: [2, 4, 9],
          retracted: [3],
          targets: [
            { key: "a", audience: 20, members: 12, event: 8 },
            { key: "a", type: "follow" },
          ],
        }),
      ],
    ]);
    const { cluster } = one!;
    expect(new Set(cluster.members.map(({ probability }) => probability))).toEqual(new Set([0.95]));
    expect([...cluster.events]).toEqual([1, 2, 4, 9]);
    expect([...cluster.visits]).toEqual([7]);
    expect(
      cluster.targets.map(({ key, type, members, audience, event }) => [key, type, members, audience, event]),
    ).toEqual(
      expect.arrayContaining([
        ["a", "like", 12, 50, 8],
        ["a", "follow", 10, 20, 1],
        ["b", "like", 10, 20, 1],
      ]),
    );
    expect(cluster.owners).toEqual([{ key: "o", acts: 32 }]);
  });

  it("names the pool that was recognised, and says when memory alone tells", () => {
    const both = uniteSightings([
      [sighting({ from: 0, to: 50 })],
      [
        sighting({ from: 0, to: 20, matchedPool: "c1" }),
        sighting({ from: 70, to: 80, matchedPool: "c2", score: 0.6 }),
      ],
    ]);
    expect(both.map(({ matchedPool, knownPoolOnly }) => [matchedPool, knownPoolOnly])).toEqual([
      ["c1", false],
      ["c2", true],
    ]);
  });
});
