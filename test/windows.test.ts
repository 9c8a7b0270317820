import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeySightings } from "../src/flow/key-sightings.ts";
import { SLOTS, slotRowsMax } from "../src/kernels/slots.ts";
import { createWindows } from "../src/measure/windows.ts";
import {
  CONFORMANCE_FEATURES,
  describeWindowState,
  type WindowEvent,
  windowPolicy,
  windowRow,
} from "../src/ports/window-state.conformance.ts";
import { createPlainWindows } from "./reference/plain-windows.ts";

describeWindowState("typed arrays", createWindows);
describeWindowState("plain reference", createPlainWindows);

const features = CONFORMANCE_FEATURES;
const measureAll = (
  events: readonly WindowEvent[],
  state: ReturnType<typeof createWindows>,
  count = features.length,
): number[][] =>
  events.map((event) => {
    const out = new Float64Array(count);
    state.measure(windowRow(event), event.atMs, out);
    return [...out];
  });

describe("typed-array windows against the plain reference", () => {
  const name = (prefix: string, count: number) => fc.nat(count - 1).map((i) => `${prefix}${i}`);
  const arbitrary = fc.array(
    fc.record({
      type: fc.constantFrom("like" as const, "like" as const, "view" as const),
      gapMs: fc.oneof(fc.nat(5), fc.nat(5_000), fc.nat(600_000), fc.nat(8_000_000)),
      ip: fc.option(name("ip", 3), { nil: undefined }),
      actor: fc.option(name("u", 12), { nil: undefined }),
      device: name("d", 3),
      target: name("v", 3),
      dwellMs: fc.option(fc.nat(20_000), { nil: undefined }),
    }),
    { maxLength: 150 },
  );

  it("answers the same for any stream", () => {
    fc.assert(
      fc.property(arbitrary, (drafts) => {
        let atMs = 1_700_000_000_000;
        const events = drafts.map(({ gapMs, ip, actor, dwellMs, ...rest }): WindowEvent => {
          atMs += gapMs;
          return {
            ...rest,
            atMs,
            ...(ip === undefined ? {} : { ip }),
            ...(actor === undefined ? {} : { actor }),
            ...(dwellMs === undefined ? {} : { dwellMs }),
          };
        });
        const fast = measureAll(events, createWindows(windowPolicy(features)));
        const plain = measureAll(events, createPlainWindows(windowPolicy(features)));
        for (let i = 0; i < events.length; i++) {
          for (let f = 0; f < features.length; f++) {
            const label = `event ${i}, ${features[f]!.name}`;
            if (Number.isNaN(plain[i]![f]!)) expect(fast[i]![f], label).toBeNaN();
            else expect(fast[i]![f], label).toBeCloseTo(plain[i]![f]!, 5);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it("answers the same to the bit for keys that are told to be lone", () => {
    // Many names, so that most keys come once, some twice; samples of one event too.
    const wide = fc.array(
      fc.record({
        type: fc.constantFrom("like" as const, "like" as const, "view" as const),
        gapMs: fc.oneof(fc.nat(5_000), fc.nat(8_000_000)),
        ip: fc.option(name("ip", 40), { nil: undefined }),
        actor: fc.option(name("u", 40), { nil: undefined }),
        device: name("d", 40),
        target: name("v", 40),
        dwellMs: fc.option(fc.nat(20_000), { nil: undefined }),
      }),
      { minLength: 25, maxLength: 50 },
    );
    const asked = features.map((feature) =>
      "sampleMin" in feature ? { ...feature, sampleMin: 1 } : feature,
    );
    let lone = 0;
    fc.assert(
      fc.property(wide, (drafts) => {
        let atMs = 1_700_000_000_000;
        const seen = new KeySightings();
        const rows = drafts.map(({ gapMs, ip, actor, dwellMs, ...rest }) => {
          atMs += gapMs;
          const row = windowRow({
            ...rest,
            atMs,
            ...(ip === undefined ? {} : { ip }),
            ...(actor === undefined ? {} : { actor }),
            ...(dwellMs === undefined ? {} : { dwellMs }),
          });
          seen.see(row);
          return row;
        });
        const [told, untold] = [createWindows(windowPolicy(asked)), createWindows(windowPolicy(asked))];
        for (const row of rows) {
          const [a, b] = [new Float64Array(asked.length), new Float64Array(asked.length)];
          untold.measure(row, row.occurredAtMs, a);
          row.lone = seen.loneOf(row);
          if (row.lone !== 0) lone++;
          told.measure(row, row.occurredAtMs, b);
          expect([...b]).toEqual([...a]);
        }
        expect(told.stats().keysLive).toBeLessThanOrEqual(untold.stats().keysLive);
      }),
      { numRuns: 20 },
    );
    expect(lone).toBeGreaterThan(100);
  });

  it("stays within the stated errors where it is large", () => {
    const few = features.filter((feature) => ["count_1m", "count_1h", "actors_1h"].includes(feature.name));
    const policy = windowPolicy(few, { exactMax: 512 });
    const events = Array.from(
      { length: 30_000 },
      (_, i): WindowEvent => ({
        atMs: 1_700_000_000_000 + Math.floor(i * 137.3 + (i % 50) * 3),
        ip: "hot",
        actor: `u${(i * 7919) % 9_000}`,
      }),
    ).sort((a, b) => a.atMs - b.atMs);
    const fast = measureAll(events, createWindows(policy), 3);
    let worstCount = 0;
    let squared = 0;
    let sampled = 0;
    const exact = createPlainLargest(events);
    for (let i = 5_000; i < events.length; i += 97) {
      const [minute, hour, actors] = fast[i] as [number, number, number];
      const truth = exact(i);
      expect(minute).toBeGreaterThanOrEqual(truth.minute);
      expect(hour).toBeGreaterThanOrEqual(truth.hour);
      worstCount = Math.max(worstCount, hour / truth.hour - 1, minute / truth.minute - 1);
      squared += (actors / truth.actors - 1) ** 2;
      sampled++;
    }
    expect(worstCount).toBeLessThan(1 / 8);
    expect(Math.sqrt(squared / sampled)).toBeLessThan(0.13);
  });
});

/** Exact counts at one index of a single-key stream, by scanning. */
function createPlainLargest(events: readonly WindowEvent[]) {
  return (index: number) => {
    const now = events[index]!.atMs;
    const hour = events.slice(0, index + 1).filter((event) => now - event.atMs < 3_600_000);
    return {
      minute: hour.filter((event) => now - event.atMs < 60_000).length,
      hour: hour.length,
      actors: new Set(hour.map((event) => event.actor)).size,
    };
  };
}

describe("bounded memory", () => {
  const few = features.filter((feature) => ["count_1h", "actors_1h"].includes(feature.name));
  const at = (i: number, ip: string): WindowEvent => ({ atMs: 1_700_000_000_000 + i, ip, actor: `u${i}` });

  it("keeps the allowed keys and hardly more, and says so of those it evicted", () => {
    const [keys, room] = [20_000, SLOTS * slotRowsMax(20_000)];
    const state = createWindows(windowPolicy(few, { keysMax: keys }));
    const measure = (from: number, to: number) =>
      measureAll(
        Array.from({ length: to - from }, (_, i) => at(from + i, `ip${from + i}`)),
        state,
        2,
      );
    measure(0, keys);
    // Slots fill unevenly: room is kept for it.
    expect(state.stats().keysLive).toBeGreaterThan(keys * 0.999);
    expect(room).toBeLessThan(keys * 1.35);
    measure(keys, 3 * keys);
    const { keysLive, keysEvicted } = state.stats();
    expect(keysLive).toBeLessThanOrEqual(room);
    expect(keysLive + keysEvicted).toBe(3 * keys);
    const answers = measureAll(
      Array.from({ length: keys }, (_, i) => at(3 * keys + i, `ip${i}`)),
      state,
      2,
    );
    const unmeasurable = answers.filter(([count]) => Number.isNaN(count!));
    expect(unmeasurable.length).toBeGreaterThan(keys / 2);
    expect(answers.every(([count]) => Number.isNaN(count!) || count === 2)).toBe(true);
  });

  it("measures an evicted key again once its window has passed", () => {
    const state = createWindows(windowPolicy(few, { keysMax: 16 }));
    measureAll(
      Array.from({ length: 8_000 }, (_, i) => at(i, `ip${i}`)),
      state,
      2,
    );
    const [before, after] = measureAll([at(9_000, "ip0"), at(9_000 + 3_600_002, "ip0")], state, 2);
    expect(before![0]).toBeNaN();
    expect(after![0]).toBe(1);
  });

  it("frees expired keys", () => {
    const state = createWindows(windowPolicy(few, { keysMax: 10_000 }));
    for (const [name, fromMs] of [
      ["a", 0],
      ["b", 7_200_000],
    ] as const) {
      measureAll(
        Array.from({ length: 9_000 }, (_, i) => at(fromMs + i, `${name}${i}`)),
        state,
        2,
      );
    }
    expect(state.stats().keysLive).toBeLessThanOrEqual(9_000 * 1.02);
    expect(state.stats().keysEvicted).toBe(0);
  });
});
