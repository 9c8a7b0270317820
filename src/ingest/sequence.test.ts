import { describe, expect, it } from "vitest";
import { createSequencer, type SequencerOptions } from "./sequence.ts";

interface Out {
  readonly timeMs: number;
  readonly tag: number;
  readonly late: boolean;
  readonly text: string;
}

/** Pushes times one by one (tag = place, line = text of the place) and tells what came out, and after which push. */
function run(times: readonly number[], options: SequencerOptions) {
  const sequencer = createSequencer(options);
  const out: Out[] = [];
  const released: number[] = [];
  const release = (
    bytes: Uint8Array,
    start: number,
    end: number,
    timeMs: number,
    tag: number,
    late: boolean,
  ) => {
    out.push({ timeMs, tag, late, text: new TextDecoder().decode(bytes.subarray(start, end)) });
  };
  times.forEach((timeMs, tag) => {
    const line = new TextEncoder().encode(`##line ${tag}##`);
    sequencer.push(line, 2, line.length - 2, timeMs, tag, release);
    line.fill(0); // borrowed bytes may change at once
    released.push(out.length);
  });
  sequencer.flush(release);
  return { out, released, sequencer };
}

/** Mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe("createSequencer", () => {
  const roomy = { latenessMs: 10, capacity: 100 };

  it("holds events until the watermark reaches them", () => {
    const { out, released } = run([100, 105, 110, 125], roomy);
    expect(released).toEqual([0, 0, 1, 3]);
    expect(out.map((event) => event.tag)).toEqual([0, 1, 2, 3]);
    expect(out.map((event) => event.text)).toEqual(["line 0", "line 1", "line 2", "line 3"]);
  });
  it("puts events within the bound back in order, ties by arrival", () => {
    const { out } = run([100, 108, 103, 108, 100, 99, 120], roomy);
    expect(out.map((event) => event.tag)).toEqual([5, 0, 4, 2, 1, 3, 6]);
    expect(out.some((event) => event.late)).toBe(false);
  });
  it("marks late what is one past the bound, not what is at it", () => {
    const { out } = run([100, 90, 110, 100, 99], roomy);
    expect(out.filter((event) => event.late).map((event) => event.tag)).toEqual([4]);
    expect(out.map((event) => event.tag)).toEqual([1, 0, 3, 4, 2]);
  });
  it("with a bound of 0 passes events in order straight through and marks the others", () => {
    const { out, released, sequencer } = run([1, 2, 2, 1, 3], { latenessMs: 0, capacity: 1 });
    expect(released).toEqual([1, 2, 3, 4, 5]);
    expect(out.map((event) => event.late)).toEqual([false, false, false, true, false]);
    expect(sequencer.late()).toBe(1);
  });
  it("at capacity holds all, one past it releases the oldest early and says so", () => {
    const at = run([100, 101, 102], { latenessMs: 1000, capacity: 3 });
    expect([at.released, at.sequencer.releasedEarly()]).toEqual([[0, 0, 0], 0]);
    const past = run([100, 101, 102, 103], { latenessMs: 1000, capacity: 3 });
    expect([past.released, past.sequencer.releasedEarly()]).toEqual([[0, 0, 0, 1], 1]);
    const older = run([101, 102, 103, 100, 99], { latenessMs: 1000, capacity: 3 });
    expect(older.out.map((event) => [event.tag, event.late])).toEqual([
      [3, false],
      [4, true],
      [0, false],
      [1, false],
      [2, false],
    ]);
  });
  it("bounds the bytes held, and lets a longer line straight through", () => {
    const tight = run([1, 2, 3, 4], { latenessMs: 1000, capacity: 100, bytesMax: 18 });
    expect(tight.released).toEqual([0, 0, 0, 1]);
    const straight = run([1, 2], { latenessMs: 1000, capacity: 100, bytesMax: 5 });
    expect(straight.released).toEqual([1, 2]);
    expect(straight.out.map((event) => event.text)).toEqual(["line 0", "line 1"]);
  });
  it("gives the answer of a plain sort for any order within the bound, arena moves included", () => {
    for (const seed of [1, 2, 3]) {
      const next = random(seed);
      const times = Array.from({ length: 5000 }, (_, i) => i * 3 - Math.floor(next() * 500));
      // Within the bound of the newest, by construction: 500 behind at most.
      const { out, sequencer } = run(times, { latenessMs: 500, capacity: 400, bytesMax: 4096 });
      const sorted = times
        .map((timeMs, tag) => ({ timeMs, tag }))
        .sort((a, b) => a.timeMs - b.timeMs || a.tag - b.tag);
      expect(out.map((event) => event.tag)).toEqual(sorted.map((event) => event.tag));
      expect(out.every((event) => event.text === `line ${event.tag}` && !event.late)).toBe(true);
      expect([sequencer.held(), sequencer.releasedEarly(), sequencer.late()]).toEqual([0, 0, 0]);
    }
  });
  it("releases everything once, in order but for the late, under any shortage", () => {
    for (const seed of [4, 5, 6, 7]) {
      const next = random(seed);
      const times = Array.from({ length: 3000 }, (_, i) =>
        Math.floor(i / 2 + next() * 300 - (next() < 0.02 ? 900 : 0)),
      );
      const { out } = run(times, { latenessMs: 200, capacity: 1 + seed * 5, bytesMax: 100 * seed });
      expect(out.map((event) => event.tag).sort((a, b) => a - b)).toEqual(times.map((_, tag) => tag));
      const ordered = out.filter((event) => !event.late).map((event) => event.timeMs);
      expect(ordered).toEqual([...ordered].sort((a, b) => a - b));
    }
  });
  it("after a flush takes what is behind it as late", () => {
    const sequencer = createSequencer(roomy);
    const late: boolean[] = [];
    const release = (_b: Uint8Array, _s: number, _e: number, _t: number, _tag: number, isLate: boolean) =>
      late.push(isLate);
    const none = new Uint8Array(0);
    sequencer.push(none, 0, 0, 100, 0, release);
    sequencer.flush(release);
    sequencer.push(none, 0, 0, 99, 1, release);
    sequencer.push(none, 0, 0, 100, 2, release);
    sequencer.flush(release);
    expect(late).toEqual([false, true, false]);
  });
});
