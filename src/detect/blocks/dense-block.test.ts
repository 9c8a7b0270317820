import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DenseBlock, densestBlock, type WeightedEdges } from "./dense-block.ts";

type Edge = readonly [row: number, column: number, weight: number];

function edgesOf(rowCount: number, columnCount: number, list: readonly Edge[]): WeightedEdges {
  return {
    rowCount,
    columnCount,
    row: Int32Array.from(list, ([row]) => row),
    column: Int32Array.from(list, ([, column]) => column),
    weight: Float32Array.from(list, ([, , weight]) => weight),
  };
}

/** Peeling as the paper writes it: every weight counted anew at every step. */
function slowPeel(list: readonly Edge[], densityMin: number): DenseBlock | null {
  const used = list.filter(([, , weight]) => weight > 0);
  let rows = [...new Set(used.map(([row]) => row))].sort((a, b) => a - b);
  let columns = [...new Set(used.map(([, column]) => column))].sort((a, b) => a - b);
  let best: DenseBlock | null = null;
  while (rows.length + columns.length > 0) {
    const within = used.filter(([row, column]) => rows.includes(row) && columns.includes(column));
    const density = within.reduce((sum, [, , w]) => sum + w, 0) / (rows.length + columns.length);
    if (density > (best?.density ?? densityMin)) {
      best = { density, rows: Int32Array.from(rows), columns: Int32Array.from(columns) };
    }
    const weightOf = (end: 0 | 1, code: number): number =>
      within.filter((edge) => edge[end] === code).reduce((sum, [, , w]) => sum + w, 0);
    const nodes = [
      ...rows.map((code) => ({ end: 0 as const, code, weight: weightOf(0, code) })),
      ...columns.map((code) => ({ end: 1 as const, code, weight: weightOf(1, code) })),
    ];
    const lightest = nodes.reduce((least, node) => (node.weight < least.weight ? node : least));
    if (lightest.end === 0) rows = rows.filter((code) => code !== lightest.code);
    else columns = columns.filter((code) => code !== lightest.code);
  }
  return best;
}

/** The densest of all subsets. */
function densest(list: readonly Edge[], rowCount: number, columnCount: number): number {
  let best = 0;
  for (let set = 1; set < 2 ** (rowCount + columnCount); set++) {
    let within = 0;
    for (const [row, column, w] of list)
      if ((set >> row) & 1 && (set >> (rowCount + column)) & 1) within += w;
    let size = 0;
    for (let bits = set; bits > 0; bits >>= 1) size += bits & 1;
    best = Math.max(best, within / size);
  }
  return best;
}

const graphs = (rows: number, columns: number): fc.Arbitrary<Edge[]> =>
  fc.array(
    // Eighths add up exactly, so that both ways break ties alike.
    fc.tuple(
      fc.nat(rows - 1),
      fc.nat(columns - 1),
      fc.nat(16).map((eighths) => eighths / 8),
    ),
    { maxLength: 60 },
  );

describe("densestBlock", () => {
  it("finds what plain peeling finds, whatever the least density", () => {
    fc.assert(
      fc.property(graphs(9, 7), fc.nat(12), (list, eighths) => {
        const fast = densestBlock(edgesOf(9, 7, list), eighths / 8);
        expect(fast).toEqual(slowPeel(list, eighths / 8));
      }),
      { numRuns: 500 },
    );
  });

  it("finds at least half of the densest", () => {
    fc.assert(
      fc.property(graphs(6, 5), (list) => {
        const found = densestBlock(edgesOf(6, 5, list))?.density ?? 0;
        const best = densest(list, 6, 5);
        expect(found).toBeLessThanOrEqual(best + 1e-6);
        expect(found).toBeGreaterThanOrEqual(best / 2 - 1e-6);
      }),
      { numRuns: 100 },
    );
  });

  it("finds a planted block in a long chain of light edges", () => {
    const chain = Array.from({ length: 500 }, (_, i): Edge[] => [
      [i, i, 0.25],
      [i, i + 1, 0.25],
    ]).flat();
    const planted = Array.from({ length: 36 }, (_, i): Edge => [100 + (i % 6), 200 + Math.floor(i / 6), 1]);
    const found = densestBlock(edgesOf(500, 501, [...chain, ...planted]), 0.3);
    expect(found?.rows).toEqual(Int32Array.from([100, 101, 102, 103, 104, 105]));
    expect(found?.columns).toEqual(Int32Array.from([200, 201, 202, 203, 204, 205]));
    expect(found?.density).toBe(3);
  });

  it.each([
    ["no edges", [], 0],
    ["edges of no weight", [[0, 0, 0]], 0],
    ["nothing above the least density", [[0, 0, 1]], 0.5],
  ] as const)("%s: null", (_, list, densityMin) => {
    expect(densestBlock(edgesOf(1, 1, list), densityMin)).toBeNull();
  });

  it("takes a block just above the least density", () => {
    expect(densestBlock(edgesOf(1, 1, [[0, 0, 1]]), 0.49)?.density).toBe(0.5);
  });
});
