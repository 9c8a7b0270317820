import { lnPoissonTail } from "../../statistics/poisson.ts";
import type { ArrivalNull } from "./arrival-null.ts";
import { EXCESS_MIN } from "./audience-limits.ts";
import type { Expanded } from "./expand-group.ts";
import type { Window } from "./find-windows.ts";
import type { Audience } from "./gather-audiences.ts";
import { occasions } from "./occasions.ts";
import { othersChances } from "./others-chances.ts";
import { weighAccounts } from "./weigh-accounts.ts";
import { withinShare } from "./within-share.ts";

/** What speaks for a group, each window by accounts that were chosen without it. */
export interface GroupEvidence {
  /** Windows that hold when the group is chosen by the other windows only. */
  readonly upheld: readonly Window[];
  /** Of those, how many stand apart in time. */
  readonly occasions: number;
  /** ln P of each that stands apart, the most surprising first. */
  readonly lnPs: readonly number[];
  /** Members' acts within the group's windows, over all their acts for the owner. */
  readonly withinShare: number;
  /** The same, of windows that are upheld. */
  readonly upheldShare: number;
}

/** A window is upheld at this chance. */
const LN_UPHELD = Math.log(1e-3);

/**
 * A group → its evidence. For each window the accounts are chosen anew by the windows that are
 * apart from it in time, so their times on its target are not what they were chosen for: people on
 * their own would come there by their habits, as the others of that target do. Who is in doubt by
 * those other windows is on neither side. Windows were drawn around the group, so each pays for all
 * that could have been drawn. A window must hold against each of `nuls`: learned from all, a large
 * group explains itself in part; learned without it, a whole kind of people may be missing.
 * O(windows × acts of members).
 */
export function weighGroup(audience: Audience, nuls: readonly ArrivalNull[], group: Expanded): GroupEvidence {
  const upheld: Window[] = [];
  for (const window of group.windows) {
    const others = group.windows.filter((other) => occasions(audience, [window, other]) === 2);
    if (others.length < 2) continue;
    let worst: Window | null = null;
    for (const nul of nuls) {
      const one = weighWindow(audience, nul, group, window, others);
      if (worst === null || one.lnP > worst.lnP) worst = one;
    }
    if (worst !== null && worst.lnP <= LN_UPHELD) upheld.push(worst);
  }
  const apart: Window[] = [];
  for (const window of [...upheld].sort((a, b) => a.lnP - b.lnP))
    if (apart.every((other) => occasions(audience, [window, other]) === 2)) apart.push(window);
  return {
    upheld,
    occasions: apart.length,
    lnPs: apart.map(({ lnP }) => lnP),
    withinShare: withinShare(audience, group.members, group.windows),
    upheldShare: withinShare(audience, group.members, upheld),
  };
}

/** The window by accounts that `others` choose; ln P is 0 where it does not hold. */
function weighWindow(
  audience: Audience,
  nul: ArrivalNull,
  group: Expanded,
  window: Window,
  others: readonly Window[],
): Window {
  const { members, doubtful } = weighAccounts(audience, nul, others, group.members, 0);
  const places = placesOn(audience, members, window.target);
  const first = places.findIndex((p) => p >= window.from);
  const after = places.findIndex((p) => p >= window.to);
  const end = after < 0 ? places.length : after;
  if (first < 0 || end - first < PLACES_MIN) return { ...window, came: 0, lnP: 0 };
  const came = end - first;
  const passed = placesOn(audience, doubtful, window.target);
  const expected = Math.max(
    othersChances(audience, nul, window.target, places, passed)(first, end - 1),
    places.length * ownHabit(audience, members, window),
  );
  const lnTried = Math.log((places.length * (places.length + 1)) / 2);
  const lnP = came < EXCESS_MIN * expected ? 0 : Math.min(0, lnPoissonTail(came, expected) + lnTried);
  return { ...window, came, expected, lnP };
}

/** Who comes this soon is a fan that is told; few others do, so that they are no measure. */
const PROMPT_MS = 3_600_000;

/**
 * Of a window that opens within the first hour of its target: the part of the accounts' acts on
 * other targets that are as soon after the opening. Fans of the first hour are always in such a
 * window. 0 for later windows: there the others are measure enough.
 */
function ownHabit(
  { accountStart, place, targetOf, atMs, openedMs }: Audience,
  accounts: readonly number[],
  { target, from, to }: Window,
): number {
  const fromMs = atMs[from]! - openedMs[target]!;
  const toMs = atMs[to - 1]! - openedMs[target]!;
  if (fromMs > PROMPT_MS) return 0;
  let [acts, alike] = [0, 0];
  for (const u of accounts) {
    for (let i = accountStart[u]!; i < accountStart[u + 1]!; i++) {
      const p = place[i]!;
      if (targetOf[p] === target) continue;
      const sinceMs = atMs[p]! - openedMs[targetOf[p]!]!;
      acts++;
      if (sinceMs >= fromMs && sinceMs <= toMs) alike++;
    }
  }
  return alike / Math.max(1, acts);
}

/** Fewer acts say nothing of a window. */
const PLACES_MIN = 3;

function placesOn(
  { accountStart, place, targetOf }: Audience,
  members: readonly number[],
  target: number,
): number[] {
  const places: number[] = [];
  for (const u of members)
    for (let i = accountStart[u]!; i < accountStart[u + 1]!; i++)
      if (targetOf[place[i]!] === target) places.push(place[i]!);
  return places.sort((a, b) => a - b);
}
