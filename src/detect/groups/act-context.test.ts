import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../../nouns/durations.ts";
import { kindCode } from "../../nouns/event.ts";
import { columnsOf, honestDay, START_MS, seeded, soldLikes, type Told } from "../columns/fixture-columns.ts";
import { detectCampaigns } from "../detect-campaigns.ts";
import { sliceAudiences, timeOrder } from "../links/audience-slices.ts";
import { CONTEXT_BINS, groupByActor, learnActContext } from "./act-context.ts";

const LIKE = kindCode("like")!;
const LAST = CONTEXT_BINS - 1;

/** The bins of the event at place `at`: look, before, after. */
function binsAt(told: readonly Told[], at: number): number[] {
  const columns = columnsOf(told);
  const order = timeOrder(columns);
  const slices = sliceAudiences(columns, "acts", order);
  const bins = learnActContext(columns, groupByActor(columns, order), slices, () => false).binsOf(at);
  return [
    bins % CONTEXT_BINS,
    Math.floor(bins / CONTEXT_BINS) % CONTEXT_BINS,
    Math.floor(bins / CONTEXT_BINS ** 2),
  ];
}

const at = (ms: number, target: string, type = "like", owner = `of ${target}`, actor = "a"): Told => ({
  actor,
  target,
  owner,
  type,
  atMs: START_MS + ms,
});

describe("how an act came about", () => {
  it.each<[string, Told[], number, number[]]>([
    ["out of nowhere, and gone", [at(0, "v")], 0, [LAST, LAST, LAST]],
    ["after a look of half a second", [at(0, "v", "view"), at(500, "v")], 1, [2, LAST, LAST]],
    ["a quarter of a second is the second length", [at(0, "v", "view"), at(250, "v")], 1, [1, LAST, LAST]],
    ["and less the first", [at(0, "v", "view"), at(249, "v")], 1, [0, LAST, LAST]],
    [
      "before and after other things: the time before counts from the look",
      [at(0, "u", "view"), at(4000, "v", "view"), at(5000, "v"), at(13_000, "w", "view")],
      2,
      [3, 5, 6],
    ],
    [
      "a follow after a look at something of the same owner",
      [at(0, "u", "view", "o"), at(1000, "o", "follow", "o")],
      1,
      [3, LAST, LAST],
    ],
    [
      "what is done there besides does not count as elsewhere",
      [at(0, "v"), at(1000, "v", "unlike")],
      0,
      [LAST, LAST, LAST],
    ],
    ["others' events do not count", [at(0, "u", "view", "o", "b"), at(9, "v")], 1, [LAST, LAST, LAST]],
    ["longer than two hours and a half is never", [at(0, "u"), at(3 * HOUR_MS, "v")], 1, [LAST, LAST, LAST]],
    [
      "in whatever order they come",
      [at(5000, "v"), at(4000, "v", "view"), at(0, "u", "view")],
      0,
      [3, 5, LAST],
    ],
    ["of several at once the later in the file", [at(0, "u"), at(0, "v"), at(0, "w")], 1, [LAST, 0, 0]],
  ])("%s", (_, told, event, bins) => {
    expect(binsAt(told, event)).toEqual(bins);
  });

  it("looks through sixteen events to either side and no further", () => {
    const taps = (count: number): Told[] => [
      at(0, "u"),
      ...Array.from({ length: count }, (_, i) => at(i + 1, "v", "live_like")),
      at(1000, "v"),
    ];
    expect(binsAt(taps(15), 16)[1]).toBe(3);
    expect(binsAt(taps(16), 17)[1]).toBe(LAST);
  });
});

describe("learnManner", () => {
  const usualOf = (told: readonly Told[], kind: number): Float64Array => {
    const columns = columnsOf(told);
    const slices = sliceAudiences(columns, "acts", null);
    return learnActContext(
      columns,
      groupByActor(columns, null),
      slices,
      (slice) => slices.target[slice] === 0,
    ).usual(kind);
  };
  const told = ["v", "w"].flatMap((target) =>
    Array.from({ length: 50 }, (_, i) => at(i * 100_000, target, "like", target, `${target}${i}`)).flatMap(
      (like) => (target === "v" ? [like] : [{ ...like, type: "view", atMs: like.atMs - 500 }, like]),
    ),
  );

  it("counts what is not suspect, and gives every bin a chance", () => {
    const usual = usualOf(told, LIKE);
    for (let f = 0; f < 3; f++) {
      const own = usual.subarray(f * CONTEXT_BINS, (f + 1) * CONTEXT_BINS);
      expect(own.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
      expect(Math.min(...own)).toBeGreaterThan(0);
    }
    // v is left out, of whose likers none looked; of w's all did, half a second before.
    expect(usual[2]!).toBeGreaterThan(0.8);
    expect(usual[LAST]!).toBeLessThan(0.05);
  });

  it("falls back on all kinds for one that was not seen, and on even chances where nothing was", () => {
    expect(usualOf(told, kindCode("share")!)[2]!).toBeGreaterThan(0.8);
    expect([...new Set(usualOf([], LIKE))]).toEqual([1 / CONTEXT_BINS]);
  });
});

describe("honest visitors of what is bought", () => {
  const random = seeded(7);
  /** People like in sittings: three things looked at before, three after. */
  const sitting = (like: Told): Told[] => [
    ...[-3, -2, -1, 1, 2, 3].map((step) => ({
      ...like,
      target: `v${Math.floor(400 * random())}`,
      owner: null,
      type: "view",
      atMs: like.atMs + step * 9000 - 400,
    })),
    { ...like, type: "view", atMs: like.atMs - 400 },
    like,
  ];
  const day = honestDay(seeded(8), 3000, 400, 80, 6000).flatMap(sitting);
  const pool = soldLikes(seeded(9), 100, 6, 0.5, HOUR_MS);
  const orders = [...new Set(pool.map(({ target }) => target!))];
  const honest = orders.flatMap((target, o) => {
    const times = pool.filter((event) => event.target === target).map(({ atMs }) => atMs);
    return Array.from({ length: 5 }, (_, i): Told => {
      const atMs = times[Math.floor(random() * times.length)]! + 7;
      return { actor: `u${2000 + o * 5 + i}`, target, owner: `p-buyer${o}`, atMs };
    });
  });

  it("are told from hands by how they came, amid the order's own hour", () => {
    const told = [...day, ...pool, ...honest.flatMap(sitting)];
    const [cluster, ...others] = detectCampaigns(columnsOf(told));
    expect(others).toEqual([]);
    const taken = new Set(cluster!.events);
    const count = (name: string): number =>
      told.filter(
        ({ actor, target, type }, i) =>
          taken.has(i) && type !== "view" && actor.startsWith(name) && orders.includes(target!),
      ).length;
    expect(count("p")).toBe(pool.length);
    expect(count("u")).toBeLessThanOrEqual(1);
  });
});
