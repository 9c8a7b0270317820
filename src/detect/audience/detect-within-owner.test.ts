import { describe, expect, it } from "vitest";
import { hashText } from "../../nouns/hash.ts";
import { columnsOf, START_MS, seeded, type Told } from "../columns/fixture-columns.ts";
import { detectWithinOwners } from "./detect-within-owner.ts";
import {
  bingeLikes,
  clubLikes,
  clubOnTwoClocks,
  fanLikes,
  giveawayLikes,
  orderedLikes,
  poolLikes,
} from "./fixture-audience.ts";
import type { WithinOwnerGroup } from "./within-owner-group.ts";

const FANS = { seed: 1, fans: 900, videos: 40 } as const;
const ORDERS = [4, 9, 13, 18, 22, 27, 31, 36] as const;

/** Names of members, whichever group they are in. */
function detect(told: readonly Told[]): { groups: readonly WithinOwnerGroup[]; named: Set<string> } {
  const columns = columnsOf(told);
  const nameOf = new Map<string, string>();
  for (const { actor } of told) nameOf.set(hashText(actor).join(), actor);
  const groups = detectWithinOwners(columns);
  const named = new Set<string>();
  for (const { members } of groups)
    for (const { actor } of members)
      named.add(nameOf.get(`${columns.actorKeys[actor * 2]},${columns.actorKeys[actor * 2 + 1]}`)!);
  return { groups, named };
}

function f1(named: ReadonlySet<string>, truth: ReadonlySet<string>): number {
  const hits = [...named].filter((one) => truth.has(one)).length;
  return (2 * hits) / (named.size + truth.size);
}

const actorsOf = (told: readonly Told[]): Set<string> => new Set(told.map(({ actor }) => actor));

describe("nothing is said of honest audiences", () => {
  const sameSecond = fanLikes(FANS).map((event) => ({ ...event, atMs: START_MS }));
  const cases: readonly (readonly [string, readonly Told[]])[] = [
    ["nobody", []],
    ["fans of the first hour, prompt and late, with heavy tails", fanLikes(FANS)],
    ["another audience of them", fanLikes({ ...FANS, seed: 2 })],
    ["owner unknown", fanLikes({ ...FANS, owner: null })],
    ["those who browse the page on one evening", [...fanLikes(FANS), ...bingeLikes(3, 300, 40, 12)]],
    ["a giveaway", [...fanLikes(FANS), ...giveawayLikes(4, 600)]],
    [
      "a fan club that is called together now and then",
      [...fanLikes(FANS), ...clubLikes(13, 60, 40, ORDERS)],
    ],
    ["a club of which a third keeps another clock", clubOnTwoClocks(14, 13)],
    ["everything in one second", sameSecond],
    ["one target", poolLikes(5, 100, [4])],
    ["two targets", [...fanLikes({ ...FANS, videos: 2 }), ...poolLikes(5, 100, [0, 1])]],
    ["views only", poolLikes(6, 160, ORDERS).map((event) => ({ ...event, type: "view" }))],
    ["retractions only", poolLikes(6, 160, ORDERS).map((event) => ({ ...event, type: "unlike" }))],
    ["four friends", [...fanLikes(FANS), ...poolLikes(7, 4, ORDERS, 1)]],
    ["three who follow each other in order", [...fanLikes(FANS), ...orderedLikes(3, [...ORDERS])]],
  ];
  it.each(cases)("%s", (_, told) => {
    expect(detect(told).groups).toEqual([]);
  });
});

describe("a pool on eight videos of one owner", () => {
  const pool = poolLikes(8, 120, ORDERS);
  const told = [...fanLikes(FANS), ...pool];

  it("is found, and no more than a few others with it", () => {
    const { groups, named } = detect(told);
    expect(f1(named, actorsOf(pool))).toBeGreaterThan(0.95);
    expect(groups).toHaveLength(1);
    expect(groups[0]!.evidence).toContain("co_arrival");
    expect(groups[0]!.occasions).toBeGreaterThanOrEqual(3);
    expect(groups[0]!.falseDiscoveryShare).toBeLessThanOrEqual(0.01);
  });

  it("is told with the acts that were delivered, and few others", () => {
    const { groups } = detect(told);
    const bought = [...groups[0]!.events].filter((row) => row >= told.length - pool.length).length;
    expect(bought / groups[0]!.events.length).toBeGreaterThan(0.95);
    expect(bought / pool.length).toBeGreaterThan(0.85);
  });

  it("is found whether the owner is named or not, and beside other owners", () => {
    const unnamed = told.map((event) => ({ ...event, owner: null }));
    expect(f1(detect(unnamed).named, actorsOf(pool))).toBeGreaterThan(0.95);
    const other = fanLikes({ ...FANS, seed: 9, owner: "other" }).map((event) => ({
      ...event,
      target: `other-${event.target}`,
    }));
    expect(f1(detect([...told, ...other]).named, actorsOf(pool))).toBeGreaterThan(0.95);
  });

  it("does not depend on the order of rows", () => {
    const random = seeded(10);
    const keyed = told.map((event) => ({ event, key: random() })).sort((a, b) => a.key - b.key);
    const shuffled = detect(keyed.map(({ event }) => event));
    expect(f1(shuffled.named, detect(told).named)).toBeGreaterThan(0.98);
  });

  it("is not made of the same people at times of their own", () => {
    const random = seeded(11);
    const spread = pool.map((event) => ({
      ...event,
      atMs: Math.floor(event.atMs + 5 * 86_400_000 * random()),
    }));
    expect(detect([...fanLikes(FANS), ...spread]).groups).toEqual([]);
  });
});

describe("a fixed order of names, a second apart", () => {
  const videos = Array.from({ length: 27 }, (_, i) => i);

  it("is found whole among fans", () => {
    const { groups, named } = detect([...fanLikes(FANS), ...orderedLikes(18, videos)]);
    expect([...named].sort()).toEqual([...actorsOf(orderedLikes(18, videos))].sort());
    expect(groups[0]!.evidence).toContain("fixed_order");
    expect(groups[0]!.targets).toHaveLength(27);
  });

  it("is found where there is nobody else", () => {
    expect(detect(orderedLikes(18, videos)).named.size).toBe(18);
  });

  it("is none where times have no order", () => {
    const minutes = orderedLikes(18, videos).map((event) => ({
      ...event,
      atMs: Math.floor(event.atMs / 60_000) * 60_000,
    }));
    expect(detect(minutes).groups).toEqual([]);
  });

  it("is none when the order changes from target to target", () => {
    const random = seeded(12);
    const shuffled = videos.flatMap((video) => {
      const own = orderedLikes(18, videos).filter(({ target }) => target === `v${video}`);
      const keys = own.map(() => random());
      const order = own.map((_, i) => i).sort((a, b) => keys[a]! - keys[b]!);
      return own.map((event, i) => ({ ...event, atMs: own[order[i]!]!.atMs }));
    });
    const { groups } = detect(shuffled);
    expect(groups.flatMap(({ evidence }) => evidence)).not.toContain("fixed_order");
  });
});
