import { expect, it } from "vitest";
import { seeded } from "./fixture-columns.ts";
import { KeyCodes } from "./key-codes.ts";

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
