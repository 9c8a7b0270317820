import { describe, expect, test } from "vitest";
import { createSeeded, shuffle } from "./seeded.ts";

describe("seeded chance", () => {
  // Models are trained, and folds are cut, from these streams: were they to change, so would every figure that names a seed.
  test.each([
    [0, [0xecfe678a, 0x930f6e75, 0x6cacf45b, 0xb2e12c73]],
    [1, [0xe8aa811d, 0xae8ba443, 0x7f854eaa, 0x95f6764a]],
    [13, [0xf67b500e, 0x5605b0b3, 0x7aaa13ea, 0xae8120f7]],
    [2 ** 32 - 1, [0x68875bb5, 0xee34a9f3, 0xb66a4b78, 0x6b65a0fd]],
  ])("seed %d gives the words it always gave", (seed, words) => {
    const { u32 } = createSeeded(seed);
    expect(words.map(() => u32())).toEqual(words);
  });

  test("what is made of the words is as it was", () => {
    const random = createSeeded(13);
    expect([random.unit(), random.below(1000), random.normal(), random.unit()]).toEqual([
      0.9628191026858985, 336, -0.47553255400357763, 0.3107760730199516,
    ]);
    const list = Int32Array.from({ length: 8 }, (_, i) => i);
    shuffle(list, createSeeded(12));
    expect([...list]).toEqual([4, 7, 5, 3, 1, 0, 6, 2]);
  });

  test("the widest range reaches its ends and no further", () => {
    const random = createSeeded(4);
    for (let i = 0; i < 1000; i++) {
      expect(random.below(1)).toBe(0);
      expect(random.below(2 ** 32)).toBeLessThan(2 ** 32);
    }
  });
});
