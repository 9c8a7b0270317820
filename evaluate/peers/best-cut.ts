/** Accounts taken from the top of a ranking, and how many of them are right. */
export interface Cut {
  /** Groups taken: blocks, or ranks of equal accounts. */
  readonly groups: number;
  readonly taken: number;
  readonly right: number;
}

const NOTHING: Cut = { groups: 0, taken: 0, right: 0 };

/** F1 of what was taken, over one stretch of time or several together: as the detector's own is counted. */
export function f1OfCuts(cuts: readonly { readonly cut: Cut; readonly delivered: number }[]): number {
  let right = 0;
  let all = 0;
  for (const { cut, delivered } of cuts) {
    right += cut.right;
    all += cut.taken + delivered;
  }
  return all === 0 ? 0 : (2 * right) / all;
}

/**
 * Groups of actors, the most suspect first → where to stop for the highest F1, with the answer in hand (`members`: actors that delivered), and where a method stops by
 * itself: after `stop` groups. An actor counts once. The first is what papers report, and more than anybody who does not know the answer can have.
 */
export function cutsOf(
  groups: readonly Int32Array[],
  members: ReadonlySet<number>,
  stop: number,
): { readonly best: Cut; readonly stopped: Cut } {
  const taken = new Set<number>();
  let right = 0;
  let best = NOTHING;
  let stopped = NOTHING;
  const delivered = members.size;
  groups.forEach((group, i) => {
    for (const actor of group) {
      if (taken.has(actor)) continue;
      taken.add(actor);
      if (members.has(actor)) right++;
    }
    const cut: Cut = { groups: i + 1, taken: taken.size, right };
    if (f1OfCuts([{ cut, delivered }]) > f1OfCuts([{ cut: best, delivered }])) best = cut;
    if (i + 1 === stop) stopped = cut;
  });
  return { best, stopped };
}
