import { describe, expect, it } from "vitest";
import { kindCode } from "../nouns/event.ts";
import { createEventRow, type EventRow, keyColumn, numberColumn } from "../nouns/event-row.ts";
import { hashText } from "../nouns/hash.ts";
import { USUAL_PLACEHOLDERS } from "../nouns/placeholders.ts";
import type { FeatureSpec, Policy } from "../nouns/policy.ts";
import type { WindowState } from "./window-state.ts";

const LIKE = kindCode("like")!;
const VIEW = kindCode("view")!;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const on = { onMask: 1 << LIKE, where: null };
const by = (...names: string[]) => ({ by: names as ("ip" | "device" | "target" | "actor")[] });

/** One feature of every kind, on keys and pairs, sharing structures where the kernels share them. */
export const CONFORMANCE_FEATURES: readonly FeatureSpec[] = [
  { name: "count_1m", kind: "count", ...on, ...by("ip"), windowMs: MINUTE },
  { name: "count_1h", kind: "count", ...on, ...by("ip"), windowMs: HOUR },
  {
    name: "burst",
    kind: "burst",
    ...on,
    ...by("ip"),
    windowMs: MINUTE,
    baselineMs: HOUR,
    baselineCountMin: 3,
  },
  { name: "actors_1h", kind: "distinct", ...on, ...by("ip"), of: "actor", windowMs: HOUR },
  { name: "actors_5m", kind: "distinct", ...on, ...by("ip"), of: "actor", windowMs: 5 * MINUTE },
  { name: "dwell_sum", kind: "sum", ...on, ...by("device"), of: "dwell_ms", windowMs: HOUR },
  {
    name: "share",
    kind: "share",
    ...on,
    ...by("target"),
    of: "ip",
    windowMs: HOUR,
    sample: 16,
    sampleMin: 2,
  },
  {
    name: "entropy",
    kind: "entropy",
    ...on,
    ...by("target"),
    of: "ip",
    windowMs: HOUR,
    sample: 16,
    sampleMin: 2,
  },
  { name: "gaps", kind: "gap_cv", ...on, ...by("device"), windowMs: HOUR, sample: 8, sampleMin: 3 },
  {
    name: "spread",
    kind: "spread",
    ...on,
    ...by("device"),
    of: "dwell_ms",
    windowMs: HOUR,
    sample: 8,
    sampleMin: 2,
  },
  {
    name: "multiples",
    kind: "multiples",
    ...on,
    ...by("device"),
    of: "dwell_ms",
    windowMs: HOUR,
    sample: 8,
    sampleMin: 2,
  },
  { name: "elsewhere", kind: "sum", ...on, ...by("actor"), readBy: "owner", of: "dwell_ms", windowMs: HOUR },
  { name: "first", kind: "first_seen", ...on, ...by("actor", "target"), windowMs: HOUR },
  { name: "pair_count", kind: "count", ...on, ...by("ip", "target"), windowMs: 10 * MINUTE },
  {
    name: "ratio",
    kind: "ratio",
    onMask: 0,
    where: null,
    numerator: "count_1m",
    denominator: "actors_1h",
    denominatorMin: 2,
  },
  { name: "age", kind: "age", onMask: 0, where: null, of: "registered_at_ms", unitMs: HOUR },
  { name: "dwell", kind: "field", onMask: 0, where: null, of: "dwell_ms" },
];

/** A policy of these features with one rule that needs them all, asked of likes and views. */
export function windowPolicy(
  features: readonly FeatureSpec[],
  limits: { readonly keysMax?: number; readonly exactMax?: number } = {},
): Policy {
  return {
    id: "conformance@1#00000000",
    name: "conformance",
    version: "1",
    sha256: "",
    source: "",
    features,
    rules: [
      {
        name: "all",
        onMask: (1 << LIKE) | (1 << VIEW),
        evaluate: () => 0,
        needs: features.map((_, index) => index),
        weight: 0,
        family: 0,
        verdictMin: 0,
        shownFeature: -1,
        shownBaseline: Number.NaN,
        shownBaselineFeature: -1,
        text: { zh: "", en: "" },
      },
    ],
    listUses: [],
    thresholds: [2, 2, 2],
    latenessMs: 0,
    keysMax: limits.keysMax ?? 10_000,
    exactMax: limits.exactMax ?? 512,
    placeholders: USUAL_PLACEHOLDERS,
    infrastructure: { classify: () => {} },
    campaigns: {
      confirmScoreMin: 2,
      confirmMembersMin: 20,
      nearLine: { everyMs: 15_000, eventsMax: 10_000 },
      nightly: null,
    },
  };
}

