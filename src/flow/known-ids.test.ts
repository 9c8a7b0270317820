import { expect, test } from "vitest";
import { createSfc32 } from "../kernels/sfc32.ts";
import { KnownIds } from "./known-ids.ts";

test("adding, forgetting from both ends, pieces and restoring agree with a map that does the same", () => {
  const random = createSfc32(11, 12, 13);
  const idsMax = 1 << 15;
  const known = new KnownIds(idsMax);
  known.startAt(2 ** 32 - 1_000);
  const reference = new Map<string, number>();
  /** Hashes by position. */
  const row: [number, number][] = [];
  const begin = known.position;
  let first = begin;
  // few first bytes, so that parts of the index fill unevenly
  const hash = (): [number, number] => [(Math.floor(random() * 60_000) * 64_007) | 0, 5];
  const name = ([low, high]: readonly [number, number]): string => `${low}/${high}`;
  for (let step = 0; step < 120_000; step++) {
    const id = hash();
    const at = reference.get(name(id)) ?? -1;
    expect(known.find(...id)).toBe(at);
    if (at < 0) {
      if (known.size === idsMax) {
        const gone = name(row[first - begin]!);
        if (reference.get(gone) === first) reference.delete(gone);
        first++;
      }
      reference.set(name(id), known.position);
      row[known.position - begin] = id;
      known.add(...id);
    }
    if (step % 9_001 === 0) {
      const to = Math.max(first, known.position - 700);
      for (let position = to; position < known.position; position++)
        reference.delete(name(row[position - begin]!));
      known.truncateTo(to);
    }
    if (step % 20_011 === 0) {
      const to = Math.min(known.position, first + 300);
      for (let position = first; position < to; position++) reference.delete(name(row[position - begin]!));
      expect(known.forgetBefore(to, 1_000)).toBe(false);
      first = Math.max(first, to);
    }
  }
  expect([known.begin, known.size]).toEqual([first, known.position - first]);
  const pieces: Int32Array[] = [];
  for (let at = first; at < known.position; at += 10_000)
    pieces.push(known.piece(at, known.position, 10_000).ids);
  const restored = new KnownIds(idsMax / 2);
  restored.restore(first, pieces, []);
  expect([restored.begin, restored.position]).toEqual([known.position - idsMax / 2, known.position]);
  for (const [text, position] of reference) {
    const [low, high] = text.split("/").map(Number) as [number, number];
    expect(restored.find(low, high)).toBe(position < restored.begin ? -1 : position);
  }
});
