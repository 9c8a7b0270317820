import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTime, timeHint } from "./event-time.ts";

const read = (text: string): number => {
  const bytes = new TextEncoder().encode(`xx${text}yy`);
  return readTime(bytes, 2, bytes.length - 2);
};

describe("readTime", () => {
  it("agrees with the platform's parser on every instant it can hold", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_102_444_799_999 }),
        fc.integer({ min: -1439, max: 1439 }),
        (ms, offset) => {
          expect(read(new Date(ms).toISOString())).toBe(ms);
          const local = new Date(ms + offset * 60_000);
          if (local.getUTCFullYear() < 1970) return;
          const hours = String(Math.trunc(Math.abs(offset) / 60)).padStart(2, "0");
          const minutes = String(Math.abs(offset) % 60).padStart(2, "0");
          const zone = `${offset < 0 ? "-" : "+"}${hours}:${minutes}`;
          expect(read(local.toISOString().replace("Z", zone))).toBe(ms);
        },
      ),
      { numRuns: 2000, seed: 3 },
    );
  });
  it.each([
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["2000-02-29T00:00:00z", "2000-02-29T00:00:00.000Z"],
    ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"],
    ["2026-11-22 12:00:00.5Z", "2026-11-22T12:00:00.500Z"],
    ["2026-11-22t12:00:00.1239999Z", "2026-11-22T12:00:00.123Z"],
    ["2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999Z"],
    ["2017-01-01T07:59:60+08:00", "2016-12-31T23:59:59.999Z"],
    ["1970-01-01T00:30:00+00:30", "1970-01-01T00:00:00.000Z"],
    ["1969-12-31T23:30:00-00:30", "1970-01-01T00:00:00.000Z"],
    ["2099-12-31T23:59:59.999Z", "2099-12-31T23:59:59.999Z"],
  ])("reads %s", (text, iso) => expect(read(text)).toBe(Date.parse(iso)));
  it.each([
    "2026-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-01-00T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z",
    "2026-01-01T00:00:60Z",
    "2026-06-30T22:59:60Z",
    "2026-01-01T00:00:00",
    "2026-01-01T00:00:00.Z",
    "2026-01-01T00:00:00+0800",
    "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00Zx",
    "2026-01-01_00:00:00Z",
    "202a-01-01T00:00:00Z",
    "1970-01-01T00:00:00+00:01",
    "2100-01-01T00:00:00Z",
    "2026-01-01",
    "",
  ])("refuses %s, with a hint", (text) => {
    expect(read(text)).toBeNaN();
    expect(timeHint(text)).not.toBe("");
  });
});
