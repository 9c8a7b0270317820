import { HOUR_MS } from "../../nouns/durations.ts";
import type { Window } from "./find-windows.ts";
import type { Audience } from "./gather-audiences.ts";

/** Clocks differ by whole hours, by so many at the most. */
const HOURS_MAX = 14;
/**
 * Part of the share of members within the windows that the others must reach at the same hours of their own clock. Fans who come on their own come then as the others do, or nearly; hands do not come when
 * fans did some hours before, or would within the first hours of a target, one order of several.
 */
const ALIKE_MIN = 0.5;

/**
 * Whether a group only keeps another clock: the others of its targets came in the same windows so many hours before, or after, the same for all of them. An export that joins regions may write each one's own
 * time; then the fans of the lesser region come to every target together, as an echo of the rest. O(windows · audiences · `HOURS_MAX`).
 */
export function keepsOtherClock(
  { accountOf, atMs, targetStart }: Audience,
  members: readonly number[],
  windows: readonly Window[],
): boolean {
  const isMember = new Set(members);
  const there = new Float64Array(2 * HOURS_MAX + 1);
  let others = 0;
  let came = 0;
  let all = 0;
  for (const { target, from, to } of windows) {
    const [fromMs, toMs] = [atMs[from]!, atMs[to - 1]!];
    for (let p = targetStart[target]!; p < targetStart[target + 1]!; p++) {
      if (isMember.has(accountOf[p]!)) {
        all++;
        if (p >= from && p < to) came++;
        continue;
      }
      others++;
      for (let hours = -HOURS_MAX; hours <= HOURS_MAX; hours++) {
        const onTheirs = atMs[p]! + hours * HOUR_MS;
        if (hours !== 0 && onTheirs >= fromMs && onTheirs <= toMs) there[hours + HOURS_MAX]!++;
      }
    }
  }
  if (others === 0 || all === 0) return false;
  return Math.max(...there) / others >= (ALIKE_MIN * came) / all;
}
