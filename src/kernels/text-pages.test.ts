import { expect, test } from "vitest";
import { TextPages } from "./text-pages.ts";

/** As of a tool that makes ids of all it knows. */
const LONG = "utm_source=feed&utm_medium=video&".repeat(6);
const text = (i: number): string => `7000000000${(i * 7919) % 250_000}|v${i % 800}|2026-11-${i}|é${LONG}`;

test("texts come back by number, those of packed pages too, in any order, and take less than they are", () => {
  const pages = new TextPages();
  const encoder = new TextEncoder();
  const room = new Uint8Array(512);
  const count = 170_000; // 40 MiB: a fifth of the pages is packed
  let bytes = 0;
  for (let i = 0; i < count; i++) {
    const { written } = encoder.encodeInto(text(i), room.subarray(3));
    expect(pages.add(room, 3, 3 + written)).toBe(i);
    bytes += written;
  }
  for (let i = 0; i < count; i += 499) expect(Buffer.from(pages.bytesOf(i)).toString()).toBe(text(i));
  for (let n = 0, i = 5; n < 100; n++, i = (i * 48_271) % count)
    expect(Buffer.from(pages.bytesOf(i)).toString()).toBe(text(i));
  expect(bytes).toBeGreaterThan(36 * 2 ** 20);
  // Places take 4 to 6 bytes a text.
  expect(pages.bytes).toBeLessThan(0.9 * bytes + 6 * count);
  expect(() => pages.bytesOf(count)).toThrow(String(count));
});
