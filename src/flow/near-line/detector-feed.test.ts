import { describe, expect, it } from "vitest";
import { keyColumn } from "../../nouns/event-row.ts";
import { USUAL_PLACEHOLDERS } from "../../nouns/placeholders.ts";
import { LogFeed } from "./detector-feed.ts";
import { readerOver, runOf } from "./detector-log.fixture.ts";

const SPAN_MS = 1_000;

/** Runs of the given lengths whose events lie `stepMs` apart. */
function runs(lengths: readonly number[], stepMs: number, begin = 0) {
  let first = begin;
  return lengths.map((length) => {
    const run = runOf(
      first,
      Array.from({ length }, (_, i) => ({ atMs: 1_000_000 + (first + i) * stepMs })),
    );
    first += length;
    return run;
  });
}

describe("LogFeed", () => {
  it.each([
    ["an empty log", [], 1, 0, 100, 0],
    ["all within the span", [10, 10, 10], 10, 0, 100, 0],
    ["some runs before it", [10, 10, 10, 10, 10], 50, 0, 100, 20],
    ["one event a run", Array.from({ length: 64 }, () => 1), 100, 0, 1000, 53],
    ["more events than may be held", [10, 10, 10], 10, 0, 15, 15],
    ["a log whose beginning was dropped", [10, 10, 10], 50, 70, 100, 70],
  ] as const)("%s: begins where the span does", (_name, lengths, stepMs, begin, eventsMax, expected) => {
    const feed = new LogFeed(
      readerOver(runs(lengths, stepMs, begin)),
      SPAN_MS,
      eventsMax,
      USUAL_PLACEHOLDERS,
    );
    expect(feed.position).toBe(expected);
  });

  it("begins at the run a slow search finds, whatever the runs", () => {
    for (let seed = 1; seed < 60; seed++) {
      const lengths = Array.from({ length: 1 + (seed % 13) }, (_, i) => 1 + ((seed * (i + 3) * 7) % 17));
      const all = runs(lengths, 1 + (seed % 40));
      const end = all.at(-1)!.first + all.at(-1)!.count;
      const newestMs = 1_000_000 + (end - 1) * (1 + (seed % 40));
      const slow = all.find(
        ({ first, count }) => 1_000_000 + (first + count - 1) * (1 + (seed % 40)) >= newestMs - SPAN_MS,
      );
      expect(new LogFeed(readerOver(all), SPAN_MS, 1_000, USUAL_PLACEHOLDERS).position).toBe(slow!.first);
    }
  });

  it("is not led astray by one clock that runs ahead", () => {
    const all = runs([10, 10], 10);
    all.push(runOf(20, [{ atMs: 9_000_000 }], 1_000_200));
    expect(new LogFeed(readerOver(all), SPAN_MS, 100, USUAL_PLACEHOLDERS).position).toBe(0);
  });

  it("reads each decided event once, with its position, and passes over what was dropped and what cannot be read", () => {
    const all = runs([5, 5, 5], 1);
    const broken = Buffer.from(all[1]!.bytes);
    broken.write("x", 0); // the first line of the second run
    all[1] = { ...all[1]!, bytes: broken };
    const reader = readerOver(all);
    const feed = new LogFeed(reader, SPAN_MS, 100, USUAL_PLACEHOLDERS);
    const seen: number[] = [];
    const take = (_row: unknown, position: number): void => void seen.push(position);
    feed.read(feed.bounds().end, take);
    feed.read(feed.bounds().end, take);
    expect(seen).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9]);
    all.splice(0, 3, runOf(40, [{ atMs: 1 }, { atMs: 2 }]));
    feed.read(feed.bounds().end, take);
    expect(seen.slice(9)).toEqual([40, 41]);
    expect(feed.position).toBe(42);
    all.splice(0, 1);
    feed.read(50, take);
    expect(feed.position).toBe(50);
  });

  it("gives no identity where the log holds what stands for none", () => {
    const events = ["phone", "00000000-0000-0000-0000-000000000000", "unknown"].map((device, i) => ({
      atMs: 1_000_000 + i,
      device,
    }));
    const feed = new LogFeed(readerOver([runOf(0, events)]), SPAN_MS, 100, USUAL_PLACEHOLDERS);
    const told: boolean[] = [];
    const device = keyColumn("device") * 2;
    feed.read(3, ({ hash }) => void told.push((hash[device]! | hash[device + 1]!) !== 0));
    expect(told).toEqual([true, false, false]);
  });
});
