import type { Links } from "./link-pairs.ts";
import type { Tokens } from "./tokens.ts";

/** Rounds of label propagation; it settles in three to six. */
const ROUNDS_MAX = 20;

/**
 * Linked audiences → groups, each a list of tokens, largest first: label propagation (Raghavan et al., Phys. Rev. E 76, 2007) where a link weighs what the two share beyond
 * chance, against their sizes. Union-find would chain two pools over one target that both were paid for.
 * Deterministic: nodes in order, ties to the lower label. O(links · rounds).
 */
export function groupTokens(tokens: Tokens, links: Links): readonly Int32Array[] {
  const nodes = new Map<number, number>();
  const token: number[] = [];
  const near: { node: number; weight: number }[][] = [];
  const nodeOf = (t: number): number => {
    let node = nodes.get(t);
    if (node === undefined) {
      node = token.push(t) - 1;
      near.push([]);
      nodes.set(t, node);
    }
    return node;
  };
  const size = (t: number): number => tokens.start[t + 1]! - tokens.start[t]!;
  for (let i = 0; i < links.count; i++) {
    const a = nodeOf(links.a[i]!);
    const b = nodeOf(links.b[i]!);
    const weight = (links.shared[i]! - links.expected[i]!) / Math.sqrt(size(links.a[i]!) * size(links.b[i]!));
    near[a]!.push({ node: b, weight });
    near[b]!.push({ node: a, weight });
  }
  const label = Int32Array.from(token, (_, node) => node);
  const votes = new Float64Array(token.length);
  for (let round = 0, changed = true; round < ROUNDS_MAX && changed; round++) {
    changed = false;
    for (let node = 0; node < token.length; node++) {
      for (const { node: other, weight } of near[node]!) votes[label[other]!]! += weight;
      let best = label[node]!;
      for (const { node: other } of near[node]!) {
        const rival = label[other]!;
        if (votes[rival]! > votes[best]! || (votes[rival]! === votes[best]! && rival < best)) best = rival;
      }
      for (const { node: other } of near[node]!) votes[label[other]!] = 0;
      if (best !== label[node]!) {
        label[node] = best;
        changed = true;
      }
    }
  }
  const groups = new Map<number, number[]>();
  for (let node = 0; node < token.length; node++) {
    const group = groups.get(label[node]!);
    if (group === undefined) groups.set(label[node]!, [token[node]!]);
    else group.push(token[node]!);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => Int32Array.from(group).sort())
    .sort((x, y) => y.length - x.length || x[0]! - y[0]!);
}
