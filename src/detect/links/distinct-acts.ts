import type { EventColumns } from "../columns/event-columns.ts";

/** Which targets each actor came to, each once, with the slot of time of the first event there. Sparse rows by actor, in the columns' order. */
export interface DistinctActs {
  /** Of actor a: `target[start[a] .. start[a + 1])`, and `slot` beside it. */
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly slot: Uint16Array;
  /** Distinct actors of each target. */
  readonly audience: Int32Array;
}

/** Columns → who came where, whatever they did there; slots of `slotMs` from `fromMs` on, `slots` in all (at most 2^16). O(events); takes 6 bytes an event. */
export function distinctActs(
  columns: EventColumns,
  fromMs: number,
  slotMs: number,
  slots: number,
): DistinctActs {
  const { count, actor, actorCount, occurredAtMs } = columns;
  // Counting sort by actor. What is looked at afterwards is moved, not pointed at: columns are read in order, rows are too.
  const start = new Int32Array(actorCount + 1);
  for (let i = 0; i < count; i++) start[actor[i]! + 1]!++;
  for (let a = 0; a < actorCount; a++) start[a + 1]! += start[a]!;
  const fill = start.slice(0, actorCount);
  const target = new Int32Array(count);
  const slot = new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    const to = fill[actor[i]!]!++;
    target[to] = columns.target[i]!;
    slot[to] = Math.min(slots - 1, Math.floor((occurredAtMs[i]! - fromMs) / slotMs));
  }
  const audience = new Int32Array(columns.targetCount);
  const seen = new Int32Array(columns.targetCount).fill(-1);
  let to = 0;
  let from = 0;
  for (let a = 0; a < actorCount; a++) {
    const end = start[a + 1]!;
    for (; from < end; from++) {
      const where = target[from]!;
      if (seen[where] === a) continue;
      seen[where] = a;
      audience[where]!++;
      target[to] = where;
      slot[to++] = slot[from]!;
    }
    start[a + 1] = to;
  }
  return { start, target, slot, audience };
}
