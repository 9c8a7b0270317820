import { afterEach, describe, expect, it, vi } from "vitest";
import { createEventRow, type EventRow, keyColumn } from "../../nouns/event-row.ts";
import { createRecentEvents } from "./recent-events.ts";
import { createRecentReader } from "./recent-reader.ts";

const ACTOR = keyColumn("actor") * 2;
const RING_BYTES = 16 * 1024;

afterEach(() => vi.restoreAllMocks());

/** Rows whose values follow from their positions. */
function rowsFrom(first: number, count: number): EventRow[] {
  return Array.from({ length: count }, (_, i) => {
    const row = createEventRow();
    row.occurredAtMs = first + i;
    row.hash[ACTOR] = first + i;
    row.hash[ACTOR + 1] = (first + i) % 3; // of different lengths
    return row;
  });
}

describe("recent events", () => {
  it.each([
    ["a little", 4, true],
    ["all there was", 600, false],
  ])("are given whole or not at all, when %s is written while they are copied", (_name, runs, whole) => {
    const recent = createRecentEvents(RING_BYTES);
    const reader = createRecentReader(recent.memory);
    let next = 0;
    const put = (): void => {
      recent.put(next, rowsFrom(next, 5), 7);
      next += 5;
    };
    for (let run = 0; run < 200; run++) put();
    const from = next - 120;
    // What a thread that is stopped in the middle of its copy finds when it goes on.
    const set = Uint8Array.prototype.set;
    let wrote = false;
    vi.spyOn(Uint8Array.prototype, "set").mockImplementation(function (this: Uint8Array, source, at = 0) {
      if (wrote) return set.call(this, source, at);
      wrote = true;
      const bytes = source as Uint8Array;
      const half = bytes.length >> 1;
      set.call(this, bytes.subarray(0, half), at);
      for (let run = 0; run < runs; run++) put();
      set.call(this, bytes.subarray(half), at + half);
    });
    const seen: number[] = [];
    const after = reader.read(from, Number.POSITIVE_INFINITY, ({ occurredAtMs, hash }, position) => {
      expect([occurredAtMs, hash[ACTOR], hash[ACTOR + 1]]).toEqual([position, position, position % 3]);
      seen.push(position);
    });
    expect(wrote).toBe(true);
    expect(after).toBe(from + seen.length);
    expect(seen.length > 0).toBe(whole);
  });

  it("are passed over where a run has no room, and gone on with behind it", () => {
    const recent = createRecentEvents(RING_BYTES);
    const reader = createRecentReader(recent.memory);
    const read = (position: number): number => reader.read(position, Number.POSITIVE_INFINITY, () => {});
    recent.put(0, rowsFrom(0, 5), 7);
    recent.put(5, rowsFrom(5, 500), 7);
    recent.put(505, rowsFrom(505, 5), 7);
    expect([read(0), read(5), read(504), read(505)]).toEqual([5, 5, 504, 510]);
  });
});
