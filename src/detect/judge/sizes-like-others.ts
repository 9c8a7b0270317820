import type { EngagementGraph } from "./engagement-graph.ts";

/**
 * Members and targets → rank correlation, over the targets, of how many members came and how many others did, in [−1, 1]; 0 where all are alike. What is better liked is better liked by
 * all, so that people of one taste come in such numbers as others do (.5 and more); orders are of the size that was paid for. Spearman's rho. O(audiences of the targets · log).
 */
export function sizesLikeOthers(
  { acts }: EngagementGraph,
  members: ReadonlySet<number>,
  targets: Iterable<number>,
): number {
  const came: number[] = [];
  const others: number[] = [];
  for (const target of targets) {
    let own = 0;
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++)
      if (members.has(acts.actor[at]!)) own++;
    came.push(own);
    others.push(acts.targetStart[target + 1]! - acts.targetStart[target]! - own);
  }
  return correlation(ranks(came), ranks(others));
}

/** Values → their ranks, ties shared. */
function ranks(values: readonly number[]): readonly number[] {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const rank = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) rank[order[i]!] = (from + to - 1) / 2;
    from = to;
  }
  return rank;
}

/** Pearson's, of ranks: Spearman's; 0 where all are alike. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (a.length - 1) / 2;
  let both = 0;
  let ofA = 0;
  let ofB = 0;
  for (let i = 0; i < a.length; i++) {
    both += (a[i]! - mean) * (b[i]! - mean);
    ofA += (a[i]! - mean) ** 2;
    ofB += (b[i]! - mean) ** 2;
  }
  return ofA === 0 || ofB === 0 ? 0 : both / Math.sqrt(ofA * ofB);
}
