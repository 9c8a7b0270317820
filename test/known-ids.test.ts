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

  it.each([
    ["as many as it holds", 1 << 10],
    ["fewer than the pieces hold: the latest", 1 << 8],
  ])("is made anew from pieces that were copied while ids came in: %s", (_, idsMax) => {
    const known = new KnownIds(1 << 10);
    known.startAt(77);
    const add = (count: number): void => {
      for (let i = 0; i < count; i++) known.add(known.position, known.position * 7 + 1);
    };
    add(3_000);
    known.addCollided("made", 2_900);
    const pieces: Int32Array[] = [];
    let [first, to] = [-1, 0];
    for (let end = known.position; to < end; end = known.position) {
      const piece = known.piece(to, end, 100);
      if (first < 0) first = piece.first;
      else expect(piece.first).toBe(to);
      to = piece.first + piece.ids.length / 2;
      pieces.push(piece.ids);
      add(pieces.length < 8 ? 60 : 0);
    }
    const made = new KnownIds(idsMax);
    made.restore(first, pieces, known.collidedBefore(to));
    expect(made.position).toBe(known.position);
    expect(made.begin).toBe(Math.max(first, known.position - idsMax));
    for (let at = made.begin; at < made.position; at++) expect(made.find(at, at * 7 + 1)).toBe(at);
    expect(made.find(made.begin - 1, (made.begin - 1) * 7 + 1)).toBe(-1);
    expect(made.findCollided("made")).toBe(made.begin <= 2_900 ? 2_900 : -1);
    made.add(5, 5);
    expect(made.find(5, 5)).toBe(known.position);
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
