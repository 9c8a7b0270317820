/** Weighted edges between rows and columns (actors and what they acted on); several between the same two are allowed. */
export interface WeightedEdges {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly row: Int32Array;
  readonly column: Int32Array;
  /** ≥ 0. */
  readonly weight: Float32Array;
}

/** A set of rows and columns with more weight between them than the rest. */
export interface DenseBlock {
  /** Weight within, over rows and columns together. */
  readonly density: number;
  /** Ascending. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

/** Passes over the edges that take out nodes too light to matter; whatever they leave, the heap takes in order. */
const CORE_PASSES_MAX = 24;
/** A pass that leaves this part of the edges was the last: the heap does the same for less. */
const REFINED_PART = 0.95;

/**
 * The densest block that greedy peeling finds, or null when none is denser than `densityMin` (≥ 0): take out the row or column of least weight,
 * again and again, and keep the best of what was left. At least half as dense as the densest there is (Charikar, APPROX 2000; Hooi et al., FRAUDAR,
 * KDD 2016, whose column weights the caller puts into `weight`). Equal weights go by code, rows first. O(m + n log n) moves on an
 * indexed heap in practice, O(m log n) at worst; 24 bytes an edge of the heavy core, 4 of the rest.
 *
 * Where we differ: nodes lighter than `densityMin`, or than the density of what is left, go first and together, without a heap. The answer is the same:
 * the lightest always is among them, and while what goes is lighter than the density left, that density rises.
 */
export function densestBlock(edges: WeightedEdges, densityMin = 0): DenseBlock | null {
  const core = heavyCore(edges, densityMin);
  if (core === null) return null;
  const { nodes, rowNodes, from, to, weight } = core;
  const n = nodes.length;
  // Neighbours of each node, both directions.
  const start = new Int32Array(n + 1);
  for (let e = 0; e < from.length; e++) {
    start[from[e]! + 1]!++;
    start[to[e]! + 1]!++;
  }
  for (let v = 0; v < n; v++) start[v + 1]! += start[v]!;
  const fill = start.slice(0, n);
  const near = new Int32Array(2 * from.length);
  const nearWeight = new Float32Array(2 * from.length);
  const heavy = new Float64Array(n);
  let left = 0;
  for (let e = 0; e < from.length; e++) {
    const a = from[e]!;
    const b = to[e]!;
    const w = weight[e]!;
    nearWeight[fill[a]!] = w;
    near[fill[a]!++] = b;
    nearWeight[fill[b]!] = w;
    near[fill[b]!++] = a;
    heavy[a]! += w;
    heavy[b]! += w;
    left += w;
  }
  const heap = new LightestFirst(heavy);
  const removed = new Int32Array(n);
  let best = left / n;
  let bestRemoved = 0;
  for (let gone = 0; gone < n - 1; gone++) {
    const v = heap.take();
    removed[gone] = v;
    left -= heavy[v]!;
    for (let at = start[v]!; at < start[v + 1]!; at++) {
      const other = near[at]!;
      if (heap.holds(other)) heap.lighten(other, nearWeight[at]!);
    }
    const density = left / (n - gone - 1);
    if (density > best) {
      best = density;
      bestRemoved = gone + 1;
    }
  }
  if (best <= densityMin) return null;
  const isGone = new Uint8Array(n);
  for (let i = 0; i < bestRemoved; i++) isGone[removed[i]!] = 1;
  const keep = (_: number, v: number): boolean => isGone[v] === 0;
  return {
    density: best,
    rows: nodes.subarray(0, rowNodes).filter(keep),
    columns: nodes.subarray(rowNodes).filter((_, c) => isGone[rowNodes + c] === 0),
  };
}

/** What is left when nodes lighter than `least`, or than the density left, are taken out; coded densely, rows first. null when nothing is. */
function heavyCore(
  edges: WeightedEdges,
  least: number,
): {
  readonly nodes: Int32Array;
  readonly rowNodes: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly weight: Float32Array;
} | null {
  const { row, column, weight } = edges;
  const ofRow = new Float64Array(edges.rowCount);
  const ofColumn = new Float64Array(edges.columnCount);
  // Edges still there are the first `count` of `held`; null = all.
  let held: Int32Array | null = null;
  let count = row.length;
  for (let pass = 0; pass < CORE_PASSES_MAX; pass++) {
    ofRow.fill(0);
    ofColumn.fill(0);
    for (let i = 0; i < count; i++) {
      const e: number = held === null ? i : held[i]!;
      ofRow[row[e]!]! += weight[e]!;
      ofColumn[column[e]!]! += weight[e]!;
    }
    const threshold = Math.max(least, densityOf(ofRow, ofColumn));
    const next: Int32Array = held ?? new Int32Array(count);
    let to = 0;
    for (let i = 0; i < count; i++) {
      const e: number = held === null ? i : held[i]!;
      if (weight[e]! > 0 && ofRow[row[e]!]! >= threshold && ofColumn[column[e]!]! >= threshold)
        next[to++] = e;
    }
    const refined = to > REFINED_PART * count;
    held = next;
    count = to;
    if (refined || count === 0) break;
  }
  if (count === 0 || held === null) return null;
  const kept = held.subarray(0, count);
  const rows = codesOf(kept, row, edges.rowCount, 0);
  const columns = codesOf(kept, column, edges.columnCount, rows.nodes.length);
  const nodes = new Int32Array(rows.nodes.length + columns.nodes.length);
  nodes.set(rows.nodes);
  nodes.set(columns.nodes, rows.nodes.length);
  return {
    nodes,
    rowNodes: rows.nodes.length,
    from: kept.map((e) => rows.code[row[e]!]!),
    to: kept.map((e) => columns.code[column[e]!]!),
    weight: Float32Array.from(kept, (e) => weight[e]!),
  };
}

/** Weight over nodes that have any. */
function densityOf(ofRow: Float64Array, ofColumn: Float64Array): number {
  let nodes = 0;
  let weight = 0;
  for (const own of ofRow) {
    if (own > 0) nodes++;
    weight += own;
  }
  for (const own of ofColumn) if (own > 0) nodes++;
  return weight / Math.max(1, nodes);
}

function codesOf(
  kept: Int32Array,
  ends: Int32Array,
  count: number,
  first: number,
): { readonly nodes: Int32Array; readonly code: Int32Array } {
  const code = new Int32Array(count).fill(-1);
  for (const e of kept) code[ends[e]!] = 0;
  let next = 0;
  for (let v = 0; v < count; v++) if (code[v] === 0) code[v] = first + next++;
  const nodes = new Int32Array(next);
  for (let v = 0; v < count; v++) if (code[v]! >= 0) nodes[code[v]! - first] = v;
  return { nodes, code };
}

/** Indexed heap of four children over nodes 0 … n − 1: the lightest first, equal ones by code. Keys are the caller's array, lowered in place. */
class LightestFirst {
  private readonly key: Float64Array;
  private readonly node: Int32Array;
  private readonly place: Int32Array;
  private size: number;

