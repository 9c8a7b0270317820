import { RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { timeOrder } from "../links/audience-slices.ts";

/** Distinct visitors by what they came to (a group), each group in order of time. */
export interface Visits {
  /** Groups that have any, ascending. */
  readonly groups: Int32Array;
  /** Events of group g: `event[start[g] .. end[g])`. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly event: Int32Array;
}

/** Distinct (actor, target, kind); groups are `target · RETRACTION_BIT + kind`. O(events). */
export function gatherVisits(columns: EventColumns): Visits {
  const { target, kind } = columns;
  return gather(
    columns,
    columns.targetCount * RETRACTION_BIT,
    (event) => target[event]! * RETRACTION_BIT + kind[event]!,
  );
}

/** Distinct (actor, target), whatever was done there; groups are targets. O(events). */
export function gatherPeople(columns: EventColumns): Visits {
  return gather(columns, columns.targetCount, (event) => columns.target[event]!);
}

function gather(columns: EventColumns, groupCount: number, groupOf: (event: number) => number): Visits {
  const { count, actor, kind } = columns;
  const order = timeOrder(columns);
  const start = new Int32Array(groupCount + 1);
  for (let i = 0; i < count; i++) if (kind[i]! < RETRACTION_BIT) start[groupOf(i) + 1]!++;
  for (let g = 0; g < groupCount; g++) start[g + 1]! += start[g]!;
  const event = new Int32Array(start[groupCount]!);
  const end = start.slice(0, groupCount);
  for (let i = 0; i < count; i++) {
    const at = order === null ? i : order[i]!;
    if (kind[at]! < RETRACTION_BIT) event[end[groupOf(at)]!++] = at;
  }
  const seen = new Int32Array(columns.actorCount).fill(-1);
  const groups: number[] = [];
  for (let g = 0; g < groupCount; g++) {
    let to = start[g]!;
    if (end[g] === to) continue;
    groups.push(g);
    for (let at = to; at < end[g]!; at++) {
      const who = actor[event[at]!]!;
      if (seen[who] === g) continue;
      seen[who] = g;
      event[to++] = event[at]!;
    }
    end[g] = to;
  }
  return { groups: Int32Array.from(groups), start, end, event };
}

/** Channel of a group of kinds. Views are much more of life than acts: each is held against its own kind. */
export function channelOf(group: number): 0 | 1 {
  return group % RETRACTION_BIT === 0 ? 0 : 1;
}
