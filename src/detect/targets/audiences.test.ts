import { describe, expect, it } from "vitest";
import { HOUR_MS, MINUTE_MS } from "../../nouns/durations.ts";
import { EVENT_TYPES, kindCode, RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { columnsOf, START_MS, seeded, type Told } from "../columns/fixture-columns.ts";
import { type Audience, eachAudience, type ShareOf } from "./audiences.ts";
import { ASKED_PER_SHARE_MAX, ORDER_SCALES_MS, VISIT_MS } from "./order-limits.ts";

const LIKE = kindCode("like")!;

function audiencesOf(columns: EventColumns, shareOf: ShareOf | null = null): Audience[] {
  const all: Audience[] = [];
  eachAudience(columns, shareOf, (audience) =>
    all.push({
      ...audience,
      actors: audience.actors.slice(),
      lookedFirst: audience.lookedFirst.slice(),
      alone: audience.alone.slice(),
      known: audience.known.slice(),
      asked: audience.asked.slice(),
    }),
  );
  return all;
}

/** The same, from told events, window by window, with sets. */
function slowly(told: readonly Told[], shareOf: ShareOf): string[] {
  const events = told
    .map((event, sequence) => ({ ...event, sequence, kind: kindCode(event.type ?? "like")! }))
    .sort((a, b) => a.atMs - b.atMs || a.sequence - b.sequence);
  const places = new Map<string, number>();
  for (const { target } of told) if (!places.has(target!)) places.set(target!, places.size);
  const sideOf = (event: Told): string => (event.owner == null ? `t${event.target}` : `o${event.owner}`);
  const rows: string[] = [];
  for (const [target, place] of places) {
    const own = events.filter((event) => event.target === target);
    const windows = new Map<string, typeof own>();
    const put = (some: typeof own): void => {
      const key = some.map(({ sequence }) => sequence).join();
      if (!windows.has(key)) windows.set(key, some);
    };
    put(own);
    for (const scaleMs of ORDER_SCALES_MS)
      for (let fromMs = START_MS - 2 * scaleMs; fromMs < START_MS + 60 * HOUR_MS; fromMs += scaleMs / 2) {
        // Stretches begin at multiples of half their length.
        const edgeMs = Math.floor(fromMs / (scaleMs / 2)) * (scaleMs / 2);
        const inside = own.filter(({ atMs }) => atMs >= edgeMs && atMs < edgeMs + scaleMs);
        if (inside.length > 0) put(inside);
      }
    for (const some of windows.values()) {
      const live = some.filter(({ kind }) => kind < RETRACTION_BIT);
      const viewers = new Set(live.map(({ actor }) => actor)).size;
      const kinds = EVENT_TYPES.map((_, kind) => {
        const first = new Map<string, (typeof live)[number]>();
        for (const event of live)
          if (event.kind === kind && !first.has(event.actor)) first.set(event.actor, event);
        const acts = kind === 0 ? [] : [...first.values()];
        const brought = new Map<number, number>();
        return [
          acts.length,
          acts.filter((act) =>
            live.some((e) => e.kind === 0 && e.actor === act.actor && live.indexOf(e) < live.indexOf(act)),
          ).length,
          acts.filter(
            (act) =>
              !events.some(
                (e) =>
                  e.actor === act.actor &&
                  sideOf(e) !== sideOf(act) &&
                  Math.abs(e.atMs - act.atMs) <= VISIT_MS,
              ),
          ).length,
          acts.filter((act) =>
            events.some(
              (e) =>
                act.owner != null &&
                e.actor === act.actor &&
                e.owner === act.owner &&
                e.target !== act.target &&
                events.indexOf(e) < events.indexOf(act),
            ),
          ).length,
          acts.filter((act) => {
            const share = shareOf(act.sequence);
            brought.set(share, (brought.get(share) ?? 0) + 1);
            return share >= 0 && brought.get(share)! <= ASKED_PER_SHARE_MAX;
          }).length,
        ].join();
      });
      rows.push(`${place} ${some.length === own.length} ${viewers} ${kinds.join(" ")}`);
    }
  }
  return rows.sort();
}

const rowOf = (audience: Audience, whole: boolean): string =>
  `${audience.target} ${whole} ${audience.viewers} ${EVENT_TYPES.map((_, kind) =>
    [
      audience.actors[kind],
      audience.lookedFirst[kind],
      audience.alone[kind],
      audience.known[kind],
      audience.asked[kind],
    ].join(),
  ).join(" ")}`;

describe("eachAudience", () => {
  it.each([1, 2, 3])("answers what sets answer, in any order of time (seed %d)", (seed) => {
    const random = seeded(seed);
    const told: Told[] = Array.from({ length: 260 }, () => {
      const target = Math.floor(6 * random());
      return {
        actor: `u${Math.floor(25 * random())}`,
        target: `v${target}`,
        owner: target === 5 ? null : `o${target % 3}`,
        atMs: START_MS + Math.floor((random() < 0.5 ? 2 : 50) * HOUR_MS * random()),
        type: random() < 0.5 ? "view" : random() < 0.6 ? "like" : random() < 0.7 ? "comment" : "unlike",
      };
    });
    const shareOf: ShareOf = (sequence) => (sequence % 3 === 0 ? sequence % 5 : -1);
    const rows = audiencesOf(columnsOf(told), shareOf).map((audience) => rowOf(audience, audience.whole));
    expect(rows.sort()).toEqual(slowly(told, shareOf));
    expect(rows.length).toBeGreaterThan(40);
  });

  it("counts a person once, and the other kinds of act beside", () => {
    const [audience] = audiencesOf(
      columnsOf([
        { actor: "a", target: "v", atMs: START_MS, type: "view" },
        { actor: "a", target: "v", atMs: START_MS + 1 },
        { actor: "a", target: "v", atMs: START_MS + 2, type: "unlike" },
        { actor: "a", target: "v", atMs: START_MS + 3 },
        { actor: "a", target: "v", atMs: START_MS + 4, type: "comment" },
        { actor: "b", target: "v", atMs: START_MS + 5 },
      ]),
    );
    expect(audience!.viewers).toBe(2);
    expect(audience!.actors[LIKE]).toBe(2);
    expect(audience!.lookedFirst[LIKE]).toBe(1);
    expect(audience!.acts).toBe(3);
  });

  it.each([
    ["at the edge of the visit", VISIT_MS, 0],
    ["one past it", VISIT_MS + 1, 1],
  ])("somebody who sees another's thing %s is alone: %d ms", (_, gapMs, alone) => {
    for (const sign of [-1, 1]) {
      const all = audiencesOf(
        columnsOf([
          { actor: "a", target: "v", owner: "o", atMs: START_MS },
          { actor: "a", target: "w", owner: "p", atMs: START_MS + sign * gapMs, type: "view" },
        ]),
      );
      expect(all.find(({ target, whole }) => whole && target === 0)!.alone[LIKE]).toBe(alone);
    }
  });

  it("explains by one shared link as many as a group holds, and no more", () => {
    const told = Array.from({ length: ASKED_PER_SHARE_MAX + 1 }, (_, i) => ({
      actor: `u${i}`,
      target: "v",
      atMs: START_MS + i,
    }));
    const [audience] = audiencesOf(columnsOf(told), () => 7);
    expect(audience!.actors[LIKE]).toBe(ASKED_PER_SHARE_MAX + 1);
    expect(audience!.asked[LIKE]).toBe(ASKED_PER_SHARE_MAX);
    const [two] = audiencesOf(columnsOf(told), (sequence) => sequence % 2);
    expect(two!.asked[LIKE]).toBe(ASKED_PER_SHARE_MAX + 1);
  });

  it("takes one person's 20,000 acts on one target, and nothing at all", () => {
    const told = Array.from({ length: 20_000 }, (_, i) => ({
      actor: "a",
      target: "v",
      owner: "o",
      atMs: START_MS + i * MINUTE_MS * 0.001,
      type: "live_like",
    }));
    const all = audiencesOf(columnsOf(told));
    expect(all[0]!.viewers).toBe(1);
    expect(audiencesOf(columnsOf([]))).toEqual([]);
  });

  it("passes over events without an actor, and leaves those without an owner unknown", () => {
    const columns = columnsOf([
      { actor: "a", target: "v", owner: null, atMs: START_MS, type: "view" },
      { actor: "a", target: "v", owner: null, atMs: START_MS + 1 },
    ]);
    const nobody: EventColumns = { ...columns, actor: Int32Array.of(-1, 0) };
    expect(audiencesOf(columns)[0]!.known[LIKE]).toBe(0);
    expect(audiencesOf(nobody)[0]!.viewers).toBe(1);
  });
});
