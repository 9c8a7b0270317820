import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../nouns/durations.ts";
import { columnsOf, honestDay, START_MS, seeded, soldLikes, type Told } from "./columns/fixture-columns.ts";
import { detectCampaigns } from "./detect-campaigns.ts";

/** Windows nobody should send, each with the right answer and bounded in time. Times are generous: machines are shared. */
const honest = (seed: number): Told[] => honestDay(seeded(seed), 3000, 400, 80, 12_000);

function detectTimed(told: readonly Told[]): { found: ReturnType<typeof detectCampaigns>; cpuMs: number } {
  const columns = columnsOf(told);
  const before = process.cpuUsage();
  const found = detectCampaigns(columns);
  const { user, system } = process.cpuUsage(before);
  return { found, cpuMs: (user + system) / 1000 };
}

/** People as uneven as they are: activity by a lognormal of σ 1.2, popularity by a square. */
function community(seed: number, people: number, targets: number, owners: number, acts: number): Told[] {
  const random = seeded(seed);
  const cumulated: number[] = [];
  let total = 0;
  for (let i = 0; i < people; i++) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    total += Math.exp(1.2 * normal);
    cumulated.push(total);
  }
  return Array.from({ length: acts }, () => {
    const drawn = random() * total;
    const target = Math.floor(targets * random() ** 2);
    return {
      actor: `r${cumulated.findIndex((sum) => sum > drawn)}`,
      target: `r${target}`,
      owner: `r${target % owners}`,
      atMs: Math.floor(START_MS + 24 * HOUR_MS * random()),
    };
  });
}

