import { describe, expect, it } from "vitest";
import { FOLLOWERS_MIN } from "./batch-limits.ts";
import type { Follower } from "./follower.ts";
import { judgeFollowers } from "./judge-followers.ts";
import { honestFollowers, type MadeBatch, madeFollowers } from "./made-list.fixture.ts";

const NAMED = (at: number): string => `kovira${1000 + ((at * 7919) % 9000)}`;
const ONE_NIGHT = [120, 0.3] as const;
const ONE_DAY = [200, 0.8] as const;

function judge(honest: number, ...batches: readonly MadeBatch[]) {
  const rows: Follower[] = [
    ...honestFollowers(honest, 7),
    ...batches.flatMap((batch, i) => madeFollowers(batch, 100 + i)),
  ];
  return judgeFollowers(rows, { seed: 3 });
}

describe("shares of lists with a bought part", () => {
  it.each<[string, number, MadeBatch]>([
    [
      "registered in one night, delivered in a day",
      0.1,
      { count: 200, registered: ONE_NIGHT, followed: ONE_DAY },
    ],
    ["registered in one night, names of one maker", 0.3, { count: 600, registered: ONE_NIGHT, named: NAMED }],
    ["delivered in a day, names of one maker, aged", 0.3, { count: 600, followed: ONE_DAY, named: NAMED }],
    [
      "everything at once",
      0.05,
      { count: 100, registered: ONE_NIGHT, followed: ONE_DAY, named: NAMED, empty: true },
    ],
  ])("%s", (_, part, batch) => {
    const answer = judge(batch.count / part - batch.count, batch);
    expect(answer.outcome).toBe("share");
    expect(Math.abs(answer.share! - part)).toBeLessThan(0.02);
    expect(answer.low).toBeLessThanOrEqual(part);
    expect(answer.high).toBeGreaterThanOrEqual(part);
    const honest = Math.round(batch.count / part - batch.count);
    const wrong = answer.probability.subarray(0, honest).filter((p) => p >= 0.5).length;
    const right = answer.probability.subarray(honest).filter((p) => p >= 0.5).length;
    expect(wrong).toBeLessThanOrEqual(0.005 * honest);
    expect(right).toBeGreaterThan(0.95 * batch.count);
  });
});

describe("what honest life does", () => {
  it.each<[string, readonly MadeBatch[]]>([
    ["nothing", []],
    ["a viral day", [{ count: 900, followed: ONE_DAY }]],
    ["a region that joins: registered in the same four days", [{ count: 500, registered: [100, 4] }]],
    [
      "people who join in one evening and follow at once",
      [{ count: 500, registered: [100, 0.2], joins: true, empty: false }],
    ],
    [
      "newcomers with default names and nothing in their profiles",
      [{ count: 300, registered: [100, 3], joins: true, named: (at) => `用户${83_000_000 + at * 17}` }],
    ],
    [
      "a region and a viral day that is not theirs",
      [
        { count: 400, registered: [100, 4] },
        { count: 700, followed: ONE_DAY },
      ],
    ],
  ])("%s is not counted", (_, batches) => {
    const answer = judge(1500, ...batches);
    expect(answer).toMatchObject({ outcome: "none_found", share: 0 });
    expect(answer.power!.usualSeen).toBeGreaterThanOrEqual(5);
    expect(answer.probability.filter((p) => p >= 0.5)).toHaveLength(0);
  });

  it("tells of a region, and leaves room for it in the interval", () => {
    const answer = judge(1500, { count: 500, registered: [100, 4] });
    expect(answer.batches.some(({ size, excess }) => size === null && excess > 450)).toBe(true);
    expect(answer.high).toBeGreaterThan(0.25);
  });
});

describe("lists that are mostly one batch", () => {
  it("says too concentrated where registration is all there is", () => {
    const answer = judge(20, { count: 1507, registered: ONE_NIGHT, followed: [121, 150] });
    expect(answer).toMatchObject({ outcome: "too_concentrated", share: null });
    expect(answer.high).toBeGreaterThan(0.95);
  });

  it("gives the share where names and arrivals speak too", () => {
    const answer = judge(0, {
      count: 1507,
      registered: ONE_NIGHT,
      followed: ONE_DAY,
      named: NAMED,
      empty: true,
    });
    expect(answer.outcome).toBe("share");
    expect(answer.share).toBeGreaterThan(0.95);
  });

  it("is judged against a reference list where one is given", () => {
    const rows = madeFollowers({ count: 1507, registered: [120, 4], followed: ONE_DAY }, 100);
    expect(judgeFollowers(rows, { seed: 3 }).outcome).toBe("too_concentrated");
    const answer = judgeFollowers(rows, { seed: 3, reference: honestFollowers(1500, 8) });
    expect(answer.outcome).toBe("share");
    expect(answer.share).toBeGreaterThan(0.95);
  });
});

describe("what cannot be told", () => {
  const without = (field: Partial<Follower>) =>
    judgeFollowers(
      honestFollowers(1500, 7).map((row) => ({ ...row, ...field })),
      { seed: 3 },
    );

  it("is not called 0 %", () => {
    const unknown = { name: null, posts: Number.NaN, following: Number.NaN, hasPicture: null, hasBio: null };
    const answer = without({ ...unknown, followedAtMs: Number.NaN });
    expect(answer).toMatchObject({ outcome: "cannot_tell", share: null, low: 0, high: 1, power: null });
  });

  it.each([0, FOLLOWERS_MIN - 1, FOLLOWERS_MIN])("%d accounts", (count) => {
    const { outcome, power } = judgeFollowers(honestFollowers(count, 7), { seed: 3 });
    if (count < FOLLOWERS_MIN) expect(outcome).toBe("cannot_tell");
    expect(power === null).toBe(count < FOLLOWERS_MIN);
  });

  it("gives the same answer for the same list", () => {
    const again = [0, 1].map(() => judge(800, { count: 200, registered: ONE_NIGHT, followed: ONE_DAY }));
    expect(again[0]).toEqual(again[1]);
  });
});
