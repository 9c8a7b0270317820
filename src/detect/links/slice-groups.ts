import type { AudienceSlices } from "./audience-slices.ts";
import type { Links } from "./link-pairs.ts";

/** Rounds of label propagation; it settles in three to six. */
const ROUNDS_MAX = 20;

/**
 * Linked audiences → groups, each a list of audience slices, largest first: label propagation (Raghavan et al., Phys. Rev. E 76, 2007) where a link weighs what the two share beyond
 * chance, against their sizes. Union-find would chain two pools over one target that both were paid for.
 * Deterministic: nodes in order, ties to the lower label. O(links · rounds).
 */
export function groupSlices(slices: AudienceSlices, links: Links): readonly Int32Array[] {
  const nodes = new Int32Array(slices.count).fill(-1);
  const slice: number[] = [];
  const degree: number[] = [];
  const nodeOf = (t: number): number => {
    if (nodes[t] === -1) {
      nodes[t] = slice.push(t) - 1;
      degree.push(0);
    }
    return nodes[t]!;
  };
  for (let i = 0; i < links.count; i++) {
    degree[nodeOf(links.a[i]!)]!++;
    degree[nodeOf(links.b[i]!)]!++;
  }
  // Neighbours of each node with the weight of the link, side by side, in the order of the links.
  const start = new Int32Array(slice.length + 1);
  for (let node = 0; node < slice.length; node++) start[node + 1] = start[node]! + degree[node]!;
  const fill = start.slice(0, slice.length);
  const near = new Int32Array(2 * links.count);
  const weight = new Float64Array(2 * links.count);
  const size = (t: number): number => slices.start[t + 1]! - slices.start[t]!;
  for (let i = 0; i < links.count; i++) {
    const [a, b] = [links.a[i]!, links.b[i]!];
    const own = (links.shared[i]! - links.expected[i]!) / Math.sqrt(size(a) * size(b));
    const [x, y] = [nodes[a]!, nodes[b]!];
    near[fill[x]!] = y;
    weight[fill[x]!++] = own;
    near[fill[y]!] = x;
    weight[fill[y]!++] = own;
  }
  const label = Int32Array.from(slice, (_, node) => node);
  const votes = new Float64Array(slice.length);
  for (let round = 0, changed = true; round < ROUNDS_MAX && changed; round++) {
    changed = false;
    for (let node = 0; node < slice.length; node++) {
      const [from, end] = [start[node]!, start[node + 1]!];
      for (let i = from; i < end; i++) votes[label[near[i]!]!]! += weight[i]!;
      let best = label[node]!;
      for (let i = from; i < end; i++) {
        const rival = label[near[i]!]!;
        if (votes[rival]! > votes[best]! || (votes[rival]! === votes[best]! && rival < best)) best = rival;
      }
      for (let i = from; i < end; i++) votes[label[near[i]!]!] = 0;
      if (best !== label[node]!) {
        label[node] = best;
        changed = true;
      }
    }
  }
  const groups = new Map<number, number[]>();
  for (let node = 0; node < slice.length; node++) {
    const group = groups.get(label[node]!);
    if (group === undefined) groups.set(label[node]!, [slice[node]!]);
    else group.push(slice[node]!);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => Int32Array.from(group).sort())
    .sort((x, y) => y.length - x.length || x[0]! - y[0]!);
}
