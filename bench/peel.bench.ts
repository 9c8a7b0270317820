import { densestBlock, type WeightedEdges } from "../src/detect/blocks/dense-block.ts";
import { type BenchResult, type BenchRow, timed } from "./bench.ts";

/** One peel of a random graph with a planted block, as edges grow, over one sort of the same edges. Eight acts a row, 40 a column, popular ones more. */
export async function run(): Promise<BenchResult> {
  const rows: BenchRow[] = [];
  for (const count of [100_000, 1_000_000, 10_000_000]) {
    const { edges, planted } = graph(count);
    let found = 0;
    const peelS = timed(() => {
      const block = densestBlock(edges);
      found = block === null ? 0 : block.rows.filter((row) => row < planted).length;
    }).cpuS;
    const sortS = timed(() => {
      Float64Array.from(edges.row, (row, e) => row * 2 ** 24 + edges.column[e]!).sort();
    }).cpuS;
    const name = `${count / 1e6} M edges`;
    rows.push(
      { metric: `${name}: one peel`, value: peelS, unit: "CPU-s" },
      { metric: `${name}: over one sort of the same edges`, value: peelS / sortS, unit: "ratio" },
      { metric: `${name}: planted rows in the block`, value: found, unit: `of ${planted}` },
    );
  }
  return { name: "peel", rows };
}

function graph(count: number): { edges: WeightedEdges; planted: number } {
  const rowCount = count / 8;
  const columnCount = count / 40;
  const planted = Math.round(Math.sqrt(count / 100));
  const row = new Int32Array(count);
  const column = new Int32Array(count);
  const audience = new Int32Array(columnCount);
  let state = 1;
  const random = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let e = 0; e < count; e++) {
    // Every hundredth edge lies in a block a third as wide as high, among the least popular columns.
    const inBlock = e % 100 === 0;
    row[e] = Math.floor(inBlock ? planted * random() : rowCount * random() ** 1.5);
    column[e] = inBlock
      ? columnCount - 1 - Math.floor((planted / 3) * random())
      : Math.floor(columnCount * random() ** 2);
    audience[column[e]!]!++;
  }
  const weight = Float32Array.from(column, (c) => 1 / Math.log(audience[c]! + 5));
  return { edges: { rowCount, columnCount, row, column, weight }, planted };
}
