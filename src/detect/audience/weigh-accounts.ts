import { type ArrivalNull, massAt, othersShare } from "./arrival-null.ts";
import { GROUP_MIN, VISIT_GAP_MS, WITHIN } from "./audience-limits.ts";
import type { Window } from "./find-windows.ts";
import type { Audience } from "./gather-audiences.ts";

/** Accounts by what their times in some windows say. */
export interface Weighed {
  readonly members: readonly number[];
  readonly lnOdds: readonly number[];
  /**
   * More likely members than before their times were seen, but not likely enough; empty where a
   * least share was asked.
   */
  readonly doubtful: readonly number[];
}

/**
 * Windows → the accounts that came within them far more than their habits say, and have `shareMin`
 * of all their acts there: who mostly comes on its own is a fan that was called, not a hand.
 */
export function weighAccounts(
  audience: Audience,
  nul: ArrivalNull,
  windows: readonly Window[],
  before: readonly number[],
  shareMin: number,
): Weighed {
  const { targetOf, atMs, accountStart, place, actor } = audience;
  const windowOf = new Map(windows.map((window) => [window.target, window]));
  const inside = new Set(before);
  const size = before.length;
  const chance = windows.map((window) => kindChances(audience, nul, window, inside));
  const indexOf = new Map(windows.map((window, i) => [window.target, i]));
  const acts = new Map<number, number>();
  for (const { from, to } of windows)
    for (let p = from; p < to; p++) {
      const u = audience.accountOf[p]!;
      acts.set(u, (acts.get(u) ?? 0) + 1);
    }
  // With a least share the rest need not be weighed: nobody asks who is in doubt.
  const tested: number[] = [];
  for (const [u, within] of acts)
    if (shareMin === 0 || (within >= 2 && within >= shareMin * (accountStart[u + 1]! - accountStart[u]!)))
      tested.push(u);
  const lnPrior = Math.log(Math.max(GROUP_MIN, size) / Math.max(1, actor.length - size));
  const members: number[] = [];
  const lnOdds: number[] = [];
  const doubtful: number[] = [];
  for (const u of tested.sort((a, b) => a - b)) {
    let odds = lnPrior;
    let best = Number.NEGATIVE_INFINITY;
    let within = 0;
    let lastMs = Number.NEGATIVE_INFINITY;
    for (let i = accountStart[u]!; i < accountStart[u + 1]!; i++) {
      const p = place[i]!;
      const window = windowOf.get(targetOf[p]!);
      if (window === undefined) continue;
      const own = Math.min(0.99, ownChance(nul, p, chance[indexOf.get(window.target)!]!));
      const isIn = p >= window.from && p < window.to;
      const one = isIn ? Math.log(WITHIN / own) : Math.log((1 - WITHIN) / (1 - own));
      // One visit is one occasion, whatever was liked on it.
      if (atMs[p]! - lastMs > VISIT_GAP_MS) {
        if (best > Number.NEGATIVE_INFINITY) odds += best;
        best = one;
        if (isIn) within++;
      } else best = Math.min(best, one);
      lastMs = atMs[p]!;
    }
    if (best > Number.NEGATIVE_INFINITY) odds += best;
    if (within >= 2 && odds > 0) {
      members.push(u);
      lnOdds.push(odds);
    } else if (odds > lnPrior && shareMin === 0) doubtful.push(u);
  }
  return { members, lnOdds, doubtful };
}

/**
 * Chance of each kind to come within the window, by the arrivals of those that are not `inside`.
 */
function kindChances(
  { targetStart, accountOf }: Audience,
  nul: ArrivalNull,
  { from, to, target }: Window,
  inside: ReadonlySet<number>,
): Float64Array {
  const within = new Float64Array(nul.kinds);
  const all = new Float64Array(nul.kinds);
  let others = 0;
  for (let p = targetStart[target]!; p < targetStart[target + 1]!; p++) {
    if (inside.has(accountOf[p]!)) continue;
    others++;
    for (let c = 0; c < nul.kinds; c++) {
      const mass = massAt(nul, p, target, c);
      all[c]! += mass;
      if (p >= from && p < to) within[c]! += mass;
    }
  }
  return within.map((mass, c) => othersShare(mass, all[c]!, others));
}

function ownChance({ kinds, kindOf }: ArrivalNull, p: number, chance: Float64Array): number {
  let own = 0;
  for (let c = 0; c < kinds; c++) own += kindOf[p * kinds + c]! * chance[c]!;
  return Math.max(1e-3, own);
}
