import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../nouns/durations.ts";
import { hashText } from "../nouns/hash.ts";
import { columnsOf, honestDay, START_MS, seeded, soldLikes, type Told } from "./columns/fixture-columns.ts";
import { keyHex } from "./columns/key-hex.ts";
import { detectCampaigns } from "./detect-campaigns.ts";

/** Key of an actor as clusters give it. */
const keyOf = (actor: string): string => keyHex(Int32Array.from(hashText(actor)), 0);
const honest = (seed: number): Told[] => honestDay(seeded(seed), 3000, 400, 80, 12_000);

describe("detectCampaigns", () => {
  it("finds a sold pool from who, what and when alone, and little else", () => {
    const random = seeded(1);
    const told = [...honest(1), ...soldLikes(random, 80, 6, 0.5, HOUR_MS)];
    const clusters = detectCampaigns(columnsOf(told));
    expect(clusters).toHaveLength(1);
    const [cluster] = clusters;
    expect(cluster!.targets).toHaveLength(6);
    expect(cluster!.owners).toHaveLength(6);
    expect(cluster!.evidence.ownersEffective).toBeGreaterThan(5);
    const bought = told.flatMap((event, sequence) => (event.actor.startsWith("p") ? [sequence] : []));
    const caught = bought.filter((sequence) => cluster!.events.includes(sequence));
    expect(caught.length / bought.length).toBeGreaterThan(0.98);
    expect(cluster!.events.length - caught.length).toBeLessThan(5);
    expect(cluster!.reasons.map(({ rule }) => rule)).toContain("many_owners");
  });

  it("finds the same whatever the order of the events", () => {
    const told = [...honest(2), ...soldLikes(seeded(2), 60, 5, 0.6, 2 * HOUR_MS)];
    const sorted = [...told].sort((a, b) => a.atMs - b.atMs);
    const members = (events: Told[]): string[] =>
      detectCampaigns(columnsOf(events)).flatMap((cluster) => cluster.members.map(({ key }) => key).sort());
    expect(members(sorted).length).toBeGreaterThan(50);
    expect(members(sorted.toReversed())).toEqual(members(sorted));
    expect(members(told)).toEqual(members(sorted));
  });

  it("finds pools that drip for the whole window", () => {
    const told = [...honest(3), ...soldLikes(seeded(3), 100, 6, 0.4, 23.9 * HOUR_MS)];
    const clusters = detectCampaigns(columnsOf(told));
    expect(clusters).toHaveLength(1);
    expect(clusters[0]!.members.length).toBeGreaterThan(90);
  });

  // Orders of a hundred are cut into runs of 64 beside the whole; where the pool is sparse, some are linked by one run of them alone.
  it.each([
    [600, 305],
    [700, 309],
    [800, 314],
  ])("takes large orders of a sparse pool of %i whole", (accounts, seed) => {
    const pool = soldLikes(seeded(seed), accounts, 4, 0.16, 2 * HOUR_MS);
    const told = [...honestDay(seeded(200), 3000, 400, 80, 8000), ...pool];
    const taken = new Set(detectCampaigns(columnsOf(told)).flatMap(({ events }) => [...events]));
    expect(told.filter(({ actor }, i) => actor.startsWith("p") && taken.has(i))).toHaveLength(pool.length);
  });

  it("tells two pools apart that served one common target", () => {
    const one = soldLikes(seeded(4), 60, 5, 0.6, HOUR_MS, "p");
    const two = soldLikes(seeded(5), 60, 5, 0.6, HOUR_MS, "q").map((event) =>
      event.target === "q-order0" ? { ...event, target: "p-order0", owner: "p-buyer0" } : event,
    );
    const clusters = detectCampaigns(columnsOf([...honest(4), ...one, ...two]));
    expect(clusters).toHaveLength(2);
  });

  it("tells pools apart that all like what is popular for cover, three times for each act sold", () => {
    const random = seeded(40);
    const pools = [0.8, 0.4, 0.15].flatMap((density, d) =>
      [0, 1].map((k) =>
        soldLikes(random, Math.round(40 / density), [6, 10, 20][d]!, density, HOUR_MS, `pool${d}${k}-`),
      ),
    );
    const cover = pools.flat().flatMap(({ actor, atMs }) =>
      [0, 1, 2].map((): Told => {
        const target = Math.floor(400 * random() ** 2);
        return {
          actor,
          target: `v${target}`,
          owner: `o${target % 80}`,
          atMs: Math.floor(Math.min(START_MS + 24 * HOUR_MS - 1, atMs + 2 * HOUR_MS * random())),
        };
      }),
    );
    const clusters = detectCampaigns(columnsOf([...honest(40), ...pools.flat(), ...cover]));
    const keys = pools.map((pool) => new Set(pool.map(({ actor }) => keyOf(actor))));
    for (const own of keys) {
      const best = Math.max(
        0,
        ...clusters.map(({ members }) => members.filter(({ key }) => own.has(key)).length / members.length),
      );
      const found = new Set(
        clusters.flatMap(({ members }) => members.map(({ key }) => key)).filter((key) => own.has(key)),
      );
      expect(found.size).toBeGreaterThan(own.size * 0.9);
      expect(best).toBeGreaterThan(0.8);
    }
  });

  it("does not take a fan club for a campaign: many posts, one owner", () => {
    const random = seeded(6);
    const fans = soldLikes(random, 120, 8, 0.7, HOUR_MS / 4, "fan").map((event) => ({
      ...event,
      owner: "idol",
    }));
    expect(detectCampaigns(columnsOf([...honest(6), ...fans]))).toEqual([]);
  });

  it("does not take two fan clubs that share some fans for a campaign", () => {
    const random = seeded(13);
    const clubs = ["a", "b"].flatMap((idol) =>
      soldLikes(random, 100, 8, 0.6, HOUR_MS / 4, `${idol}-fan`).map((event) => ({ ...event, owner: idol })),
    );
    // Forty are in both.
    const both = clubs.flatMap((event) => {
      const [idol, number] = event.actor.split("-fan") as [string, string];
      return Number(number) < 40 && idol === "a" ? [event, { ...event, actor: `b-fan${number}` }] : [event];
    });
    expect(detectCampaigns(columnsOf([...honest(13), ...both]))).toEqual([]);
  });

  it("does not take a circle of people who like each other's posts for a campaign", () => {
    const random = seeded(12);
    const circle: Told[] = [];
    for (let post = 0; post < 60; post++) {
      const atMs = START_MS + Math.floor(16 * HOUR_MS * random());
      for (let person = 0; person < 50; person++) {
        if (random() > 0.4) continue;
        const laterMs = Math.floor(6 * HOUR_MS * random() ** 2);
        circle.push({
          actor: `friend${person}`,
          target: `post${post}`,
          owner: `friend${post % 25}`,
          atMs: atMs + laterMs,
        });
      }
    }
    expect(detectCampaigns(columnsOf([...honest(12), ...circle]))).toEqual([]);
  });

  it("does not take a crowd on one target for a campaign, without or with one address", () => {
    const crowd = soldLikes(seeded(7), 900, 1, 1, HOUR_MS / 4, "crowd");
    expect(detectCampaigns(columnsOf([...honest(7), ...crowd]))).toEqual([]);
    const campus = crowd.map((event) => ({ ...event, ip: "gateway", device: `d-${event.actor}` }));
    expect(detectCampaigns(columnsOf([...honest(7), ...campus]))).toEqual([]);
  });

  it("finds a fresh pool at its first order when phones and sign-ups are shared", () => {
    const rest = honest(8).map((event) => ({
      ...event,
      device: `d-${event.actor}`,
      batch: `b${event.actor.length}${event.atMs % 97}`,
    }));
    const first = soldLikes(seeded(8), 60, 1, 1, HOUR_MS, "new").map((event, i) => ({
      ...event,
      device: `farm${Math.floor(i / 5)}`,
      batch: "lot",
    }));
    const clusters = detectCampaigns(columnsOf([...rest, ...first]));
    expect(clusters).toHaveLength(1);
    expect(clusters[0]!.members).toHaveLength(60);
    expect(clusters[0]!.reasons.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(["shared_device", "shared_registration"]),
    );
  });

  it("finds a pool of few accounts that view the same things again and again", () => {
    const random = seeded(11);
    const views: Told[] = honest(11).map((event) => ({
      ...event,
      type: "view",
      device: `d${event.actor}`,
    }));
    for (const event of soldLikes(random, 24, 6, 0.6, 2 * HOUR_MS)) {
      const device = `rack${Number(event.actor.slice(1)) % 4}`;
      for (let i = 0; i < 5; i++) {
        views.push({ ...event, type: "view", atMs: event.atMs + i * 60_000, device });
        const list = { actor: `x${event.actor}`, target: `x${event.target}`, owner: `x${event.owner}` };
        views.push({ ...event, ...list, type: "view", atMs: event.atMs + i * 60_000, device: event.actor });
      }
    }
    // Those who have nothing in common are strangers to whom a list plays.
    const clusters = detectCampaigns(columnsOf(views));
    expect(clusters).toHaveLength(1);
    expect(clusters[0]!.members.length).toBeGreaterThan(22);
    expect(clusters[0]!.events.length).toBeGreaterThan(5 * 24 * 6 * 0.5);
  });

  it.each(Array.from({ length: 4 }, (_, seed) => seed + 20))(
    "finds nothing where nobody sells (seed %i)",
    (seed) => {
      expect(detectCampaigns(columnsOf(honest(seed)))).toEqual([]);
    },
  );
});

