import { describe, expect, it } from "vitest";
import { neighbourFeatures } from "./neighbour-features.ts";

const friends = {
  account: Int32Array.from([0, 0, 0, 0, 1, -1]),
  identity: Int32Array.from([7, 8, 9, 7, 7, 8]),
  values: {
    names: ["posts"],
    rowCount: 6,
    columns: [Float32Array.from([0, 10, Number.NaN, 0, 4, 100])],
  },
};

describe("neighbourFeatures", () => {
  const table = neighbourFeatures(3, { ...friends, sharing: true });
  const of = (name: string, row: number): number =>
    table.columns[table.names.indexOf(`neighbours.${name}`)]![row]!;

  it("sums up what an account's neighbours are like; one listed twice counts once", () => {
    expect(of("count", 0)).toBe(3);
    expect(of("posts.mean", 0)).toBe(5);
    expect(of("posts.sd", 0)).toBe(5);
    expect(of("posts.share_zero", 0)).toBe(0.5);
    expect(of("posts.share_missing", 0)).toBeCloseTo(1 / 3, 6);
    expect(of("posts.q50", 0)).toBe(10);
    expect(of("posts.mean_log", 0)).toBeCloseTo(Math.log1p(10) / 2, 6);
    expect(of("shared_share", 0)).toBeCloseTo(1 / 3, 6);
    expect(of("shared_most", 0)).toBe(1);
  });

  it("has one neighbour's values, no deviation of one, and nothing of none", () => {
    expect(of("posts.mean", 1)).toBe(4);
    expect(of("posts.sd", 1)).toBeNaN();
    expect(of("count", 2)).toBe(0);
    expect(of("posts.mean", 2)).toBeNaN();
    expect(of("posts.share_missing", 2)).toBeNaN();
  });

  it("says nothing about sharing unless asked", () => {
    expect(neighbourFeatures(3, friends).names.some((name) => name.includes("shared"))).toBe(false);
  });
});
