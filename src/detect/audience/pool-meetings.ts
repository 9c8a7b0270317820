import { GROUP_MIN, SEEDS_MAX } from "./audience-limits.ts";
import type { Meeting } from "./find-meetings.ts";
import type { Audience } from "./gather-audiences.ts";

/**
 * Accounts that two meetings on different targets must have in common, at least, and as a part of
 * the smaller.
 */
const COMMON_MIN = 3;
const COMMON_PART = 0.15;
/**
 * Meetings of people who were at so many already are passed over: the promptest fans meet at every
 * pair of targets.
 */
const TIMES_MAX = 4;
const FRESH_PART = 0.3;

/**
 * Meetings, the most surprising first → accounts to grow groups from: those of each meeting, and
 * those of each with those of the meetings on other pairs of targets that it shares people with.
 * One meeting of a pool has few of it; people who met by chance do not meet again. Of each pair of
 * targets the most surprising meeting counts, and of its accounts those that are `suspects`.
 * O(seeds × acts at meetings).
 */
export function poolMeetings(
  audience: Audience,
  meetings: readonly Meeting[],
  suspects: Uint8Array,
): number[][] {
  const { targetOf, target } = audience;
  const ofPair = new Map<number, Meeting>();
  for (const meeting of meetings) {
    const pair = targetOf[meeting.first[0]]! * target.length + targetOf[meeting.second[0]]!;
    if (!ofPair.has(pair)) ofPair.set(pair, meeting);
  }
  const shared: number[][] = [];
  const times = new Uint16Array(audience.actor.length);
  for (const meeting of ofPair.values()) {
    if (shared.length === SEEDS_MAX) break;
    const accounts = sharedOf(audience, meeting).filter((u) => suspects[u]);
    const fresh = accounts.filter((u) => times[u]! < TIMES_MAX).length;
    if (accounts.length < GROUP_MIN || fresh < FRESH_PART * accounts.length) continue;
    for (const u of accounts) times[u]!++;
    shared.push(accounts);
  }
  const meetingsOf = new Map<number, number[]>();
  shared.forEach((accounts, i) => {
    for (const u of accounts) {
      const list = meetingsOf.get(u);
      if (list) list.push(i);
      else meetingsOf.set(u, [i]);
    }
  });
  const pooled = shared.map((accounts) => {
    const common = new Map<number, number>();
    for (const u of accounts) for (const i of meetingsOf.get(u)!) common.set(i, (common.get(i) ?? 0) + 1);
    const all = new Set<number>();
    for (const [i, count] of common) {
      if (count < COMMON_MIN || count < COMMON_PART * Math.min(accounts.length, shared[i]!.length)) continue;
      for (const u of shared[i]!) all.add(u);
    }
    return [...all].sort((a, b) => a - b);
  });
  const different = new Map([...shared, ...pooled].map((accounts) => [accounts.join(), accounts]));
  return [...different.values()];
}

/** Accounts of a meeting, ascending. */
export function sharedOf({ accountOf }: Audience, { first, second }: Meeting): number[] {
  const within = new Set(accountOf.subarray(first[0], first[1]));
  return Array.from(accountOf.subarray(second[0], second[1]))
    .filter((u) => within.has(u))
    .sort((a, b) => a - b);
}
