import { describe, expect, it } from "vitest";
import type { Campaign } from "../../nouns/campaign.ts";
import { readerOver, runOf } from "./detector-log.fixture.ts";
import { DetectorNames } from "./detector-names.ts";

function campaign(
  members: readonly number[],
  targets: readonly number[],
  events: readonly number[] = [],
): Campaign {
  return {
    members: members.map((event) => ({ key: `k${event}`, probability: 0.9, orders: 1, event })),
    targets: targets.map((event) => ({ key: `t${event}`, event })),
    events: Float64Array.from(events),
    visits: new Float64Array(0),
  } as unknown as Campaign;
}

function world() {
  const runs = [0, 100, 200].map((first) =>
    runOf(
      first,
      Array.from({ length: 100 }, (_, i) => ({
        atMs: i,
        actor: `用户${first + i}`,
        target: `v${first + i}`,
        ...(i % 2 === 0 ? { owner: `o${first + i}` } : {}),
      })),
    ),
  );
  return { runs, reader: readerOver(runs) };
}

describe("WatchNames", () => {
  it("names targets by a position each, remembers them, and says which the log no longer holds", () => {
    const { reader } = world();
    const names = new DetectorNames(reader, 1_000);
    const asked = [
      { key: "a", event: 7 },
      { key: "b", event: 150 },
      { key: "gone", event: 999 },
    ];
    const named = [
      { kind: "video", id: "v7", owner: null },
      { kind: "video", id: "v150", owner: "o150" },
      null,
    ];
    expect(names.nameTargets(asked)).toEqual(named);
    const fetched = reader.fetched();
    expect(names.nameTargets(asked.slice(0, 2))).toEqual(named.slice(0, 2));
    expect(reader.fetched()).toBe(fetched);
    expect(names.nameTargets([])).toEqual([]);
  });

  it("names members and targets as their events do, each run fetched once and each name asked for once", () => {
    const { reader } = world();
    const names = new DetectorNames(reader, 1_000);
    const asked = [campaign([199, 3, 101, 7], [150, 151]), campaign([3, 120], [4])];
    const named = names.name(asked);
    expect(named.map(({ actors }) => actors)).toEqual([
      ["用户199", "用户3", "用户101", "用户7"],
      ["用户3", "用户120"],
    ]);
    expect(named[0]!.targets).toEqual([
      { kind: "video", id: "v150", owner: "o150" },
      { kind: "video", id: "v151", owner: null },
    ]);
    expect(reader.fetched()).toBe(2);
    expect(names.name(asked)).toEqual(named);
    expect(reader.fetched()).toBe(2);
    names.name([campaign([3, 250], [])]);
    expect(reader.fetched()).toBe(3);
  });

  it("leaves out what the log no longer holds", () => {
    const { runs, reader } = world();
    const names = new DetectorNames(reader, 1_000);
    runs.shift();
    const [named] = names.name([campaign([50, 150], [60, 160], [10, 99, 100, 101])]);
    expect(named!.actors).toEqual(["用户150"]);
    expect(named!.campaign.members).toHaveLength(1);
    expect(named!.targets.map(({ id }) => id)).toEqual(["v160"]);
    expect([...named!.campaign.events]).toEqual([100, 101]);
  });

  it("names a campaign of more members than it remembers", () => {
    const { reader } = world();
    const names = new DetectorNames(reader, 10);
    const members = Array.from({ length: 300 }, (_, i) => i);
    expect(names.name([campaign(members, [])])[0]!.actors).toEqual(members.map((i) => `用户${i}`));
    names.name([campaign([299], [])]);
    expect(reader.fetched()).toBe(3);
    names.name([campaign([0], [])]);
    expect(reader.fetched()).toBe(4);
  });
});