describe("bad input", () => {
  it("nothing, one event, one actor, one target: no campaign", () => {
    expect(detectCampaigns(columnsOf([]))).toEqual([]);
    expect(detectCampaigns(columnsOf([{ actor: "a", target: "v", atMs: START_MS }]))).toEqual([]);
    const alone = Array.from({ length: 5000 }, (_, i) => ({
      actor: "a",
      target: `v${i}`,
      atMs: START_MS + i,
    }));
    expect(detectCampaigns(columnsOf(alone))).toEqual([]);
  });

  it("no campaign at all: finds none", () => {
    for (const seed of [21, 22, 23]) expect(detectTimed(honest(seed)).found).toEqual([]);
  });

  it("everything is one campaign: found by the phones it comes from; where there are none, nothing is claimed without others to compare with", () => {
    const told = soldLikes(seeded(24), 300, 12, 0.5, HOUR_MS);
    expect(detectTimed(told).found).toEqual([]);
    const farm = told.map((event) => {
      const phone = Math.floor(Number(event.actor.slice(1)) / 6);
      return { ...event, device: `phone${phone}`, ip: `line${phone % 3}`, batch: "lot" };
    });
    const { found } = detectTimed(farm);
    expect(found).toHaveLength(1);
    expect(found[0]!.members.length).toBeGreaterThan(280);
    expect(found[0]!.targets).toHaveLength(12);
  });

  it("one target with a million likes in an hour: no campaign of it, and the one beside it is found", () => {
    const random = seeded(25);
    const crowd = Array.from(
      { length: 1_000_000 },
      (_, i): Told => ({
        actor: `c${i}`,
        target: "viral",
        owner: "star",
        atMs: Math.floor(START_MS + 12 * HOUR_MS + HOUR_MS * random()),
      }),
    );
    const { found, cpuMs } = detectTimed([
      ...honest(25),
      ...soldLikes(seeded(26), 80, 6, 0.5, HOUR_MS),
      ...crowd,
    ]);
    expect(found).toHaveLength(1);
    expect(found[0]!.members.length).toBeLessThan(90);
    expect(found[0]!.targets.map(({ audience }) => audience < 1000)).not.toContain(false);
    expect(cpuMs).toBeLessThan(20_000);
  }, 120_000);

  it("one account on ten thousand targets, in lockstep with nobody: no campaign; work does not grow with it", () => {
    const random = seeded(27);
    const likes = honestDay(random, 3000, 10_000, 500, 60_000);
    const busy = Array.from(
      { length: 10_000 },
      (_, i): Told => ({
        actor: "busy",
        target: `v${i}`,
        owner: `o${i % 500}`,
        atMs: START_MS + i * 8000,
      }),
    );
    const { found, cpuMs } = detectTimed([...likes, ...busy]);
    expect(found).toEqual([]);
    expect(cpuMs).toBeLessThan(10_000);
  }, 60_000);

  it("fifty accounts on ten thousand targets each: bounded in time, and nobody else is accused", () => {
    const busy = Array.from({ length: 50 * 10_000 }, (_, i): Told => {
      const target = Math.floor(i / 50);
      return {
        actor: `b${i % 50}`,
        target: `v${target}`,
        owner: `o${target}`,
        atMs: START_MS + target * 8000,
      };
    });
    const { found, cpuMs } = detectTimed([...honest(28), ...busy]);
    expect(cpuMs).toBeLessThan(20_000);
    expect(new Set(found.flatMap(({ members }) => members.map(({ key }) => key))).size).toBeLessThan(60);
  }, 120_000);

  it.each([
    [60, 30, 30, 400],
    [300, 100, 40, 3000],
    [1000, 200, 60, 6000],
    [2000, 400, 120, 10_000],
  ])(
    "a community of %i apart from the rest meets its own far beyond the whole platform's chance, and is no campaign",
    (people, targets, owners, acts) => {
      const rest = honestDay(seeded(36), 20_000, 2000, 400, 100_000);
      const told = [...rest, ...community(35, people, targets, owners, acts)];
      expect(detectTimed(told).found).toEqual([]);
      const pool = soldLikes(seeded(37), 80, 12, 0.5, HOUR_MS);
      expect(detectTimed([...told, ...pool]).found).toHaveLength(1);
    },
    60_000,
  );

  it("all events in the same second: who came together cannot be told from the hour, only from what they share", () => {
    const squeeze = (told: Told[]): Told[] =>
      told.map((event, i) => ({ ...event, atMs: START_MS + (i % 1000) }));
    expect(detectTimed(squeeze(honest(29))).found).toEqual([]);
    const pool = soldLikes(seeded(30), 80, 6, 0.5, HOUR_MS);
    const { found } = detectTimed(squeeze([...honest(30), ...pool]));
    const members = found.flatMap((cluster) => cluster.members);
    expect(members.length).toBeLessThan(100);
    expect(detectTimed(honest(29).map((event) => ({ ...event, atMs: START_MS }))).found).toEqual([]);
  });

  it("times in reverse order: the same campaigns", () => {
    const told = [...honest(31), ...soldLikes(seeded(31), 80, 6, 0.5, HOUR_MS)].sort(
      (a, b) => a.atMs - b.atMs,
    );
    const keys = (events: Told[]): string[] =>
      detectTimed(events).found.flatMap(({ members }) => members.map(({ key }) => key).sort());
    expect(keys(told).length).toBeGreaterThan(70);
    expect(keys(told.toReversed())).toEqual(keys(told));
  });

  it("the same event a thousand times: no campaign of it, and no other is lost", () => {
    const again = Array.from(
      { length: 1000 },
      (): Told => ({ actor: "a", target: "v1", owner: "o1", atMs: START_MS }),
    );
    expect(detectTimed([...honest(32), ...again]).found).toEqual([]);
    const pool = soldLikes(seeded(33), 80, 6, 0.5, HOUR_MS);
    const all = [...honest(33), ...pool];
    const times = (count: number): Told[] => Array.from({ length: count }, () => all).flat();
    const keys = (events: Told[]): string[] =>
      detectTimed(events).found.flatMap(({ members }) => members.map(({ key }) => key).sort());
    expect(keys(times(20))).toEqual(keys(all));
  });

  it("identifiers missing: without a target an event is left out, without owners a target stands for itself", () => {
    const pool = soldLikes(seeded(34), 80, 6, 0.5, HOUR_MS);
    const all = [...honest(34), ...pool];
    const without = all.map((event, i) => (i % 10 === 0 ? { ...event, target: null } : event));
    expect(detectTimed(without).found).toHaveLength(1);
    const ownerless = all.map((event) => ({
      ...event,
      owner: null,
      device: event.actor.startsWith("p") ? "rack" : `d${event.actor}`,
      batch: event.actor.startsWith("p") ? "lot" : `b${event.atMs % 97}`,
    }));
    const { found } = detectTimed(ownerless);
    expect(found).toHaveLength(1);
    expect(found[0]!.owners).toEqual([]);
    expect(found[0]!.members.length).toBeGreaterThan(70);
    expect(detectTimed(all.map((event) => ({ ...event, target: null }))).found).toEqual([]);
  });
});