  constructor(key: Float64Array) {
    this.key = key;
    this.size = key.length;
    this.node = Int32Array.from({ length: this.size }, (_, v) => v);
    this.place = this.node.slice();
    for (let at = (this.size - 2) >> 2; at >= 0; at--) this.sink(at);
  }

  holds(v: number): boolean {
    return this.place[v]! >= 0;
  }

  take(): number {
    const { node, place } = this;
    const first = node[0]!;
    place[first] = -1;
    const last = node[--this.size]!;
    if (this.size > 0) {
      node[0] = last;
      place[last] = 0;
      this.sink(0);
    }
    return first;
  }

  lighten(v: number, by: number): void {
    const { node, place, key } = this;
    const own = key[v]! - by;
    key[v] = own;
    let at = place[v]!;
    while (at > 0) {
      const up = (at - 1) >> 2;
      const other = node[up]!;
      if (key[other]! < own || (key[other] === own && other < v)) break;
      node[at] = other;
      place[other] = at;
      at = up;
    }
    node[at] = v;
    place[v] = at;
  }

  private sink(from: number): void {
    const { node, place, key, size } = this;
    const v = node[from]!;
    const own = key[v]!;
    let at = from;
    for (;;) {
      const first = at * 4 + 1;
      if (first >= size) break;
      let least = first;
      let leastKey = key[node[first]!]!;
      const end = Math.min(size, first + 4);
      for (let child = first + 1; child < end; child++) {
        const k = key[node[child]!]!;
        if (k < leastKey || (k === leastKey && node[child]! < node[least]!)) {
          least = child;
          leastKey = k;
        }
      }
      const child = node[least]!;
      if (own < leastKey || (own === leastKey && v < child)) break;
      node[at] = child;
      place[child] = at;
      at = least;
    }
    node[at] = v;
    place[v] = at;
  }
}
