import { expect, test } from "vitest";
import { createDecoder } from "../ingest/json-decoder.ts";
import { createEventRow } from "../nouns/event-row.ts";
import { createPlaceholderFilter, USUAL_PLACEHOLDERS } from "../nouns/placeholders.ts";
import { createValueNotes } from "./value-notes.ts";

/** `count` events, each made by its place → what was noted of them. */
function notesOf(
  count: number,
  event: (i: number) => { actor: string; device?: string; asn?: unknown; ip?: string; at?: number },
  nowMs?: number,
) {
  const notes = createValueNotes(nowMs);
  const placeholders = createPlaceholderFilter(USUAL_PLACEHOLDERS);
  const decoder = createDecoder();
  const row = createEventRow();
  for (let i = 0; i < count; i++) {
    const { actor, device, asn, ip, at = i } = event(i);
    const target = { kind: "video", id: `v${i % 7}` };
    const line = JSON.stringify({
      id: `e${i}`,
      type: "like",
      at,
      actor: { id: actor },
      target,
      context: { device, asn, ip },
    });
    const bytes = new TextEncoder().encode(line);
    expect(decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY)).toBeNull();
    notes.setAside(decoder.setAside);
    placeholders.clear(row);
    notes.see(row);
  }
  return notes
    .findings(placeholders)
    .map(({ code, place, count: n, of, values }) => ({ code, place, n, of, values }));
}

test("plain traffic leaves nothing to note", () => {
  expect(notesOf(400, (i) => ({ actor: `u${i % 90}`, device: `d${i % 90}` }))).toEqual([]);
});

test("times that are still to come are noted, but for a machine whose clock is behind all of them", () => {
  const [nowMs, dayMs] = [1_795_000_000_000, 86_400_000];
  const at = (i: number): number => nowMs + (i % 10 === 0 ? 90 : i % 10 === 1 ? 1 : -1) * dayMs;
  const found = notesOf(100, (i) => ({ actor: `u${i}`, at: at(i) }), nowMs);
  expect(found.map(({ code, n, of }) => [code, n, of])).toEqual([["future_times", 10, 100]]);
  expect(notesOf(100, (i) => ({ actor: `u${i}`, at: at(i) }), nowMs - 365 * dayMs)).toEqual([]);
});

test("a placeholder and its share, and values set aside, are noted", () => {
  const found = notesOf(200, (i) => ({
    actor: `u${i}`,
    device: i % 2 ? "unknown" : `d${i}`,
    asn: i < 3 ? "AS1" : 4134,
  }));
  expect(found).toEqual([
    { code: "set_aside", place: "context.asn", n: 3, of: 200, values: ["AS1"] },
    { code: "placeholder", place: "context.device", n: 100, of: 200, values: ["unknown"] },
  ]);
});

test("a value nobody listed that stands for half of all traffic is named; one account's own device is not", () => {
  const found = notesOf(600, (i) => ({ actor: `u${i}`, device: i % 3 ? "tablet" : `d${i}` }));
  expect(found).toMatchObject([
    { code: "dominant_value", place: "context.device", of: 600, values: ["tablet"] },
  ]);
  expect(
    notesOf(600, (i) => ({ actor: i % 3 ? "one" : `u${i}`, device: i % 3 ? "tablet" : `d${i}` })),
  ).toEqual([]);
});

test("long ids that end in zeros were rounded; whole ones were not", () => {
  const found = notesOf(50, (i) => ({ actor: String(7_123_456_789_012n + BigInt(i)).padEnd(19, "0") }));
  expect(found).toMatchObject([{ code: "rounded_ids", place: "actor.id", n: 50, of: 50 }]);
  expect(notesOf(50, (i) => ({ actor: String(7_123_456_789_012_345_671n + BigInt(i)) }))).toEqual([]);
});

test("an instant that most events share, and one account behind all, are named", () => {
  const crowd = (actors: number, share: number) =>
    notesOf(100, (i) => ({ actor: `u${i % actors}`, at: i < share ? 5 : 10 + i }));
  expect(crowd(30, 100)).toEqual([
    { code: "dominant_time", place: "at", n: 100, of: 100, values: ["1970-01-01T00:00:00.005Z"] },
  ]);
  expect(crowd(30, 50)).toMatchObject([{ code: "dominant_time", n: 50 }]);
  expect([crowd(30, 49), crowd(4, 100)]).toEqual([[], []]);
  expect(crowd(1, 1)).toMatchObject([{ code: "one_actor", n: 100, values: ["u0"] }]);
});

test("one address of a network is told as it is, several as their network", () => {
  const from = (ip: (i: number) => string) =>
    notesOf(40, (i) => ({ actor: `u${i}`, ip: ip(i) })).map(({ values }) => values);
  expect(from(() => "10.0.0.1")).toEqual([["10.0.0.1"]]);
  expect(from((i) => `10.0.0.${i}`)).toEqual([["10.0.0.0/8"]]);
  expect(from((i) => (i % 2 ? "::1" : "fd00::7"))).toEqual([["0:0:0:0:0:0:0:1", "fd00:0:0:0:0:0:0:7"]]);
});