export interface WindowEvent {
  readonly type?: "like" | "view";
  readonly atMs: number;
  readonly actor?: string;
  readonly target?: string;
  readonly ip?: string;
  readonly device?: string;
  readonly owner?: string;
  readonly dwellMs?: number;
  readonly registeredAtMs?: number;
  readonly late?: boolean;
}

/** A row as a decoder would fill it. */
export function windowRow(event: WindowEvent): EventRow {
  const row = createEventRow();
  row.kind = kindCode(event.type ?? "like")!;
  row.occurredAtMs = event.atMs;
  row.late = event.late === true ? 1 : 0;
  for (const name of ["actor", "target", "ip", "device", "owner"] as const) {
    const text = event[name];
    if (text !== undefined) row.hash.set(hashText(text), keyColumn(name) * 2);
  }
  row.num[numberColumn("dwell_ms")] = event.dwellMs ?? Number.NaN;
  row.num[numberColumn("registered_at_ms")] = event.registeredAtMs ?? Number.NaN;
  return row;
}

/** What every implementation of the windows must answer. `open` gives a new, empty one for a policy. */
export function describeWindowState(name: string, open: (policy: Policy) => WindowState): void {
  const features = CONFORMANCE_FEATURES;
  const run = (
    events: readonly WindowEvent[],
    state = open(windowPolicy(features)),
  ): Record<string, number>[] =>
    events.map((event) => {
      const out = new Float64Array(features.length);
      state.measure(windowRow(event), event.atMs, out);
      return Object.fromEntries(features.map((feature, index) => [feature.name, out[index]!]));
    });
  const start = 1_700_000_000_000;

  describe(`window state: ${name}`, () => {
    it("counts the event at hand, and not one exactly a window old", () => {
      const seen = run([
        { atMs: start, ip: "a" },
        { atMs: start + MINUTE - 1, ip: "a" },
        { atMs: start + MINUTE, ip: "a" },
        { atMs: start + HOUR, ip: "a" },
      ]);
      expect(seen.map((s) => s.count_1m)).toEqual([1, 2, 2, 1]);
      expect(seen.map((s) => s.count_1h)).toEqual([1, 2, 3, 3]);
    });

    it("counts distinct members, each until a window after it was last seen", () => {
      const seen = run([
        { atMs: start, ip: "a", actor: "u1" },
        { atMs: start + 1, ip: "a", actor: "u2" },
        { atMs: start + 2, ip: "a", actor: "u1" },
        { atMs: start + HOUR + 1, ip: "a", actor: "u3" },
        { atMs: start + HOUR + 2, ip: "a", actor: "u3" },
      ]);
      expect(seen.map((s) => s.actors_1h)).toEqual([1, 2, 2, 2, 1]);
      expect(seen.map((s) => s.actors_5m)).toEqual([1, 2, 2, 1, 1]);
    });

    it("reads without entering for events that do not feed a feature", () => {
      const seen = run([
        { atMs: start, ip: "a", type: "view" },
        { atMs: start + 1, ip: "a" },
        { atMs: start + 2, ip: "a", type: "view" },
      ]);
      expect(seen.map((s) => s.count_1m)).toEqual([0, 1, 1]);
    });

    it("says a pair is first seen once a window", () => {
      const pair = { actor: "u1", target: "v1" };
      const seen = run([
        { atMs: start, ...pair, type: "view" },
        { atMs: start + 1, ...pair },
        { atMs: start + 2, ...pair },
        { atMs: start + 3, ...pair, type: "view" },
        { atMs: start + 2 + HOUR, ...pair },
      ]);
      expect(seen.map((s) => s.first)).toEqual([1, 1, 0, 0, 1]);
    });

    it("reads under another value of the event than the one it entered under", () => {
      const seen = run([
        { atMs: start, actor: "a", owner: "b", dwellMs: 5 },
        { atMs: start + 1, actor: "c", owner: "a", dwellMs: 7 },
        { atMs: start + 2, actor: "a", owner: "c", dwellMs: 2 },
        { atMs: start + 3, actor: "d", owner: "a", type: "view", dwellMs: 9 },
        { atMs: start + 4, actor: "a" },
        { atMs: start + HOUR, actor: "e", owner: "a", dwellMs: 1 },
      ]);
      expect(seen.map((s) => s.elsewhere)).toEqual([0, 5, 7, 7, Number.NaN, 2]);
    });

    it("tells how many of the latest numbers are pieces of one unit", () => {
      const seen = run(
        [3, 6.6, 3, 9, 9.9, 12].map((dwellMs, i) => ({ atMs: start + i, device: "d", dwellMs })),
      );
      expect(seen.map((s) => s.multiples)).toEqual([Number.NaN, Number.NaN, 2 / 3, 3 / 4, 3 / 5, 4 / 6]);
    });

    it("answers not measurable for absent keys, for late events and below the sample's minimum", () => {
      const [noIp, late, first] = run([
        { atMs: start, actor: "u1" },
        { atMs: start, ip: "a", late: true },
        { atMs: start, ip: "a", target: "v", device: "d" },
      ]);
      expect([noIp!.count_1m, noIp!.actors_1h, noIp!.pair_count]).toEqual([
        Number.NaN,
        Number.NaN,
        Number.NaN,
      ]);
      expect([late!.count_1m, late!.burst]).toEqual([Number.NaN, Number.NaN]);
      expect([first!.share, first!.gaps, first!.spread, first!.ratio]).toEqual(Array(4).fill(Number.NaN));
      expect(first!.count_1m).toBe(1);
    });

    it("gives the same answers after a snapshot is restored", () => {
      const events = Array.from(
        { length: 400 },
        (_, i): WindowEvent => ({
          atMs: start + i * 977,
          ip: `ip${i % 7}`,
          actor: `u${i % 31}`,
          target: `v${i % 5}`,
          device: `d${i % 11}`,
          dwellMs: (i * 37) % 1000,
        }),
      );
      const whole = run(events);
      const before = open(windowPolicy(features));
      run(events.slice(0, 200), before);
      const after = open(windowPolicy(features));
      for (let slot = 0; slot < before.slots; slot++) after.restoreSlot(slot, before.snapshotSlot(slot));
      expect(run(events.slice(200), after)).toEqual(whole.slice(200));
    });

    it("goes on after events that only entered as if they had been measured", () => {
      const events = Array.from(
        { length: 1_200 },
        (_, i): WindowEvent => ({
          type: i % 7 === 0 ? "view" : "like",
          atMs: start + i * 11_700,
          ip: `ip${i % 3}`,
          actor: `u${(i * 7919) % 900}`,
          target: `v${i % 5}`,
          device: `d${i % 4}`,
          owner: `u${i % 13}`,
          dwellMs: (i * 37) % 1000,
        }),
      );
      const small = () => open(windowPolicy(features, { exactMax: 16 }));
      const entered = small();
      for (const event of events.slice(0, 800)) entered.enter(windowRow(event), event.atMs);
      expect(run(events.slice(800), entered)).toEqual(run(events, small()).slice(800));
    });

    it.each([
      ["a day", 24 * HOUR],
      ["sixty days", 60 * 24 * HOUR],
      ["a year", 365 * 24 * HOUR],
    ])(
      "begins anew %s before what it holds, and measures each feature once its window has passed",
      (_, backMs) => {
        const state = open(windowPolicy(features));
        const key = { ip: "a", actor: "u1", target: "v", device: "d", dwellMs: 5 };
        run([{ atMs: start, ...key }], state);
        const again = start - backMs;
        state.restart(again);
        const seen = run(
          [0, 1, MINUTE, 10 * MINUTE, HOUR, HOUR + 1].map((ms) => ({ atMs: again + ms, ...key })),
          state,
        );
        const nan = Number.NaN;
        // The hour's features share a row with the minute's: what is measured is exact.
        expect(seen.map((s) => s.count_1m)).toEqual([nan, nan, 2, 1, 1, 2]);
        expect(seen.map((s) => s.count_1h)).toEqual([nan, nan, nan, nan, 4, 4]);
        expect(seen.map((s) => s.actors_1h)).toEqual([nan, nan, nan, nan, 1, 1]);
        expect(seen.map((s) => s.dwell_sum)).toEqual([nan, nan, nan, nan, 20, 20]);
        expect(seen.map((s) => s.first)).toEqual([nan, 0, 0, 0, 0, 0]);
        // A key never seen before is not "not seen" either, until the window has passed.
        const [soon] = run([{ atMs: again + HOUR + 2, ip: "b", type: "view" }], state);
        expect(soon!.count_1h).toBe(0);
        state.restart(again);
        const [never] = run([{ atMs: again + 1, ip: "c", type: "view" }], state);
        expect(never!.count_1h).toBe(nan);
      },
    );

    it("keeps its answers over gaps longer than 2^32 milliseconds", () => {
      const seen = run([
        { atMs: start, ip: "a", actor: "u1", target: "v" },
        { atMs: start + 2 ** 32, ip: "a", actor: "u2", target: "v" },
        { atMs: start + 2 ** 32 + 1, ip: "a", actor: "u1", target: "v" },
      ]);
      expect(seen.map((s) => s.count_1h)).toEqual([1, 1, 2]);
      expect(seen.map((s) => s.actors_1h)).toEqual([1, 1, 2]);
      expect(seen.map((s) => s.first)).toEqual([1, 1, 1]);
    });
  });
}
