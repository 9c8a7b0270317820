import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KnownIds } from "../src/flow/known-ids.ts";

describe("known ids", () => {
  it("finds the position of each of the latest ids, and none that left", () => {
    const known = new KnownIds(1 << 10);
    for (let i = 0; i < 5_000; i++) known.add(i, i * 7 + 1);
    expect(known.find(4_999, 4_999 * 7 + 1)).toBe(4_999);
    expect(known.find(5_000 - 1_024, (5_000 - 1_024) * 7 + 1)).toBe(5_000 - 1_024);
    expect(known.find(5_000 - 1_025, (5_000 - 1_025) * 7 + 1)).toBe(-1);
    expect(known.size).toBe(1_024);
  });

  it("keeps the first position of a repeated id", () => {
    const known = new KnownIds(64);
    known.add(1, 1);
    known.add(2, 2);
    known.add(1, 1);
    expect(known.find(1, 1)).toBe(0);
    expect(known.position).toBe(3);
  });

  it("takes back the ids of a run that was not stored", () => {
    const known = new KnownIds(64);
    for (let i = 0; i < 10; i++) known.add(i, 1);
    known.truncateTo(4);
    expect(known.find(3, 1)).toBe(3);
    expect(known.find(4, 1)).toBe(-1);
    known.add(99, 1);
    expect(known.find(99, 1)).toBe(4);
  });

  it("agrees with a plain map over any sequence", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 300 }), fc.nat(1_000), (ids, start) => {
        const known = new KnownIds(1 << 9);
        known.startAt(start);
        const plain = new Map<number, number>();
        ids.forEach((id, i) => {
          expect(known.find(id, id ^ 5)).toBe(plain.get(id) ?? -1);
          known.add(id, id ^ 5);
          if (!plain.has(id)) plain.set(id, start + i);
        });
      }),
    );
  });
});
