import type { Window } from "./find-windows.ts";
import type { Audience } from "./gather-audiences.ts";

/** Accounts and windows → the part of all their acts for the owner that is within the windows. */
export function withinShare(
  { accountStart, place, targetOf }: Audience,
  members: readonly number[],
  windows: readonly Window[],
): number {
  const windowOf = new Map(windows.map((window) => [window.target, window]));
  let acts = 0;
  let within = 0;
  for (const u of members) {
    for (let i = accountStart[u]!; i < accountStart[u + 1]!; i++) {
      const window = windowOf.get(targetOf[place[i]!]!);
      acts++;
      if (window && place[i]! >= window.from && place[i]! < window.to) within++;
    }
  }
  return within / Math.max(1, acts);
}
