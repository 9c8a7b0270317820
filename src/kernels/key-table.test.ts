import { describe, expect, test } from "vitest";
import { ageMs, laterOf } from "./age.ts";
import { KeyTable, ROW_HEADER_WORDS } from "./key-table.ts";
import { SLOTS, slotOf, slotRowsMax } from "./slots.ts";

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
  const sweepAll = (table: KeyTable, t: number) => {
    for (let slot = 0; slot < SLOTS; slot++) table.sweepSlot(slot, t >>> 0, () => {});
  };

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
    sweepAll(table, (T - backMs) >>> 0);
    expect(table.peek(1, 7)).toBeGreaterThanOrEqual(0);
  });

  test("a row that is touched late keeps its later time", () => {
    const table = open();
    table.find(1, 1, T);
    table.find(1, 1, T - 20 * HOUR);
    sweepAll(table, (T + DAY - 1) >>> 0);
    expect(table.peek(1, 1)).toBeGreaterThanOrEqual(0);
    sweepAll(table, (T + DAY) >>> 0);
    expect(table.peek(1, 1)).toBe(-1);
  });

  test("for want of room in its slot the oldest goes, not what is newer than a late event; and it is remembered", () => {
    const table = open(16);
    const keys = keysOf(3, 6);
    const [room, later] = [keys.slice(0, 4), keys.slice(4)];
    for (const [i, key] of room.entries()) table.find(key, 7, i < 2 ? T - 3 * HOUR : T);
    for (const key of later) table.find(key, 7, T - HOUR);
    const gone = room.filter((key) => table.peek(key, 7) < 0);
    expect(gone).toEqual(room.slice(0, 2));
    // Asked at an earlier time, the memory of the evicted neither ages nor empties.
    for (const key of gone) expect(table.wasEvicted(key, 7, T - 5 * HOUR)).toBe(true);
    for (const key of gone) expect(table.wasEvicted(key, 7, T)).toBe(true);
    // Another slot has lost nothing.
    for (const key of keysOf(4, 50)) expect(table.wasEvicted(key, 7, T)).toBe(false);
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
    for (let slot = 0; slot < SLOTS; slot++) {
      const words = new Uint32Array(table.slotWords(slot));
      expect(table.writeSlot(slot, words, 0)).toBe(words.length);
      expect(copy.readSlot(slot, words, 0)).toBe(words.length);
    }
    expect(copy.wasEvicted(6, 7, (T - 3 * DAY + HOUR) >>> 0)).toBe(true);
    expect(copy.wasEvicted(6, 7, (T - 2 * DAY + 1) >>> 0)).toBe(false);
  });
});

/** Low words of so many keys, high word 7, that fall into a slot. */
function keysOf(slot: number, count: number): number[] {
  const keys: number[] = [];
  for (let key = 1; keys.length < count; key++) if (slotOf(key, 7) === slot) keys.push(key);
  return keys;
}

describe("slots", () => {
  test.each([
    ["running numbers", (i: number) => [i, 7]],
    ["even numbers", (i: number) => [2 * i, 0]],
    ["high words alone", (i: number) => [5, i << 8]],
    ["both words", (i: number) => [Math.imul(i, 0x9e3779b1), Math.imul(i, 0x85ebca6b)]],
  ])("%s fill them evenly enough for the room that is kept", (_, keyOf) => {
    const perSlot = new Uint32Array(SLOTS);
    for (let i = 1; i <= 100_000; i++) {
      const [low, high] = keyOf(i) as [number, number];
      perSlot[slotOf(low, high)]!++;
    }
    const over = perSlot.filter((count) => count > slotRowsMax(100_000));
    expect(over.length).toBeLessThanOrEqual(3);
  });

  test("a slot of many more rows than an empty table has room for is restored, and the others beside it", () => {
    const open = () => new KeyTable(ROW_HEADER_WORDS + 1, HOUR, 1_000_000, () => {});
    const [full, empty] = [open(), open()];
    const keys = [...keysOf(0, 3_000), ...keysOf(1, 700)];
    for (const key of keys) {
      const base = full.find(key, 7, T);
      full.words[base + ROW_HEADER_WORDS] = key;
    }
    for (const slot of [0, 1]) {
      const words = new Uint32Array(full.slotWords(slot));
      full.writeSlot(slot, words, 0);
      empty.readSlot(slot, words, 0);
    }
    expect(empty.keysLive).toBe(keys.length);
    for (const key of keys) expect(empty.words[empty.peek(key, 7) + ROW_HEADER_WORDS]).toBe(key);
    expect(empty.peek(keysOf(2, 1)[0]!, 7)).toBe(-1);
  });

  test("rows stay where they are while a table fills, and the growth of one slot leaves the others alone", () => {
    const table = new KeyTable(ROW_HEADER_WORDS + 1, HOUR, 300_000, () => {});
    const bases: number[] = [];
    for (let key = 1; key <= 200_000; key++) {
      const base = table.find(key, 7, T);
      table.words[base + ROW_HEADER_WORDS] = key;
      bases.push(base);
    }
    expect(table.keysEvicted).toBe(0);
    const wrong = bases.filter(
      (base, i) => table.peek(i + 1, 7) !== base || table.words[base + ROW_HEADER_WORDS] !== i + 1,
    );
    expect(wrong).toEqual([]);
    // some rows of room a slot, and pairs of the index for twice the keys
    expect(table.bytes).toBeLessThan(200_000 * ((ROW_HEADER_WORDS + 1) * 4 + 4 * 8) * 1.2 + 2 ** 20);
  });

  test("a slot fills, is swept and evicts by its own keys, whatever the others hold", () => {
    const open = () => new KeyTable(ROW_HEADER_WORDS + 1, HOUR, 2_000, () => {});
    const [alone, among] = [open(), open()];
    const own = (key: number) => slotOf(key, 7) === 9;
    for (let i = 0; i < 120_000; i++) {
      const key = (Math.imul(i, 0x9e3779b1) >>> 5) % 6_000;
      const t = (T + i * 300) >>> 0;
      for (const table of own(key) ? [among, alone] : [among]) {
        const base = table.find(key, 7, t);
        table.words[base + ROW_HEADER_WORDS]!++;
      }
    }
    const part = (table: KeyTable) => {
      const words = new Uint32Array(table.slotWords(9));
      table.writeSlot(9, words, 0);
      return words;
    };
    expect(part(alone)).toEqual(part(among));
    expect(alone.keysEvicted).toBeGreaterThan(50);
    expect(among.keysLive).toBeLessThanOrEqual(SLOTS * slotRowsMax(2_000));
    // Moved to another table it goes on there as it would have gone on here.
    const moved = open();
    moved.readSlot(9, part(among), 0);
    among.dropSlot(9);
    expect(among.keysEvicted + moved.keysEvicted).toBeGreaterThan(alone.keysEvicted);
    for (let i = 0; i < 20_000; i++) {
      const t = (T + 120_000 * 300 + i * 300) >>> 0;
      const key = (Math.imul(i, 0x85ebca6b) >>> 5) % 6_000;
      if (own(key))
        expect(moved.words[moved.find(key, 7, t) + 3]).toBe(alone.words[alone.find(key, 7, t) + 3]);
    }
    expect(part(moved)).toEqual(part(alone));
    expect(() =>
      new KeyTable(ROW_HEADER_WORDS + 2, HOUR, 2_000, () => {}).readSlot(9, part(alone), 0),
    ).toThrow("no slot of this table");
  });
});
