import { VISIT_GAP_MS } from "./audience-limits.ts";
import type { Window } from "./find-windows.ts";
import type { Audience } from "./gather-audiences.ts";

/** How many windows stand apart in time from each other: the most that can be chosen. */
export function occasions({ atMs }: Audience, windows: readonly Window[]): number {
  const byEnd = [...windows].sort((a, b) => atMs[a.to - 1]! - atMs[b.to - 1]!);
  let count = 0;
  let endMs = Number.NEGATIVE_INFINITY;
  for (const { from, to } of byEnd) {
    if (atMs[from]! - endMs <= VISIT_GAP_MS) continue;
    count++;
    endMs = atMs[to - 1]!;
  }
  return count;
}
