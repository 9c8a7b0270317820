import { expect, test } from "vitest";
import { StrataTable } from "./strata-table.ts";
import { stratumOf, stratumPath, targetStratum } from "./stratum.ts";

test("a path is packed and unpacked, steps cut to their range", () => {
  expect(stratumPath(stratumOf(1, 2, 3))).toEqual([1, 2, 3]);
  expect(stratumPath(stratumOf(255, 256, -1))).toEqual([255, 255, 0]);
});

test.each([
  [0, 0],
  [0.99, 0],
  [1, 1],
  [99, 2],
  [100, 3],
  [1e30, 10],
])("popularity %d is decade %d", (popularity, decade) => {
  expect(stratumPath(targetStratum(1, popularity, 0))).toEqual([1, decade, 0]);
});

test("times before 1970 and offsets fall in a part of the day", () => {
  expect(stratumPath(targetStratum(1, 0, -1, 0))[2]).toBe(5);
  expect(stratumPath(targetStratum(1, 0, 0, 8 * 3_600_000))[2]).toBe(2);
});

test("paths end early when the table is full, and the smallest are let go of", () => {
  const table = new StrataTable(8);
  expect(table.walk(stratumOf(1, 1, 1), false)).toBe(0);
  const deep = table.walk(stratumOf(1, 1, 1), true);
  expect(table.stepsOf(deep)).toEqual([1, 1, 1]);
  const sizes = new Map<number, number>();
  for (let i = 0; i < 20; i++) sizes.set(table.walk(stratumOf(1, 1, i), true), 20 - i);
  // Root, two steps, five leaves: the sixth ends at its parent.
  expect(table.stepsOf(table.walk(stratumOf(1, 1, 9), true))).toEqual([1, 1]);
  const dropped: (readonly number[])[] = [];
  table.merge(
    (node) => sizes.get(node) ?? 100,
    (node) => dropped.push([node]),
  );
  expect(dropped).toHaveLength(2);
  expect(table.stepsOf(table.walk(stratumOf(1, 1, 9), true))).toEqual([1, 1, 9]);
  const copy = new StrataTable(8);
  copy.restore(table.snapshot());
  expect(copy.walk(stratumOf(1, 1, 9), false)).toBe(table.walk(stratumOf(1, 1, 9), false));
});
