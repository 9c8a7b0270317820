import type { ArrivalNull } from "./arrival-null.ts";
import { GROUP_MIN, MEMBER_SHARE_MIN, OCCASIONS_MIN } from "./audience-limits.ts";
import { findWindows, type Window } from "./find-windows.ts";
import type { Audience } from "./gather-audiences.ts";
import { occasions } from "./occasions.ts";
import { weighAccounts } from "./weigh-accounts.ts";

export interface Expanded {
  /** Accounts, ascending, and ln odds of each that it belongs. */
  readonly members: readonly number[];
  readonly lnOdds: readonly number[];
  /** By target. */
  readonly windows: readonly Window[];
}

const ROUNDS_MAX = 8;
/** In the first rounds much of the group is still among the others that it is measured against. */
const LENIENT_ROUNDS = 4;
const EXCESS_LENIENT = 1.5;
/** Less than is asked of what is told: those not yet found still hide the others. */
const EXCESS_EXPANDED = 2;
const WITHIN_SHARE_LENIENT = 0.2;

/**
 * Accounts that met → the group and windows around them, refined until they stay. `early` is the
 * measure of the first rounds: while most of a pool is outside, its own habit hides it. O(rounds ×
 * acts of members).
 */
export function expandGroup(
  audience: Audience,
  nul: ArrivalNull,
  seed: readonly number[],
  early: ArrivalNull = nul,
): Expanded | null {
  let members: readonly number[] = seed;
  let windows: readonly Window[] = [];
  let lnOdds: readonly number[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const lenient = round < LENIENT_ROUNDS;
    const measure = lenient ? early : nul;
    windows = findWindows(audience, measure, members, lenient ? EXCESS_LENIENT : EXCESS_EXPANDED);
    if (occasions(audience, windows) < OCCASIONS_MIN) return null;
    const next = weighAccounts(
      audience,
      measure,
      windows,
      members,
      lenient ? WITHIN_SHARE_LENIENT : MEMBER_SHARE_MIN,
    );
    if (next.members.length < GROUP_MIN) return null;
    const same = next.members.length === members.length && next.members.every((u, i) => u === members[i]);
    members = next.members;
    lnOdds = next.lnOdds;
    if (!same) continue;
    if (!lenient) break;
    round = LENIENT_ROUNDS - 1;
  }
  return { members, lnOdds, windows };
}
