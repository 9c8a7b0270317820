import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDecoder } from "../../ingest/json-decoder.ts";
import { createEventRow, type EventRow, KEY_COLUMNS, keyColumn, keyText } from "../../nouns/event-row.ts";
import { USUAL_PLACEHOLDERS } from "../../nouns/placeholders.ts";
import { createRecentEvents } from "../recent/recent-events.ts";
import { LogFeed } from "./detector-feed.ts";
import { readerOver } from "./detector-log.fixture.ts";

const DAY_MS = 86_400_000;

/** Lines of every shape that those who follow the log look at. */
const LINES: readonly ((i: number) => object)[] = [
  (i) => ({
    type: "view",
    actor: { id: `u${i % 7}` },
    target: { kind: "video", id: `v${i % 5}`, owner: "o1" },
  }),
  (i) => ({
    type: "like",
    actor: {
      id: `u${i}`,
      registered_at: new Date(DAY_MS * 9_000 + i).toISOString(),
      registration_batch: "b1",
    },
    target: { kind: "video", id: `名"${i}\\`, owner: `o${i % 3}` },
    context: {
      ip: `10.1.${i % 200}.7`,
      device: `d${i % 4}`,
      user_agent: "Pebble/1 (Android 14)",
      source: "feed",
    },
  }),
  (i) => ({
    type: "unlike",
    actor: { id: `u${i}` },
    target: { kind: "video", id: "v1" },
    context: { ip: `2001:db8::${i % 9}`, asn: 64_600, ip_kind: "home" },
  }),
  () => ({
    type: "like",
    actor: { id: "unknown" },
    target: { kind: "video", id: "v", owner: "null" },
    context: { ip: "0.0.0.0", ip_prefix: "0.0.0.0/24", device: "00000000-0000-0000-0000-000000000000" },
  }),
  (i) => ({
    type: "payment",
    payer: `u${i % 7}`,
    payee: { id: `shop${i % 2}` },
    amount_minor: i + 1,
    currency: "CNY",
    ...(i % 2 === 0 ? { status: "refunded" } : {}),
  }),
];

function linesFrom(first: number, shapes: readonly number[]): Uint8Array {
  const lines = shapes.map((shape, i) => {
    const event = { id: `e${first + i}`, at: new Date(DAY_MS * 20_000 + first + i).toISOString() };
    return `${JSON.stringify({ ...event, ...LINES[shape]!(first + i) })}\n`;
  });
  return Buffer.from(lines.join(""));
}

function decoded(bytes: Uint8Array): EventRow[] {
  const decoder = createDecoder({ door: true });
  const rows: EventRow[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    const row = createEventRow();
    expect(decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY)).toBe(null);
    row.bytes = bytes;
    row.start = start;
    row.end = end;
    rows.push(row);
    start = end + 1;
  }
  return rows;
}

/** All that a row says. */
function contentOf(row: EventRow, position: number, receivedAtMs: number) {
  const keys = KEY_COLUMNS.map((name) => {
    const column = keyColumn(name);
    return [name, row.hash[column * 2], row.hash[column * 2 + 1]];
  });
  const texts = ["target", "target_kind", "payer", "currency"].map((name) =>
    keyText(row, keyColumn(name as "target")),
  );
  const { kind, occurredAtMs, ipVersion, num, ip } = row;
  return { position, receivedAtMs, kind, occurredAtMs, ipVersion, keys, texts, num: [...num], ip: [...ip] };
}

function readAll(feed: LogFeed) {
  const seen: ReturnType<typeof contentOf>[] = [];
  while (feed.position < feed.bounds().end)
    feed.read(feed.bounds().end, (row, position, at) => seen.push(contentOf(row, position, at)));
  return seen;
}

const runsOfShapes = fc.array(fc.array(fc.nat(LINES.length - 1), { minLength: 1, maxLength: 60 }), {
  minLength: 1,
  maxLength: 60,
});

describe("recent events", () => {
  it("say what the log says, event by event, wherever the ring begins anew and whoever fell behind", () => {
    fc.assert(
      fc.property(runsOfShapes, fc.array(fc.nat(5)), (shapes, pauses) => {
        const log: Parameters<typeof readerOver>[0] = [];
        const recent = createRecentEvents(32 * 1024);
        const feeds = [recent.memory, null].map(
          (memory) => new LogFeed(readerOver(log), 30 * DAY_MS, 1e9, USUAL_PLACEHOLDERS, memory),
        );
        const seen: ReturnType<typeof contentOf>[][] = [[], []];
        let first = 0;
        for (const [turn, run] of shapes.entries()) {
          const bytes = linesFrom(first, run);
          const receivedAtMs = DAY_MS * 20_001 + turn;
          log.push({ first, count: run.length, bytes, ids: new Uint8Array(0), policy: "p", receivedAtMs });
          recent.put(first, decoded(bytes), receivedAtMs);
          first += run.length;
          if ((pauses[turn] ?? 0) > 2) continue;
          for (const [i, feed] of feeds.entries()) seen[i]!.push(...readAll(feed));
        }
        for (const [i, feed] of feeds.entries()) seen[i]!.push(...readAll(feed));
        expect(seen[1]!.map(({ position }) => position)).toEqual(Array.from({ length: first }, (_, i) => i));
        expect(seen[0]).toEqual(seen[1]);
      }),
      { numRuns: 15 },
    );
  });

  it("are read without the log, up to where the log is decided, and from the log where they are gone", () => {
    const recent = createRecentEvents(64 * 1024);
    const log: Parameters<typeof readerOver>[0] = [];
    const reader = readerOver(log);
    const feed = new LogFeed(reader, 30 * DAY_MS, 1e9, USUAL_PLACEHOLDERS, recent.memory);
    const put = (first: number): void => {
      const bytes = linesFrom(first, [1, 4, 0]);
      log.push({ first, count: 3, bytes, ids: new Uint8Array(0), policy: "p", receivedAtMs: 9e12 });
      recent.put(first, decoded(bytes), 9e12);
    };
    let fromLog = 0;
    const { runs } = reader;
    const counted = (...asked: Parameters<typeof runs>) => {
      fromLog++;
      return runs(...asked);
    };
    Object.assign(reader, { runs: counted });
    for (let first = 0; first < 300; first += 3) put(first);
    expect(readAll(feed)).toHaveLength(300);
    expect(fromLog).toBe(0);
    for (let first = 300; first < 6_000; first += 3) put(first);
    const positions: number[] = [];
    feed.read(4_000, (_row, position) => positions.push(position));
    expect(fromLog).toBeGreaterThan(0);
    const before = fromLog;
    while (feed.position < 5_900) feed.read(5_998, (_row, position) => positions.push(position));
    const late = fromLog;
    while (feed.position < 5_998) feed.read(5_998, (_row, position) => positions.push(position));
    expect(fromLog).toBe(late);
    expect(late).toBeGreaterThan(before);
    expect(positions).toEqual(Array.from({ length: 5_698 }, (_, i) => 300 + i));
  });
});
