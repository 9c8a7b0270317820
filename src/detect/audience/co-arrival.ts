import { type ArrivalNull, learnArrivals, withoutHabits } from "./arrival-null.ts";
import {
  GROUP_MIN,
  LN_P_TOLD,
  MEMBER_SHARE_MIN,
  OCCASIONS_MIN,
  OCCASIONS_TOLD_MIN,
  TURNOUT_MEAN_MIN,
  UPHELD_PART_MIN,
  UPHELD_SHARE_MIN,
  WITHIN_SHARE_MIN,
} from "./audience-limits.ts";
import { expandAll } from "./expand-all.ts";
import type { Expanded } from "./expand-group.ts";
import { findMeetings } from "./find-meetings.ts";
import { findSuspects } from "./find-suspects.ts";
import type { Audience } from "./gather-audiences.ts";
import { keepsOtherClock } from "./other-clock.ts";
import { poolMeetings } from "./pool-meetings.ts";
import { weighAccounts } from "./weigh-accounts.ts";
import { type GroupEvidence, weighGroup } from "./weigh-group.ts";

/** A group with its evidence; `weighed` = how many were weighed for this owner. */
export interface CoArrivalGroup {
  readonly group: Expanded;
  readonly evidence: GroupEvidence;
  /** Ln p of the weakest of the occasions it must have. */
  readonly lnP: number;
}

/**
 * Audience → groups that come together on four occasions and more, and how many groups were
 * weighed. What is usual is learned from all; then, twice, without those at surprising meetings;
 * groups are grown against that, and again against what is usual without the groups. Each is
 * weighed by times that its members were not chosen for. No suspects: nothing more is done. See the
 * parts for cost.
 */
export function findCoArrivals(audience: Audience): { groups: CoArrivalGroup[]; weighed: number } {
  if (audience.actor.length < GROUP_MIN) return { groups: [], weighed: 0 };
  let learned: ArrivalNull | null = null;
  const learnOfAll = (): ArrivalNull => {
    learned ??= learnArrivals(audience);
    return learned;
  };
  let meetings = findMeetings(audience, learnOfAll);
  const first = findSuspects(audience, meetings, AT_MEETINGS_FIRST);
  if (first === null) return { groups: [], weighed: 0 };
  const ofAll = learnOfAll();
  // Once more without them: what is left of a pool no longer hides the rest.
  const ofRest = learnArrivals(audience, { left: first, from: ofAll });
  meetings = findMeetings(audience, () => ofRest);
  const later = findSuspects(audience, meetings, AT_MEETINGS_THEN);
  const nul = later === null ? ofRest : learnArrivals(audience, { left: later, from: ofAll });
  const suspects = later ?? first;
  const early = withoutHabits(nul);
  const expand = (seeds: readonly (readonly number[])[]): readonly Expanded[] =>
    expandAgain(audience, ofAll, expandAll(audience, seeds, nul, early), suspects);
  const expanded = expand(poolMeetings(audience, meetings, suspects));
  const judged = weighAll(audience, ofAll, expanded);
  const groups: CoArrivalGroup[] = judged.filter(({ accepted }) => accepted);
  // Two crowds that grew into one, and one that took in strangers: what is upheld of it is tried
  // once more by itself.
  const upheld = judged
    .filter((one) => !one.accepted && one.evidence.occasions >= OCCASIONS_MIN)
    .map(
      ({ group, evidence }) =>
        weighAccounts(audience, nul, evidence.upheld, group.members, MEMBER_SHARE_MIN).members,
    );
  const again = weighAll(audience, ofAll, upheld.length > 0 ? expand(upheld) : []);
  const told = new Set(groups.flatMap(({ group }) => group.members));
  for (const one of again) if (one.accepted && one.group.members.every((u) => !told.has(u))) groups.push(one);
  return { groups, weighed: expanded.length + again.length };
}

/**
 * Groups → grown against what is usual without them and without suspects, until they grow no more.
 */
function expandAgain(
  audience: Audience,
  ofAll: ArrivalNull,
  groups: readonly Expanded[],
  suspects: Uint8Array,
): readonly Expanded[] {
  let expanded = groups;
  for (let round = 0; round < ROUNDS_MAX && expanded.length > 0; round++) {
    const sizeBefore = memberCount(expanded);
    const left = leftOut(audience, expanded);
    for (let u = 0; u < left.length; u++) left[u]! |= suspects[u]!;
    const nul = learnArrivals(audience, { left, from: ofAll });
    const seeds = expanded.map(({ members }) => members);
    expanded = expandAll(audience, seeds, nul, withoutHabits(nul));
    if (memberCount(expanded) <= sizeBefore * GROWTH_MIN) break;
  }
  return expanded;
}

function weighAll(
  audience: Audience,
  ofAll: ArrivalNull,
  groups: readonly Expanded[],
): (CoArrivalGroup & { readonly accepted: boolean })[] {
  if (groups.length === 0) return [];
  const others = (out: readonly Expanded[]): ArrivalNull =>
    learnArrivals(audience, { left: leftOut(audience, out), from: ofAll, drawnFromAll: true });
  const ofOthers = others(groups);
  return groups.map((group) => {
    const rest = groups.filter((one) => one !== group);
    // A pool beside a kind of people distorts what is known of that kind.
    const ofOwn = rest.length > 0 ? [others(rest)] : [];
    const evidence = weighGroup(audience, [ofAll, ofOthers, ...ofOwn], group);
    const lnP = evidence.lnPs[OCCASIONS_TOLD_MIN - 1] ?? 0;
    const accepted =
      lnP <= LN_P_TOLD &&
      evidence.upheld.length >= UPHELD_PART_MIN * group.windows.length &&
      evidence.upheldShare >= UPHELD_SHARE_MIN &&
      evidence.withinShare >= WITHIN_SHARE_MIN &&
      turnout(group) >= TURNOUT_MEAN_MIN &&
      !keepsOtherClock(audience, group.members, evidence.upheld);
    return { group, evidence, lnP, accepted };
  });
}

function leftOut({ actor }: Audience, groups: readonly Expanded[]): Uint8Array {
  const left = new Uint8Array(actor.length);
  for (const { members } of groups) for (const u of members) left[u] = 1;
  return left;
}

/**
 * Part of a suspect's acts for the owner that are at meetings. At first few of a pool's are seen as
 * such.
 */
const AT_MEETINGS_FIRST = 0.25;
const AT_MEETINGS_THEN = 0.5;
/**
 * Rounds of growing against what is usual without the groups so far, and the growth below which no
 * more is made.
 */
const ROUNDS_MAX = 4;
const GROWTH_MIN = 1.03;

function turnout({ members, windows }: Expanded): number {
  const came = windows.reduce((sum, window) => sum + window.came, 0);
  return came / (members.length * windows.length);
}

function memberCount(groups: readonly Expanded[]): number {
  return groups.reduce((sum, { members }) => sum + members.length, 0);
}
