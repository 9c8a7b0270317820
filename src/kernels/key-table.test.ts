import { describe, expect, test } from "vitest";
import { ageMs, laterOf } from "./age.ts";
import { KeyTable, ROW_HEADER_WORDS } from "./key-table.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Near the end of a turn of 2^32 ms, so that times on both sides of it are compared. */
const T = 2 ** 32 - 5 * HOUR;

describe("ages modulo 2^32", () => {
  test.each([
    ["just now", 0, 0],
    ["an hour", HOUR, HOUR],
    ["39 days", 39 * DAY, 39 * DAY],
    ["a millisecond ahead", -1, 0],
    ["two hours ahead", -2 * HOUR, 0],
    ["ten days ahead", -10 * DAY, 0],
  ])("%s", (_, ms, age) => {
    for (const t of [T, 2 * HOUR, 12345]) expect(ageMs(t >>> 0, (t - ms) >>> 0)).toBe(age);
  });

  test("of two times the later, either side of the turn", () => {
    expect(laterOf(2 * HOUR, T)).toBe(2 * HOUR);
    expect(laterOf(T, 2 * HOUR)).toBe(2 * HOUR);
    expect(laterOf(5, 5)).toBe(5);
  });
});

describe("a table whose times run back", () => {
  const open = (rowsMax = 10_000, windowMs = DAY) =>
    new KeyTable(ROW_HEADER_WORDS + 1, windowMs, rowsMax, () => {});

  test.each([
    ["two hours", 2 * HOUR],
    ["a day and a bit", DAY + 5],
    ["nine days", 9 * DAY],
  ])("%s: rows newer than the late ones stay", (_, backMs) => {
    const table = open();
    for (let key = 1; key <= 4_000; key++) table.find(key, 7, T);
    for (let key = 1; key <= 4_000; key++) table.find(key, 8, (T - backMs) >>> 0);
    let kept = 0;
    for (let key = 1; key <= 4_000; key++) if (table.peek(key, 7) >= 0) kept++;
    expect(kept).toBe(4_000);
    table.sweepAll((T - backMs) >>> 0, () => {});
    expect(table.peek(1, 7)).toBeGreaterThanOrEqual(0);
  });

  test("a row that is touched late keeps its later time", () => {
    const table = open();
    table.find(1, 1, T);
    table.find(1, 1, T - 20 * HOUR);
    table.sweepAll((T + DAY - 1) >>> 0, () => {});
    expect(table.peek(1, 1)).toBeGreaterThanOrEqual(0);
    table.sweepAll((T + DAY) >>> 0, () => {});
    expect(table.peek(1, 1)).toBe(-1);
  });

  test("for want of room the oldest goes, not what is newer than a late event; and it is remembered", () => {
    const table = open(16);
    for (let key = 1; key <= 16; key++) table.find(key, 7, key <= 8 ? T - 3 * HOUR : T);
    for (let key = 100; key < 104; key++) table.find(key, 7, T - HOUR);
    const gone = Array.from({ length: 16 }, (_, i) => i + 1).filter((key) => table.peek(key, 7) < 0);
    expect(gone).toHaveLength(4);
    expect(gone.every((key) => key <= 8)).toBe(true);
    // Asked at an earlier time, the memory of the evicted neither ages nor empties.
    for (const key of gone) expect(table.wasEvicted(key, 7, T - 5 * HOUR)).toBe(true);
    for (const key of gone) expect(table.wasEvicted(key, 7, T)).toBe(true);
  });

  test("begun anew, no key is known, and none is known not to be, until a window has passed", () => {
    const table = open();
    for (let key = 1; key <= 100; key++) table.find(key, 7, T);
    table.restart((T - 3 * DAY) >>> 0);
    expect([table.keysLive, table.peek(5, 7)]).toEqual([0, -1]);
    expect(table.wasEvicted(5, 7, (T - 3 * DAY + HOUR) >>> 0)).toBe(true);
    const base = table.find(5, 7, (T - 3 * DAY + HOUR) >>> 0);
    expect(table.complete(base, (T - 3 * DAY + 2 * HOUR) >>> 0, 3 * HOUR)).toBe(false);
    expect(table.complete(base, (T - 3 * DAY + 3 * HOUR + 1) >>> 0, 3 * HOUR)).toBe(true);
    const copy = open();
    copy.restore(table.snapshot().map((part) => part.slice()));
    expect(copy.wasEvicted(6, 7, (T - 3 * DAY + HOUR) >>> 0)).toBe(true);
    expect(copy.wasEvicted(6, 7, (T - 2 * DAY + 1) >>> 0)).toBe(false);
  });
});
