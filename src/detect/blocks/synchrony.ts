import { RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { timeOrder } from "../links/audience-slices.ts";
import type { WeightedEdges } from "./dense-block.ts";

/** Acts as weighted edges: actors are the rows, and one kind of act on one target a column. */
export interface SynchronousEdges extends WeightedEdges {
  /** By column. */
  readonly target: Int32Array;
  readonly kind: Uint8Array;
  /** By edge: which of the `STRETCHES` of the window it lies in. */
  readonly stretch: Uint8Array;
}

/** Stretches of time within which who acted is exchangeable: hours of a day, four hours of four days. */
export const STRETCHES = 24;
/** Cells of time in which the platform's own activity is known: 45 s of a day. */
const ACTIVITY_CELLS = 1920;
/** FRAUDAR's c: keeps what few did from outweighing everything. */
const FEW = 5;

/**
 * The acts of a window (views and retractions left out; the same act again counts once) as edges of weight synchrony / ln(d + 5), where d is the audience of the column
 * (Hooi et al., FRAUDAR, KDD 2016, section 4.3), and an edge's synchrony is ln(1 + (k − e) / (1 + e)) for the k others who did the same to the target within `withinMs / 2` of
 * it, of whom e are explained by the target's popularity and the platform's activity at that time: of its d − 1 others, as many as of everybody's acts fall into that time.
 * Where nothing is beyond that, the weight is 0. `withinMs` null: the plain weight of the paper. Equal synchrony within one column at one time: who acted is no
 * part of it, so that rewired edges keep their weights. O(events), O(n log n) when they are not in order.
 */
export function synchronousEdges(columns: EventColumns, withinMs: number | null): SynchronousEdges {
  const { occurredAtMs } = columns;
  const { event, start, target, kind } = firstActs(columns);
  const count = event.length;
  const time = Float64Array.from(event, (e) => occurredAtMs[e]!);
  const fromMs = time.reduce((least, atMs) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
  const toMs = time.reduce((most, atMs) => Math.max(most, atMs), Number.NEGATIVE_INFINITY);
  const spanMs = count === 0 ? 1 : toMs - fromMs + 1;
  const before = withinMs === null ? null : actsBefore(time, fromMs, spanMs);
  const weight = new Float32Array(count);
  const column = new Int32Array(count);
  for (let c = 0; c < target.length; c++) {
    const end = start[c + 1]!;
    const others = end - start[c]! - 1;
    const popular = 1 / Math.log(others + 1 + FEW);
    let low = start[c]!;
    let high = low;
    for (let i = start[c]!; i < end; i++) {
      column[i] = c;
      if (before === null || withinMs === null) {
        weight[i] = popular;
        continue;
      }
      const since = time[i]! - withinMs / 2;
      const until = time[i]! + withinMs / 2;
      while (time[low]! < since) low++;
      while (high < end && time[high]! <= until) high++;
      const explained = others * (before(until) - before(since));
      const beyond = high - low - 1 - explained;
      if (beyond > 0) weight[i] = popular * Math.log1p(beyond / (1 + explained));
    }
  }
  return {
    rowCount: columns.actorCount,
    columnCount: target.length,
    row: Int32Array.from(event, (e) => columns.actor[e]!),
    column,
    weight,
    target,
    kind,
    stretch: Uint8Array.from(time, (atMs) => Math.floor(((atMs - fromMs) / spanMs) * STRETCHES)),
  };
}

/** Each actor's first act of a kind on a target: events by column, `event[start[c] .. start[c + 1])`, in order of time. */
function firstActs(columns: EventColumns): {
  readonly event: Int32Array;
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly kind: Uint8Array;
} {
  const { count, actor, kind } = columns;
  const order = timeOrder(columns);
  const groupStart = new Int32Array(columns.targetCount * RETRACTION_BIT + 1);
  const isAct = (e: number): boolean => kind[e]! > 0 && kind[e]! < RETRACTION_BIT;
  const groupOf = (e: number): number => columns.target[e]! * RETRACTION_BIT + kind[e]!;
  for (let e = 0; e < count; e++) if (isAct(e)) groupStart[groupOf(e) + 1]!++;
  let used = 0;
  for (let g = 0; g + 1 < groupStart.length; g++) {
    if (groupStart[g + 1]! > 0) used++;
    groupStart[g + 1]! += groupStart[g]!;
  }
  const event = new Int32Array(groupStart.at(-1)!);
  const fill = groupStart.slice(0, -1);
  for (let i = 0; i < count; i++) {
    const e = order === null ? i : order[i]!;
    if (isAct(e)) event[fill[groupOf(e)]!++] = e;
  }
  const start = new Int32Array(used + 1);
  const target = new Int32Array(used);
  const kinds = new Uint8Array(used);
  const seen = new Int32Array(columns.actorCount).fill(-1);
  let to = 0;
  let c = 0;
  for (let g = 0; g + 1 < groupStart.length; g++) {
    if (groupStart[g] === groupStart[g + 1]) continue;
    for (let i = groupStart[g]!; i < groupStart[g + 1]!; i++) {
      const who = actor[event[i]!]!;
      if (seen[who] === g) continue;
      seen[who] = g;
      event[to++] = event[i]!;
    }
    target[c] = Math.floor(g / RETRACTION_BIT);
    kinds[c] = g % RETRACTION_BIT;
    start[++c] = to;
  }
  return { event: event.subarray(0, to), start, target, kind: kinds };
}

/** Time → the part of all acts that came before it, straight within cells. */
function actsBefore(time: Float64Array, fromMs: number, spanMs: number): (atMs: number) => number {
  const sums = new Float64Array(ACTIVITY_CELLS + 1);
  for (const atMs of time) sums[1 + Math.floor(((atMs - fromMs) / spanMs) * ACTIVITY_CELLS)]!++;
  for (let cell = 0; cell < ACTIVITY_CELLS; cell++) {
    sums[cell + 1] = sums[cell]! + sums[cell + 1]! / time.length;
  }
  return (atMs) => {
    const at = Math.min(1, Math.max(0, (atMs - fromMs) / spanMs)) * ACTIVITY_CELLS;
    const cell = Math.min(ACTIVITY_CELLS - 1, Math.floor(at));
    return sums[cell]! + (at - cell) * (sums[cell + 1]! - sums[cell]!);
  };
}
