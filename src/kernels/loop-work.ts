/** Pieces of work that can hold up the event loop; `other` is whatever has no name here. */
export const LOOP_PARTS = [
  "intake",
  "decide",
  "answer",
  "counts",
  "snapshot",
  "campaigns",
  "metrics",
  "garbage",
  "other",
] as const;
export type LoopPart = (typeof LOOP_PARTS)[number];

/** A thread has one event loop, and this module one state in each: what it is busy with, since when, and how long with what. */
const spentMs = new Map<LoopPart, number>();
let part: LoopPart = "other";
let sinceMs = 0;
/** A stopwatch, where somebody watches this loop. */
let clockMs: (() => number) | null = null;

/** From now on work is timed by this stopwatch, ms. */
export function timeLoopWork(stopwatchMs: () => number): void {
  clockMs = stopwatchMs;
}

/**
 * Does the work and counts its time for a part; work within it that names another part counts for that one. What it returns is not
 * waited for. Costs two looks at the clock, some 0.1 µs: for runs and slices, never for single events.
 */
export function during<T>(named: LoopPart, work: () => T): T {
  if (clockMs === null) return work();
  const before = part;
  turnTo(named);
  try {
    return work();
  } finally {
    turnTo(before);
  }
}

function turnTo(next: LoopPart): void {
  const nowMs = clockMs?.() ?? 0;
  if (part !== "other") spentMs.set(part, (spentMs.get(part) ?? 0) + nowMs - sinceMs);
  part = next;
  sinceMs = nowMs;
}

/** Time spent on each named part since the last call, ms. */
export function takeLoopWork(): ReadonlyMap<LoopPart, number> {
  turnTo(part);
  const taken = new Map(spentMs);
  spentMs.clear();
  return taken;
}
