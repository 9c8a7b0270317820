import { expect, test } from "vitest";
import { createDecoder } from "../ingest/json-decoder.ts";
import { createEventRow, type EventRow, KEY_COLUMNS, keyColumn, keyText } from "../nouns/event-row.ts";
import {
  createPackedMemory,
  packedBytesMax,
  packedLength,
  packedTie,
  packedTimeMs,
  packRow,
  tieOf,
  unpackRow,
} from "./packed-row.ts";

const LINES = [
  '{"id":"e1","type":"like","at":1795000000123,"actor":{"id":"u1"},"target":{"kind":"video","id":"v1"}}',
  `{"id":"e2","type":"uncomment","at":0,"actor":{"id":"用户","registered_at":"2026-01-01T00:00:00Z"},"target":{"kind":"article","id":"v","owner":"o","duration_ms":1.5},"context":{"ip":"2001:db8::1","asn":4134,"device":"d","emulator":false,"rooted":true},"behavior":{"dwell_ms":0,"play_ratio":1.25},"content":{"text":"say \\"hi\\"${"x".repeat(9_000)}"},"extra":[1]}`,
  '{"id":"p1","type":"payment","at":1795000000000,"payer":"u1","payee":{"id":"m1","kind":"merchant","certified":true},"amount_minor":660,"currency":"CNY","remark":"早餐","status":"settled","refund_of":"p0","payer_ip":"203.0.113.9"}',
  '{"id":"c1","type":"complaint","at":1795000000000,"payer":"u1","payee":{"id":"m1"},"reason":"vanished","payment":"p1"}',
];

/** Everything a row says, with its texts and its line. */
function told(row: EventRow): unknown {
  const payment = row.kind === 3 || row.kind >= 32 || !Number.isNaN(row.num[10]!);
  const keys = KEY_COLUMNS.slice(0, payment ? 33 : 16).map((name) => {
    const key = keyColumn(name);
    return [name, row.hash[key * 2], row.hash[key * 2 + 1], keyText(row, key)];
  });
  const { kind, occurredAtMs, ip, ipVersion, num } = row;
  const line = Buffer.from(row.bytes.subarray(row.start, row.end)).toString();
  return {
    keys,
    kind,
    occurredAtMs,
    ip: [...ip],
    ipVersion,
    num: [...num.subarray(0, payment ? 14 : 9)],
    line,
  };
}

test("rows of every family come out of memory as they went in, over one another", () => {
  const decoder = createDecoder();
  const row = createEventRow();
  const out = createEventRow();
  const memory = createPackedMemory(64 * 1024);
  const places: { readonly at: number; readonly told: unknown; readonly tie: number; readonly ms: number }[] =
    [];
  let at = 0;
  // All in one run of bytes, so that spans do not begin at 0.
  const bytes = new TextEncoder().encode(LINES.map((line) => `${line}\n`).join(""));
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    expect(decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY)).toBeNull();
    row.start = start;
    row.end = end;
    places.push({ at, told: told(row), tie: tieOf(row), ms: row.occurredAtMs });
    const length = packRow(row, memory, at);
    expect(length).toBeLessThanOrEqual(packedBytesMax(row));
    // Without its line: a payment's stays, of which several columns are one text.
    const texts = createPackedMemory(64 * 1024);
    expect(packRow(row, texts, 8, false)).toBeLessThanOrEqual(length);
    unpackRow(texts, 8, out);
    const payment = LINES[places.length - 1]!.includes("payer");
    expect(told(out)).toEqual({ ...(told(row) as object), ...(payment ? {} : { line: expect.any(String) }) });
    expect(out.bytes[out.start] === 0x7b).toBe(payment);
    expect(length % 8).toBe(0);
    expect(packedLength(memory, at)).toBe(length);
    at += length;
    start = end + 1;
  }
  expect(places).toHaveLength(LINES.length);
  for (const place of [...places, ...places.toReversed()]) {
    unpackRow(memory, place.at, out);
    expect(told(out)).toEqual(place.told);
    expect(packedTie(memory, place.at)).toBe(place.tie);
    expect(packedTimeMs(memory, place.at)).toBe(place.ms);
  }
});
