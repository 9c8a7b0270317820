import type { Cluster } from "../../nouns/campaign.ts";

/**
 * Part of a crew's members that a larger one must hold to be the whole of it; part of its weight by lot that the larger one must keep, and log-odds that it may lack: a pool joined with the community that it
 * takes its cover from comes by lot no more.
 */
const WHOLE_PART = 0.8;
const WHOLE_LOT_PART = 0.6;
const WHOLE_LN = 3;

/**
 * Clusters in order → each group of people once: those of which less than half of the members are in one before; and in place of one of which nearly all are in a larger one, the larger: a few orders of
 * a pool, with those who served them, look likelier than all of it, and tell half of the hands. O(clusters² · members).
 */
export function eachPeopleOnce<T extends readonly [Cluster, ...unknown[]]>(
  clusters: readonly T[],
): readonly T[] {
  const kept: { claim: T; keys: ReadonlySet<string> }[] = [];
  for (const claim of clusters) {
    const keys = new Set(claim[0].members.map(({ key }) => key));
    const part = kept.findIndex(
      (before) =>
        keys.size > before.keys.size &&
        sharedBy(before.keys, keys) >= WHOLE_PART * before.keys.size &&
        stands(claim[0], before.claim[0]),
    );
    const others = kept.filter((_, at) => at !== part).map((before) => before.keys);
    const known = [...keys].filter((key) => others.some((before) => before.has(key))).length;
    if (known * 2 >= keys.size) continue;
    if (part >= 0) kept[part] = { claim, keys };
    else kept.push({ claim, keys });
  }
  return kept.map(({ claim }) => claim);
}

function stands(whole: Cluster, part: Cluster): boolean {
  const lot = ({ reasons }: Cluster): number => reasons.find(({ rule }) => rule === "by_lot")?.weight ?? 0;
  const lnOdds = ({ score }: Cluster): number => Math.log(score / (1 - score));
  return lot(whole) >= WHOLE_LOT_PART * lot(part) && lnOdds(whole) >= lnOdds(part) - WHOLE_LN;
}

function sharedBy(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const key of a) if (b.has(key)) shared++;
  return shared;
}
