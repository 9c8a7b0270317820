import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../nouns/durations.ts";
import { columnsOf, honestDay, START_MS, seeded, type Told } from "./columns/fixture-columns.ts";
import { detectCampaigns } from "./detect-campaigns.ts";
import { infrastructureCommunities } from "./pools/infrastructure-graph.ts";
import { detectOverWeeks } from "./slow-drip.ts";

const WEEKS = 28 * 24;

/** Four weeks of honest likes: each day has its own targets, people come back. */
function honestWeeks(seed: number): Told[] {
  const random = seeded(seed);
  return Array.from({ length: 28 }, (_, day) =>
    honestDay(random, 900, 90, 60, 900).map((event) => ({
      ...event,
      target: `d${day}${event.target}`,
      atMs: event.atMs + day * 24 * HOUR_MS,
    })),
  ).flat();
}

/** `orders` targets of different owners, each served over `hours` by `density` of the pool. */
function drip(seed: number, pool: number, orders: number, density: number, hours: number): Told[] {
  const random = seeded(seed);
  return Array.from({ length: orders }, (_, order) => {
    const startMs = START_MS + (WEEKS - hours) * HOUR_MS * random();
    return Array.from({ length: pool }, (_, member) => member)
      .filter(() => random() < density)
      .map((member) => ({
        actor: `p${member}`,
        target: `order${order}`,
        owner: `buyer${order}`,
        atMs: Math.floor(startMs + hours * HOUR_MS * random()),
        device: `phone${Math.floor(member / 4)}`,
        ip: "line",
      }));
  }).flat();
}

/** Fans of one idol, who like nearly everything of theirs for weeks. */
function fans(seed: number): Told[] {
  const random = seeded(seed);
  return Array.from({ length: 40 }, (_, post) => post).flatMap((post) =>
    Array.from({ length: 80 }, (_, fan) => fan)
      .filter(() => random() < 0.6)
      .map((fan) => ({
        actor: `f${fan}`,
        target: `post${post}`,
        owner: "idol",
        atMs: Math.floor(START_MS + (post * 16 + 4 * random()) * HOUR_MS),
      })),
  );
}

const HONEST = honestWeeks(1);
const bare = (events: readonly Told[]): Told[] =>
  events.map((event) => ({ ...event, device: null, ip: null }));

/** Whoever meets beyond chance; whether they acted by order is judged elsewhere, by more than so small a world holds. */
const ALL = { scoreMin: 0 } as const;

