import { lnPoissonTail } from "../../statistics/poisson.ts";
import type { ArrivalNull } from "./arrival-null.ts";
import { OCCASIONS_MIN, WINDOW_MAX_MS, WITHIN } from "./audience-limits.ts";
import type { Audience } from "./gather-audiences.ts";
import { othersChances } from "./others-chances.ts";

/**
 * When a group came to one target: places [from, to), against what its members' own habits explain.
 */
export interface Window {
  readonly target: number;
  readonly from: number;
  readonly to: number;
  /** Members' acts within, and expected. */
  readonly came: number;
  readonly expected: number;
  readonly lnP: number;
}

/**
 * Members' acts on one target that windows are drawn around; more are thinned. The search is
 * quadratic in it.
 */
const ENDS_MAX = 40;
/**
 * Part of the members that a window must have: fewer are some other thing that a few of them did.
 */
const TURNOUT_MIN = 0.1;
/** A window is added at this chance, times the windows that were tried. */
const LN_WINDOW = Math.log(1e-3);

/**
 * Members → on each target the window they crowd into most, where that is beyond their habits.
 * Others of the target are the measure.
 */
export function findWindows(
  audience: Audience,
  nul: ArrivalNull,
  members: readonly number[],
  excessMin: number,
): Window[] {
  const byTarget = new Map<number, number[]>();
  for (const u of members) {
    for (let i = audience.accountStart[u]!; i < audience.accountStart[u + 1]!; i++) {
      const p = audience.place[i]!;
      const list = byTarget.get(audience.targetOf[p]!);
      if (list) list.push(p);
      else byTarget.set(audience.targetOf[p]!, [p]);
    }
  }
  const windows: Window[] = [];
  for (const [target, places] of byTarget) {
    if (places.length < Math.max(OCCASIONS_MIN, members.length * TURNOUT_MIN)) continue;
    places.sort((a, b) => a - b);
    const window = crowdedMost(audience, nul, target, places, members.length, excessMin);
    if (window !== null && window.lnP < LN_WINDOW - Math.log(byTarget.size)) windows.push(window);
  }
  return windows.sort((a, b) => a.target - b.target);
}

/** ln P is after Bonferroni over the windows tried. */
function crowdedMost(
  audience: Audience,
  nul: ArrivalNull,
  target: number,
  places: readonly number[],
  members: number,
  excessMin: number,
): Window | null {
  const chances = othersChances(audience, nul, target, places);
  const { atMs } = audience;
  const step = Math.max(1, Math.ceil(places.length / ENDS_MAX));
  const least = members * TURNOUT_MIN;
  let best: Window | null = null;
  let bestGain = 0;
  let tried = 0;
  for (let i = 0; i < places.length; i += step) {
    for (let j = i + 2; j < places.length; j += step) {
      if (atMs[places[j]!]! - atMs[places[i]!]! > WINDOW_MAX_MS) break;
      tried++;
      const came = j - i + 1;
      if (came < least) continue;
      const expected = chances(i, j);
      if (came < excessMin * expected) continue;
      // Ln likelihood of a group of which WITHIN come in the window, over that of people on their
      // own: those outside count against it.
      const own = Math.min(0.99, expected / places.length);
      const gain =
        came * Math.log(WITHIN / own) + (places.length - came) * Math.log((1 - WITHIN) / (1 - own));
      if (gain <= bestGain) continue;
      bestGain = gain;
      best = {
        target,
        from: places[i]!,
        to: places[j]! + 1,
        came,
        expected,
        lnP: lnPoissonTail(came, expected),
      };
    }
  }
  return best && { ...best, lnP: Math.min(0, best.lnP + Math.log(tried)) };
}
