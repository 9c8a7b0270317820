import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TIME_MS_MAX } from "../nouns/limits.ts";
import { BUCKETS_MAX, BUCKETS_MIN } from "./audit-limits.ts";
import { createVerdictTimeline } from "./verdict-timeline.ts";

const AT = Date.UTC(2026, 10, 22);

function span(fromMs: number, spanMs: number, events = 3000) {
  const timeline = createVerdictTimeline();
  for (let i = 0; i <= events; i++) timeline.add(fromMs + Math.floor((spanMs * i) / events), i % 4);
  return timeline.timeline();
}

describe("verdicts over time", () => {
  it.each<[string, number, number]>([
    ["two minutes", 120_000, 1000],
    ["an hour", 3_600_000, 15_000 * 2],
    ["a day", 86_400_000, 600_000],
    ["a week", 7 * 86_400_000, 3_600_000],
    ["a year", 365 * 86_400_000, 2 * 86_400_000],
  ])("%s is shown in buckets of a plain width", (_, spanMs, widthMs) => {
    const { width_ms, buckets } = span(AT, spanMs);
    expect(width_ms).toBe(widthMs);
    expect(buckets.length).toBeGreaterThanOrEqual(BUCKETS_MIN);
    expect(buckets.length).toBeLessThanOrEqual(BUCKETS_MAX);
  });

  it("gives 60 to 240 buckets for every span from a minute to what the border admits, and loses no event", () => {
    fc.assert(
      fc.property(
        fc.double({ min: Math.log(61_000), max: Math.log(TIME_MS_MAX - 1), noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (logSpan, where) => {
          const spanMs = Math.floor(Math.exp(logSpan));
          const from = Math.floor((TIME_MS_MAX - 1 - spanMs) * where);
          const { buckets, from: start, width_ms } = span(from, spanMs, 50);
          expect(buckets.length).toBeGreaterThanOrEqual(BUCKETS_MIN);
          expect(buckets.length).toBeLessThanOrEqual(BUCKETS_MAX);
          const total = buckets.reduce((n, b) => n + b.allow + b.challenge + b.hold + b.reject, 0);
          expect(total).toBe(51);
          expect(Date.parse(start!)).toBeLessThanOrEqual(from);
          expect(Date.parse(start!) + width_ms).toBeGreaterThan(from);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("does not depend on the order of the events", () => {
    const times = Array.from({ length: 500 }, (_, i) => AT + ((i * 7919) % 500) * 3_600_000);
    const shuffled = createVerdictTimeline();
    const sorted = createVerdictTimeline();
    for (const at of times) shuffled.add(at, 1);
    for (const at of times.toSorted((a, b) => a - b)) sorted.add(at, 1);
    expect(shuffled.timeline()).toEqual(sorted.timeline());
  });

  it.each<[string, readonly number[], number]>([
    ["nothing", [], 0],
    ["one event", [AT], 1],
    ["one second", [AT, AT + 999], 1],
    ["the first and last instants of the border", [0, TIME_MS_MAX - 1], 238],
  ])("%s", (_, times, length) => {
    const timeline = createVerdictTimeline();
    for (const at of times) timeline.add(at, 3);
    const { buckets } = timeline.timeline();
    expect(buckets).toHaveLength(length);
    if (length > 0) expect(buckets[0]!.reject).toBe(length === 1 ? times.length : 1);
  });
});