describe("detectOverWeeks", () => {
  it("finds a pool whose accounts do three acts in four weeks, from who did what and when alone", () => {
    const sold = bare(drip(2, 200, 16, 0.2, 20 * 24));
    const columns = columnsOf([...HONEST, ...sold]);
    const [found, ...more] = detectOverWeeks(columns, ALL);
    expect(more).toEqual([]);
    expect(found!.targets).toHaveLength(16);
    const known = new Set(sold.map(({ actor }) => actor));
    expect(found!.members.length).toBeGreaterThan(0.9 * known.size);
    expect(found!.members.length).toBeLessThan(1.05 * known.size);
  });
  it("finds by what they live on those who share too few orders", () => {
    const random = seeded(9);
    const cover = Array.from({ length: 1200 }, (_, i): Told => {
      const day = Math.floor(28 * random());
      return {
        actor: `p${i % 400}`,
        target: `d${day}v${Math.floor(90 * random() ** 2)}`,
        atMs: Math.floor(START_MS + (day + random()) * 24 * HOUR_MS),
        device: `phone${Math.floor((i % 400) / 4)}`,
        ip: "line",
      };
    });
    const sold = [...cover, ...drip(3, 400, 4, 0.06, 20 * 24)];
    expect(detectOverWeeks(columnsOf([...HONEST, ...bare(sold)]), ALL)).toEqual([]);
    const [found] = detectOverWeeks(columnsOf([...HONEST, ...sold]), ALL);
    expect(found!.targets).toHaveLength(4);
    expect(found!.members.length).toBeGreaterThan(70);
  });
  it("finds nothing among honest people, fans or in nothing at all", () => {
    expect(detectOverWeeks(columnsOf(HONEST))).toEqual([]);
    expect(detectOverWeeks(columnsOf([...HONEST, ...fans(4)]))).toEqual([]);
    expect(detectOverWeeks(columnsOf([]))).toEqual([]);
  });
  it("gives the same whatever order the events come in", () => {
    const events = [...HONEST, ...drip(2, 120, 10, 0.3, 20 * 24)];
    const forwards = detectOverWeeks(columnsOf([...events].sort((a, b) => a.atMs - b.atMs)), ALL);
    const backwards = detectOverWeeks(columnsOf([...events].sort((a, b) => b.atMs - a.atMs)), ALL);
    const keys = (clusters: typeof forwards): string[][] =>
      clusters.map(({ members }) => members.map(({ key }) => key).sort());
    expect(keys(backwards)).toEqual(keys(forwards));
    expect(forwards).toHaveLength(1);
  });
  it("answers on one second, on one target, and on one account everywhere", () => {
    expect(detectOverWeeks(columnsOf(HONEST.map((event) => ({ ...event, atMs: START_MS }))))).toEqual([]);
    expect(
      detectOverWeeks(columnsOf(HONEST.map((event) => ({ ...event, target: "v", owner: "o" })))),
    ).toEqual([]);
    expect(detectOverWeeks(columnsOf(HONEST.map((event) => ({ ...event, actor: "u" }))))).toEqual([]);
  });
  it("sees no more than near-line does in hours, and no less", () => {
    const sold = drip(5, 80, 8, 0.5, 24);
    const columns = columnsOf([...HONEST, ...sold]);
    expect(detectOverWeeks(columns, ALL)[0]!.targets).toHaveLength(8);
    expect(detectCampaigns(columns, ALL)[0]!.targets).toHaveLength(8);
  });
});

describe("infrastructureCommunities", () => {
  const at = (actor: string, device: string | null, ip: string | null, acts = 3): Told[] =>
    Array.from({ length: acts }, (_, i) => ({
      actor,
      target: `t${i}`,
      atMs: START_MS + i * HOUR_MS,
      device,
      ip,
    }));
  const sizes = (events: readonly Told[]): number[] => {
    const { pool, poolCount } = infrastructureCommunities(columnsOf(events));
    return Array.from({ length: poolCount }, (_, own) => pool.filter((one) => one === own).length);
  };
  const people = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

  it("joins phones of one line", () => {
    expect(sizes(people(40).flatMap((i) => at(`a${i}`, `phone${Math.floor(i / 5)}`, "line")))).toEqual([40]);
  });
  it("joins no campus, gateway or café: own phones, and people who move", () => {
    const campus = people(200).flatMap((i) => [
      ...at(`a${i}`, `own${i}`, "campus"),
      ...at(`a${i}`, `own${i}`, `home${i}`),
    ]);
    expect(sizes(campus)).toEqual([]);
  });
  it("joins those who act from one host only, each on a device of its own", () => {
    expect(sizes(people(60).flatMap((i) => at(`a${i}`, `own${i}`, "host")))).toEqual([60]);
  });
  it("passes over a device of 65 and an address of 513 accounts, and takes 64 and 512", () => {
    expect(sizes(people(64).flatMap((i) => at(`a${i}`, "device", null)))).toEqual([64]);
    expect(sizes(people(65).flatMap((i) => at(`a${i}`, "device", null)))).toEqual([]);
    expect(sizes(people(512).flatMap((i) => at(`a${i}`, `own${i}`, "host")))).toEqual([512]);
    expect(sizes(people(513).flatMap((i) => at(`a${i}`, `own${i}`, "host")))).toEqual([]);
  });
  it("calls seven a household", () => {
    expect(sizes(people(7).flatMap((i) => at(`a${i}`, "tablet", "home")))).toEqual([]);
    expect(sizes(people(8).flatMap((i) => at(`a${i}`, "tablet", "home")))).toEqual([8]);
  });
  it("knows nobody where nothing is told", () => {
    expect(sizes(HONEST)).toEqual([]);
  });
});
