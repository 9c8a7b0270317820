import type { AudienceSlices } from "../links/audience-slices.ts";

/** What a group was seen to serve: one kind of act on one target, within the audience slices that were linked. */
export interface Order {
  readonly target: number;
  readonly kind: number;
  readonly slices: readonly number[];
  /** Distinct actors in the audience slices, and each one's first event there. May share memory with the audience slices. */
  readonly actors: Int32Array;
  readonly events: Int32Array;
}

/** The orders of a group side by side: of order o, `[start[o] .. start[o + 1])`, in order of time. */
export interface Visitors {
  readonly start: Int32Array;
  /** By entry: place among the candidates, and event. */
  readonly place: Int32Array;
  readonly event: Int32Array;
}

/** Audience slices of a group → its orders: audience slices of one target and kind together. `scratch`: −1 by actor, left so. O(entries). */
export function ordersOf(
  slices: AudienceSlices,
  group: Iterable<number>,
  scratch: Int32Array,
): readonly Order[] {
  const byTarget = new Map<number, number[]>();
  for (const t of group) {
    const key = slices.target[t]! * 32 + slices.kind[t]!;
    const own = byTarget.get(key);
    if (own === undefined) byTarget.set(key, [t]);
    else own.push(t);
  }
  return [...byTarget.values()].map((own) => ({
    target: slices.target[own[0]!]!,
    kind: slices.kind[own[0]!]!,
    slices: own,
    ...visitorsOf(slices, own, scratch),
  }));
}

function visitorsOf(
  { start, actor, event }: AudienceSlices,
  own: readonly number[],
  scratch: Int32Array,
): Pick<Order, "actors" | "events"> {
  // Within one audience slice everybody stands once.
  const [first] = own;
  if (own.length === 1) {
    const [from, end] = [start[first!]!, start[first! + 1]!];
    return { actors: actor.subarray(from, end), events: event.subarray(from, end) };
  }
  let entries = 0;
  for (const t of own) entries += start[t + 1]! - start[t]!;
  const actors = new Int32Array(entries);
  const events = new Int32Array(entries);
  let count = 0;
  for (const t of own) {
    for (let i = start[t]!; i < start[t + 1]!; i++) {
      const who = actor[i]!;
      if (scratch[who] !== -1) continue;
      scratch[who] = count;
      actors[count] = who;
      events[count++] = event[i]!;
    }
  }
  for (let i = 0; i < count; i++) scratch[actors[i]!] = -1;
  return { actors: actors.subarray(0, count), events: events.subarray(0, count) };
}
