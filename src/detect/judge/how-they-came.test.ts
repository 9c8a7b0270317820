import { describe, expect, it } from "vitest";
import { createEventColumns } from "../columns/event-columns.ts";
import { columnsOf, type Told } from "../columns/fixture-columns.ts";
import { createEngagementGraph } from "./engagement-graph.ts";
import { howTheyCame } from "./how-they-came.ts";

/** Ten accounts come to one thing of each of three owners, by the kinds and the source that are told. */
function visits(types: readonly string[], source?: string): Told[] {
  return Array.from({ length: 30 }, (_, at) => ({
    actor: `u${at % 10}`,
    target: `v${at % 3}`,
    owner: `o${at % 3}`,
    atMs: at,
    ...(source === undefined ? {} : { source }),
  })).flatMap((event) => [
    ...types.map((type) =>
      type === "follow" ? { ...event, target: event.owner, type } : { ...event, type },
    ),
  ]);
}

/** What others did elsewhere: a comment and a share. */
function beside(): Told[] {
  const event = { actor: "u1", target: "elsewhere", owner: "other", atMs: 1 };
  return [
    { ...event, type: "comment" },
    { ...event, actor: "u2", type: "share" },
  ];
}

function came(told: readonly Told[]) {
  const columns = columnsOf(told);
  const codes = (count: number) => new Set(Array.from({ length: count }, (_, code) => code));
  return howTheyCame(createEngagementGraph(columns), {
    members: codes(columns.actorCount),
    targets: codes(columns.targetCount),
    owners: new Set([...columns.owner].filter((owner) => owner >= 0)),
    ownersKnown: 1,
  });
}

describe("howTheyCame", () => {
  it.each<readonly [string, Told[], number | null, number | null]>([
    ["a like each", visits(["like"]), null, null],
    ["views beside", visits(["view", "like"]), null, null],
    ["like and comment", visits(["like", "comment"]), null, null],
    ["all that a draw asks, over video and account", visits(["like", "follow", "share"]), null, 1],
    ["the same like twice", visits(["like", "like", "like"]), null, null],
    ["a platform's task", visits(["like"], "task"), 1, null],
    ["a push, in Chinese", visits(["like"], "推送"), 1, null],
    ["a raid of a live room's hall", visits(["like"], "raid"), 1, null],
    ["acts in a live room", visits(["like"], "profile").map((e) => ({ ...e, targetKind: "live" })), 1, null],
    ["what plays by itself, in Chinese", visits(["like"], "自动播放"), 1, null],
    [
      "half by a task",
      [...visits(["like"], "task"), ...visits(["like"]).map((e) => ({ ...e, target: `x${e.target}` }))],
      0.5,
      null,
    ],
    ["a like each where the file tells other kinds", [...visits(["like"]), ...beside()], null, 0],
    [
      "the same without owners",
      [...visits(["like"]), ...beside()].map((e) => ({ ...e, owner: null })),
      null,
      0,
    ],
    [
      "a draw without owners",
      visits(["like", "comment", "share"]).map((e) => ({ ...e, owner: null })),
      null,
      1,
    ],
    ["a shared link", visits(["like"], "share"), null, null],
  ])("%s", (_, told, calledShare, manyKindsShare) => {
    expect(came(told)).toEqual({ calledShare, manyKindsShare });
  });

  it("keeps who was called over eviction, growth and a snapshot, and reads one of before", () => {
    const told = Array.from({ length: 9000 }, (_, at) => ({
      actor: `u${at}`,
      target: "v",
      owner: "o",
      atMs: at,
      ...(at % 3 === 0 ? { source: "task" } : {}),
    }));
    const columns = columnsOf(told, 6000);
    expect([columns.count, columns.called?.reduce((sum, own) => sum + own, 0)]).toEqual([6000, 2000]);
    const builder = createEventColumns(10);
    expect(builder.snapshot()).toHaveLength(2 + 3 + 2 * 9 + 1);
    builder.restore(builder.snapshot().slice(0, -1));
    expect(builder.columns().called).toBeUndefined();
  });
});
