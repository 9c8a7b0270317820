import { describe, expect, it } from "vitest";
import { createDecoder } from "../ingest/json-decoder.ts";
import { createEventRow } from "../nouns/event-row.ts";
import { FileEvents } from "./file-events.ts";

const START_MS = Date.UTC(2026, 5, 1);
const decoder = createDecoder();
const row = createEventRow();

function add(events: FileEvents, i: number, type: string, windowFromMs: number): boolean {
  const line = `{"id":"e${i}","type":"${type}","at":${START_MS + i},"actor":{"id":"u${i % 7}"},"target":{"kind":"video","id":"v${i % 5}","owner":"o"}}`;
  const bytes = Buffer.from(line);
  expect(decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY)).toBeNull();
  return events.add(row, i % 2 === 0, windowFromMs);
}

describe("FileEvents", () => {
  it("cuts windows, names what it holds, and gives all of it with its graph", () => {
    const events = new FileEvents();
    for (let i = 0; i < 100; i++) expect(add(events, i, "like", START_MS)).toBe(true);
    expect([...events.since(START_MS + 90).sequence]).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
    expect(events.whole().count).toBe(100);
    expect(events.graph().acts.actor.length).toBe(35);
    expect(events.of(41)).toEqual({
      id: "e41",
      actor: "u6",
      kind: "video",
      target: "v1",
      type: "like",
      counted: false,
    });
    expect(() => events.of(100)).toThrow("100");
    expect(events.complete).toBe(true);
  });

  it("holds its limit; then views before the window go first, and names stay with their events", () => {
    const events = new FileEvents(80);
    for (let i = 0; i < 80; i++) add(events, i, i % 4 === 0 ? "like" : "view", START_MS);
    expect([events.count, events.complete]).toEqual([80, true]);
    add(events, 80, "like", START_MS + 60);
    // 15 likes of before the window, 20 events of it, and the new one.
    expect([events.count, events.complete]).toEqual([36, false]);
    expect([...events.whole().sequence].slice(0, 3)).toEqual([0, 4, 8]);
    for (const sequence of events.whole().sequence)
      expect(events.of(sequence)).toMatchObject({
        id: `e${sequence}`,
        actor: `u${sequence % 7}`,
        target: `v${sequence % 5}`,
      });
    expect(() => events.of(1)).toThrow("1");
  });

  it("lets the earliest go where there are no views to let go", () => {
    const events = new FileEvents(80);
    for (let i = 0; i <= 80; i++) add(events, i, "like", START_MS);
    expect([events.count, events.whole().sequence[0]]).toEqual([71, 10]);
    expect(events.of(80).id).toBe("e80");
  });

  it("gives weeks the acts, once a day, and the whole's graph where they are the whole", () => {
    const likes = new FileEvents();
    for (let i = 0; i < 35; i++) add(likes, i, "like", START_MS);
    expect(likes.weeks(86_400_000).graph).toBe(likes.graph());
    const mixed = new FileEvents();
    for (let i = 0; i < 35; i++) add(mixed, i, i % 2 === 0 ? "like" : "view", START_MS);
    for (let i = 0; i < 35; i++) add(mixed, 35 + i, "like", START_MS);
    const { columns, graph } = mixed.weeks(86_400_000);
    expect(graph).toBeUndefined();
    // 18 likes, and of the 35 after them those that were not liked before on this day.
    expect(columns.count).toBe(35);
  });
});
