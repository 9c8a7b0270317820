import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../../nouns/durations.ts";
import { columnsOf, honestDay, START_MS, seeded, type Told } from "../columns/fixture-columns.ts";
import { detectCampaigns } from "../detect-campaigns.ts";
import { BLOCKS, coOccurrenceWithin, learnActivityNull, NEAR_LEVELS } from "./activity-null.ts";

describe("learnRhythm", () => {
  it("counts who meets near and far as all pairs counted one by one do", () => {
    const columns = columnsOf(honestDay(seeded(1), 60, 120, 10, 900));
    const activityNull = learnActivityNull(columns);
    // Distinct (actor, target) pairs: the first of each counts.
    const first = new Map<string, number>();
    for (let i = 0; i < columns.count; i++) {
      const key = `${columns.actor[i]} ${columns.target[i]}`;
      if (!first.has(key)) first.set(key, i);
    }
    // A target stands for a fiftieth of everything at the most: what lies above is cut until nothing does.
    const audience = new Map<number, number>();
    for (const i of first.values())
      audience.set(columns.target[i]!, (audience.get(columns.target[i]!) ?? 0) + 1);
    let most = first.size;
    for (let round = 0; round < 8; round++)
      most = 0.02 * [...audience.values()].reduce((sum, size) => sum + Math.min(size, most), 0);
    const acts = [...first.values()].map((i) => ({
      actor: columns.actor[i]!,
      slot: Math.floor((columns.occurredAtMs[i]! - activityNull.fromMs) / activityNull.slotMs),
      part: Math.min(1, most / audience.get(columns.target[i]!)!),
    }));
    let overall = 0;
    for (const a of acts)
      for (const b of acts) if (a !== b && a.actor === b.actor) overall += a.part * b.part;
    overall /= acts.reduce((sum, { part }) => sum + part, 0) ** 2;
    for (const level of [0, 3, 6]) {
      const block = 7;
      let all = 0;
      let same = 0;
      for (let i = 0; i < acts.length; i++) {
        for (let j = i + 1; j < acts.length; j++) {
          if (Math.floor(Math.min(acts[i]!.slot, acts[j]!.slot) / 64) !== block) continue;
          if (Math.abs(acts[i]!.slot - acts[j]!.slot) >= 2 ** level) continue;
          const pair = acts[i]!.part * acts[j]!.part;
          all += pair;
          if (acts[i]!.actor === acts[j]!.actor) same += pair;
        }
      }
      expect(activityNull.coOccurrenceNear[block * NEAR_LEVELS + level]).toBeCloseTo(
        (same + 1000 * overall) / (all + 1000),
        9,
      );
    }
    const fromMs = activityNull.fromMs + 5.2 * activityNull.blockMs;
    expect(coOccurrenceWithin(activityNull, fromMs, fromMs + activityNull.slotMs * 8)).toBe(
      activityNull.coOccurrenceNear[5 * NEAR_LEVELS + 3],
    );
    expect(coOccurrenceWithin(activityNull, fromMs, fromMs + activityNull.blockMs + 1)).toBe(0);
  });

  it("is nearly the same with the same event a thousand times over", () => {
    const told = honestDay(seeded(2), 100, 40, 10, 1500);
    const again = [...told, ...Array.from({ length: 1000 }, () => told[0]!)];
    expect(learnActivityNull(columnsOf(again)).coOccurrence).toEqual(
      learnActivityNull(columnsOf(told)).coOccurrence,
    );
  });

  it("knows that a night's audience meets itself more often than the day's", () => {
    const random = seeded(3);
    const told: Told[] = honestDay(random, 2000, 100, 100, 20_000).map((event, i) =>
      i % 10 === 0
        ? { ...event, actor: `owl${i % 70}`, atMs: START_MS + Math.floor(HOUR_MS * random()) }
        : { ...event, atMs: START_MS + HOUR_MS + Math.floor(23 * HOUR_MS * random()) },
    );
    const { coOccurrence } = learnActivityNull(columnsOf(told));
    expect(coOccurrence[0]).toBeGreaterThan(5 * coOccurrence[12 * BLOCKS + 12]!);
  });
});

it("does not take people who look at what is hot in one sitting for a campaign", () => {
  const random = seeded(4);
  const told: Told[] = [];
  for (let session = 0; session < 3000; session++) {
    const startMs = START_MS + Math.floor(24 * HOUR_MS * random());
    const hour = Math.floor((startMs - START_MS) / (HOUR_MS / 3));
    for (let view = 0; view < 20; view++) {
      // What is hot changes every twenty minutes.
      const target = `hot${hour}-${Math.floor(30 * random())}`;
      told.push({
        actor: `u${session % 2500}`,
        target,
        owner: `o-${target}`,
        atMs: startMs + view * 20_000,
        type: "view",
      });
    }
  }
  expect(detectCampaigns(columnsOf(told))).toEqual([]);
});
