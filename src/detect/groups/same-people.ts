/** Groups of whose smaller membership this part lies within the larger may be one. */
const SAME_MEMBERS = 0.35;
/** So many accounts in common at the least, or else most of the smaller group. */
const SAME_COUNT_MIN = 8;
const SAME_MEMBERS_FEW = 0.6;
/** Unless together they are this many times the accounts that the orders of either are drawn from: then what both like for cover joins them, not a pool. */
const POOL_SIZES_MAX = 2;

/** A group's members, and how many accounts its orders seem to be drawn from. */
export interface Membership {
  readonly actors: readonly number[];
  /** See `drawnFrom`; Infinity where it cannot be told. */
  readonly drawnFrom: number;
}

/**
 * Groups → lists of those that are the same people, as places; the surest pairs first, and each join is held against everybody who is in already, so that no chain of
 * popular things makes one group of many pools. Compares groups that share an account only. Deterministic.
 */
export function joinSamePeople(groups: readonly Membership[]): readonly (readonly number[])[] {
  const pairs: { readonly a: number; readonly b: number; readonly part: number }[] = [];
  const ofActor = new Map<number, number[]>();
  const common = new Map<number, number>();
  groups.forEach(({ actors }, g) => {
    common.clear();
    for (const actor of actors) {
      const before = ofActor.get(actor);
      if (before === undefined) ofActor.set(actor, [g]);
      else {
        for (const other of before) common.set(other, (common.get(other) ?? 0) + 1);
        before.push(g);
      }
    }
    for (const [other, both] of common) {
      const part = both / Math.min(actors.length, groups[other]!.actors.length);
      if (part >= (both >= SAME_COUNT_MIN ? SAME_MEMBERS : SAME_MEMBERS_FEW))
        pairs.push({ a: other, b: g, part });
    }
  });
  pairs.sort((x, y) => y.part - x.part || x.a - y.a || x.b - y.b);
  const root = groups.map((_, g) => g);
  const lists = groups.map((_, g) => [g]);
  const sets = groups.map(({ actors }) => new Set(actors));
  const sizes = groups.map(({ drawnFrom }) => drawnFrom);
  for (const { a, b } of pairs) {
    const [low, high] = [root[a]!, root[b]!].sort((x, y) => x - y) as [number, number];
    if (low === high) continue;
    const [small, large] = [sets[low]!, sets[high]!].sort((x, y) => x.size - y.size) as [
      Set<number>,
      Set<number>,
    ];
    let together = large.size;
    for (const actor of small) if (!large.has(actor)) together++;
    const size = Math.min(sizes[low]!, sizes[high]!);
    if (together > POOL_SIZES_MAX * size) continue;
    for (const actor of small) large.add(actor);
    sets[low] = large;
    sizes[low] = size;
    for (const g of lists[high]!) root[g] = low;
    lists[low]!.push(...lists[high]!);
    lists[high] = [];
  }
  return lists.filter((list) => list.length > 0).map((list) => list.sort((x, y) => x - y));
}

/**
 * Accounts that orders seem to be drawn from, by how often the same come again: pairs of an account's orders against pairs of an order's accounts (Schnabel's estimate of
 * a population by recapture, Am. Math. Monthly 45, 1938). `there`: accounts of each order; `served`: orders of each account. Infinity where nobody came twice.
 */
export function drawnFrom(there: readonly number[], served: readonly number[]): number {
  let sum = 0;
  let squares = 0;
  for (const own of there) {
    sum += own;
    squares += own ** 2;
  }
  let again = 0;
  for (const own of served) again += own * (own - 1);
  return again === 0 ? Number.POSITIVE_INFINITY : (sum ** 2 - squares) / again;
}
