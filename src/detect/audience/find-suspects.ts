import { GROUP_MIN } from "./audience-limits.ts";
import type { Meeting } from "./find-meetings.ts";
import type { Audience } from "./gather-audiences.ts";
import { sharedOf } from "./pool-meetings.ts";

/**
 * Excess of the meetings an account was at, from which on it is left out of what is learned of
 * others.
 */
const EXCESS_SUM_MIN = 1;

/**
 * Meetings → the accounts that what is usual is better learned without: 1 by account; null when
 * they are too few for a group. An account at a meeting of `shared` where `expected` were due has 1
 * − expected / shared of it; of the meetings on one pair of targets the least probable counts.
 * `atMeetingsMin` of its acts for the owner must be at meetings: below it is mostly on its own.
 */
export function findSuspects(
  audience: Audience,
  meetings: readonly Meeting[],
  atMeetingsMin: number,
): Uint8Array | null {
  const { targetOf, target, accountStart } = audience;
  const sum = new Float64Array(audience.actor.length);
  const at = new Map<number, Set<number>>();
  const seen = new Set<number>();
  for (const meeting of meetings) {
    const [first, second] = [targetOf[meeting.first[0]]!, targetOf[meeting.second[0]]!];
    const pair = first * target.length + second;
    for (const u of sharedOf(audience, meeting)) {
      const key = u * target.length * target.length + pair;
      if (seen.has(key)) continue;
      seen.add(key);
      sum[u]! += 1 - meeting.expected / meeting.shared;
      const targets = at.get(u) ?? new Set();
      at.set(u, targets.add(first).add(second));
    }
  }
  const suspects = new Uint8Array(audience.actor.length);
  let count = 0;
  for (const [u, targets] of at) {
    if (sum[u]! < EXCESS_SUM_MIN) continue;
    if (targets.size < atMeetingsMin * (accountStart[u + 1]! - accountStart[u]!)) continue;
    suspects[u] = 1;
    count++;
  }
  return count < GROUP_MIN ? null : suspects;
}
