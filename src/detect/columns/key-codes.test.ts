import { expect, it } from "vitest";
import { seeded } from "./fixture-columns.ts";
import { KeyCodes } from "./key-codes.ts";
import { ValueCodes } from "./value-codes.ts";

it("codes keys like a map does, through growth and with equal low words", () => {
  const codes = new KeyCodes();
  const slow = new Map<string, number>();
  const random = seeded(1);
  for (let i = 0; i < 20_000; i++) {
    const low = Math.floor(3000 * random()) - 1500;
    const high = Math.floor(3 * random());
    if (low === 0 && high === 0) continue;
    const key = `${low} ${high}`;
    if (!slow.has(key)) {
      expect(codes.find(low, high)).toBe(-1);
      slow.set(key, slow.size);
    }
    expect(codes.code(low, high)).toBe(slow.get(key));
    expect(codes.find(low, high)).toBe(slow.get(key));
  }
  expect(codes.size).toBe(slow.size);
  expect(codes.code(0, 0)).toBe(-1);
});

it("a key that is only appended has a code, is not found, and keeps others found while the table grows", () => {
  const codes = new KeyCodes();
  for (let i = 0; i < 2_000; i++) {
    if (i % 3 === 0) expect(codes.append(i + 1, i ^ 77)).toBe(i);
    else expect(codes.code(i + 1, i ^ 77)).toBe(i);
  }
  for (let i = 0; i < 2_000; i++) {
    expect(codes.find(i + 1, i ^ 77)).toBe(i % 3 === 0 ? -1 : i);
    expect([codes.words[i * 2], codes.words[i * 2 + 1]]).toEqual([i + 1, i ^ 77]);
  }
});

it("codes values like keys, whether or not some are said to come once, and keeps nothing of these", () => {
  for (const appended of [0, 3]) {
    const codes = new ValueCodes();
    const keys = new KeyCodes();
    const once = new Set<number>();
    const random = seeded(2);
    for (let i = 0; i < 20_000; i++) {
      const low = Math.floor(3000 * random()) - 1500;
      const high = Math.floor(3 * random());
      expect(codes.code(low, high)).toBe(keys.code(low, high));
      if (appended === 0 || i < 500 || i % appended !== 0) continue;
      once.add(keys.size);
      expect(codes.append(i, -i)).toBe(keys.append(i, -i));
    }
    expect(codes.size).toBe(keys.size);
    const words = codes.keysByCode();
    for (let code = 0; code < codes.size; code++)
      expect([words[code * 2], words[code * 2 + 1]]).toEqual(
        once.has(code) ? [0, 0] : [keys.words[code * 2], keys.words[code * 2 + 1]],
      );
    if (appended > 0) expect(codes.bytes).toBeLessThan(0.9 * keys.bytes);
  }
});