describe("detectCampaigns on odd input", () => {
  const one: Told = { actor: "a", target: "t", owner: "o", atMs: START_MS };
  const cases: Record<string, Told[]> = {
    "no events": [],
    "one event": [one],
    "the same event a thousand times": Array.from({ length: 1000 }, () => one),
    "one account on ten thousand targets": Array.from({ length: 10_000 }, (_, i) => ({
      ...one,
      target: `t${i}`,
      owner: `o${i}`,
    })),
    "ten thousand likes of one target within an hour": Array.from({ length: 10_000 }, (_, i) => ({
      ...one,
      actor: `a${i}`,
      atMs: START_MS + i * 360,
    })),
    "everything in the same millisecond": honest(9).map((event) => ({ ...event, atMs: START_MS })),
    "only retractions": honest(9).map((event) => ({ ...event, type: "unlike" })),
    "targets missing": honest(9).map((event) => ({ ...event, target: null })),
    "owners missing": honest(9).map((event) => ({ ...event, owner: null })),
  };
  it.each(Object.entries(cases))("%s: nothing is found, nothing breaks", (_, told) => {
    expect(detectCampaigns(columnsOf(told))).toEqual([]);
  });

  it("finds a pool where owners are unknown: in doubt by its accounts that do nothing else, more surely by what they have in common", () => {
    const all = [...honest(10), ...soldLikes(seeded(10), 80, 6, 0.5, HOUR_MS)];
    const told = all.map((event, i) => ({
      ...event,
      owner: null,
      device: `d${event.actor}`,
      batch: `b${i % 97}`,
    }));
    const [doubtful, ...others] = detectCampaigns(columnsOf(told));
    expect(others).toEqual([]);
    expect(doubtful!.score).toBeLessThan(0.97);
    const racks = told.map((event) =>
      event.actor.startsWith("p") ? { ...event, device: `rack${event.actor.length}`, batch: "lot" } : event,
    );
    const clusters = detectCampaigns(columnsOf(racks));
    expect(clusters).toHaveLength(1);
    expect(clusters[0]!.score).toBeGreaterThan(doubtful!.score);
    expect(clusters[0]!.owners).toEqual([]);
    expect(clusters[0]!.evidence.returnRatio).toBeNull();
  });
});
