import { expect, test } from "vitest";
import { GrowingWords } from "./growing-words.ts";

test("a short array doubles by copies, a long one grows where it stands", () => {
  const memory = new GrowingWords(16, 4_000_000);
  memory.words[3] = 7;
  const short = memory.words;
  memory.growTo(20);
  expect(memory.words.length).toBe(32);
  short[4] = 1;
  expect([memory.words[3], memory.words[4]]).toEqual([7, 0]);
  memory.growTo(100_000);
  const long = memory.words;
  long[99_999] = 9;
  memory.growTo(3_000_000);
  expect(memory.words.length).toBeGreaterThanOrEqual(3_000_000);
  // the same memory: nothing was copied
  long[5] = 11;
  expect([memory.words[3], memory.words[5], memory.words[99_999]]).toEqual([7, 11, 9]);
  expect(memory.words.subarray(100_001).every((word) => word === 0)).toBe(true);
});

test("it holds its bound and not a word more, and asks for no more than that", () => {
  const memory = new GrowingWords(0, 70_000);
  memory.growTo(70_000);
  expect(memory.words.length).toBe(70_000);
  expect(() => memory.growTo(70_001)).toThrow("`70001` words where `70000` are the most");
});

test("where no addresses can be reserved it copies", () => {
  const memory = new GrowingWords(8, 2 ** 50);
  memory.words[7] = 5;
  memory.growTo(1 << 17);
  expect([memory.words.length, memory.words[7]]).toEqual([1 << 17, 5]);
  memory.growTo((1 << 17) + 1);
  expect(memory.words.length).toBe(1 << 18);
});
