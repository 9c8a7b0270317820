import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../../nouns/durations.ts";
import { kindCode } from "../../nouns/event.ts";
import { columnsOf, honestDay, START_MS, seeded, soldLikes, type Told } from "../columns/fixture-columns.ts";
import { detectCampaigns } from "../detect-campaigns.ts";
import { countViewers } from "./view-baseline.ts";

/** The same who liked also looked, a moment before. */
const withViews = (likes: readonly Told[]): Told[] =>
  likes.flatMap((like) => [{ ...like, type: "view", atMs: like.atMs - 500 }, like]);

/** Views that lead to nothing. */
const idle = (random: () => number, target: string, owner: string, count: number): Told[] =>
  Array.from({ length: count }, () => ({
    actor: `u${Math.floor(3000 * random())}`,
    target,
    owner,
    type: "view",
    atMs: Math.floor(START_MS + 24 * HOUR_MS * random()),
  }));

/** An honest day in which thirty look for one who likes. */
function lookingDay(seed: number): Told[] {
  const random = seeded(seed);
  const likes = withViews(honestDay(random, 3000, 300, 80, 2500));
  const looks = honestDay(random, 3000, 300, 80, 75_000).map((event) => ({ ...event, type: "view" }));
  return [...likes, ...looks];
}

describe("countLookers", () => {
  const like = kindCode("like")!;

  it("expects honest acts by those who looked and did nothing", () => {
    const told = [
      ...withViews(Array.from({ length: 10 }, (_, i) => ({ actor: `a${i}`, target: "v", atMs: START_MS }))),
      ...idle(seeded(1), "v", "o", 90),
      ...withViews(Array.from({ length: 40 }, (_, i) => ({ actor: `b${i}`, target: "w", atMs: START_MS }))),
    ];
    const { honestMax } = countViewers(columnsOf(told));
    // w: nobody looked without liking it.
    expect(honestMax(1, like)).toBe(1);
    // v: some ninety looked (a few twice); of all who looked a third liked, so that the odds are a half, times three for what is good.
    expect(honestMax(0, like)).toBeGreaterThan(100);
  });

  it.each([
    ["without views", (likes: Told[]) => likes],
    ["where hardly anybody looks before", (likes: Told[]) => [...likes, ...withViews(likes.slice(0, 10))]],
  ])("says nothing %s", (_, change) => {
    const likes = honestDay(seeded(2), 300, 50, 10, 500);
    expect(countViewers(columnsOf(change(likes))).honestMax(0, like)).toBeNull();
    expect(countViewers(columnsOf(change(likes))).honestMax(0, 0)).toBeNull();
  });

  it("counts nobody twice", () => {
    const once = withViews(honestDay(seeded(3), 300, 50, 10, 500));
    const [a, b] = [once, [...once, ...once, ...once]].map((events) => countViewers(columnsOf(events)));
    for (let target = 0; target < 50; target++)
      expect(b!.honestMax(target, like)).toBe(a!.honestMax(target, like));
  });
});

describe("two orders of a pool", () => {
  const pool = withViews(soldLikes(seeded(5), 120, 2, 0.6, HOUR_MS));

  it("are enough when those who looked and did not like are few", () => {
    const [cluster] = detectCampaigns(columnsOf([...lookingDay(4), ...pool]));
    expect(cluster!.targets).toHaveLength(2);
    // All who served once too.
    const working = new Set(pool.map(({ actor }) => actor)).size;
    expect(cluster!.members.length).toBeGreaterThan(working * 0.95);
    expect(cluster!.members.length).toBeLessThan(working * 1.1);
  });

  it("are not claimed whole when many looked: the others may have come by themselves", () => {
    const random = seeded(6);
    const looks = [0, 1].flatMap((order) => idle(random, `p-order${order}`, `p-buyer${order}`, 2500));
    const found = detectCampaigns(columnsOf([...lookingDay(4), ...pool, ...looks]));
    const members = new Set(found.flatMap((cluster) => cluster.members.map(({ key }) => key)));
    expect(members.size).toBeLessThan(new Set(pool.map(({ actor }) => actor)).size * 0.7);
  });
});
